// Step 7, settle: states, events and the mails they ask for go into one change, so that nobody is told twice or not at all (P2).
import type { DeliveryResult } from '../delivery/delivery.ts'
import type { Posture } from '../domain/posture.ts'
import type { HostAttempt, Outcome, Plan } from '../domain/route.ts'
import type { MessageRow, RecipientRow } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { officerNote, senderNotice, type Told } from './notices.ts'
import type { PipelineParts } from './parts.ts'
import { type Settlement, settleCopy, settleStopped } from './settlement.ts'

const UNANSWERED: Outcome = {
  kind: 'deferred',
  cause: { at: 'local', enhanced: '4.3.0', publicText: 'The attempt ended without an outcome', detail: '', blame: 'us' },
}

/** @param grantExpiresAt of a portal attempt: the copy's pick-up time */
export async function settle(parts: PipelineParts, batch: Batch, result: DeliveryResult, grantExpiresAt?: number): Promise<void> {
  const at = parts.clock.now()
  const { message, route } = batch
  const evidence = {
    data: { route: route.route, demand: route.demand, hosts: hostEvidence(result.hosts) },
    sealed: await parts.evidence.seal({
      transcripts: result.hosts.map(({ host, transcript }) => ({ host, transcript })),
      details: details(result),
    }),
  }
  const last = result.hosts.at(-1)
  const settlements = batch.copies.map(({ recipient, plan }) =>
    settleCopy(
      {
        config: parts.config,
        message,
        recipient,
        plan,
        at,
        evidence,
        ...(last ? { remoteMta: last.host } : {}),
        ...(grantExpiresAt ? { grantExpiresAt } : {}),
      },
      result.outcomes.get(recipient.id) ?? UNANSWERED,
    ),
  )
  await carryOut(parts, message, settlements)
}

/** A copy that policy or the destination stops before any try. */
export async function settleUntried(
  parts: PipelineParts,
  message: MessageRow,
  recipient: RecipientRow,
  plan: Exclude<Plan, { kind: 'routes' }>,
  posture: Posture,
): Promise<void> {
  const context = {
    config: parts.config,
    message,
    recipient,
    plan,
    at: parts.clock.now(),
    evidence: { data: { posture: posture.verdict } },
  }
  await carryOut(parts, message, [settleStopped(context, plan)])
}

async function carryOut(parts: PipelineParts, message: MessageRow, settlements: readonly Settlement[]): Promise<void> {
  const told: Told[] = []
  const concerned = settlements.flatMap(({ sender }) => (sender ? [sender] : []))
  if (concerned.length > 0) told.push(await senderNotice(parts, message, concerned))
  const held = settlements.flatMap(({ held, recipient }) => (held && recipient.verdict ? [{ recipient, verdict: recipient.verdict }] : []))
  if (held.length > 0) {
    const officers = new Set([...parts.config.officers, ...held.flatMap(({ verdict }) => verdict.notify)])
    told.push(await officerNote(parts, message, [...officers], { kind: 'unprotectable', decided: held }))
  }
  const outcome = await parts.store.apply({
    lease: parts.owner,
    steps: [...settlements.flatMap(({ steps }) => steps), ...told.flatMap(({ events }) => events.map((event) => ({ event })))],
    messages: told.flatMap(({ messages }) => messages),
  })
  parts.checkpoint('settle.committed')
  if (!outcome.ok) parts.log.warn('settle.refused', { message: message.id, reason: outcome.reason })
}

/** What the ledger keeps in clear of the hosts that were tried (P6). */
function hostEvidence(hosts: readonly HostAttempt[]) {
  return hosts.map(({ host, address, verdict, tls }) => ({
    host,
    address,
    verdict: verdict.verdict,
    flags: verdict.flags,
    reason: verdict.reason,
    tls,
  }))
}

function details(result: DeliveryResult): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [id, outcome] of result.outcomes) if ('cause' in outcome) found[id] = outcome.cause.detail
  return found
}
