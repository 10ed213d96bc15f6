import type { Gatherer } from './gatherer.ts'
export function readTnef(_bytes: Buffer, _g: Gatherer): void {}
