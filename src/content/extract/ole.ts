import type { Gatherer } from './gatherer.ts'
export function readOle(_bytes: Buffer, _g: Gatherer): void {}
