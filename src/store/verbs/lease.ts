// Leases: who works on what until when. An owner that is gone loses its work to `reclaimLeases`; one that wakes up late is stopped by the
// fencing in `apply`. On PostgreSQL many nodes lease at once: SKIP LOCKED makes them pass over each other instead of waiting.
import type { NewEvent } from '../../domain/event.ts'
import { insertEvents, MESSAGE_COLUMNS, RECIPIENT_COLUMNS, RECIPIENT_RETURNED, text, toMessage, toRecipient } from '../rows.ts'
import { type Dialect, query, type Row, type SqlParam, type Steps, together } from '../sql.ts'
import type { DueGroup, DueQuery, LeaseQuery, MessageRow, RecipientRow } from '../store.ts'
import { moveRecipient } from './apply.ts'
import { updateRecipients } from './update-recipients.ts'

interface MessageWithRecipients {
  readonly message: MessageRow
  readonly recipients: readonly RecipientRow[]
}

export function* leaseMessages(dialect: Dialect, wanted: LeaseQuery): Steps<readonly MessageWithRecipients[]> {
  let ids = yield* leaseToInspect(dialect, wanted, 'losses = 0', wanted.limit)
  if (ids.length === 0) ids = yield* leaseToInspect(dialect, wanted, 'losses > 0', 1)
  if (ids.length === 0) return []
  const messages = yield* messagesWithContent(dialect, ids)
  const rows = yield* query(`SELECT ${RECIPIENT_COLUMNS} FROM recipient r WHERE ${dialect.among('r.message', 'text')} ORDER BY r.id`, ids)
  return group(messages, rows.map(toRecipient))
}

function* leaseToInspect(dialect: Dialect, { owner, until }: LeaseQuery, which: string, limit: number): Steps<readonly string[]> {
  const waiting = `SELECT id FROM message ${dialect.indexed('message_to_inspect')}
    WHERE state IN ('accepted', 'inspected') AND lease_owner IS NULL AND kind = 'mail' AND ${which} ORDER BY losses, received_at LIMIT ?`
  const leased = yield* query(
    `UPDATE message SET lease_owner = ?, lease_until = ? WHERE ${dialect.picked('id', waiting)} RETURNING id`,
    owner,
    until,
    limit,
  )
  return leased.map((row) => text(row, 'id'))
}

// Word for word the condition of the partial indexes, or they are not used.
const WAITING = `state IN ('ready', 'deferred') AND lease_owner IS NULL`

export function* leaseDue(dialect: Dialect, wanted: DueQuery): Steps<DueGroup | undefined> {
  // Another node may hold all that is due at one destination just now: then the next one, but not for ever.
  const passed = [...wanted.busy]
  for (let tries = 0; tries < 4; tries++) {
    const domain = (yield* longestWaiting(dialect, wanted.now, passed)) ?? (yield* walkDestinations(dialect, wanted.now, passed))
    if (domain === undefined) return undefined
    const due = `SELECT id FROM recipient ${dialect.indexed('recipient_due_domain')} WHERE ${WAITING} AND domain = ? AND next_attempt_at <= ? ORDER BY next_attempt_at, id LIMIT ?`
    const rows = yield* query(
      `UPDATE recipient SET lease_owner = ?, lease_until = ? WHERE ${dialect.picked('id', due)} RETURNING ${RECIPIENT_RETURNED}`,
      wanted.owner,
      wanted.until,
      domain,
      wanted.now,
      wanted.limit,
    )
    if (rows.length > 0) {
      const companions = rows.length === wanted.limit && wanted.companions ? yield* leaseCompanions(dialect, wanted, domain, rows) : []
      const recipients = [...rows, ...companions]
        .map(toRecipient)
        .sort((a, b) => a.nextAttemptAt - b.nextAttemptAt || (a.id < b.id ? -1 : 1))
      const messages = yield* messagesWithContent(dialect, [...new Set(recipients.map((r) => r.message))])
      return { domain, items: group(messages, recipients) }
    }
    passed.push(domain)
  }
  return undefined
}

/** Other due copies of the messages just leased: they can travel in one transaction. */
function leaseCompanions(dialect: Dialect, wanted: DueQuery, domain: string, leased: readonly Row[]): Steps<readonly Row[]> {
  const others = `SELECT id FROM recipient ${dialect.indexed('recipient_message')}
    WHERE ${dialect.among('message', 'text')} AND ${WAITING} AND domain = ? AND next_attempt_at <= ? ORDER BY id LIMIT ?`
  return query(
    `UPDATE recipient SET lease_owner = ?, lease_until = ? WHERE ${dialect.picked('id', others)} RETURNING ${RECIPIENT_RETURNED}`,
    wanted.owner,
    wanted.until,
    [...new Set(leased.map((row) => text(row, 'message')))],
    domain,
    wanted.now,
    wanted.companions ?? 0,
  )
}

/** Among the 100 that wait longest: the usual case, and cheap whatever the queue's length. */
function* longestWaiting(dialect: Dialect, now: number, busy: readonly string[]): Steps<string | undefined> {
  const rows = yield* query(
    `SELECT domain FROM recipient ${dialect.indexed('recipient_due')} WHERE ${WAITING} AND next_attempt_at <= ?
     ORDER BY next_attempt_at, domain LIMIT 100`,
    now,
  )
  const free = rows.find((row) => !busy.includes(text(row, 'domain')))
  return free && text(free, 'domain')
}

/** Where busy destinations fill the head of the queue: one index step for each destination, not one for each waiting recipient. */
function* walkDestinations(dialect: Dialect, now: number, busy: readonly string[]): Steps<string | undefined> {
  if (busy.length === 0) return undefined
  const table = `recipient ${dialect.indexed('recipient_due_domain')}`
  const rows = yield* query(
    `WITH RECURSIVE destination (domain) AS (
       SELECT min(domain) FROM ${table} WHERE ${WAITING}
       UNION ALL
       SELECT (SELECT min(recipient.domain) FROM ${table} WHERE ${WAITING} AND recipient.domain > destination.domain)
       FROM destination WHERE destination.domain IS NOT NULL
     ), first AS (
       SELECT d.domain, (SELECT min(next_attempt_at) FROM ${table} WHERE ${WAITING} AND recipient.domain = d.domain) AS due
       FROM destination d WHERE d.domain IS NOT NULL AND NOT (${dialect.among('d.domain', 'text')})
     )
     SELECT domain FROM first WHERE due <= ? ORDER BY due LIMIT 1`,
    busy,
    now,
  )
  return rows[0] && text(rows[0], 'domain')
}

export function* renewLease(
  dialect: Dialect,
  owner: string,
  recipients: readonly string[],
  until: number,
  messages: readonly string[],
): Steps<void> {
  const renew = (table: string, ids: readonly string[]) => ({
    sql: `UPDATE ${table} SET lease_until = ? WHERE ${dialect.among('id', 'text')} AND lease_owner = ?`,
    params: [until, ids, owner],
  })
  yield* together([renew('recipient', recipients), renew('message', messages)])
}

export function* releaseLease(dialect: Dialect, owner: string, recipients: readonly string[], messages: readonly string[]): Steps<void> {
  const release = (table: string, ids: readonly string[]) => ({
    sql: `UPDATE ${table} SET lease_owner = NULL, lease_until = NULL WHERE ${dialect.among('id', 'text')} AND lease_owner = ? AND state <> 'attempting'`,
    params: [ids, owner],
  })
  yield* together([release('recipient', recipients), release('message', messages)])
}

/** How long a copy waits whose attempts are lost again and again. */
export interface LossWait {
  /** After the second loss in a row, ms; it doubles with each further one. */
  readonly second: number
  /** At most, ms. */
  readonly most: number
}

/**
 * One loss is bad luck and is made up for at once. But a copy that takes its process down with it would be first in line after each restart,
 * and nothing behind it would ever be sent.
 */
export const LOSS_WAIT_DEFAULTS: LossWait = { second: 120_000, most: 3_600_000 }

/** @param until leases that end by then have ended @param at time of the events and of the next try, both ms since the epoch */
export function* reclaimLeases(
  dialect: Dialect,
  until: number,
  at: number,
  wait: LossWait,
  owner?: string,
): Steps<readonly RecipientRow[]> {
  const { condition: ended, params } = endedLeases(until, owner)
  const rows = yield* query(
    `SELECT ${RECIPIENT_COLUMNS} FROM recipient r ${dialect.indexed('recipient_leased')} WHERE lease_owner IS NOT NULL AND ${ended} ORDER BY r.id ${dialect.skipLocked}`,
    ...params,
  )
  const lost = rows.map(toRecipient)
  const moved = lost.filter((row) => row.state === 'attempting').map((row) => loseAttempt(row, at, wait))
  const freed = lost.filter((row) => row.state !== 'attempting').map(({ leaseOwner: _owner, leaseUntil: _until, ...row }) => row)
  yield* together([
    ...updateRecipients(dialect, [...moved.map((m) => m.row), ...freed]),
    ...insertEvents(moved.map((m) => m.event)),
    {
      sql: `UPDATE message SET lease_owner = NULL, lease_until = NULL, losses = losses + 1
        WHERE ${dialect.picked('id', `SELECT id FROM message ${dialect.indexed('message_leased')} WHERE lease_owner IS NOT NULL AND ${ended}`)}`,
      params,
    },
  ])
  return moved.map((m) => m.row)
}

function endedLeases(until: number, owner: string | undefined): { readonly condition: string; readonly params: readonly SqlParam[] } {
  const name = owner?.slice(0, owner.lastIndexOf('/') + 1)
  // A name without `/` has no incarnations: nothing but time ends its leases.
  if (!owner || !name) return { condition: 'lease_until <= ?', params: [until] }
  const own = `${owner}:`
  return {
    condition: `(lease_until <= ? OR (substr(lease_owner, 1, ?) = ? AND lease_owner <> ? AND substr(lease_owner, 1, ?) <> ?))`,
    params: [until, name.length, name, owner, own.length, own],
  }
}

function waitAfterLoss(losses: number, wait: LossWait): number {
  if (losses < 2) return 0
  return Math.min(wait.second * 2 ** (losses - 2), wait.most)
}

function loseAttempt(row: RecipientRow, at: number, wait: LossWait): { readonly row: RecipientRow; readonly event: NewEvent } {
  const { committing } = row
  const moved = moveRecipient(row, { kind: 'attempt.lost', committing }, at)
  if (!moved) throw new Error(`recipient ${row.id} is attempting, yet its attempt cannot be lost`)
  const retried = moved.state === 'deferred' ? { nextAttemptAt: at + waitAfterLoss(moved.losses, wait) } : undefined
  const next = retried && { next: retried.nextAttemptAt }
  const data = { committing, state: moved.state, routeIndex: row.routeIndex, attempt: row.attempts, losses: moved.losses, ...next }
  const event: NewEvent = { kind: 'attempt.lost', at, message: row.message, recipient: row.id, actor: 'system', data }
  return { row: { ...moved, ...retried }, event }
}

function* messagesWithContent(dialect: Dialect, ids: readonly string[]): Steps<readonly MessageRow[]> {
  const rows = yield* query(
    `SELECT ${MESSAGE_COLUMNS}, c.bytes FROM message m LEFT JOIN content c ON c.message = m.id
     WHERE ${dialect.among('m.id', 'text')} ORDER BY m.received_at, m.id`,
    ids,
  )
  return rows.map(toMessage)
}

function group(messages: readonly MessageRow[], recipients: readonly RecipientRow[]): readonly MessageWithRecipients[] {
  const byMessage = Map.groupBy(recipients, (recipient) => recipient.message)
  return messages.map((message) => ({ message, recipients: byMessage.get(message.id) ?? [] }))
}
