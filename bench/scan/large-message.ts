// A process of its own that reads one message from a file, as a reading child of the gateway does: prints the seconds and the most memory that it took.
import { readFileSync } from 'node:fs'
import { createMessageReader } from '../../src/pipeline/inspect-message.ts'
import { makeTerms } from './corpora.ts'

const reader = createMessageReader({ scan: { dictionaries: [{ name: 'own', terms: makeTerms(5000) }] } })
const atRest = process.memoryUsage().rss
const before = process.cpuUsage()
const { findings, view } = await reader.inspect(readFileSync(process.argv[2] as string))
const { user, system } = process.cpuUsage(before)
process.stdout.write(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    atRest,
    peak: process.resourceUsage().maxRSS * 1024,
    findings: findings.length,
    unread: view.uninspectable.map(({ why }) => why),
  }),
)
