// `npm run test:invariant [-- --seconds 300 --seed N]`: random worlds, one after the other, until the time is over: thousands of messages under mixed policies through
// hosts, lines and name servers that change and break, lines cut at every byte. Exit 1 at the first world in which a promise broke, with its seed.
import { parseArgs } from 'node:util'
import { type CampaignResult, runCampaign } from './campaign.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' }, seed: { type: 'string' } } })
const until = Date.now() + Number(values.seconds) * 1000
let seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed)
if (!Number.isFinite(until) || !Number.isInteger(seed)) {
  console.error('--seconds and --seed want whole numbers')
  process.exit(2)
}

const total = { worlds: 0, messages: 0, connections: 0, bytes: 0, states: new Map<string, number>() }
do {
  // A neighbouring seed is another world: what went before does not matter, so that one seed alone can be tried again.
  const result = await runCampaign({ seed, size: 10, rounds: 12, burst: 14, stride: 1 + (seed % 7) })
  add(result)
  console.log(`seed ${seed}: ${result.messages} messages, ${result.connections} connections, ${words(result.states)}`)
  if (result.broken.length > 0) {
    for (const line of result.broken) console.error(`BROKEN  ${line}`)
    console.error(`Try again: npm run test:invariant -- --seed ${seed} --seconds 1`)
    process.exitCode = 1
    break
  }
  seed++
} while (Date.now() < until)
const { worlds, messages, connections, bytes, states } = total
console.log(
  `${worlds} worlds, ${messages} messages, ${connections} connections, ${(bytes / 1e6).toFixed(1)} MB on the wires: ${words(Object.fromEntries(states))}`,
)
if (process.exitCode !== 1) console.log('Not a protected byte in the clear, not a message lost.')
// Whatever a broken campaign left open must not keep this process.
process.exit()

function add(result: CampaignResult): void {
  total.worlds++
  total.messages += result.messages
  total.connections += result.connections
  total.bytes += result.bytes
  for (const [state, count] of Object.entries(result.states)) total.states.set(state, (total.states.get(state) ?? 0) + count)
}

function words(states: Readonly<Record<string, number>>): string {
  return Object.entries(states)
    .sort(([, a], [, b]) => b - a)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ')
}
