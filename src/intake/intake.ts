// Step 1, accept, the way in: starts the SMTP listeners and hands every admitted message to the pipeline. Speaks RFC 5321 with STARTTLS (RFC 3207),
// AUTH (RFC 4954), SIZE (RFC 1870), PIPELINING (RFC 2920), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), DSN (RFC 3461), status codes (RFC 2034).
import type { AddressInfo } from 'node:net'
import type { SMTPServerOptions } from 'smtp-server'
import { createAdmission } from './admission.ts'
import { createCredentials } from './credentials.ts'
import { createDoor } from './door.ts'
import type { SessionRules } from './intake-connection.ts'
import {
  DEFAULT_LIMITS,
  DEFAULT_TIMEOUTS,
  type IntakeDeps,
  type IntakeLimits,
  type IntakeOptions,
  type IntakeTimeouts,
  type ListenerOptions,
} from './intake-options.ts'
import { IntakeServer } from './intake-server.ts'
import { createRate } from './rate.ts'
import { type Refusal, type RefusalContext, refusal } from './refusal.ts'
import { createSalesforceSpf } from './salesforce-spf.ts'
import { transact } from './transaction.ts'

export interface Intake {
  /** Where each listener really listens, in the order of the options. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[]
  /**
   * New sessions show the new certificate, running ones are left alone.
   * @param index of the listener in the options
   * @throws Error when the pair is broken; the one in use stays
   */
  replaceCertificate(index: number, pair: { readonly cert: string; readonly key: string }): void
  /**
   * Accepts nobody new, tells idle sessions 421, lets running transactions finish, and after `graceMs` ends what is left.
   * Resolves when no session is left and every commit under way has ended.
   */
  stop(graceMs: number): Promise<void>
}

/** Milliseconds that a session has for reading its last reply before the socket is destroyed. */
const FAREWELL = 1_000

/** @throws Error naming what is wrong and the fix: a listener without certificate, an address in use, a sender that anyone could be */
export async function startIntake(options: IntakeOptions, deps: IntakeDeps): Promise<Intake> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts }
  const running = new Set<Promise<unknown>>()
  const state = { draining: false }
  const refused = ({ reason, code }: Refusal, { session, peer, sender }: RefusalContext) => {
    deps.observe?.({ kind: 'refused', reason, code, ...(sender ? { sender } : {}) })
    deps.log.info('intake.refused', { reason, code, session, peer, sender })
  }
  const door = buildDoor(options, deps, limits, refused, running)
  const servers = options.listeners.map((listener) => {
    const rules = sessionRules(options, listener, deps, { limits, timeouts }, { draining: () => state.draining, refused })
    return new IntakeServer(serverOptions(options, listener, door, limits, timeouts), listener, rules)
  })
  for (const server of servers) {
    server.on('error', (error) => deps.log.debug('intake.session-error', { code: (error as NodeJS.ErrnoException).code ?? error.name }))
  }
  try {
    await Promise.all(servers.map(listen))
  } catch (error) {
    for (const server of servers) server.server.close()
    throw error
  }
  return {
    addresses: servers.map(addressOf),
    replaceCertificate(index, { cert, key }) {
      const server = servers[index]
      if (!server) throw new Error(`intake: there is no listener ${index}`)
      server.replaceCertificate(cert, key)
    },
    async stop(graceMs) {
      state.draining = true
      await Promise.all(servers.map((server) => drain(server, graceMs)))
      await Promise.allSettled(running)
    },
  }
}

function buildDoor(
  options: IntakeOptions,
  deps: IntakeDeps,
  limits: IntakeLimits,
  refused: (because: Refusal, context: RefusalContext) => void,
  running: Set<Promise<unknown>>,
) {
  const admission = createAdmission(options.senders, createSalesforceSpf(deps.resolver, deps.clock))
  const messageRate = createRate(limits.messagesPerMinute, deps.clock)
  return createDoor({
    deps,
    limits,
    admission,
    messageRate,
    credentials: createCredentials(options.senders),
    authFailureRate: createRate(limits.authFailuresPerMinute, deps.clock),
    postmaster: options.postmaster ?? `postmaster@${options.hostname}`,
    offersRequireTls: options.requireTls ?? false,
    refused,
    transact: (stream, session, transaction) => {
      const work = transact({ deps, limits, admission, messageRate, refused }, stream, session, transaction)
      running.add(work)
      const done = () => running.delete(work)
      work.then(done, done)
      return work
    },
  })
}

function sessionRules(
  options: IntakeOptions,
  listener: ListenerOptions,
  { clock }: IntakeDeps,
  bounds: { readonly limits: IntakeLimits; readonly timeouts: IntakeTimeouts },
  gateway: Pick<SessionRules, 'draining' | 'refused'>,
): SessionRules {
  const offersAuth = options.senders.some(({ auth }) => auth !== undefined)
  return { tls: listener.tls, ...bounds, clock, offersAuth, offersRequireTls: options.requireTls ?? false, ...gateway }
}

function serverOptions(
  options: IntakeOptions,
  listener: ListenerOptions,
  door: ReturnType<typeof createDoor>,
  limits: IntakeLimits,
  timeouts: IntakeTimeouts,
): SMTPServerOptions {
  return {
    name: options.hostname,
    banner: 'Postern',
    heloResponse: '%s',
    size: limits.message,
    // An implicit listener has the handshake ahead of it, with no session yet that our own count would see.
    ...(listener.tls === 'implicit' ? { maxClients: limits.connections } : {}),
    socketTimeout: timeouts.idle,
    // Who must authenticate is decided at MAIL, by sender.
    authOptional: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    hideREQUIRETLS: !options.requireTls,
    // Its log lines carry addresses and user names (P4).
    logger: false,
    ...(options.clientAuthorities === undefined ? {} : { ca: options.clientAuthorities }),
    ...door,
  }
}

function listen(server: IntakeServer): Promise<void> {
  const { host, port } = server.listener
  return new Promise((resolve, reject) => {
    server.server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          `Cannot listen on ${host}:${port} (${error.code ?? error.message}): is the port taken, or below 1024 without the right to it?`,
        ),
      )
    })
    server.listen({ host, port, backlog: 1024 }, resolve)
  })
}

function addressOf(server: IntakeServer): { host: string; port: number } {
  const { address, port } = server.server.address() as AddressInfo
  return { host: address, port }
}

async function drain(server: IntakeServer, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.server.close(() => resolve()))
  for (const session of server.sessions()) if (!session.inTransaction) session.bye(refusal('shutdown'))
  server.dropPending()
  if (await endsWithin(closed, graceMs)) return
  for (const session of server.sessions()) session.bye(refusal('shutdown'))
  if (await endsWithin(closed, FAREWELL)) return
  for (const session of server.sessions()) session.drop()
  await closed
}

async function endsWithin(closed: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const ended = await Promise.race([closed.then(() => true as const), late])
  clearTimeout(timer)
  return ended
}
