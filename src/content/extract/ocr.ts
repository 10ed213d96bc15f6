import type { Gatherer } from './gatherer.ts'
export function readPicture(_bytes: Buffer, _g: Gatherer): void {}
