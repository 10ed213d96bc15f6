// From hand to hand: what this process accepts it also inspects, and tries first. Rows under a lease and clear bytes wait here between accept,
// inspect and attempt, so that a message is not leased, fetched and opened anew at each step. The store has all of it: what is lost here (a
// crash), finds no room or waits too long is leased from there like any other mail.
import type { Lease, MessageRow, RecipientRow } from '../store/store.ts'
import type { Leases } from './leases.ts'
import { forgetClear, rememberClear } from './open-content.ts'
import type { PipelineParts, SealedEnvelope } from './parts.ts'

/** A message under one lease: all of its copies while it is inspected, those of one destination when they are tried. */
export interface LeasedMail {
  readonly owner: string
  readonly message: MessageRow
  readonly recipients: readonly RecipientRow[]
}

/** Copies for one destination that are due. */
export interface DueMails {
  readonly domain: string
  readonly mails: readonly LeasedMail[]
}

/** A message that is being accepted. */
export interface Arrival {
  /** Keeps clear bytes while there is room for them. */
  keep(chunk: Uint8Array): void
  /** To store it under; undefined where it goes by the store: no room, too many wait already, or the worker stops. */
  lease(): Lease | undefined
  /** The message is durable under that lease: its inspection may begin. */
  handOver(mail: LeasedMail, envelope: SealedEnvelope): void
  drop(): void
}

export interface Handover {
  arrival(): Arrival
  /** Room for a message, also one from the store, so that its copies may go on from hand to hand; `done` ends it. */
  enter(message: MessageRow): boolean
  /** Copies that are `ready` under the lease of their inspection. */
  decided(mail: LeasedMail): void
  toInspect(limit: number): readonly LeasedMail[] | undefined
  /** Copies for one destination, none of `busy`. @param most copies */
  toDeliver(busy: readonly string[], most: number): DueMails | undefined
  /** A step on the message, or on some of its copies, has ended; with the last one its bytes go. */
  done(message: MessageRow): void
  /** Gives back what has waited since before the last call: the store's queue is long and fair, this one is neither. */
  giveBackOld(): Promise<void>
  /** Gives back everything; from now on all goes by the store. */
  close(): Promise<void>
}

/**
 * Messages that wait for their inspection: more go by the store. Of those that a crash leaves here one may have been its reason, so each is
 * looked at alone afterwards (`MessageRow.losses`).
 */
const MOST_TO_INSPECT = 100
/** What rows and their keepers take of the room beside the bytes. */
const OVERHEAD = 4096

/** @param wake called when there is something to take */
export function createHandover(parts: Pick<PipelineParts, 'config' | 'store'>, leases: Leases, wake: () => void): Handover {
  const room = createRoom(parts.config.inspect['in-memory'])
  const stays = new Map<MessageRow, { size: number; steps: number }>()
  const toInspect: Waiting[] = []
  const toDeliver = new Map<string, Waiting[]>()
  let round = 0
  let closed = false

  function stay(message: MessageRow, size: number): void {
    stays.set(message, { size, steps: 1 })
  }
  function done(message: MessageRow): void {
    const found = stays.get(message)
    if (!found || --found.steps > 0) return
    stays.delete(message)
    forgetClear(message)
    room.give(found.size)
  }
  async function giveBack(waiting: readonly Waiting[], { copies }: { readonly copies: boolean }): Promise<void> {
    for (const { mail } of waiting) done(mail.message)
    const ids = (mail: LeasedMail) => (copies ? mail.recipients.map(({ id }) => id) : [])
    await Promise.all(waiting.map(({ mail }) => parts.store.releaseLease(mail.owner, ids(mail), copies ? [] : [mail.message.id])))
  }
  async function giveBackBefore(first: number): Promise<void> {
    const old = toInspect.splice(0, count(toInspect, first))
    const late = [...toDeliver.values()].flatMap((queue) => queue.splice(0, count(queue, first)))
    for (const [domain, queue] of toDeliver) if (queue.length === 0) toDeliver.delete(domain)
    await Promise.all([giveBack(old, { copies: false }), giveBack(late, { copies: true })])
  }

  /** Where the store is away, the lease ends by itself. */
  function giveBackLate(): void {
    giveBackBefore(Number.POSITIVE_INFINITY).catch(() => {})
  }

  return {
    arrival: () => createArrival(),
    enter: (message) => {
      if (stays.has(message)) return true
      const size = message.size + OVERHEAD
      if (closed || !room.take(size)) return false
      stay(message, size)
      return true
    },
    decided: (mail) => {
      const found = stays.get(mail.message)
      for (const [domain, recipients = []] of Object.entries(Object.groupBy(mail.recipients, (recipient) => recipient.domain))) {
        if (found) found.steps++
        const queue = toDeliver.get(domain) ?? []
        toDeliver.set(domain, queue)
        queue.push({ mail: { ...mail, recipients }, round })
      }
      if (closed) giveBackLate()
      else wake()
    },
    toInspect: (limit) => (toInspect.length === 0 ? undefined : toInspect.splice(0, limit).map(({ mail }) => mail)),
    toDeliver: (busy, most) => {
      for (const [domain, queue] of toDeliver) {
        const [first] = queue
        if (!first || busy.includes(domain)) continue
        const { mail } = first
        const rest = mail.recipients.slice(most)
        if (rest.length > 0) queue[0] = { ...first, mail: { ...mail, recipients: rest } }
        else queue.shift()
        // The other destinations come first next time.
        toDeliver.delete(domain)
        if (queue.length > 0) toDeliver.set(domain, queue)
        const found = rest.length > 0 ? stays.get(mail.message) : undefined
        if (found) found.steps++
        return { domain, mails: [{ ...mail, recipients: mail.recipients.slice(0, most) }] }
      }
      return undefined
    },
    done,
    giveBackOld: () => giveBackBefore(round++),
    close: () => {
      closed = true
      return giveBackBefore(Number.POSITIVE_INFINITY)
    },
  }

  function createArrival(): Arrival {
    let kept: Uint8Array[] | undefined = []
    let size = 0
    const drop = () => {
      kept = undefined
      room.give(size)
      size = 0
    }
    const grow = (bytes: number): boolean => {
      if (!room.take(bytes)) return false
      size += bytes
      return true
    }
    return {
      keep: (chunk) => {
        if (!kept) return
        if (grow(chunk.length + (size === 0 ? OVERHEAD : 0))) kept.push(chunk)
        else drop()
      },
      lease: () => {
        if (kept && !closed && toInspect.length < MOST_TO_INSPECT) return leases.next()
        drop()
        return undefined
      },
      handOver: (mail, envelope) => {
        const waiting = { mail, round }
        rememberClear(mail.message, Buffer.concat(kept ?? []), envelope)
        kept = undefined
        stay(mail.message, size)
        toInspect.push(waiting)
        // While it was stored the worker may have stopped.
        if (closed) giveBackLate()
        else wake()
      },
      drop,
    }
  }
}

interface Waiting {
  readonly mail: LeasedMail
  /** Calls of `giveBackOld` before it came. */
  readonly round: number
}

/** How many at the queue's head came in a round before `first`. */
function count(queue: readonly Waiting[], first: number): number {
  const end = queue.findIndex(({ round }) => round >= first)
  return end < 0 ? queue.length : end
}

function createRoom(bytes: number) {
  let free = bytes
  return {
    take(size: number): boolean {
      if (size > free) return false
      free -= size
      return true
    },
    give(size: number): void {
      free += size
    },
  }
}
