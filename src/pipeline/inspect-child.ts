// A child process of the inspector: one message at a time, nothing shared. It may die; the inspector notices.
import { createMessageInspector } from './inspect-message.ts'

/** `InspectorSettings.content`. */
const limits = process.argv[2]
const inspect = createMessageInspector(limits ? { limits: JSON.parse(limits) } : {})

process.on('message', (bytes: Uint8Array) => {
  try {
    process.send?.({ ok: true, inspection: inspect(bytes) })
  } catch (error) {
    // The name only: a parser's message may quote the mail (P4).
    process.send?.({ ok: false, reason: `the reader failed (${(error as Error).name})` })
  }
})

// Ctrl-C reaches every process of the terminal, systemd's stop every process of the service: the gateway decides what is still read to its end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

// The gateway is gone, however it went.
process.on('disconnect', () => process.exit(0))
