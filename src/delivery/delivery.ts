// Pipeline step 6, attempt, by SMTP: walks the mail hosts of a domain and their addresses in order of preference, and delivers at the first
// that passes the gate and takes the message. Each connection: gate → admit → EHLO → transactions. No MAIL FROM without `admit` (P1);
// no last byte without the commit mark (P2, P3).
import type { HostTrust, MxHostPosture, Posture } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import type { HeldTo, HostAttempt, Outcome } from '../domain/route.ts'
import type { GateTarget } from '../gate/gate.ts'
import { createAddressOrder } from './address-order.ts'
import { concludeUnaccepted, type HostTry } from './conclude.ts'
import { createConnections } from './connections.ts'
import { converse, type Surroundings } from './converse.ts'
import {
  DELIVERY_DEFAULTS,
  type DeliveryDeps,
  type DeliveryJob,
  type DeliveryRecipient,
  type DeliverySettings,
  type Errand,
} from './job.ts'
import { checkOutgoing, isSafeAddress, type OutgoingFacts } from './outgoing-check.ts'
import { createPace, type Pace } from './pace.ts'
import { silentCause } from './reply.ts'

export interface DeliveryResult {
  /** One outcome for each recipient's id. */
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Every session tried, in order, as evidence. */
  readonly hosts: readonly HostAttempt[]
  /** Which of `hosts` decided on a recipient; absent where none did. */
  readonly decidedBy: ReadonlyMap<string, HostAttempt>
}

export interface Delivery {
  /** One try. Peer and network trouble are outcomes; it rejects only for a bug. */
  deliver(job: DeliveryJob): Promise<DeliveryResult>
  /** Whether every host of a destination asked to be left alone: until when (ms since the epoch). Remembered for `room` and `restingDomains`. */
  restsUntil(posture: Posture): number | undefined
  /** What hosts were found to take: see `Pace`. */
  readonly pace: Pick<Pace, 'room' | 'restingDomains' | 'slowHosts' | 'pushBacks'>
  /** Connections that wait for another message. */
  idleConnections(): number
  close(): Promise<void>
}

export function createDelivery(deps: DeliveryDeps): Delivery {
  const settings: DeliverySettings = { ...DELIVERY_DEFAULTS, ...deps }
  const pace = createPace(deps.clock, { ...settings, ...(deps.onSlow ? { onSlow: deps.onSlow } : {}) })
  const order = createAddressOrder(deps.clock, settings.ipv6First)
  const connections = createConnections(deps.clock, pace, { ...settings, commandMs: settings.ehloMs })

  async function deliver(job: DeliveryJob): Promise<DeliveryResult> {
    const outcomes = new Map<string, Outcome>()
    const sendable = job.recipients.filter(({ id, address }) => {
      const safe = isSafeAddress(address) && isSafeAddress(job.envelope.from)
      if (!safe) outcomes.set(id, localFailure('5.1.3', 'an address holds characters that cannot be sent'))
      return safe
    })
    const errand = sendable.length > 0 ? await prepare(job, settings.keepBytes) : undefined
    if (!errand || 'kind' in errand) {
      if (errand) for (const { id } of sendable) outcomes.set(id, errand)
      return { outcomes, hosts: [], decidedBy: new Map() }
    }
    const walked = await walkUnderPolicies(errand, sendable, { connections, order, settings, deps })
    for (const [id, outcome] of walked.outcomes) outcomes.set(id, outcome)
    return { outcomes, hosts: walked.hosts, decidedBy: walked.decidedBy }
  }

  const restsUntil = ({ domain, mx }: Posture) =>
    pace.restsUntil(
      domain,
      mx.filter(({ addresses }) => addresses.length > 0).map(({ host }) => host),
    )
  return { deliver, restsUntil, pace, idleConnections: connections.idle, close: connections.close }
}

/** Reads the content once: what must not leave stops here, before any connection. */
async function prepare(job: DeliveryJob, keepBytes: number): Promise<Errand | Outcome> {
  let facts: OutgoingFacts
  try {
    facts = await checkOutgoing(job.content(), keepBytes)
  } catch {
    return { kind: 'deferred', cause: silentCause('local', '4.3.0', 'the content could not be read', 'us') }
  }
  if (facts.fault) return localFailure('5.6.0', `the content holds a ${facts.fault} and is not sent`)
  const { kept } = facts
  const content = kept ? () => once(kept) : job.content
  return { job, facts, content }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** A host that fails a policy which was changed meanwhile gets a second chance under the new one, before the next route is taken. */
async function walkUnderPolicies(errand: Errand, recipients: readonly DeliveryRecipient[], around: Surroundings): Promise<DeliveryResult> {
  const { job } = errand
  const { deps } = around
  const walked = await walkHosts(errand, recipients, around)
  const refused = recipients.filter(({ id }) => walked.outcomes.get(id)?.kind === 'protection-refused')
  const byPolicy = walked.hosts.some(({ verdict: { flags } }) => flags.includes('dane-fail') || flags.includes('sts-fail'))
  if (refused.length === 0 || !byPolicy) return walked
  const posture = await deps.recheck?.(job.posture, job.signal).catch(() => undefined)
  if (!posture || job.signal?.aborted) return walked
  const again = await walkHosts({ ...errand, job: { ...job, posture } }, refused, around)
  return {
    outcomes: new Map([...walked.outcomes, ...again.outcomes]),
    hosts: [...walked.hosts, ...again.hosts],
    decidedBy: new Map([...walked.decidedBy, ...again.decidedBy]),
  }
}

async function walkHosts(errand: Errand, recipients: readonly DeliveryRecipient[], around: Surroundings): Promise<DeliveryResult> {
  const { job } = errand
  const outcomes = new Map<string, Outcome>()
  const hosts: HostAttempt[] = []
  const decidedBy = new Map<string, HostAttempt>()
  const tries: HostTry[] = []
  const undecided = () => recipients.filter(({ id }) => !outcomes.has(id))

  for (const target of targetsOf(job, around, tries)) {
    if (job.signal?.aborted) break
    const at = around.deps.clock.now()
    const result = await converse(errand, target, undecided(), around)
    const held = heldTo(job.posture, target.host)
    hosts.push(...result.hosts.map((attempt) => ({ ...attempt, at, ...(held ? { held } : {}) })))
    if (result.tried) tries.push(result.tried)
    const spoke = result.hosts.at(-1)
    for (const [id, outcome] of result.outcomes) {
      outcomes.set(id, outcome)
      if (spoke) decidedBy.set(id, spoke)
    }
    if (undecided().length === 0) return { outcomes, hosts, decidedBy }
  }
  const rest: Outcome = job.signal?.aborted
    ? { kind: 'deferred', cause: silentCause('local', '4.3.2', 'the gateway is stopping', 'us') }
    : concludeUnaccepted(job.domain, tries, job.demand)
  for (const { id } of undecided()) outcomes.set(id, rest)
  return { outcomes, hosts, decidedBy }
}

/** Addresses in order; a host without one is a try that ended before it began. */
function* targetsOf({ posture, demand }: DeliveryJob, { settings, order }: Surroundings, tries: HostTry[]): Generator<GateTarget> {
  let left = settings.maxAddresses
  for (const mx of posture.mx) {
    if (mx.addresses.length === 0) tries.push({ kind: 'stopped', host: mx.host, verdict: mx })
    for (const address of order.order(mx.addresses)) {
      if (left-- <= 0) return
      yield targetOf(mx, address, settings, posture.trust, demand)
    }
  }
}

function targetOf(
  { host, dane, sts, remembered }: MxHostPosture,
  address: string,
  { port }: DeliverySettings,
  trust: HostTrust | undefined,
  demand: Demand,
): GateTarget {
  return {
    host,
    address,
    port,
    ...(dane.policy ? { dane: dane.policy } : {}),
    ...(sts.demand ? { sts: sts.demand } : {}),
    ...(remembered && demand.downgrade !== 'accepted' ? { remembered: remembered.level } : {}),
    ...(trust?.pins ? { pins: trust.pins } : {}),
    // What is learned under a private authority is kept apart: only where the gate lets it count.
    ...(trust?.ca !== undefined && !sts.demand && dane.state !== 'usable' ? { ca: trust.ca } : {}),
  }
}

function heldTo({ mx }: Posture, host: string): HeldTo | undefined {
  const found = mx.find((one) => one.host === host)
  if (!found) return undefined
  const { dane, sts, remembered } = found
  const held: HeldTo = {
    ...(dane.state === 'usable' || dane.state === 'unusable' ? { dane: dane.state } : {}),
    ...(sts.state === 'testing' || sts.state === 'enforce'
      ? { sts: { mode: sts.state, ...(sts.id === undefined ? {} : { id: sts.id }) } }
      : {}),
    ...(remembered ? { remembered } : {}),
  }
  return Object.keys(held).length > 0 ? held : undefined
}

function localFailure(enhanced: string, text: string): Outcome {
  return { kind: 'failed', cause: silentCause('local', enhanced, text, 'us') }
}
