// Looks back on a random world and says everything that broke P1, P2 or P3. What it goes by was seen from outside: raw bytes of the wires, what the pretend
// hosts received over which session, and what the sender's own server was told; of the gateway it reads only the state rows, to hold them against that.

import type { Received } from '../../src/demo/internet/recipient-session.ts'
import type { LedgerEvent } from '../../src/domain/event.ts'
import { isFinal } from '../../src/domain/recipient-state.ts'
import type { RecipientRow } from '../../src/store/store.ts'
import type { TestGateway } from '../support/test-gateway.ts'
import type { Sent } from './mixed-mail.ts'
import type { Host, Nature, World } from './world.ts'

export interface Judgement {
  /** One line each; empty: every promise was kept. */
  readonly broken: readonly string[]
  /** How copies ended, by state. */
  readonly states: Readonly<Record<string, number>>
  readonly connections: number
  readonly bytes: number
}

export async function judge(test: TestGateway, world: World, sent: readonly Sent[]): Promise<Judgement> {
  const broken: string[] = []
  const states: Record<string, number> = {}
  let bytes = 0
  const home = test.internet.recipients['example-health.test']?.[0]
  const homeMail = (home?.received ?? []).map(({ data }) => data.toString('latin1')).join('\n')
  const wires = world.hosts.map((host) => {
    const heard = host.wire.connections.map(({ fromClient, fromServer }) =>
      Buffer.concat([...fromClient, ...fromServer]).toString('latin1'),
    )
    bytes += heard.reduce((sum, text) => sum + text.length, 0)
    return { host, heard: heard.join('\n') }
  })

  for (const message of sent) {
    broken.push(...judgeWires(message, wires, test.portalUrl))
    const carried = world.hosts.flatMap((host) =>
      host.server.received.flatMap((received) => judgeReceived(message, host, received, world, broken)),
    )
    if (homeMail.includes(message.secret)) broken.push(`${name(message)}: a notice to the sender carries subject or content`)
    const rows = await test.gateway.store.recipients({ message: message.id, limit: 100 })
    const events = await test.gateway.store.events(message.id)
    broken.push(...judgeRows(message, rows, events, carried, homeMail))
    for (const { state } of rows) states[state] = (states[state] ?? 0) + 1
  }
  return { broken, states, connections: world.hosts.reduce((sum, { wire }) => sum + wire.connections.length, 0), bytes }
}

const name = ({ ask, id }: Sent) => `${id} (${ask.tag || 'default'})`

/** P1 on the wire: neither content nor address nor link in raw bytes. Mail for which ordinary mail will do may show all of it. */
function judgeWires(
  message: Sent,
  wires: readonly { readonly host: Host; readonly heard: string }[],
  portalUrl: string,
): readonly string[] {
  if (message.ask.protection === 'any') return []
  const marks = [message.secret, ...message.recipients.map(({ address }) => address), `${portalUrl}/portal/`]
  return wires.flatMap(({ host, heard }) =>
    marks
      .filter((mark) => heard.includes(mark))
      .map((mark) => `${name(message)}: ${mark.slice(0, 7)}… was read on the wire to ${host.name}`),
  )
}

interface Carried {
  readonly address: string
  readonly what: 'content' | 'notice'
}

/** P1 at the server: what came of this message came over a session that meets its demand. */
function judgeReceived(message: Sent, host: Host, received: Received, world: World, broken: string[]): readonly Carried[] {
  const mine = message.recipients.filter(({ address }) => received.to.some((to) => to.address === address))
  if (mine.length === 0) return []
  const what = received.data.includes(message.secret) ? 'content' : 'notice'
  const say = (why: string) => broken.push(`${name(message)}: ${what} at ${host.name} ${why}`)
  const nature = natureAt(host, received.connection)
  const forbidden = mine.some(({ domain }) => world.domains.some((own) => own.name === domain && own.forbidden))
  if (forbidden) say('although its TLSA records fit nothing')
  if (what === 'content' && message.ask.protection === 'portal') say('which should have stayed in the portal')
  const why = unmet(message, received, nature, host)
  if (why) say(why)
  return mine.map(({ address }) => ({ address, what }))
}

const WEAK: readonly ((nature: Nature) => boolean)[] = [
  ({ traits }) => traits.key === 'rsa1024',
  ({ traits }) => traits.dh1024,
  ({ traits }) => traits.starttls === 'injection',
  ({ traits }) => traits.ciphers.startsWith('AES128-SHA'),
]

/** @returns why the session does not meet what the message asks; undefined: it does */
function unmet({ ask }: Sent, { tls }: Received, nature: Nature, host: Host): string | undefined {
  if (ask.protection === 'any') return undefined
  if (!tls) return 'in the clear'
  if (tls.version !== 'TLSv1.2' && tls.version !== 'TLSv1.3') return `over ${tls.version}`
  if (WEAK.some((weak) => weak(nature))) return 'over weak TLS'
  if (ask.tls13 && tls.version !== 'TLSv1.3') return `over ${tls.version} in place of 1.3`
  if (ask.protection === 'encrypted') return undefined
  const certified = nature.trusted && nature.traits.certificate === 'good'
  const dane = host.daneKeys.has(nature.certificate)
  if (!certified && !dane) return 'where nothing proved the host'
  if (ask.proof && !dane && !(certified && (host.stsNamed || host.daneAnchor))) return 'without DANE or MTA-STS'
  return undefined
}

function natureAt(host: Host, connection: number): Nature {
  const nature = host.natures.findLast(({ since }) => since < connection)
  if (!nature) throw new Error(`${host.name} was nothing at connection ${connection}`)
  return nature
}

/** P2: every copy is there, has come to rest or is due again, and what it says is true; P3: a second arrival is on record. */
function judgeRows(
  message: Sent,
  rows: readonly RecipientRow[],
  events: readonly LedgerEvent[],
  carried: readonly Carried[],
  homeMail: string,
): readonly string[] {
  const broken: string[] = []
  if (rows.length !== message.recipients.length)
    broken.push(`${name(message)}: ${rows.length} of ${message.recipients.length} copies are left`)
  const arrived = (what: Carried['what']) =>
    message.recipients.filter(({ address }) => carried.some((one) => one.what === what && one.address === address)).length
  const count = (...states: readonly RecipientRow['state'][]) => rows.filter(({ state }) => states.includes(state)).length
  if (arrived('content') < count('delivered')) broken.push(`${name(message)}: "delivered", and never arrived`)
  if (arrived('notice') < count('awaiting-pickup', 'collected')) broken.push(`${name(message)}: "awaiting pick-up", and no notice arrived`)
  const told = message.recipients.filter(({ address }) => homeMail.includes(address)).length
  if (told < count('failed', 'rejected')) broken.push(`${name(message)}: failed, and the sender was not told`)
  for (const row of rows) {
    if (!isFinal(row.state) && row.state !== 'held' && row.state !== 'awaiting-pickup' && row.nextAttemptAt <= 0)
      broken.push(`${name(message)}: ${row.state}, and never due again`)
  }
  const twice = message.recipients.some(
    ({ address }) => carried.filter((one) => one.what === 'content' && one.address === address).length > 1,
  )
  if (twice && !events.some(({ kind }) => kind === 'possible-duplicate')) broken.push(`${name(message)}: arrived twice without a word`)
  return broken
}
