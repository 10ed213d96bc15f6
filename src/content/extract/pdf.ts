import type { Gatherer } from './gatherer.ts'
export function readPdf(_bytes: Buffer, _g: Gatherer): void {}
