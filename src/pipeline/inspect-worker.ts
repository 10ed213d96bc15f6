// A worker thread of the inspector: one message at a time, nothing shared. It may die; the inspector notices.
import { parentPort, workerData } from 'node:worker_threads'
import { createMessageInspector, type InspectOptions } from './inspect-message.ts'

const inspect = createMessageInspector(workerData as InspectOptions)

parentPort?.on('message', (bytes: Uint8Array) => {
  try {
    parentPort?.postMessage({ ok: true, inspection: inspect(bytes) })
  } catch (error) {
    // The name only: a parser's message may quote the mail (P4).
    parentPort?.postMessage({ ok: false, reason: `the reader failed (${(error as Error).name})` })
  }
})
