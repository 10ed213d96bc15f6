// P6: for every recipient the ledger holds policy version, rules, masked evidence, route and why, host, TLS version, cipher and certificate, in a
// form that a stranger can verify offline. Guards defended: the events of src/pipeline (decide.ts, attempt-direct.ts, settle.ts), the sealer
// (seal-ledger.ts), the verifier (src/domain/verify-ledger.ts), the export (ledger-export.ts, audit-ledger.ts).
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { traceText } from '../../src/cli/trace-text.ts'
import type { Personality } from '../../src/demo/internet/personality.ts'
import { publishTlsa } from '../../src/demo/internet/published-policy.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import type { LedgerEvent } from '../../src/domain/event.ts'
import type { TlsFacts } from '../../src/domain/tls-facts.ts'
import { auditFile, auditStore } from '../../src/pipeline/audit-ledger.ts'
import { exportLedger } from '../../src/pipeline/ledger-export.ts'
import { recordOverride } from '../../src/pipeline/overrides.ts'
import { readLedger } from '../../src/pipeline/read-ledger.ts'
import type { MessageRow } from '../../src/store/store.ts'
import { createRandom } from '../crash/crash-points.ts'
import { startTestGateway, type TestGateway, type TestMail } from '../support/test-gateway.ts'

const SSN = '536-90-4399'

let test: TestGateway
let db: DatabaseSync
beforeAll(async () => {
  test = await startTestGateway({ config: { officers: ['privacy@example-health.test'], delivery: { retry: ['1s'], 'tls-wait': '1s' } } })
  for (const personality of ['tls13', 'tls12', 'no-starttls', 'expired', 'reject', 'drop-after-dot'] as const) {
    await test.internet.add(`p6-${personality}.test`, [personality])
  }
  db = new DatabaseSync(join(test.folder, 'data', 'postern.db'), { timeout: 5_000 })
})
afterAll(async () => {
  db.close()
  await test.close()
})

interface HostEvidence {
  readonly host: string
  readonly address: string
  readonly verdict: string
  readonly reason: string
  readonly tls: TlsFacts | null
}

const data = (events: readonly LedgerEvent[], kind: LedgerEvent['kind']) => events.find((event) => event.kind === kind)?.data ?? {}
const hostsOf = (event: Readonly<Record<string, unknown>>) => event.hosts as readonly HostEvidence[]
const mail = (personality: Personality, more: Partial<TestMail> = {}): TestMail => ({ to: `bea@p6-${personality}.test`, ...more })

describe('one copy can be explained', () => {
  it.each([
    ['tls13', 'TLSv1.3'],
    ['tls12', 'TLSv1.2'],
  ] as const)('delivered to a server that is %s: who, where, over what, proved by what', async (personality, version) => {
    const [server] = (await test.internet.add(`p6-x-${personality}.test`, [personality])) as [RecipientServer]
    const { events } = await test.deliver({ to: `bea@p6-x-${personality}.test`, text: `Her number is ${SSN}.` })
    const decided = data(events, 'recipient.decided')
    expect(decided).toMatchObject({
      action: 'deliver',
      protection: 'authenticated',
      rules: ['ssn'],
      policy: test.gateway.policy?.current().version,
    })
    expect(data(events, 'message.decided').policy).toBe(decided.policy)
    expect(data(events, 'attempt.started')).toMatchObject({
      route: 'direct',
      demand: { protection: 'authenticated' },
      posture: 'pkix-verified',
      why: expect.stringMatching(/\w/),
      routes: ['direct', 'portal'],
    })
    const [host] = hostsOf(data(events, 'attempt.succeeded'))
    expect(host).toMatchObject({ host: server.host, address: server.address, verdict: 'pkix-verified' })
    expect(host?.tls).toMatchObject({ version, cipher: server.received[0]?.tls?.cipher })
    expect(host?.tls?.certificate?.names).toContain(`DNS:${server.host}`)
    expect(host?.tls?.certificate?.fingerprint256).toMatch(/^[0-9a-f]{64}$/)
    expect(host?.tls?.certificate?.spki256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('what the host was held to, in the ledger and in the trace a person reads', async () => {
    const domain = 'p6-held-to.test'
    const [server] = (await test.internet.add(domain, ['self-signed'])) as [RecipientServer]
    publishTlsa(test.internet.nameServer, server.host, [{ usage: 3, selector: 1, matchingType: 1, certificate: server.certificate() }])
    test.internet.nameServer.secure(domain)
    const by = { actor: 'cli:desk', reason: 'contract' }
    const terms = { protection: 'authenticated' } as const
    const override = await recordOverride(test.gateway, { domain, terms, until: Date.now() + 60_000, ...by })
    let { events, message } = await test.deliver({ to: `bea@${domain}` })
    // What was recorded counts within a second.
    while (!data(events, 'attempt.started').overrides) ({ events, message } = await test.deliver({ to: `bea@${domain}` }))
    const applied = [{ id: override, terms: ['protection authenticated'] }]
    expect(data(events, 'attempt.started')).toMatchObject({ demand: { protection: 'authenticated' }, overrides: applied })
    const succeeded = data(events, 'attempt.succeeded')
    expect(succeeded.overrides).toEqual(applied)
    const [host] = hostsOf(succeeded)
    expect(host).toMatchObject({
      at: expect.any(Number),
      verdict: 'dane-verified',
      tlsa: expect.stringMatching(/^3 1 1 [0-9a-f]{64}$/),
      dane: 'usable',
      remembered: { level: 'encrypted', seenAt: expect.any(Number) },
      tls: {
        group: expect.any(String),
        certificate: { chain: [expect.stringContaining('CN=')], spki256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    })
    const { store } = test.gateway
    const row = (await store.message(message))?.message as MessageRow
    const text = traceText(row, events, new Map(), false)
    for (const shown of [
      server.host,
      server.address,
      'dane-verified',
      'proved by 3 1 1 ',
      'memory      encrypted',
      `override    ${override}`,
      'chain CN=',
    ])
      expect(text).toContain(shown)
  })

  it('the evidence of a rule: detector, part and place in clear, the excerpt sealed and masked', async () => {
    const { events } = await test.deliver(mail('tls13', { text: `Her number is ${SSN}.` }))
    const inspected = events.find(({ kind }) => kind === 'message.inspected')
    expect(inspected?.data).toMatchObject({ findings: { 'us-ssn': 1 }, spans: [{ detector: 'us-ssn', confidence: expect.any(String) }] })
    const opened = (await test.gateway.evidence.open(inspected?.sealed as NonNullable<typeof inspected>['sealed'] & object)) as {
      excerpts: string[]
    }
    expect(opened.excerpts).toHaveLength(1)
    expect(opened.excerpts[0]).not.toContain(SSN)
    expect(opened.excerpts[0]).not.toContain('4399'.repeat(2))
  })

  it('the transcript of the session is kept, sealed', async () => {
    const { events } = await test.deliver(mail('tls13'))
    const succeeded = events.find(({ kind }) => kind === 'attempt.succeeded')
    const opened = JSON.stringify(await test.gateway.evidence.open(succeeded?.sealed as NonNullable<typeof succeeded>['sealed'] & object))
    expect(opened).toMatch(/MAIL FROM/)
    expect(opened).toMatch(/RCPT TO:<bea@p6-tls13\.test>/)
    expect(opened).not.toContain('closed on Monday')
  })

  it('held because no route keeps the protection: every host and what was wrong with it', async () => {
    const { copies, events } = await test.deliver(mail('no-starttls', { subject: '[authenticated]' }))
    expect(copies[0]?.state).toBe('held')
    const cause = data(events, 'recipient.held').cause ?? data(events, 'attempt.rerouted').cause
    expect(cause).toMatchObject({ at: expect.any(String), enhanced: expect.stringMatching(/^[45]\.\d/) })
    expect(JSON.stringify(events.map(({ data }) => data))).toContain('no-tls')
  })

  it('rerouted to the portal: why, the grant, and what the notice crossed', async () => {
    const { copies, events } = await test.deliver(mail('expired', { subject: '[portal-over-any]' }))
    expect(copies[0]?.state).toBe('awaiting-pickup')
    expect(data(events, 'recipient.decided')).toMatchObject({
      rules: ['portal-over-any'],
      protection: 'portal',
      portal: { linkOver: 'any' },
    })
    expect(data(events, 'attempt.started')).toMatchObject({ route: 'portal', why: expect.stringMatching(/\w/) })
    expect(data(events, 'grant.created')).toMatchObject({ grant: expect.any(String), expires: expect.any(Number) })
    const [host] = hostsOf(data(events, 'attempt.succeeded'))
    expect(host?.verdict).toBe('encrypted-unverified')
    expect(host?.tls?.certificate?.validTo).toMatch(/^\d{4}-/)
  })

  it.each([
    ['reject', '', 'failed', 'attempt.failed'],
    ['tls13', '[reject]', 'rejected', 'recipient.decided'],
    ['tls13', '[hold]', 'held', 'recipient.decided'],
    ['drop-after-dot', '', 'unknown', 'attempt.unknown'],
  ] as const)('%s %s ends %s, and its event says so', async (personality, subject, state, kind) => {
    const { copies, events } = await test.deliver(mail(personality, { subject }))
    expect(copies[0]?.state).toBe(state)
    const event = events.find((one) => one.kind === kind && one.recipient === copies[0]?.id)
    expect(event?.data.cause ?? event?.data.reasons).toBeDefined()
    if (state === 'failed' || state === 'rejected') expect(events.map((one) => one.kind)).toContain('dsn.queued')
    if (state === 'held') expect(events.map((one) => one.kind)).toContain('officer.notified')
  })

  it('every event names who did it, and every copy its way from beginning to end', async () => {
    const { events, copies } = await test.deliver(mail('tls13'))
    expect(events.every(({ actor }) => ['system', 'policy'].includes(actor))).toBe(true)
    expect(events.filter(({ recipient }) => recipient === copies[0]?.id).map(({ kind }) => kind)).toEqual([
      'recipient.decided',
      'attempt.started',
      'attempt.committing',
      'attempt.succeeded',
    ])
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['message.accepted', 'message.inspected', 'message.decided', 'message.closed']),
    )
  })
})

describe('the ledger cannot be changed unseen', () => {
  beforeAll(async () => {
    await test.deliver(mail('tls13', { text: `Her number is ${SSN}.` }))
    await vi.waitFor(
      async () => {
        const { store } = test.gateway
        expect(await store.recipients({ states: ['pending', 'ready', 'attempting', 'deferred'], limit: 1 })).toEqual([])
        expect((await store.unsealed(1)).events).toEqual([])
      },
      { timeout: 15_000 },
    )
  })
  const audit = (expectHead?: string) => auditStore(test.gateway.store, test.gateway.keyring, expectHead ? { expectHead } : {})
  /** What was found, where it can be read at all. */
  const isSound = (expectHead?: string): Promise<boolean> =>
    audit(expectHead).then(
      ({ ok }) => ok,
      () => false,
    )
  afterEach(async () => {
    // Each test puts back what it changed, or the next one would prove nothing.
    expect((await audit()).problems).toEqual([])
  })

  it('as it stands it is sound, and covers every event', async () => {
    const report = await audit()
    expect(report).toMatchObject({ ok: true, positions: (db.prepare('SELECT count(*) AS n FROM event').get() as { n: number }).n })
  })

  it.each(['kind', 'at', 'message', 'recipient', 'actor', 'data', 'sealed_key', 'sealed_box', 'position'])(
    'one character of an event: %s',
    async (column) => {
      await changesShow('event', column)
    },
  )

  it.each(['from_position', 'to_position', 'sealed_at', 'root', 'previous', 'hash', 'signature', 'key_id'])(
    'one character of a segment: %s',
    async (column) => {
      await changesShow('segment', column)
    },
  )

  async function changesShow(table: string, column: string): Promise<void> {
    const random = createRandom(column.length)
    const rows = db
      .prepare(
        `SELECT rowid AS id, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL ${table === 'event' ? 'AND position IS NOT NULL' : ''} ORDER BY random() LIMIT 8`,
      )
      .all()
    expect(rows.length).toBeGreaterThan(0)
    for (const { id, value } of rows as { id: number; value: string | number | Uint8Array }[]) {
      const put = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`)
      // A position that is taken already could not be written.
      const changed = column.endsWith('position') ? (value as number) + 1_000_000 : flip(value, random)
      // The primary key of a segment is its row id: it is found again under the new one.
      put.run(changed, id)
      const sound = await isSound()
      put.run(value, column === 'from_position' ? (changed as number) : id)
      expect(sound, `${column} ${String(value).slice(0, 80)} → ${String(changed).slice(0, 80)}`).toBe(false)
    }
  }

  it.each([
    ['an event taken out', 'event', 'WHERE position = (SELECT max(position) / 2 FROM event)'],
    ['the first event taken out', 'event', 'WHERE position = 1'],
    ['a segment taken out', 'segment', 'WHERE from_position = (SELECT min(from_position) FROM segment WHERE from_position > 1)'],
    ['the last segment taken out', 'segment', 'WHERE from_position = (SELECT max(from_position) FROM segment)'],
  ])('%s', async (_what, table, where) => {
    const sound = await without([[table, where]], () => isSound())
    expect(sound).toBe(false)
  })

  it('a segment taken out with all of its events: the chain shows it', async () => {
    const second = 'SELECT min(from_position) FROM segment WHERE from_position > 1'
    const end = `SELECT to_position FROM segment WHERE from_position = (${second})`
    const sound = await without(
      [
        ['event', `WHERE position BETWEEN (${second}) AND (${end})`],
        ['segment', `WHERE from_position = (${second})`],
      ],
      () => isSound(),
    )
    expect(sound).toBe(false)
  })

  it('its end cut off, events and segment alike: only a head noted earlier shows it, and it does', async () => {
    const head = (await audit()).head?.hash
    const last = 'SELECT max(from_position) FROM segment'
    const seen = await without(
      [
        ['event', `WHERE position >= (${last})`],
        ['segment', `WHERE from_position = (${last})`],
      ],
      async () => [await isSound(), await isSound(head)],
    )
    expect(seen).toEqual([true, false])
    expect(await isSound(head)).toBe(true)
  })

  it('an event put in', async () => {
    const position = ((db.prepare('SELECT max(position) AS n FROM event').get() as { n: number }).n ?? 0) + 1
    db.prepare(`INSERT INTO event (kind, at, actor, data, position) VALUES ('recipient.released', 1, 'cli:nobody', '{}', ?)`).run(position)
    const sound = await isSound()
    db.prepare('DELETE FROM event WHERE position = ?').run(position)
    db.exec("UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM event) WHERE name = 'event'")
    expect(sound).toBe(false)
  })

  async function without<T>(parts: readonly (readonly [string, string])[], look: () => Promise<T>): Promise<T> {
    const taken = parts.map(([table, where]) => [table, db.prepare(`SELECT * FROM ${table} ${where}`).all()] as const)
    // The last table first: a condition may ask the ones behind it.
    for (const [table, where] of parts) db.exec(`DELETE FROM ${table} ${where}`)
    const seen = await look()
    for (const [table, rows] of taken) {
      for (const row of rows) {
        const names = Object.keys(row)
        db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(...Object.values(row))
      }
    }
    return seen
  }

  it('exported, it is verified with nothing but the file and the key’s fingerprint; any change of the file shows', async () => {
    const lines = await exported()
    const [trusted] = test.gateway.keyring.ledgerKeys().map(({ fingerprint }) => fingerprint)
    const verify = (from: readonly string[]) =>
      auditFile(each(from), { trust: [trusted as string] }).then(
        ({ report }) => report.ok,
        () => false,
      )
    expect(await verify(lines)).toBe(true)
    expect(await auditFile(each(lines), { trust: ['0'.repeat(64)] }).then(({ report }) => report.ok)).toBe(false)
    const random = createRandom(6)
    for (let i = 0; i < 60; i++) {
      const at = 1 + Math.floor(random() * (lines.length - 1))
      const changed = lines.with(at, flip(lines[at] as string, random) as string)
      expect(await verify(changed), changed[at]).toBe(false)
    }
    for (const at of [1, Math.floor(lines.length / 2), lines.length - 1]) expect(await verify(lines.toSpliced(at, 1))).toBe(false)
  })

  async function exported(): Promise<readonly string[]> {
    const header = { exportedAt: Date.now(), keys: test.gateway.keyring.ledgerKeys() }
    const lines: string[] = []
    for await (const line of exportLedger(header, readLedger(test.gateway.store))) lines.push(line)
    return lines
  }
})

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

/** The smallest change: a number by one, a text or box by one bit of one byte, never into another way to write the same. */
function flip(value: string | number | Uint8Array, random: () => number): string | number | Uint8Array {
  if (typeof value === 'number') return value + 1
  if (typeof value !== 'string') return Uint8Array.from(value).with(Math.floor(random() * value.length), 255 - (value[0] as number))
  const at = Math.floor(random() * value.length)
  const code = value.charCodeAt(at)
  return value.slice(0, at) + String.fromCharCode(code ^ 1) + value.slice(at + 1)
}
