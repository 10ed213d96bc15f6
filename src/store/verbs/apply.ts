// apply: the one function that moves state rows and appends events, in one transaction (design §3, end; style.md §3.5 B). All checks come
// before the first write, so a refused change has changed nothing. The transition table itself is in domain/recipient-state.ts.
import type { MessageState } from '../../domain/message-state.ts'
import { MESSAGE_STATES } from '../../domain/message-state.ts'
import { isFinal, type Move, nextState } from '../../domain/recipient-state.ts'
import { insertAdded, insertEvents, insertMessage, MESSAGE_COLUMNS, RECIPIENT_COLUMNS, text, toRecipient } from '../rows.ts'
import { type Dialect, oneOf, query, type Statement, type Steps, together } from '../sql.ts'
import type { ApplyOutcome, Change, RecipientRow, Step } from '../store.ts'
import { closeMessages } from './close-messages.ts'
import { endGrants, insertGrants, markOpened } from './grants.ts'
import { updateRecipients } from './update-recipients.ts'

type Refusal = Extract<ApplyOutcome, { readonly ok: false }>

interface MessageHead {
  readonly id: string
  readonly state: MessageState
  readonly leaseOwner?: string
}

/** The rows that a change touches, as they become step by step. */
interface Board {
  /** Recipients as they are stored. */
  readonly stored: Map<string, RecipientRow>
  readonly recipients: Map<string, RecipientRow>
  readonly messages: Map<string, MessageHead>
}

export function* apply(dialect: Dialect, change: Change): Steps<ApplyOutcome> {
  const board = yield* loadBoard(dialect, change)
  const refusal = checkPresence(change, board) ?? checkLease(change, board) ?? checkExpectations(change, board)
  if (refusal) return refusal
  for (const step of change.steps) {
    const refused = takeStep(step, board, change)
    if (refused) return refused
  }
  yield* write(dialect, change, board)
  return { ok: true }
}

/** Everything that moves a message or its recipients waits for each other, or the last two recipients could both miss that they close it. */
export function applyLocks(change: Change): readonly string[] {
  return [...new Set(change.steps.flatMap((step) => (step.event.message === undefined ? [] : [`message ${step.event.message}`])))]
}

function touched(step: Step): string | undefined {
  return step.move || step.patch || step.expect ? step.event.recipient : undefined
}

function* loadBoard(dialect: Dialect, change: Change): Steps<Board> {
  const recipientIds = [...new Set(change.steps.flatMap((step) => touched(step) ?? []))]
  const messageIds = [...new Set(change.steps.flatMap((step) => (step.messageState && step.event.message ? [step.event.message] : [])))]
  const board: Board = { stored: new Map(), recipients: new Map(), messages: new Map() }
  if (recipientIds.length > 0) {
    const which = oneOf(dialect, 'r.id', recipientIds)
    const rows = yield* query(
      `SELECT ${RECIPIENT_COLUMNS}, m.state AS message_state, m.lease_owner AS message_lease
       FROM recipient r JOIN message m ON m.id = r.message WHERE ${which.sql} ORDER BY r.id ${dialect.forUpdate()}`,
      which.param,
    )
    for (const row of rows) {
      const recipient = toRecipient(row)
      board.stored.set(recipient.id, recipient)
      board.recipients.set(recipient.id, recipient)
      board.messages.set(text(row, 'message'), head(text(row, 'message'), row.message_state as MessageState, row.message_lease as string))
    }
  }
  const missing = messageIds.filter((id) => !board.messages.has(id))
  if (missing.length > 0) {
    const sql = `SELECT ${MESSAGE_COLUMNS}, m.lease_owner FROM message m WHERE ${dialect.among('m.id', 'text')} ORDER BY m.id ${dialect.forUpdate()}`
    for (const row of yield* query(sql, missing)) {
      board.messages.set(text(row, 'id'), head(text(row, 'id'), row.state as MessageState, row.lease_owner as string))
    }
  }
  return board
}

function head(id: string, state: MessageState, leaseOwner: string | null): MessageHead {
  return { id, state, ...(leaseOwner === null ? {} : { leaseOwner }) }
}

function checkPresence(change: Change, board: Board): Refusal | undefined {
  for (const step of change.steps) {
    const recipient = touched(step)
    // An event names its recipient's message too: traces and locks go by message.
    if ((step.move || step.patch || step.expect) && board.recipients.get(recipient ?? '')?.message !== step.event.message) {
      const detail = `${step.event.kind}: message ${step.event.message ?? '(none named)'} has no recipient ${recipient ?? '(none named)'}`
      return { ok: false, reason: 'not-found', detail }
    }
    if (step.messageState && (step.event.message === undefined || !board.messages.has(step.event.message))) {
      return { ok: false, reason: 'not-found', detail: `${step.event.kind}: there is no message ${step.event.message ?? '(none named)'}` }
    }
  }
  return undefined
}

// Fencing: an owner whose lease was taken over must not write, however late it wakes up. An expired lease that nobody took is still its own.
function checkLease(change: Change, board: Board): Refusal | undefined {
  const { lease } = change
  if (lease === undefined) return undefined
  for (const step of change.steps) {
    const row = board.recipients.get(touched(step) ?? '')
    if (row) {
      const owner = row.leaseOwner ?? board.messages.get(row.message)?.leaseOwner
      if (owner !== lease)
        return { ok: false, reason: 'lease-lost', detail: `${step.event.kind}: recipient ${row.id} is not under this lease` }
    }
    const message = step.messageState && board.messages.get(step.event.message ?? '')
    if (message && message.leaseOwner !== lease) {
      return { ok: false, reason: 'lease-lost', detail: `${step.event.kind}: message ${message.id} is not under this lease` }
    }
  }
  return undefined
}

/** Against the rows as they are in the database, before the change's own steps. */
function checkExpectations(change: Change, board: Board): Refusal | undefined {
  for (const { event, expect } of change.steps) {
    const row = expect && board.recipients.get(event.recipient ?? '')
    if (!row) continue
    if (row.state !== expect.state || (expect.changedAt !== undefined && row.changedAt !== expect.changedAt)) {
      const detail = `${event.kind}: recipient ${row.id} is ${row.state} since ${row.changedAt}, no longer ${expect.state} as it was read`
      return { ok: false, reason: 'changed', detail }
    }
  }
  return undefined
}

function takeStep(step: Step, board: Board, change: Change): Refusal | undefined {
  const row = board.recipients.get(touched(step) ?? '')
  if (row) {
    const moved = step.move ? moveRecipient(row, step.move, step.event.at) : row
    if (!moved) {
      const illegal = `recipient ${row.id} is ${row.state}: ${step.move?.kind} is not possible from there`
      return { ok: false, reason: 'illegal-transition', detail: illegal }
    }
    board.recipients.set(row.id, { ...moved, ...step.patch, ...(moved.state === 'ready' ? keptLease(change) : {}) })
  }
  const message = step.messageState && board.messages.get(step.event.message ?? '')
  if (message && step.messageState) {
    if (MESSAGE_STATES.indexOf(step.messageState) <= MESSAGE_STATES.indexOf(message.state)) {
      return {
        ok: false,
        reason: 'illegal-transition',
        detail: `message ${message.id} is already ${message.state}, not before ${step.messageState}`,
      }
    }
    board.messages.set(message.id, { ...message, state: step.messageState })
  }
  return undefined
}

function keptLease({ lease, keepUntil }: Change): Pick<RecipientRow, 'leaseOwner' | 'leaseUntil'> {
  return lease === undefined || keepUntil === undefined ? {} : { leaseOwner: lease, leaseUntil: keepUntil }
}

/** @returns the row after the move, or undefined where the move is illegal. */
export function moveRecipient(row: RecipientRow, move: Move, at: number): RecipientRow | undefined {
  // Whether the last bytes may have gone is a fact of the row, not of whoever reports the loss (P3).
  const fact: Move = move.kind === 'attempt.lost' ? { kind: 'attempt.lost', committing: row.committing } : move
  const state = nextState(row.state, fact)
  if (state === undefined) return undefined
  const { leaseOwner, leaseUntil, ...rest } = row
  const attempting = state === 'attempting'
  const lease = attempting && leaseOwner !== undefined && leaseUntil !== undefined ? { leaseOwner, leaseUntil } : {}
  return {
    ...rest,
    ...lease,
    state,
    attempts: row.attempts + (move.kind === 'attempt.started' ? 1 : 0),
    losses: move.kind === 'attempt.lost' ? row.losses + 1 : attempting ? row.losses : 0,
    committing: attempting && (row.committing || move.kind === 'attempt.committing'),
    changedAt: state === row.state ? row.changedAt : at,
  }
}

function* write(dialect: Dialect, change: Change, board: Board): Steps<void> {
  const at = change.steps[0]?.event.at ?? 0
  const moved = change.steps.filter((step) => step.messageState !== undefined)
  const messages = [...new Set(moved.map((step) => step.event.message ?? ''))].flatMap((id) => board.messages.get(id) ?? [])
  const created = (change.messages ?? []).flatMap((message) => insertMessage(message, message.recipients))
  yield* together([
    ...created,
    ...insertAdded(change.recipients ?? []),
    ...updateRecipients(dialect, [...board.recipients.values()], board.stored),
    ...messages.map((message) => updateMessage(message, at)),
    ...insertEvents(change.steps.map((step) => step.event)),
    ...insertGrants(change.grants ?? []),
    ...endGrants(dialect, change.revokeGrants ?? [], at),
    ...change.steps.flatMap((step) => (step.event.kind === 'portal.opened' ? markOpened(step.event) : [])),
  ])
  const finished = change.steps.flatMap((step) => {
    const row = board.recipients.get(touched(step) ?? '')
    return step.move && row && isFinal(row.state) ? [row.message] : []
  })
  if (finished.length > 0) yield* closeMessages(dialect, [...new Set(finished)], at)
}

function updateMessage(message: MessageHead, at: number): Statement {
  // An inspection that goes on keeps its lease; nothing is left to do under it once the message is decided.
  if (message.state === 'inspected') return { sql: 'UPDATE message SET state = ? WHERE id = ?', params: [message.state, message.id] }
  return {
    sql: 'UPDATE message SET state = ?, closed_at = ?, lease_owner = NULL, lease_until = NULL WHERE id = ?',
    params: [message.state, message.state === 'closed' ? at : null, message.id],
  }
}
