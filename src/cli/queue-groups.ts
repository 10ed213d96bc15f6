// `postern queue list --by domain`: why mail waits, destination by destination and reason by reason, with the last words of the host.
import type { Context } from '../app/context.ts'
import type { LedgerEvent } from '../domain/event.ts'
import { type SlowDestination, slowDestination } from '../pipeline/slow-destinations.ts'
import type { RecipientRow } from '../store/store.ts'
import { nextTry, table, when } from './operator.ts'
import { createProgress } from './progress.ts'

export interface QueueGroup {
  readonly domain: string
  /** Status code and reason, or '' where nothing went wrong yet. */
  readonly because: string
  readonly copies: number
  readonly states: Readonly<Record<string, number>>
  /** Milliseconds since the epoch: when the oldest message came, and when the first copy is tried next. */
  readonly oldest: number
  readonly next?: number
  /** What the other side said last, word for word. */
  readonly said: string
}

const AT_ONCE = 16

/** Largest group first; a domain's groups stand together where `by` is `domain`. */
export async function groupQueue(
  context: Context,
  copies: readonly RecipientRow[],
  by: 'domain' | 'reason',
): Promise<readonly QueueGroup[]> {
  const events = await eventsOf(context, [...new Set(copies.map(({ message }) => message))])
  const grouped = Map.groupBy(copies, (copy) => JSON.stringify([copy.domain, whyWaits(copy, events)]))
  const groups = await Promise.all(
    [...grouped].map(async ([key, members]): Promise<QueueGroup> => {
      const [domain, because] = JSON.parse(key) as [string, string]
      const next = members.filter((copy) => nextTry(copy) !== '-').map(({ nextAttemptAt }) => nextAttemptAt)
      const first = members.reduce((a, b) => (a.message < b.message ? a : b))
      return {
        domain,
        because,
        copies: members.length,
        states: Object.fromEntries([...Map.groupBy(members, ({ state }) => state)].map(([state, { length }]) => [state, length])),
        oldest: (await context.store.message(first.message))?.message.receivedAt ?? first.changedAt,
        ...(next.length > 0 ? { next: Math.min(...next) } : {}),
        said: await lastWords(context, members, events),
      }
    }),
  )
  const weight = by === 'domain' ? totals(groups, ({ domain }) => domain) : totals(groups, ({ because }) => because)
  const nameOf = ({ domain, because }: QueueGroup) => (by === 'domain' ? domain : because)
  return groups.sort(
    (a, b) => (weight.get(nameOf(b)) ?? 0) - (weight.get(nameOf(a)) ?? 0) || nameOf(a).localeCompare(nameOf(b)) || b.copies - a.copies,
  )
}

function totals(groups: readonly QueueGroup[], nameOf: (group: QueueGroup) => string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const group of groups) sums.set(nameOf(group), (sums.get(nameOf(group)) ?? 0) + group.copies)
  return sums
}

type Events = ReadonlyMap<string, readonly LedgerEvent[]>

async function eventsOf({ store }: Context, messages: readonly string[]): Promise<Events> {
  const progress = createProgress()
  const found = new Map<string, readonly LedgerEvent[]>()
  for (let from = 0; from < messages.length; from += AT_ONCE) {
    const some = messages.slice(from, from + AT_ONCE)
    const lists = await Promise.all(some.map((message) => store.events(message)))
    some.forEach((message, index) => {
      found.set(message, lists[index] ?? [])
    })
    progress.show((from + some.length) / messages.length, `${messages.length} messages`)
  }
  progress.end()
  return found
}

/** The hold's reasons, else the last thing that went wrong. */
export function whyWaits(copy: RecipientRow, events: Events): string {
  if (copy.state === 'held' && copy.verdict?.action === 'hold') return copy.verdict.reasons.join('; ')
  if (copy.state === 'awaiting-pickup') return 'a host has taken the notice; the recipient has not opened the message yet'
  const cause = causeEvent(copy, events)?.data.cause as { enhanced: string; text: string } | undefined
  return cause ? `${cause.enhanced} ${cause.text}` : ''
}

function causeEvent(copy: RecipientRow, events: Events): LedgerEvent | undefined {
  return events.get(copy.message)?.findLast((event) => event.recipient === copy.id && event.data.cause)
}

/** Of the copy that changed last. It is sealed, since it may quote an address; whoever may read the queue may read it. */
async function lastWords({ evidence }: Context, members: readonly RecipientRow[], events: Events): Promise<string> {
  const newest = members.reduce((a, b) => (a.changedAt > b.changedAt ? a : b))
  const sealed = causeEvent(newest, events)?.sealed
  if (!sealed) return ''
  const { details } = (await evidence.open(sealed)) as { details?: Record<string, string> }
  return details?.[newest.id] ?? ''
}

/** Hosts that asked for less, of these domains. */
export async function slowOnes({ store, clock }: Context, domains: readonly string[]): Promise<ReadonlyMap<string, SlowDestination>> {
  const found = new Map<string, SlowDestination>()
  for (const domain of new Set(domains)) {
    const slow = await slowDestination(store, domain, clock.now())
    if (slow) found.set(domain, slow)
  }
  return found
}

export function groupTable(groups: readonly QueueGroup[], slow: ReadonlyMap<string, SlowDestination>, now: number): string {
  const rows = groups.map((group) => [
    group.domain,
    String(group.copies),
    Object.entries(group.states)
      .map(([state, count]) => `${state} ${count}`)
      .join(', '),
    when(group.oldest),
    group.next === undefined ? '-' : when(group.next),
    group.because,
  ])
  const said = groups.filter((group) => group.said !== '').map(({ domain, said }) => `${domain} said: ${said}`)
  const asked = [...slow].map(([domain, host]) => `${domain} asked for less: ${slowWords(host, now)}`)
  const notes = [...new Set([...said, ...asked])]
  return [table(['DOMAIN', 'COPIES', 'STATES', 'OLDEST (UTC)', 'NEXT', 'BECAUSE'], rows), ...(notes.length > 0 ? ['', ...notes] : [])].join(
    '\n',
  )
}

function slowWords({ host, connections, perMinute, restsUntil, because, at }: SlowDestination, now: number): string {
  const given = `${connections} connection${connections === 1 ? '' : 's'} to ${host}${perMinute ? `, ${perMinute} messages a minute` : ''}`
  const rest = restsUntil !== undefined && restsUntil > now ? `, left alone until ${when(restsUntil)}` : ''
  return `at ${when(at)} (${because}): ${given}${rest}`
}
