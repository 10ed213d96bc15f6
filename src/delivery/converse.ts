// One address of one mail host: a kept connection that meets the demand, or a new one through the gate; then the transactions that the
// recipients need. What this host did not decide is left to the next one.
import type { Cause } from '../domain/cause.ts'
import { REQUIRETLS_CODE } from '../domain/require-tls.ts'
import type { HostAttempt, Outcome } from '../domain/route.ts'
import { admit } from '../gate/admit.ts'
import { type GateTarget, openGate } from '../gate/gate.ts'
import { type AddressOrder, sourceFor, wasConnected } from './address-order.ts'
import type { HostTry } from './conclude.ts'
import type { Connections, Turn } from './connections.ts'
import type { DeliveryDeps, DeliveryJob, DeliveryRecipient, DeliverySettings, Errand } from './job.ts'
import type { HostRests } from './pace.ts'
import { silentCause } from './reply.ts'
import { type Extensions, openClient, type SmtpClient } from './smtp-client.ts'
import { runTransaction } from './transaction.ts'

export interface Surroundings {
  readonly connections: Connections
  readonly order: AddressOrder
  readonly settings: DeliverySettings
  readonly deps: DeliveryDeps
}

export interface ConverseResult {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly hosts: readonly HostAttempt[]
  /** Why recipients are left undecided. */
  readonly tried?: HostTry
  /** The host asked for less: what it answered. */
  readonly pushedBack?: string
}

const NOTHING: ConverseResult = { outcomes: new Map(), hosts: [] }

export async function converse(
  errand: Errand,
  target: GateTarget,
  recipients: readonly DeliveryRecipient[],
  around: Surroundings,
): Promise<ConverseResult> {
  const turn = await around.connections.enter(target, errand.job.domain, errand.job.signal)
  if (!turn) return NOTHING
  if ('restsUntil' in turn) return resting(target, turn)
  let client: SmtpClient | undefined
  let clean = false
  try {
    client = await turn.reuse(errand.job.demand)
    if (client) {
      const result = await useClient(errand, client, recipients, around)
      clean = isClean(result)
      // A kept connection may have died unnoticed: that says nothing about the host, so a new one is tried.
      if (result.tried?.kind !== 'broken' || result.outcomes.size > 0) return paced(turn, result)
    }
    const opened = await passGate(errand.job, target, around)
    if ('result' in opened) return paced(turn, opened.result)
    client = opened.client
    const result = paced(turn, await useClient(errand, client, recipients, around))
    clean = isClean(result)
    return { ...result, hosts: result.hosts.map((attempt) => ({ ...attempt, transcript: [...opened.transcript, ...attempt.transcript] })) }
  } finally {
    turn.leave(client, clean)
  }
}

/** Nothing is said to a host that asked to be left alone. */
function resting({ host }: GateTarget, { restsUntil, because }: HostRests): ConverseResult {
  const reason = `it is left alone for a while (${because})`
  return {
    ...NOTHING,
    tried: { kind: 'stopped', host, verdict: { verdict: 'unreachable', flags: ['temporary', 'busy'], reason }, restsUntil },
  }
}

/** What the host's answers say about how much it takes. */
function paced(turn: Turn, result: ConverseResult): ConverseResult {
  const { tried, outcomes, pushedBack } = result
  const busy = tried?.kind === 'stopped' && tried.verdict.flags.includes('busy') ? tried.verdict.reason : pushedBack
  if (busy !== undefined) turn.pushedBack(busy)
  else if (outcomes.size > 0) turn.tookOne()
  return result
}

function isClean({ outcomes, tried }: ConverseResult): boolean {
  return tried === undefined && [...outcomes.values()].every(({ kind }) => kind === 'succeeded')
}

type Opened = { readonly client: SmtpClient; readonly transcript: readonly string[] } | { readonly result: ConverseResult }

async function passGate({ demand, signal }: DeliveryJob, target: GateTarget, { settings, deps, order }: Surroundings): Promise<Opened> {
  const plaintext = demand.protection === 'any' && demand.minTls === undefined && demand.proof === undefined
  const from = sourceFor(settings.source, target.address)
  const gate = await openGate(target, { ...deps.gate, ...from, plaintext, ...(signal ? { signal } : {}) })
  if (signal?.aborted) {
    gate.session?.socket.destroy()
    return { result: NOTHING }
  }
  order.learn(target.address, wasConnected(gate.hostVerdict))
  // A forecast that cannot be kept must not cost the delivery.
  await deps.learn?.(target, gate.hostVerdict).catch(() => undefined)
  const { verdict, session } = gate
  const attempt: HostAttempt = { ...whereTo(target), verdict, tls: session?.tls ?? null, transcript: gate.transcript }
  const stopped = { result: { outcomes: new Map(), hosts: [attempt], tried: { kind: 'stopped', host: target.host, verdict } } } as const
  if (!session) return stopped
  const admission = admit(session, demand)
  if (!admission.admitted) {
    await session.close()
    return stopped
  }
  const client = await openClient(admission.session, { ehloName: deps.gate.ehloName, ehloMs: settings.ehloMs, clock: deps.clock })
  if (!('lost' in client)) return { client, transcript: gate.transcript }
  const cause = silentCause('ehlo', '4.4.2', `${target.host} passed the gate, then at EHLO: ${client.lost}`)
  return { result: { outcomes: new Map(), hosts: [attempt], tried: { kind: 'broken', host: target.host, verdict, cause } } }
}

/** All recipients over one connection, in as few transactions as their parameters allow. */
async function useClient(
  errand: Errand,
  client: SmtpClient,
  recipients: readonly DeliveryRecipient[],
  { settings }: Surroundings,
): Promise<ConverseResult> {
  const { job, facts, content } = errand
  const { target, verdict, tls } = client.session
  const outcomes = new Map<string, Outcome>()
  let pushedBack: string | undefined
  const finish = (tried?: HostTry): ConverseResult => ({
    outcomes,
    ...(pushedBack === undefined ? {} : { pushedBack }),
    hosts: [{ ...whereTo(target), verdict, tls, transcript: client.takeTranscript() }],
    ...(tried ? { tried } : {}),
  })
  const common = {
    from: job.envelope.from,
    dsn: client.extensions.dsn ? job.envelope.dsn : {},
    requireTls: job.demand.requireTls ?? false,
    size: facts.size,
    content,
    reread: !facts.kept,
    commit: job.commit,
  }
  const eightBit = facts.eightBit || job.envelope.body === '8BITMIME'
  let lacking: HostTry | undefined
  let failed = false

  for (const group of groupRecipients(recipients, client.extensions.dsn, settings.maxRecipients)) {
    const lack = whatLacks(client.extensions, errand, group)
    if (lack) {
      lacking = { kind: 'lacks', host: target.host, verdict, cause: silentCause('gate', lack.enhanced, `${target.host} ${lack.words}`) }
      continue
    }
    if (!client.alive) return finish(broken(client, 'the connection ended'))
    if (failed && !(await client.reset(settings.ehloMs))) {
      return finish(broken(client, 'it did not answer RSET'))
    }
    const result = await runTransaction(
      client,
      { ...common, eightBit, recipients: group, ...(job.signal ? { signal: job.signal } : {}) },
      settings,
    )
    for (const [id, outcome] of result.outcomes) outcomes.set(id, outcome)
    pushedBack ??= result.pushedBack
    if (result.trouble !== undefined) return finish(broken(client, result.trouble))
    failed = [...result.outcomes.values()].some(({ kind }) => kind !== 'succeeded')
  }
  return finish(lacking)
}

function broken({ session }: SmtpClient, reason: string): HostTry {
  const { host } = session.target
  const cause: Cause = silentCause('data', '4.4.2', `${host} passed the gate, then before the message was complete: ${reason}`)
  return { kind: 'broken', host, verdict: session.verdict, cause }
}

/** What this host would have to offer for this message and does not (nodemailer would send all the same). */
function whatLacks(
  offered: Extensions,
  { job, facts }: Errand,
  group: readonly DeliveryRecipient[],
): { readonly enhanced: string; readonly words: string } | undefined {
  if (offered.maxSize !== undefined && facts.size > offered.maxSize) {
    return { enhanced: '5.3.4', words: `takes messages up to ${offered.maxSize} bytes; this one has ${facts.size}` }
  }
  if (job.demand.requireTls && !offered.requireTls)
    return { enhanced: REQUIRETLS_CODE, words: 'does not offer REQUIRETLS, which the sender asks for' }
  const foreignAddress = [job.envelope.from, ...group.map(({ address }) => address)].some((address) => /[^\x20-\x7e]/.test(address))
  if (!offered.smtpUtf8 && (foreignAddress || (job.envelope.smtpUtf8 && facts.eightBitHeader))) {
    return { enhanced: foreignAddress ? '5.6.7' : '5.6.9', words: 'does not offer SMTPUTF8, which this message needs' }
  }
  if (!offered.eightBitMime && facts.eightBit) return { enhanced: '5.6.3', words: 'does not offer 8BITMIME, which this message needs' }
  return undefined
}

/** Groups alike in NOTIFY and ORCPT (nodemailer sends one set a transaction), each within the limit of recipients. */
function groupRecipients(
  recipients: readonly DeliveryRecipient[],
  dsn: boolean,
  maxRecipients: number,
): readonly (readonly DeliveryRecipient[])[] {
  const groups = new Map<string, DeliveryRecipient[]>()
  for (const { id, address, notify, orcpt } of recipients) {
    const parameters = dsn ? { ...(notify ? { notify } : {}), ...(orcpt ? { orcpt } : {}) } : {}
    const key = JSON.stringify(parameters)
    groups.set(key, [...(groups.get(key) ?? []), { id, address, ...parameters }])
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / maxRecipients) }, (_, index) =>
      group.slice(index * maxRecipients, (index + 1) * maxRecipients),
    ),
  )
}

function whereTo({ host, address }: GateTarget): { readonly host: string; readonly address: string } {
  return { host, address }
}
