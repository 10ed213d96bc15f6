// Words in pictures, by Tesseract with its packaged English data: nothing is fetched. Off by default (`inspect.ocr`). Seconds a picture; whoever runs this watches
// time and memory. The recogniser is kept for the next picture.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createWorker, type Worker } from 'tesseract.js'
import { type ExtractOptions, Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'

let recogniser: Promise<Worker> | undefined

export async function readPicture(bytes: Buffer, gatherer: Gatherer, { ocr }: ExtractOptions): Promise<void> {
  if (!ocr) throw new Unreadable('a picture: content not read')
  recogniser ??= startRecogniser()
  const worker = await recogniser
  const { data } = await worker.recognize(bytes)
  gatherer.addText('ocr', data.text)
}

async function startRecogniser(): Promise<Worker> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'))
  return createWorker('eng', 1, { langPath: join(folder, '4.0.0_best_int'), cacheMethod: 'none', gzip: true, errorHandler: () => {} })
}
