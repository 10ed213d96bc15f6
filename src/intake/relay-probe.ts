// Looks at a relay as Salesforce would: DNS first, then EHLO, STARTTLS, EHLO, QUIT. No mail, no recipient, no password.
import { connect, type Socket } from 'node:net'
import { type Conversation, type Lost, type Reply, startConversation } from '../gate/conversation.ts'
import { PROBE_TIMEOUTS } from '../gate/gate.ts'
import { handshake } from '../gate/handshake.ts'
import type { TrustedAuthorities } from '../gate/tls-profile.ts'
import type { Clock } from '../platform/clock.ts'
import type { Resolver } from '../platform/dns.ts'
import type { RelayDns, RelaySession } from './salesforce-check.ts'

export interface RelayTarget {
  /** The name that the certificate must carry. */
  readonly host: string
  /** Where to connect: an address or a name. */
  readonly connectTo: string
  readonly port: number
  /** Our name in EHLO. */
  readonly ehloName: string
  readonly ca: TrustedAuthorities
  readonly clock: Clock
}

export async function lookUpRelay(resolver: Resolver, host: string): Promise<RelayDns> {
  const [mx, a, aaaa] = await Promise.all([resolver.mx(host), resolver.a(host), resolver.aaaa(host)])
  const addresses = [a, aaaa].flatMap((answer) => (answer.kind === 'answer' ? answer.records : []))
  const unanswered = a.kind === 'failure' || (addresses.length === 0 && aaaa.kind === 'failure')
  return {
    addresses: unanswered ? undefined : addresses,
    mx: mx.kind === 'failure' ? undefined : mx.kind === 'answer' ? mx.records.map(({ exchange }) => exchange) : [],
  }
}

/** @returns what the relay shows; trouble on the way is a fact, never an exception */
export async function probeRelay(target: RelayTarget): Promise<RelaySession> {
  const socket = await open(target)
  if (typeof socket === 'string') return { kind: 'unreachable', reason: socket }
  const talk = startConversation(socket, target.clock, [])
  const banner = await talk.reply(PROBE_TIMEOUTS.greetingMs)
  if (isLost(banner) || banner.code !== 220) {
    talk.destroy()
    return { kind: 'unreachable', reason: isLost(banner) ? lostWords(banner) : `the banner is ${banner.code} ${banner.lines[0] ?? ''}` }
  }
  const clear = await extensions(talk, target.ehloName)
  if (typeof clear === 'string') {
    talk.destroy()
    return { kind: 'unreachable', reason: clear }
  }
  return { kind: 'reached', clear, tls: await secure(talk, target) }
}

async function secure(talk: Conversation, target: RelayTarget): Promise<Extract<RelaySession, { kind: 'reached' }>['tls']> {
  talk.send('STARTTLS')
  const answer = await talk.reply(PROBE_TIMEOUTS.commandMs)
  if (isLost(answer) || answer.code !== 220) {
    talk.destroy()
    return { kind: 'failed', reason: isLost(answer) ? lostWords(answer) : `STARTTLS was answered ${answer.code}` }
  }
  talk.release()
  const { host, ca, clock } = target
  const result = await handshake(talk.socket, 'default', { host, ca, clock, timeoutMs: PROBE_TIMEOUTS.handshakeMs })
  if (result.kind === 'failed') return { kind: 'failed', reason: result.reason }
  const secured = startConversation(result.socket, clock, [])
  const after = await extensions(secured, target.ehloName)
  await secured.quit(PROBE_TIMEOUTS.quitMs)
  const { version, cipher, certificate } = result.tls
  if (!certificate) return { kind: 'failed', reason: 'no certificate was shown' }
  return {
    kind: 'secured',
    version,
    cipher,
    certificate,
    chainError: result.proof.chainError,
    extensions: typeof after === 'string' ? [] : after,
  }
}

/** @returns the lines of EHLO after the first, or why there are none */
async function extensions(talk: Conversation, name: string): Promise<readonly string[] | string> {
  talk.send(`EHLO ${name}`)
  const reply = await talk.reply(PROBE_TIMEOUTS.commandMs)
  if (isLost(reply)) return lostWords(reply)
  return reply.code === 250 ? reply.lines.slice(1).map((line) => line.trim()) : `EHLO was answered ${reply.code}`
}

async function open({ connectTo, port }: RelayTarget): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect({ host: connectTo, port, timeout: PROBE_TIMEOUTS.connectMs })
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(`${connectTo}:${port}: ${error.code ?? error.message}`))
    socket.once('timeout', () => {
      socket.destroy()
      resolve(`${connectTo}:${port} did not answer within ${PROBE_TIMEOUTS.connectMs / 1000} seconds`)
    })
  })
}

function isLost(reply: Reply | Lost): reply is Lost {
  return 'lost' in reply
}

function lostWords({ lost }: Lost): string {
  return { closed: 'the connection was closed', timeout: 'no reply came in time', garbage: 'what came was not SMTP' }[lost]
}
