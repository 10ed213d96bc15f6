// The child process of an extractor: one attachment at a time, nothing shared. It may hang, die or be killed; the extractor notices.
import { Worker } from 'node:worker_threads'
import { extractDocument } from '../content/extract/extract-document.ts'
import type { ExtractRequest } from '../content/extract/extraction.ts'

/** Of `ExtractorSettings`. */
const { memory, ...options } = JSON.parse(process.argv[2] ?? '{}')

process.on('message', async (request: ExtractRequest) => {
  process.send?.(await extractDocument(request, options))
})

// Ctrl-C reaches every process of the terminal, systemd's stop every process of the service: whose child this is decides what is still read to its end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

process.on('disconnect', () => process.exit(0))

// A document that keeps this thread busy keeps it from hearing that its parent is gone: a second thread ends the process then. Where no other process can
// see its memory it does that, too. A string, since a thread of its own file would be one more entry to compile.
const guard = new Worker(
  `const { parent, memory } = require('node:worker_threads').workerData
   setInterval(() => {
     if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
     if (process.memoryUsage.rss() > memory) process.kill(process.pid, 'SIGABRT')
   }, 200)`,
  { eval: true, workerData: { parent: process.ppid, memory: memory * 1.2 } },
)
guard.unref()
