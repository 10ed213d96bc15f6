// What an operator does to waiting mail, against a gateway that runs: states, events with actor, what the sender hears (with and without VERP), links.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { buildProgram } from '../../src/cli/program.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let test: TestGateway | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = undefined
  await test?.close()
  test = undefined
})

const VERP = 'ana=example-health.test+7@bounce.example-health.test'

/** Runs a command of this process; what it prints with `--json`, and what it says. */
async function queue(...args: readonly string[]) {
  const out: string[] = []
  const said: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  process.exitCode = undefined
  try {
    const program = await buildProgram('queue')
    await program.parseAsync(['node', 'postern', 'queue', ...args, '-c', test?.configPath ?? ''])
  } finally {
    vi.restoreAllMocks()
  }
  return { out: out.join(''), said: said.join(''), code: Number(process.exitCode ?? 0) }
}

// Nine commands, each with a gateway's keys and policy: slow on a busy machine; what is waited for is a state.
vi.setConfig({ testTimeout: 60_000 })

const because = ['--reason', 'asked by phone', '--actor', 'ann']

describe('queue commands', () => {
  it('hold, move, expire and cancel, one by one and by domain', async () => {
    test = await startTestGateway({
      internet: { domains: ['clinic-tls13.test', 'example-health.test'] },
      config: { delivery: { retry: ['1h'], 'tls-wait': '4d', unknown: { direct: 'park' } } },
    })
    const { gateway, internet } = test
    const [home] = internet.recipients['example-health.test'] as [RecipientServer]
    const [bounces] = (await internet.add('bounce.example-health.test', ['good'])) as [RecipientServer]
    const [late] = (await internet.add('late.test', ['tempfail'])) as [RecipientServer]
    await internet.add('lost.test', ['drop-after-dot'])
    // The fourth one comes from a VERP address, as with Salesforce.
    const people = ['a@late.test', 'b@late.test', 'c@late.test', 'd@late.test', 'e@lost.test']
    await Promise.all(people.map((to, n) => test?.send({ to, subject: 'secret words', ...(n === 3 ? { from: VERP } : {}) })))
    const waiting = () => gateway.store.recipients({ states: ['deferred', 'unknown'], limit: 9 })
    await expect.poll(async () => (await waiting()).length, { timeout: 15_000 }).toBe(5)
    const found = new Map<string, string>()
    for (const copy of await waiting())
      found.set(((await gateway.evidence.open(copy.address)) as { address: string }).address, copy.message)
    const [held, moved, expired, cancelled, unknown] = people.map((address) => found.get(address) ?? '') as [
      string,
      string,
      string,
      string,
      string,
    ]

    const groups = await queue('list', '--by', 'domain', '--json')
    const [first] = groups.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    expect(first).toMatchObject({
      domain: 'late.test',
      copies: 4,
      states: { deferred: 4 },
      because: expect.stringContaining('451'),
      said: expect.stringContaining('Greylisted'),
    })

    const preview = await queue('hold', 'late.test', ...because, '--dry-run')
    expect(preview.out).toContain('4 would be held; nothing was changed')
    expect((await gateway.store.recipients({ states: ['deferred'], limit: 9 })).length).toBe(4)

    await queue('hold', held, ...because)
    expect(await stateOf(held)).toBe('held')
    await late.become('good')
    late.hangUp()
    await queue('move', moved, '--to', 'portal', ...because)
    await test.settled(moved, ({ state }) => state === 'awaiting-pickup')
    expect(late.received.some(({ data }) => data.includes('secret words'))).toBe(false)

    await queue('expire', expired, ...because)
    expect(await stateOf(expired)).toBe('failed')
    await queue('cancel', 'late.test', '--state', 'deferred', ...because)
    expect(await stateOf(cancelled)).toBe('cancelled')
    await home.waitFor(({ data }) => data.includes('c@late.test') && data.includes('Status: 4.4.7'))
    // To the byte, and from nobody: a report must not be answered by one.
    const report = await bounces.waitFor(({ data }) => data.includes('d@late.test') && data.includes('Action: failed'))
    expect([report.from, report.to.map(({ address }) => address)]).toEqual(['', [VERP]])

    await expect(queue('cancel', unknown, ...because)).rejects.toThrow(/is unknown: nobody knows whether it arrived/)
    expect(await stateOf(unknown)).toBe('unknown')
    await queue('expire', unknown, ...because)
    await home.waitFor(({ data }) => data.includes('e@lost.test') && data.includes('may have arrived'))

    for (const [message, kind] of [
      [held, 'recipient.held'],
      [moved, 'recipient.released'],
      [expired, 'recipient.expired'],
      [cancelled, 'recipient.cancelled'],
    ] as const) {
      const event = (await gateway.store.events(message)).findLast((one) => one.kind === kind)
      expect(event?.actor).toBe('cli:ann')
      expect(await gateway.evidence.open(event?.sealed as never)).toEqual({ reason: 'asked by phone' })
    }
  })
})

async function stateOf(message: string): Promise<string | undefined> {
  return (await test?.gateway.store.recipients({ message, limit: 1 }))?.[0]?.state
}
