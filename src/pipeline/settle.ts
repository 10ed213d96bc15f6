// Step 7, settle: states, events and the mails they ask for go into one change, so that nobody is told twice or not at all (P2).
import type { DeliveryResult } from '../delivery/delivery.ts'
import type { NewEvent } from '../domain/event.ts'
import type { Posture } from '../domain/posture.ts'
import type { Move } from '../domain/recipient-state.ts'
import type { HostAttempt, Outcome } from '../domain/route.ts'
import type { ApplyOutcome, Change, MessageRow } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { officerNote, senderNotice, type Told } from './notices.ts'
import type { PipelineParts } from './parts.ts'
import type { Planned } from './plan.ts'
import { withSessions } from './posture-history.ts'
import { type Settlement, settleCopy, settleStopped } from './settlement.ts'

const UNANSWERED: Outcome = {
  kind: 'deferred',
  cause: { at: 'local', enhanced: '4.3.0', publicText: 'The attempt ended without an outcome', detail: '', blame: 'us' },
}

/** What only the route knows of its attempt. */
export interface AttemptFacts {
  /** Portal: the grant that this try's notice leads to. */
  readonly grant?: { readonly id: string; readonly expiresAt: number }
  /** Direct: what was changed on the way out (P7), and the trace header that was put on top (sealed, since it may name the recipient). */
  readonly changes?: readonly string[]
  readonly received?: string
}

export async function settle(parts: PipelineParts, batch: Batch, result: DeliveryResult, facts: AttemptFacts = {}): Promise<void> {
  const at = parts.clock.now()
  const { message, route } = batch
  parts.history.see(withSessions(batch.posture, result.hosts))
  // Reports on reports would go back and forth (RFC 8460 §5.3 asks nobody for them).
  if (message.kind === 'mail') parts.tlsReports?.count(batch.posture, result.hosts)
  const { grant, changes, received } = facts
  const evidence = {
    data: { route: route.route, demand: route.demand, hosts: hostEvidence(result.hosts), ...(changes ? { changes } : {}) },
    sealed: await parts.evidence.seal({
      transcripts: result.hosts.map(({ host, transcript }) => ({ host, transcript })),
      details: details(result),
      ...(received ? { received } : {}),
    }),
  }
  const settlements = batch.copies.map(({ recipient, plan, overrides }) => {
    const decider = result.decidedBy.get(recipient.id)
    const context = {
      config: parts.config,
      message,
      recipient,
      plan,
      at,
      evidence: {
        ...evidence,
        data: { ...evidence.data, ...(decider ? { decidedBy: decider.host } : {}), ...(overrides ? { overrides } : {}) },
      },
      ...(decider ? { remoteMta: decider.host } : {}),
      ...(grant ? { grantExpiresAt: grant.expiresAt } : {}),
    }
    return settleCopy(context, result.outcomes.get(recipient.id) ?? UNANSWERED)
  })
  await carryOut(parts, message, settlements, grant?.id)
  parts.checkpoint('settle.committed')
}

/** A copy that policy or the destination stops before any try. */
export async function settleUntried(
  parts: PipelineParts,
  message: MessageRow,
  { recipient, plan, overrides }: Extract<Planned, { kind: 'stop' }>,
  posture: Posture,
): Promise<void> {
  const context = {
    config: parts.config,
    message,
    recipient,
    plan,
    at: parts.clock.now(),
    evidence: { data: { posture: posture.verdict, ...(overrides ? { overrides } : {}) } },
  }
  await carryOut(parts, message, [settleStopped(context, plan)])
}

/** Waits between tries to write an answer down, in milliseconds: a database that is busy or failing over must not turn what is known into `unknown`. */
const WRITE_AGAIN_MS = [100, 500, 2000, 5000, 15_000]

async function carryOut(parts: PipelineParts, message: MessageRow, settlements: readonly Settlement[], grant?: string): Promise<void> {
  const told = await tell(parts, message, settlements)
  const revoked = await endedGrants(parts, message, settlements, grant)
  const change: Change = {
    lease: parts.owner,
    steps: [
      ...settlements.flatMap(({ steps }) => steps),
      ...revoked.map(({ event }) => ({ event })),
      ...told.flatMap(({ events }) => events.map((event) => ({ event }))),
    ],
    messages: told.flatMap(({ messages }) => messages),
    revokeGrants: revoked.map(({ id }) => id),
  }
  const outcome = await applyPatiently(parts, change)
  if (outcome.ok) return
  parts.log.warn('settle.refused', { message: message.id, reason: outcome.reason })
  // One copy that was taken away must not cost its neighbours their answer.
  if (settlements.length > 1) for (const settlement of settlements) await carryOut(parts, message, [settlement], grant)
  else if (settlements[0]) await reconcile(parts, settlements[0])
}

async function tell(parts: PipelineParts, message: MessageRow, settlements: readonly Settlement[]): Promise<readonly Told[]> {
  const told: Told[] = []
  const concerned = settlements.flatMap(({ sender }) => (sender ? [sender] : []))
  if (concerned.length > 0) told.push(await senderNotice(parts, message, concerned))
  const held = settlements.flatMap(({ held, recipient }) => (held && recipient.verdict ? [{ recipient, verdict: recipient.verdict }] : []))
  if (held.length > 0) {
    const officers = new Set([...parts.config.officers, ...held.flatMap(({ verdict }) => verdict.notify)])
    told.push(await officerNote(parts, message, [...officers], { kind: 'unprotectable', decided: held }))
  }
  return told
}

async function applyPatiently(parts: PipelineParts, change: Change): Promise<ApplyOutcome> {
  for (const wait of WRITE_AGAIN_MS) {
    try {
      return await parts.store.apply(change)
    } catch (error) {
      parts.log.warn('settle.again', { error, wait })
      await parts.clock.sleep(wait)
    }
  }
  return parts.store.apply(change)
}

/** Links that open nothing any more, each with its event. */
async function endedGrants(
  parts: PipelineParts,
  message: MessageRow,
  settlements: readonly Settlement[],
  grant: string | undefined,
): Promise<readonly { readonly id: string; readonly event: NewEvent }[]> {
  const ending = settlements.filter(({ endsGrants }) => endsGrants === 'all' || (endsGrants === 'this' && grant))
  if (ending.length === 0) return []
  const at = parts.clock.now()
  const open = (await parts.store.grantsOf(message.id)).filter(({ state }) => state === 'open')
  return ending.flatMap(({ endsGrants, recipient }) =>
    open
      .filter(({ id, recipient: owner }) => owner === recipient.id && (endsGrants === 'all' || id === grant))
      .map(({ id }) => ({
        id,
        event: { kind: 'grant.revoked', at, message: message.id, recipient: recipient.id, actor: 'system', data: { grant: id } } as const,
      })),
  )
}

/** The lease went while the answer was on its way, so the copy counts as unknown; but here it is known, and what is known is not repeated (P3). */
async function reconcile(parts: PipelineParts, { recipient, steps, answer }: Settlement): Promise<void> {
  const now = await parts.store.recipient(recipient.id)
  if (now?.state !== 'unknown' || now.attempts !== recipient.attempts + 1 || answer === 'not-known') return
  const [step] = steps
  const move: Move =
    answer === 'took'
      ? { kind: 'outcome.confirmed', to: step?.patch?.expiresAt ? 'awaiting-pickup' : 'delivered' }
      : { kind: 'outcome.denied' }
  const event: NewEvent = { ...(step?.event as NewEvent), kind: move.kind, at: parts.clock.now() }
  await parts.store.apply({ steps: [{ event, move, patch: answer === 'took' ? (step?.patch ?? {}) : { nextAttemptAt: event.at } }] })
}

/** What the ledger keeps in clear of the hosts that were tried (P6). */
function hostEvidence(hosts: readonly HostAttempt[]) {
  return hosts.map(({ host, address, at, verdict, tls, held }) => ({
    host,
    address,
    at,
    verdict: verdict.verdict,
    flags: verdict.flags,
    reason: verdict.reason,
    tls,
    ...(verdict.tlsa === undefined ? {} : { tlsa: verdict.tlsa }),
    ...held,
  }))
}

function details(result: DeliveryResult): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [id, outcome] of result.outcomes) if ('cause' in outcome) found[id] = outcome.cause.detail
  return found
}
