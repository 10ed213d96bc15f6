// P2: `250` is said only after bytes and rows are durable; every accepted copy comes to an end, whatever dies; the sender is told of each failure.
// Guards defended: the order in src/pipeline/accept.ts and src/intake/transaction.ts, the syncs of src/platform/safe-file.ts and
// src/store/sqlite/database.ts, report and state in one change (src/pipeline/settle.ts, decide.ts, timers.ts), start-up (src/pipeline/recover.ts).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { readBounce } from '../../src/demo/salesforce/bounce-desk.ts'
import { verpAddress } from '../../src/demo/salesforce/identifiers.ts'
import { cancel, refuse } from '../../src/pipeline/commands.ts'
import type { Checkpoint } from '../../src/pipeline/parts.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { createFileKeyService } from '../../src/platform/file-key-service.ts'
import { type FileLayer, nodeFiles } from '../../src/platform/safe-file.ts'
import { planKills } from '../crash/crash-points.ts'
import { runCrashes } from '../crash/crash-run.ts'
import { createLossyFiles } from '../support/lossy-files.ts'
import { createOwnClock } from '../support/own-clock.ts'
import { openRawSession } from '../support/raw-smtp.ts'
import { composeMail, startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/test-gateway.ts'

const DAY = 86_400_000
const KILLS = 10
const LARGE = `${'All of it must be there afterwards.'.repeat(2)}\r\n`.repeat(5_000)

describe('kill -9', () => {
  it(`${KILLS} times, at every boundary: nothing is lost, nothing repeated in silence, the ledger holds`, async () => {
    const report = await runCrashes({ kills: planKills(KILLS, 1), sites: 2, parallel: 2 })
    expect(report.problems).toEqual([])
    expect(report.kills).toBe(KILLS)
    expect(report.copies).toBeGreaterThan(KILLS)
  }, 180_000)
})

describe('250 and the commit', () => {
  let test: TestGateway
  let reached: (name: Checkpoint) => void = () => {}
  let db: DatabaseSync
  beforeAll(async () => {
    test = await startTestGateway({ checkpoint: (name) => reached(name) })
    await test.internet.add('p2.test', ['good'])
    db = new DatabaseSync(join(test.folder, 'data', 'postern.db'), { timeout: 5_000 })
    // The day's evidence key is made durable with the first message.
    await test.deliver({ to: 'first@p2.test' })
  })
  afterAll(async () => {
    db.close()
    await test.close()
  })
  const relay = () => ({ port: test.smtpPort, ca: test.internet.caPem })
  const count = () => (db.prepare('SELECT count(*) AS n FROM message').get() as { n: number }).n

  it('while the database cannot commit there is no answer; once it can, the row is there first', async () => {
    const before = count()
    const atCommit = new Promise<void>((resolve) => {
      reached = (name) => name === 'accept.before-commit' && resolve()
    })
    db.exec('BEGIN IMMEDIATE')
    let answer: string | undefined
    const sent = test.send({ to: 'bea@p2.test' }).then((reply) => {
      answer = reply
      return count()
    })
    await atCommit
    // A whole conversation on another connection: a reply that did not wait would have come long before its end.
    const other = await openRawSession(relay())
    for (let i = 0; i < 5; i++) expect(await other.say('NOOP')).toMatch(/^250/)
    other.close()
    expect(answer).toBeUndefined()
    db.exec('ROLLBACK')
    expect(await sent).toBe(before + 1)
    expect(answer).toMatch(/^250/)
  })

  it('a store that fails is a 451, nothing is stored, and the same mail is taken once it works', async () => {
    const before = count()
    const raw = composeMail({ to: 'bea@p2.test' })
    db.exec('ALTER TABLE content RENAME TO content_away')
    await expect(test.send({ to: 'bea@p2.test', raw })).rejects.toMatchObject({ responseCode: 451 })
    db.exec('ALTER TABLE content_away RENAME TO content')
    expect(count()).toBe(before)
    expect(await test.send({ to: 'bea@p2.test', raw })).toMatch(/^250/)
    expect(count()).toBe(before + 1)
  })

  it('the live connection syncs its log at every commit, and the database cannot be set otherwise from outside', async () => {
    expect(await test.gateway.store.durability()).toMatchObject({ journal_mode: 'wal', synchronous: 'full' })
    db.exec('PRAGMA synchronous = OFF')
    expect(await test.gateway.store.durability()).toMatchObject({ journal_mode: 'wal', synchronous: 'full' })
  })
})

describe('power loss', () => {
  /** Accepts a large message, loses the power, starts again on what is left. @returns how the copy ended, and what arrived */
  async function afterPowerLoss(weaken: (layer: FileLayer) => FileLayer) {
    const folder = await mkdtemp(join(tmpdir(), 'postern-power-'))
    const files = createLossyFiles(folder)
    try {
      // Intake alone makes no keys, and nobody else shall touch the message before the power goes.
      await createFileKeyService({ path: join(folder, 'data', 'keys') }, systemClock).create(['worker', 'portal', 'ledger', 'hash'])
      const before = await startTestGateway({ folder, roles: ['intake'], fileLayer: weaken(files.layer) })
      const message = /Accepted as (\S+)/.exec(await before.send({ to: 'bea@clinic-tls13.test', text: LARGE }))?.[1]
      await before.close()
      const after = await startTestGateway({ folder, fileLayer: files.afterPowerLoss().layer })
      try {
        const [copy] = await after.settled(message)
        return { state: copy?.state, arrived: after.internet.recipients['clinic-tls13.test']?.[0]?.received[0]?.data.toString() ?? '' }
      } finally {
        await after.close()
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  it('a large message that was answered 250 is delivered whole', async () => {
    const { state, arrived } = await afterPowerLoss((layer) => layer)
    expect(state).toBe('delivered')
    expect(arrived).toContain(LARGE)
  })

  it.each([
    [
      'bytes',
      (layer: FileLayer): FileLayer => ({ ...layer, create: async (path) => ({ ...(await layer.create(path)), sync: async () => {} }) }),
    ],
    ['names', (layer: FileLayer): FileLayer => ({ ...layer, syncDirectory: async () => {} })],
  ])('without the sync of its %s it would not be: the test can fail', async (_what, weaken) => {
    const { state, arrived } = await afterPowerLoss(weaken)
    expect(state).toBe('held')
    expect(arrived).toBe('')
  })
})

describe('a full disk', () => {
  const full = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })

  it.each(['create', 'write', 'sync', 'rename'] as const)('at %s: 4xx, nothing stored, taken once there is room', async (at) => {
    let isFull = true
    const fail = <T>(step: string, work: () => Promise<T>): Promise<T> => (isFull && step === at ? Promise.reject(full()) : work())
    const fileLayer: FileLayer = {
      ...nodeFiles,
      create: (path) =>
        fail('create', async () => {
          const file = await nodeFiles.create(path)
          return { ...file, write: (chunk) => fail('write', () => file.write(chunk)), sync: () => fail('sync', file.sync) }
        }),
      rename: (from, to) => fail('rename', () => nodeFiles.rename(from, to)),
    }
    const test = await startTestGateway({ fileLayer })
    try {
      const raw = composeMail({ to: 'bea@clinic-tls13.test', text: LARGE })
      await expect(test.send({ to: 'bea@clinic-tls13.test', raw })).rejects.toMatchObject({ responseCode: expect.toSatisfy(isTemporary) })
      expect(await test.gateway.store.messages({ limit: 1 })).toEqual([])
      isFull = false
      expect((await test.deliver({ to: 'bea@clinic-tls13.test', raw })).copies[0]?.state).toBe('delivered')
    } finally {
      await test.close()
    }
  })
  const isTemporary = (code: unknown) => code === 451 || code === 452
})

describe('the sender is told', () => {
  const ORG = '00D000000000001'
  const clock = createOwnClock()
  let reached: (name: Checkpoint) => void = () => {}
  let test: TestGateway
  let home: RecipientServer
  beforeAll(async () => {
    const config: TestGatewayOptions['config'] = { delivery: { retry: ['4h'], 'tls-wait': '1s', unknown: { direct: 'park' } } }
    test = await startTestGateway({
      clock,
      checkpoint: (name) => reached(name),
      internet: { domains: ['clinic-tls13.test', 'example-health.test', 'rehab-null-mx.test'] },
      config,
    })
    home = test.internet.recipients['example-health.test']?.[0] as RecipientServer
    for (const personality of ['good', 'reject', 'reject-data', 'tempfail', 'no-starttls', 'drop-after-dot'] as const) {
      await test.internet.add(`p2-${personality}.test`, [personality])
    }
  })
  afterAll(() => test.close())

  const by = { actor: 'cli:test', reason: 'a test' }
  const parts = () => {
    const policy = test.gateway.policy?.current
    if (!policy) throw new Error('this gateway decides')
    return { ...test.gateway, policy }
  }
  const nothing = async () => {}
  const days = (count: number) => async () => clock.advance(count * DAY)

  it.each([
    ['550 to RCPT', 'p2-reject.test', '', nothing],
    ['554 after the content', 'p2-reject-data.test', '', nothing],
    ['a domain that takes no mail', 'rehab-null-mx.test', '', nothing],
    ['a domain that does not exist', 'p2-nowhere.test', '', nothing],
    ['a policy that rejects', 'p2-good.test', '[reject]', nothing],
    ['a notice that bounces', 'p2-reject.test', '[portal]', nothing],
    ['four days of 4xx', 'p2-tempfail.test', '', days(5)],
    ['a hold that nobody releases', 'p2-good.test', '[hold]', days(15)],
    ['no route that keeps the protection, and nobody releases', 'p2-no-starttls.test', '[authenticated]', days(15)],
    ['a portal message that nobody opens', 'p2-good.test', '[portal]', days(31)],
    ['an outcome that nobody learns', 'p2-drop-after-dot.test', '', days(5)],
  ])('%s', async (_what, domain, tag, push) => {
    const { to, verp, message } = await handIn(domain, tag)
    await test.settled(message, ({ state }) => !['pending', 'ready', 'attempting'].includes(state))
    await push()
    await test.settled(message, ({ state }) => state === 'failed' || state === 'rejected')
    await expectReport(to, verp)
  })

  it.each([
    ['a reviewer refuses', refuse],
    ['an operator cancels', cancel],
  ])('%s', async (_what, decide) => {
    const { to, verp, message } = await handIn('p2-good.test', '[hold]')
    const [copy] = await test.settled(message, ({ state }) => state === 'held')
    const row = (await test.gateway.store.message(message))?.message
    if (!copy || !row) throw new Error('the copy is held')
    expect(await decide(parts(), row, copy, by)).toEqual({ ok: true })
    await expectReport(to, verp)
  })

  it.each([
    ['settle.committed', 'p2-reject.test', ''],
    ['decide.committed', 'p2-good.test', '[reject]'],
  ] as const)('even if the process ends right at %s: state and report are one change', async (checkpoint, domain, tag) => {
    reached = (name) => {
      if (name !== checkpoint) return
      reached = () => {}
      throw new Error('the process ends here')
    }
    const { to, verp, message } = await handIn(domain, tag)
    await test.settled(message, ({ state }) => state === 'failed' || state === 'rejected')
    await expectReport(to, verp)
  })

  it('a report that cannot go to the return path goes to the postmaster, and there it ends', async () => {
    const { copies } = await test.deliver({ to: 'bea@p2-reject.test', from: 'ana@p2-reject.test' })
    expect(copies[0]?.state).toBe('failed')
    const report = await home.waitFor(
      ({ to, data }) => to[0]?.address === 'postmaster@example-health.test' && data.includes('ana@p2-reject.test'),
    )
    expect(report.from).toBe('')
  })

  it('a message that came without return path: the postmaster', async () => {
    const raw = composeMail({ to: 'nobody@p2-reject.test' })
    const { copies } = await test.deliver({ to: 'nobody@p2-reject.test', from: '', raw })
    expect(copies[0]?.state).toBe('failed')
    await home.waitFor(({ to, data }) => to[0]?.address === 'postmaster@example-health.test' && data.includes('nobody@p2-reject.test'))
  })

  it('two recipients that fail and one that does not: each is named or not named', async () => {
    const verp = verpAddress('several@p2-reject.test', ORG, 'several')
    const to = ['one@p2-reject.test', 'two@p2-reject.test', 'three@p2-good.test']
    await test.deliver({ to, from: verp, raw: composeMail({ to }) })
    const report = await test.internet.bounces.waitFor((received) => received.to[0]?.address === verp)
    const named = readBounce(report).recipients.map(({ finalRecipient }) => finalRecipient)
    expect(named.toSorted()).toEqual(['one@p2-reject.test', 'two@p2-reject.test'])
  })

  let counter = 0
  async function handIn(domain: string, tag: string) {
    const to = `copy${++counter}@${domain}`
    const verp = verpAddress(to, ORG, `p2 ${counter}`)
    const reply = await test.send({ to, from: verp, raw: composeMail({ to, subject: `${tag} Hello` }) })
    return { to, verp, message: /Accepted as (\S+)/.exec(reply)?.[1] ?? '' }
  }

  /** At the exact return path, from nobody, once, about this copy, in a form that Salesforce reads. */
  async function expectReport(to: string, verp: string): Promise<void> {
    const failed = (bounce: ReturnType<typeof readBounce>) => bounce.recipients.some(({ action }) => action === 'failed')
    const report = await test.internet.bounces.waitFor((received) => received.to[0]?.address === verp && failed(readBounce(received)))
    expect(report.from).toBe('')
    const bounce = readBounce(report)
    expect(bounce.recipients.map(({ finalRecipient }) => finalRecipient)).toEqual([to])
    expect(bounce.messageId).not.toBe('')
    expect(bounce.objections).toEqual([])
    expect(
      test.internet.bounces.received.filter((received) => received.to[0]?.address === verp && failed(readBounce(received))),
    ).toHaveLength(1)
  }
})
