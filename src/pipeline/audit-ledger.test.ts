import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../domain/event.ts'
import { buildSegment, type LedgerSegment } from '../domain/ledger-segment.ts'
import { createKeyring, newKeySet, newRoleKey } from '../platform/keyring.ts'
import { auditFile, auditStore, type FileAuditOptions } from './audit-ledger.ts'
import { exportLedger, LedgerFileBroken } from './ledger-export.ts'
import { readLedger } from './read-ledger.ts'

const set = newKeySet()
const keyring = createKeyring(set)
const [fingerprint] = keyring.ledgerKeys().map((key) => key.fingerprint) as [string]

function event(id: number): LedgerEvent {
  const sealed = { key: 'ev-1', box: Buffer.from(`box ${id}`) }
  return {
    id,
    kind: 'attempt.started',
    at: id,
    message: 'm',
    recipient: 'r',
    actor: 'system',
    data: { host: 'mx.example.org', n: id },
    sealed,
  }
}

/** A stored ledger with segments of these sizes, signed by these keyrings in turn. */
function stored(sizes: readonly number[], signers = [keyring]) {
  const events: LedgerEvent[] = []
  const segments: LedgerSegment[] = []
  for (const [index, size] of sizes.entries()) {
    const fresh = Array.from({ length: size }, (_, i) => event(events.length + i + 1))
    const signer = signers[Math.min(index, signers.length - 1)] as typeof keyring
    const segment = buildSegment(fresh, segments.at(-1), 1_000 + index, signer.sign)
    segments.push(segment)
    events.push(...fresh.map((each, i) => ({ ...each, position: segment.from + i })))
  }
  const place = (each: LedgerEvent): number => each.position as number
  return {
    events,
    segments,
    reader: {
      segments: async (from: number, limit: number) => segments.filter((each) => each.to >= from).slice(0, limit),
      eventsAfter: async (position: number, limit: number) =>
        events
          .filter((each) => place(each) > position)
          .toSorted((a, b) => place(a) - place(b))
          .slice(0, limit),
    },
  }
}

async function exported(ledger: ReturnType<typeof stored>, ring = keyring): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportLedger({ exportedAt: 5, keys: ring.ledgerKeys() }, readLedger(ledger.reader))) lines.push(line)
  return lines
}

async function* feed(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

const audit = (lines: readonly string[], options: FileAuditOptions = {}) => auditFile(feed(lines), { trust: [fingerprint], ...options })

/** Whether the file is believed, however it is refused. */
async function believed(lines: readonly string[], options: FileAuditOptions = {}): Promise<boolean> {
  try {
    return (await audit(lines, options)).report.ok
  } catch (error) {
    if (error instanceof LedgerFileBroken) return false
    throw error
  }
}

describe('the live ledger', () => {
  it('is read in groups and verifies, long and short segments alike', async () => {
    const sizes = [1, 1_999, 2_500, ...Array.from({ length: 450 }, () => 1)]
    expect(await auditStore(stored(sizes).reader, keyring, {})).toMatchObject({ ok: true, positions: 4_950, segments: 453 })
    expect(await auditStore(stored([]).reader, keyring, {})).toMatchObject({ ok: true, positions: 0, head: undefined })
  })

  it('shows a row too many: twice, below the first and behind the last', async () => {
    for (const position of [2, 0, -5, 7]) {
      const ledger = stored([3, 3])
      ledger.events.push({ ...event(9), position })
      const report = await auditStore(ledger.reader, keyring, {})
      expect(report).toMatchObject({ ok: false, problems: [{ position }] })
    }
  })

  it('reads on when segments are added meanwhile', async () => {
    const ledger = stored([2])
    let added = false
    const eventsAfter: typeof ledger.reader.eventsAfter = async (position, limit) => {
      if (position === 2 && !added) {
        added = true
        const segment = buildSegment([event(3)], ledger.segments.at(-1), 2_000, keyring.sign)
        ledger.segments.push(segment)
        ledger.events.push({ ...event(3), position: 3 })
      }
      return ledger.reader.eventsAfter(position, limit)
    }
    expect(await auditStore({ ...ledger.reader, eventsAfter }, keyring, {})).toMatchObject({ ok: true, positions: 3, segments: 2 })
  })

  it('does not fall for a segment that claims a huge range or an empty one', async () => {
    for (const to of [1e15, 0]) {
      const ledger = stored([2, 2])
      ledger.segments[1] = { ...(ledger.segments[1] as LedgerSegment), to }
      expect((await auditStore(ledger.reader, keyring, {})).ok).toBe(false)
    }
  })
})

describe('an exported ledger', () => {
  it('verifies offline with the fingerprint alone', async () => {
    const ledger = stored([2, 1, 3])
    const lines = await exported(ledger)
    expect(lines).toHaveLength(1 + 6 + 3 + 1)
    const { report, keys } = await audit(lines, { expectHead: ledger.segments[2]?.hash ?? '' })
    expect(report).toMatchObject({ ok: true, positions: 6, segments: 3, head: { position: 6, hash: ledger.segments[2]?.hash } })
    expect(keys).toEqual([fingerprint])
    expect((await audit(await exported(stored([])))).report).toMatchObject({ ok: true, positions: 0 })
  })

  it('is not believed after any one change', async () => {
    const lines = await exported(stored([2, 1, 3]))
    const head = (JSON.parse(lines.at(-1) ?? '') as { head: { hash: string } }).head.hash
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: lines.length - 1 }),
        fc.constantFrom('drop', 'repeat', 'swap', 'cut', 'digit'),
        async (at, change) => {
          const line = lines[at] as string
          const changed = {
            drop: () => lines.toSpliced(at, 1),
            repeat: () => lines.toSpliced(at, 0, line),
            swap: () => lines.with(at, lines[at - 1] as string).with(at - 1, line),
            cut: () => lines.slice(0, at),
            digit: () =>
              lines.with(
                at,
                line.replace(/[0-8](?=\D*$)/, (digit) => String(Number(digit) + 1)),
              ),
          }[change]()
          if (changed.join('\n') === lines.join('\n')) return
          expect(await believed(changed, { expectHead: head })).toBe(false)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('is not believed with a field that no seal covers', async () => {
    const lines = await exported(stored([2]))
    const withNote = (line: string, member: string) => {
      const value = JSON.parse(line)
      value[member].note = 'believe me'
      return JSON.stringify(value)
    }
    expect(await believed(lines.with(1, withNote(lines[1] ?? '', 'event')))).toBe(false)
    expect(await believed(lines.with(3, withNote(lines[3] ?? '', 'segment')))).toBe(false)
    expect(await believed(lines.with(1, lines[1]?.replace('{"event"', '{"note":1,"event"') ?? ''))).toBe(false)
  })

  it('shows truncation against a head that was noted, also when the file was put right around it', async () => {
    const ledger = stored([2, 1, 3])
    const cut = stored([2, 1])
    expect(cut.segments[1]?.hash).toBe(ledger.segments[1]?.hash)
    const { report } = await audit(await exported(cut), { expectHead: ledger.segments[2]?.hash ?? '' })
    expect(report.problems).toMatchObject([{ position: 4, problem: 'missing-head' }])
  })

  it('names line and reason where it is no export at all', async () => {
    await expect(audit(['hello'])).rejects.toMatchObject({ line: 1 })
    await expect(audit([])).rejects.toMatchObject({ line: 1 })
    await expect(audit(['{"ledger":"other"}'])).rejects.toMatchObject({ line: 1 })
    const lines = await exported(stored([1]))
    await expect(audit([...lines.slice(0, 2), '{"x":'])).rejects.toMatchObject({ line: 3 })
  })
})

describe('trust', () => {
  const after = newRoleKey(
    'ledger',
    2,
    1,
    set.keys.find((key) => key.role === 'ledger'),
  )
  const rotated = createKeyring({ ...set, keys: [...set.keys, after] })

  it('follows a rotation by the endorsement of the key before', async () => {
    const lines = await exported(stored([2, 2], [keyring, rotated]), rotated)
    const { report, keys } = await audit(lines)
    expect(report.ok).toBe(true)
    expect(keys).toHaveLength(2)
    const newest = rotated.ledgerKeys()[1]?.fingerprint as string
    expect((await audit(lines, { trust: [newest] })).report.problems[0]).toMatchObject({ position: 1, problem: 'bad-signature' })
  })

  it('does not reach a ledger that another key made, endorsed by nobody or with a borrowed id', async () => {
    const forger = createKeyring(newKeySet())
    const forged = stored([2], [forger])
    const lines = await exported(forged, forger)
    expect(await believed(lines)).toBe(false)
    expect((await auditFile(feed(lines), {})).report.ok).toBe(true)
    const borrowed = lines.map((line) => line.replaceAll(forger.ledgerKeys()[0]?.id ?? '', keyring.ledgerKeys()[0]?.id ?? ''))
    expect(await believed(borrowed)).toBe(false)
    const header = JSON.parse(lines[0] ?? '')
    header.keys[0].endorsement = { key: keyring.ledgerKeys()[0]?.id, signature: Buffer.alloc(64).toString('base64') }
    expect(await believed(lines.with(0, JSON.stringify(header)))).toBe(false)
  })
})
