import type { Gatherer } from './gatherer.ts'
export function readRtf(_bytes: Buffer, _g: Gatherer): void {}
