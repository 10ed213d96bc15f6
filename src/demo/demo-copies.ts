// Watches the gateway's store and says, once for each copy of the demo's mail, how it went: read from state rows and ledger events, as
// `postern message trace` reads them, so that the demo shows what is recorded and not what it hoped for.
import type { Gateway } from '../app/gateway.ts'
import type { EnvelopeRecipient } from '../domain/envelope.ts'
import type { LedgerEvent } from '../domain/event.ts'
import { isFinal, type RecipientState } from '../domain/recipient-state.ts'
import type { SealedEnvelope } from '../pipeline/parts.ts'
import type { MessageRow, RecipientRow } from '../store/store.ts'

/** One copy, as `postern demo --json` prints it (design §7). */
export interface DemoLine {
  readonly recipient: string
  readonly rules: readonly string[]
  readonly protection: string
  /** What the recipient's servers offered when the first route was planned; '' where nobody asked. */
  readonly posture: string
  /** The last route taken; null where a copy was held before any. */
  readonly route: string | null
  readonly state: RecipientState
  /** The session that carried the content; null where none did. */
  readonly tls: { readonly version: string; readonly cipher: string } | null
  /** Id for `postern message trace`. */
  readonly message: string
  readonly messageId: string
}

type Observed = Pick<Gateway, 'store' | 'evidence' | 'clock'>

/** How often the store is asked, milliseconds: one query, quick enough to look live. */
const POLL_MS = 200

const RESTING: readonly RecipientState[] = [
  'held',
  'awaiting-pickup',
  'delivered',
  'relayed',
  'collected',
  'rejected',
  'failed',
  'cancelled',
]

/** Final, held or awaiting pick-up: nothing happens any more unless a person does something. */
export function isResting(state: RecipientState): boolean {
  return isFinal(state) || state === 'held' || state === 'awaiting-pickup'
}

/**
 * Calls `onLine` once for each copy that comes to rest, in the order in which they do, until `done` is aborted.
 * @param since mail that came earlier, in a folder that was kept, is not reported
 */
export async function watchCopies(gateway: Observed, since: number, onLine: (line: DemoLine) => void, done: AbortSignal): Promise<void> {
  const seen = new Set<string>()
  while (!done.aborted) {
    const rows = await gateway.store.recipients({ states: RESTING, limit: 10_000 })
    const fresh = rows.filter((row) => !seen.has(row.id)).sort((a, b) => a.changedAt - b.changedAt)
    for (const row of fresh) {
      seen.add(row.id)
      const message = (await gateway.store.message(row.message))?.message
      if (message?.kind === 'mail' && message.receivedAt >= since) onLine(await readLine(gateway, row, message))
    }
    await gateway.clock.sleep(POLL_MS, done)
  }
}

/** Copies, failure notices among them, that are still on their way. */
export async function countMoving(gateway: Observed): Promise<number> {
  const counts = await gateway.store.counts()
  return Object.entries(counts).reduce((sum, [state, count]) => (isResting(state as RecipientState) ? sum : sum + count), 0)
}

async function readLine({ store, evidence }: Observed, row: RecipientRow, message: MessageRow): Promise<DemoLine> {
  const { address } = (await evidence.open(row.address)) as EnvelopeRecipient
  const { messageId } = (await evidence.open(message.envelope)) as SealedEnvelope
  const events = (await store.events(row.message)).filter((event) => event.recipient === row.id)
  const started = events.filter((event) => event.kind === 'attempt.started')
  const route = textOf(started.at(-1), 'route') ?? (row.state === 'rejected' ? 'bounce' : null)
  return {
    recipient: address,
    rules: row.verdict?.rules ?? [],
    protection: row.verdict?.protection ?? '',
    posture: textOf(started[0], 'posture') ?? '',
    route,
    state: row.state,
    tls: route === 'direct' ? contentTls(events) : null,
    message: row.message,
    messageId,
  }
}

function textOf(event: LedgerEvent | undefined, key: string): string | undefined {
  const value = event?.data[key]
  return typeof value === 'string' ? value : undefined
}

/** The last session of the attempt that ended well. */
function contentTls(events: readonly LedgerEvent[]): DemoLine['tls'] {
  const hosts = events.findLast((event) => event.kind === 'attempt.succeeded')?.data.hosts as
    | readonly { tls: DemoLine['tls'] }[]
    | undefined
  return hosts?.at(-1)?.tls ?? null
}
