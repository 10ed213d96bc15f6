// The hooks between the SMTP conversation and the rest: count who connects, note what TLS showed, judge AUTH, MAIL and RCPT.
// The way of DATA is in transaction.ts.
import type { TLSSocket } from 'node:tls'
import type { SMTPServerAddress, SMTPServerAuthentication, SMTPServerOptions, SMTPServerSession } from 'smtp-server'
import type { EnvelopeRecipient } from '../domain/envelope.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import { readCertificate } from '../gate/certificate.ts'
import { parseMailbox } from '../smtp/address.ts'
import { decodeXtext, isXtext } from '../smtp/path-command.ts'
import type { Admission, ClientCertificate, Peer } from './admission.ts'
import type { Identity } from './credentials.ts'
import type { IntakeDeps, IntakeLimits } from './intake-options.ts'
import type { Rate } from './rate.ts'
import { type Refusal, type RefusalContext, refusal, SmtpRefusal } from './refusal.ts'
import type { SessionFacts, Transaction } from './transaction.ts'

export interface DoorParts {
  readonly deps: Pick<IntakeDeps, 'log' | 'observe'>
  readonly limits: IntakeLimits
  readonly admission: Admission
  readonly credentials: (user: string, password: string) => Identity | undefined
  readonly messageRate: Rate
  readonly authFailureRate: Rate
  /** Address that `RCPT TO:<postmaster>` stands for. */
  readonly postmaster: string
  readonly offersRequireTls: boolean
  refused(refusal: Refusal, context: RefusalContext): void
  /** Carries the message of a transaction to the pipeline; resolves to the text of `250`, or to why not (counted already). */
  transact(stream: AsyncIterable<Uint8Array>, session: SessionFacts, transaction: Transaction): Promise<string | Refusal>
}

interface SessionState {
  tls: TlsFacts | null
  certificate?: ClientCertificate | undefined
  authFailures: number
  transaction?: Transaction
}

/** @returns the hooks of smtp-server, the same for every listener: the sessions of all are counted together */
export function createDoor(parts: DoorParts) {
  const states = new WeakMap<SMTPServerSession, SessionState>()
  const stateOf = (session: SMTPServerSession): SessionState => {
    const state = states.get(session)
    if (!state) throw new Error('intake: a hook ran for a session that was not let in')
    return state
  }
  const refuse = (session: SMTPServerSession, because: Refusal): SmtpRefusal => {
    parts.refused(because, { session: session.id, peer: session.remoteAddress })
    return new SmtpRefusal(because)
  }
  const guarded = (session: SMTPServerSession, because: Refusal | undefined) => because && refuse(session, because)
  const ourTrouble = (session: SMTPServerSession, event: string, error: unknown): SmtpRefusal => {
    parts.deps.log.error(event, { session: session.id, error })
    return refuse(session, refusal('commit-failed'))
  }
  const turnstile = createTurnstile(parts)

  return {
    onConnect(session, answer) {
      const because = turnstile.enter(session.remoteAddress)
      if (!because) states.set(session, { tls: null, authFailures: 0 })
      answer(guarded(session, because))
    },
    onClose(session) {
      if (states.delete(session)) turnstile.leave(session.remoteAddress)
    },
    onSecure(socket, session, answer) {
      // A session that was refused at connecting has no state, and an implicit handshake is over before it.
      const state = states.get(session)
      if (state) Object.assign(state, handshakeFacts(socket as TLSSocket))
      answer()
    },
    onAuth(auth, session, answer) {
      const identity = authenticate(parts, auth, session.remoteAddress, stateOf(session))
      if ('reason' in identity) answer(refuse(session, identity))
      else answer(null, { user: identity })
    },
    onMailFrom(path, session, answer) {
      mail(parts, path, session, stateOf(session)).then(
        (because) => answer(guarded(session, because)),
        (error: unknown) => answer(ourTrouble(session, 'intake.admission-failed', error)),
      )
    },
    onRcptTo(path, session, answer) {
      answer(guarded(session, recipient(parts, path, stateOf(session).transaction)))
    },
    onData(stream, session, answer) {
      const state = stateOf(session)
      const { transaction } = state
      delete state.transaction
      if (!transaction) throw new Error('intake: DATA without a transaction')
      const facts = { ...peerOf(session, state), id: session.id, helo: session.hostNameAppearsAs, tls: state.tls }
      parts.transact(stream, facts, transaction).then(
        (outcome) => (typeof outcome === 'string' ? answer(null, outcome) : answer(new SmtpRefusal(outcome))),
        (error: unknown) => answer(ourTrouble(session, 'intake.transaction-failed', error)),
      )
    },
  } satisfies SMTPServerOptions
}

/** Counts sessions: over all, and by address. */
function createTurnstile({ limits, deps }: Pick<DoorParts, 'limits' | 'deps'>) {
  const perAddress = new Map<string, number>()
  let open = 0
  return {
    enter(address: string): Refusal | undefined {
      const here = perAddress.get(address) ?? 0
      if (open >= limits.connections) return refusal('connections')
      if (here >= limits.connectionsPerAddress) return refusal('connections-per-address')
      perAddress.set(address, here + 1)
      deps.observe?.({ kind: 'connection', open: ++open })
      return undefined
    },
    leave(address: string): void {
      const here = perAddress.get(address) ?? 1
      if (here > 1) perAddress.set(address, here - 1)
      else perAddress.delete(address)
      deps.observe?.({ kind: 'disconnection', open: --open })
    },
  }
}

function authenticate(parts: DoorParts, auth: SMTPServerAuthentication, address: string, state: SessionState): Identity | Refusal {
  if (!parts.authFailureRate.allows(address)) return refusal('auth-throttled')
  // Acting for somebody else (RFC 4616 authzid) is nothing that a relay needs.
  const forAnother = Boolean(auth.authzid) && auth.authzid !== auth.username
  const identity = forAnother ? undefined : parts.credentials(auth.username ?? '', auth.password ?? '')
  if (identity) return identity
  parts.authFailureRate.take(address)
  state.authFailures++
  const because = refusal('auth-failed')
  return state.authFailures < parts.limits.authFailures
    ? because
    : { ...because, code: 421, text: '4.7.0 Too many failed logins; connect again' }
}

async function mail(
  parts: DoorParts,
  path: SMTPServerAddress,
  session: SMTPServerSession,
  state: SessionState,
): Promise<Refusal | undefined> {
  delete state.transaction
  const because = mailRefusal(path, session, parts.offersRequireTls)
  if (because) return because
  const admission = await parts.admission.atMail(peerOf(session, state), path.address)
  if (!admission.ok) return admission.refusal
  if (!admission.choice.candidates.some(({ name }) => parts.messageRate.allows(name))) return refusal('rate')
  state.transaction = newTransaction(path, admission.choice)
  return undefined
}

function recipient(parts: DoorParts, path: SMTPServerAddress, transaction: Transaction | undefined): Refusal | undefined {
  if (!transaction) throw new Error('intake: RCPT without a transaction')
  const address = path.address.includes('@') ? path.address : parts.postmaster
  const because = recipientRefusal(path, address, transaction)
  if (because) return because
  // Local parts are case-sensitive (RFC 5321 §2.4), so only the domain is folded when a recipient is repeated.
  const mailbox = parseMailbox(address)
  const key = mailbox ? `${mailbox.localPart}@${mailbox.domain}` : address
  if (!transaction.recipients.has(key) && transaction.recipients.size >= parts.limits.recipients) return refusal('recipients')
  transaction.recipients.set(key, envelopeRecipient(path, address))
  return undefined
}

function peerOf(session: SMTPServerSession, state: SessionState): Peer {
  return { remoteAddress: session.remoteAddress, identity: session.user || undefined, certificate: state.certificate }
}

function handshakeFacts(socket: TLSSocket): Pick<SessionState, 'tls' | 'certificate'> {
  const cipher = socket.getCipher()
  const { facts } = readCertificate(socket, '')
  return {
    tls: { version: socket.getProtocol() ?? 'unknown', cipher: cipher.standardName, ...(facts ? { certificate: facts } : {}) },
    ...(facts
      ? { certificate: { fingerprint: facts.fingerprint256, commonName: facts.commonName ?? '', verified: socket.authorized } }
      : {}),
  }
}

const MAIL_PARAMETERS = new Set(['SIZE', 'BODY', 'SMTPUTF8', 'RET', 'ENVID', 'AUTH'])
const RCPT_PARAMETERS = new Set(['NOTIFY', 'ORCPT'])

function mailRefusal(path: SMTPServerAddress, session: SMTPServerSession, offersRequireTls: boolean): Refusal | undefined {
  const args = path.args || {}
  const known = (key: string) => MAIL_PARAMETERS.has(key) || (key === 'REQUIRETLS' && offersRequireTls && session.secure)
  if (!Object.keys(args).every(known)) return refusal('parameter')
  // RFC 3461 §4.4: at most 100 characters of xtext.
  if (typeof args.ENVID === 'string' && !(args.ENVID.length <= 100 && isXtext(args.ENVID))) return refusal('parameter')
  return path.address !== '' && parseMailbox(path.address)?.international && args.SMTPUTF8 !== true ? refusal('address-syntax') : undefined
}

function recipientRefusal(path: SMTPServerAddress, address: string, transaction: Transaction): Refusal | undefined {
  const args = path.args || {}
  if (!Object.keys(args).every((key) => RCPT_PARAMETERS.has(key))) return refusal('parameter')
  // RFC 3461 §4.2: at most 500 characters; the type is judged by smtp-server, utf-8 stands only where SMTPUTF8 was said (RFC 6533 §3).
  const orcpt = typeof args.ORCPT === 'string' ? args.ORCPT : ''
  const plain = isXtext(orcpt.slice(orcpt.indexOf(';') + 1))
  if (orcpt !== '' && (orcpt.length > 500 || !(plain || transaction.smtpUtf8))) return refusal('parameter')
  const mailbox = parseMailbox(address)
  if (mailbox?.domain.startsWith('[')) return refusal('recipient-literal')
  return mailbox?.international && !transaction.smtpUtf8 ? refusal('address-syntax') : undefined
}

function envelopeRecipient({ args, dsn }: SMTPServerAddress, address: string): EnvelopeRecipient {
  const orcpt = args ? args.ORCPT : undefined
  return {
    address,
    ...(dsn?.notify ? { notify: dsn.notify as EnvelopeRecipient['notify'] & {} } : {}),
    ...(typeof orcpt === 'string' ? { orcpt: decodeXtext(orcpt) } : {}),
  }
}

function newTransaction(path: SMTPServerAddress, choice: Transaction['choice']): Transaction {
  const args = path.args || {}
  const upper = (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : '')
  const ret = upper(args.RET)
  return {
    returnPath: path.address,
    choice,
    recipients: new Map(),
    body: upper(args.BODY) === '8BITMIME' ? '8BITMIME' : '7BIT',
    smtpUtf8: args.SMTPUTF8 === true,
    requireTls: args.REQUIRETLS === true,
    dsn: {
      ...(ret === 'FULL' || ret === 'HDRS' ? { ret } : {}),
      ...(typeof args.ENVID === 'string' ? { envid: decodeXtext(args.ENVID) } : {}),
    },
  }
}
