// Steps 2 and 3, inspect and decide: open the message in a worker, evaluate every rule per recipient, store verdicts and events together.
// Whatever goes wrong on the way becomes a hold, never a delivery (P5).

import type { Cause } from '../domain/cause.ts'
import { EMPTY_VIEW } from '../domain/content.ts'
import type { NewEvent } from '../domain/event.ts'
import type { Finding } from '../domain/finding.ts'
import { requiringTls } from '../domain/require-tls.ts'
import type { ScanSet } from '../domain/scan-set.ts'
import type { Verdict } from '../domain/verdict.ts'
import { failClosedVerdict, type PolicyFacts, prepare } from '../policy/evaluate.ts'
import type { MessageRow, RecipientRow, Step } from '../store/store.ts'
import { consentsOf } from './consents.ts'
import { decideChanges } from './decide-changes.ts'
import type { InspectResult } from './inspector.ts'
import { journalCopies } from './journal-copies.ts'
import { type Decided, officerNote, senderNotice, type Told } from './notices.ts'
import { openEnvelope, openRecipient, readContent } from './open-content.ts'
import type { PipelineParts } from './parts.ts'

/**
 * @param signal drops what is not decided yet when the gateway stops
 * @param leaseEnd copies that may go out stay under the lease until then (ms since the epoch), asked for once all is decided: reading may have
 *   taken longer than a lease; left out, anybody may lease them
 * @returns those copies; false where nothing was stored, because the gateway stops or somebody took a copy away meanwhile: the message is
 *   due again
 */
export async function inspectAndDecide(
  parts: PipelineParts,
  message: MessageRow,
  recipients: readonly RecipientRow[],
  signal: AbortSignal,
  leaseEnd?: () => number,
): Promise<readonly RecipientRow[] | false> {
  const pending = recipients.filter((recipient) => recipient.state === 'pending')
  // A message that ended those who read it again and again is not read once more: it would keep the gateway from all other mail.
  const inspected = message.losses >= parts.config.inspect.losses ? ENDED_ITS_READERS : await lookForPolicy(parts, message, signal)
  if (!inspected) return false
  const changes = await decideChanges(parts, message, await decideRecipients(parts, message, pending, inspected), inspected.ok, signal)
  if (!changes) return false
  const verdicts = changes.decided
  const at = parts.clock.now()
  const journals = await journalCopies(parts, message, recipients, verdicts, at)
  const steps: Step[] = [
    { event: await inspectedEvent(parts, message, inspected, at), messageState: 'inspected' },
    ...verdicts.map(({ recipient, verdict }) => decidedStep(parts, message, recipient, verdict, at)),
    {
      event: { kind: 'message.decided', at, message: message.id, actor: 'policy', data: { policy: verdicts[0]?.verdict.policyVersion } },
      messageState: 'decided',
    },
  ]
  const told = await noticesOf(parts, message, verdicts, inspected)
  parts.checkpoint('decide.before-commit')
  const keepUntil = leaseEnd?.()
  const events = [...changes.events, ...journals.events, ...told.flatMap((one) => one.events)].map((event) => ({ event }))
  const outcome = await parts.store.apply({
    lease: parts.owner,
    ...(keepUntil === undefined ? {} : { keepUntil }),
    steps: [...steps, ...events],
    messages: told.flatMap((one) => one.messages),
    recipients: journals.recipients,
  })
  parts.checkpoint('decide.committed')
  if (!outcome.ok) parts.log.warn('decide.refused', { message: message.id, reason: outcome.reason })
  if (!outcome.ok) return false
  return keepUntil === undefined ? [] : verdicts.flatMap((decided) => readyRow(parts, decided, at, keepUntil))
}

/** The row as the change has left it. */
function readyRow(parts: PipelineParts, { recipient, verdict }: Decided, at: number, leaseUntil: number): readonly RecipientRow[] {
  if (verdict.action !== 'deliver') return []
  return [{ ...recipient, verdict, state: 'ready', nextAttemptAt: at, changedAt: at, leaseOwner: parts.owner, leaseUntil }]
}

const ENDED_ITS_READERS: InspectResult = { ok: false, reason: 'reading the message ended the gateway as often as inspect.losses allows' }

type LookParts = Pick<PipelineParts, 'store' | 'keyring' | 'evidence' | 'inspector' | 'log' | 'policy'>

/** Content that cannot be opened is content that could not be inspected. @throws where the inspector was closed before it looked */
export async function inspectMessage(parts: LookParts, message: MessageRow): Promise<InspectResult> {
  const inspected = await lookForPolicy(parts, message)
  if (!inspected) throw new Error(`the inspector was closed before it looked at message ${message.id}`)
  return inspected
}

/** Looks again where another policy came into force meanwhile that looks for something else. @returns undefined where the gateway stops */
async function lookForPolicy(parts: LookParts, message: MessageRow, signal?: AbortSignal): Promise<InspectResult | undefined> {
  for (;;) {
    const { scan } = parts.policy()
    const inspected = await look(parts, message, scan, signal)
    if (!inspected?.ok || parts.policy().scan.digest === scan.digest) return inspected
  }
}

/** @returns undefined where the gateway stops: that says nothing about the message */
async function look(parts: LookParts, message: MessageRow, scan: ScanSet, signal?: AbortSignal): Promise<InspectResult | undefined> {
  try {
    return await parts.inspector.inspect(() => readContent(parts, message), scan, signal)
  } catch (error) {
    parts.log.error('inspect.unreadable', { message: message.id, error })
    return { ok: false, reason: 'the sealed content could not be opened' }
  }
}

export async function decideRecipients(
  parts: Pick<PipelineParts, 'store' | 'keyring' | 'evidence' | 'policy' | 'clock' | 'log'>,
  message: MessageRow,
  recipients: readonly RecipientRow[],
  inspected: InspectResult,
): Promise<readonly Decided[]> {
  const policy = parts.policy()
  const failClosed = (reason: string): readonly Decided[] =>
    recipients.map((recipient) => ({ recipient, verdict: failClosedVerdict(reason, policy.version) }))
  // A policy never decides by a scan that did not look for what it asks.
  if (inspected.ok && inspected.scan !== policy.scan.digest) return failClosed('The message was inspected for another policy')
  try {
    const sealed = await openEnvelope(parts, message)
    const facts: PolicyFacts = {
      // What policy may still look at when the message could not be read: who sent it, and how large it is.
      view: inspected.ok ? inspected.inspection.view : { ...EMPTY_VIEW, from: sealed.from, size: message.size },
      findings: inspected.ok ? inspected.inspection.findings : [],
      envelopeFrom: sealed.envelope.returnPath,
      now: parts.clock.now(),
      ...(inspected.ok ? {} : { inspectionFailed: inspected.reason }),
    }
    const decide = prepare(policy, facts)
    const raise = sealed.envelope.requireTls ? requiringTls : (verdict: Verdict) => verdict
    // No policy that asks for none makes a message wait for this.
    const consents = policy.asksConsent ? await consentsOf(parts, recipients) : undefined
    return await Promise.all(
      recipients.map(async (recipient) => ({
        recipient,
        verdict: raise(
          decide({ address: (await openRecipient(parts, recipient)).address, consents: consents?.get(recipient.addressHash) ?? [] }),
        ),
      })),
    )
  } catch (error) {
    parts.log.error('decide.failed', { message: message.id, error })
    return failClosed('The policy could not be evaluated')
  }
}

function decidedStep(parts: PipelineParts, message: MessageRow, recipient: RecipientRow, verdict: Verdict, at: number): Step {
  const { action, protection, minTls, proof, requireTls, portal, otherwise, via, rules, reasons, exceptions, consents, monitored, tags } =
    verdict
  return {
    event: {
      kind: 'recipient.decided',
      at,
      message: message.id,
      recipient: recipient.id,
      actor: 'policy',
      data: {
        action,
        protection,
        minTls,
        proof,
        ...(requireTls ? { requireTls } : {}),
        portal,
        otherwise,
        ...(protection === 'portal' ? { via } : {}),
        rules,
        reasons,
        exceptions,
        consents,
        monitored,
        tags,
        policy: verdict.policyVersion,
        domain: recipient.domain,
      },
    },
    move: { kind: 'recipient.decided', action },
    patch: { verdict, nextAttemptAt: at, ...(action === 'hold' ? { expiresAt: at + parts.config.quarantine.expire } : {}) },
  }
}

async function inspectedEvent(parts: PipelineParts, message: MessageRow, result: InspectResult, at: number): Promise<NewEvent> {
  const event = { kind: 'message.inspected', at, message: message.id, actor: 'system' } as const
  if (!result.ok) return { ...event, data: { failed: result.reason } }
  const { view, findings } = result.inspection
  const evidence = findings.slice(0, 100)
  return {
    ...event,
    data: {
      findings: countByDetector(findings),
      spans: evidence.map(({ detector, part, start, end, confidence }) => ({ detector, part, start, end, confidence })),
      uninspectable: view.uninspectable.map(({ path, type, why, opaque }) => ({ part: path, type, why, opaque })),
      notes: view.notes,
    },
    ...(evidence.length > 0 ? { sealed: await parts.evidence.seal({ excerpts: evidence.map((finding) => finding.excerpt) }) } : {}),
  }
}

/** The sender is told of every rejection, the officers of every hold and of every rule that names them. */
async function noticesOf(
  parts: PipelineParts,
  message: MessageRow,
  verdicts: readonly Decided[],
  inspected: InspectResult,
): Promise<readonly Told[]> {
  const told: Told[] = []
  const rejected = verdicts.filter(({ verdict }) => verdict.action === 'reject')
  if (rejected.length > 0) {
    const concerned = rejected.map(({ recipient, verdict }) => ({
      recipient,
      reason: 'policy' as const,
      cause: REJECTED,
      reasons: verdict.reasons,
    }))
    told.push(await senderNotice(parts, message, concerned))
  }
  const findings = inspected.ok ? countByDetector(inspected.inspection.findings) : {}
  const held = verdicts.filter(({ verdict }) => verdict.action === 'hold')
  const named = new Set(verdicts.flatMap(({ verdict }) => verdict.notify))
  if (held.length > 0) {
    const officers = new Set([...named, ...parts.config.officers])
    told.push(await officerNote(parts, message, [...officers], { kind: 'held', decided: held, findings }))
  } else if (named.size > 0) {
    told.push(await officerNote(parts, message, [...named], { kind: 'matched', decided: verdicts, findings }))
  }
  return told
}

const REJECTED: Cause = {
  at: 'policy',
  enhanced: '5.7.1',
  publicText: 'A policy of the sending organisation does not allow this message',
  detail: '',
  blame: 'policy',
}

function countByDetector(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const finding of findings) counts[finding.detector] = (counts[finding.detector] ?? 0) + 1
  return counts
}
