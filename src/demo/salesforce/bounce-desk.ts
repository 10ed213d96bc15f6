// The receiving half of the pretend Salesforce: reads delivery status notifications (RFC 3464) that come to a bounce address and says
// what Salesforce would make of them (reference/salesforce.md §2.6): soft or hard, and whether the contact would be marked as having
// a bad address. It also lists every way in which a notification falls short of what Salesforce can use.
import type { Received } from '../internet/recipient-session.ts'
import { recipientOfVerp } from './identifiers.ts'

export interface BouncedRecipient {
  readonly finalRecipient: string
  readonly originalRecipient: string
  /** `failed`, `delayed`, … */
  readonly action: string
  /** RFC 3463, `5.7.10`. */
  readonly status: string
  readonly diagnostic: string
  /** The host that spoke; '' where the failure was found without one. */
  readonly remoteMta: string
}

export interface Bounce {
  /** The bounce address that it came to, and whom that address stands for. */
  readonly to: string
  readonly about: string | undefined
  readonly recipients: readonly BouncedRecipient[]
  /** Message-ID of the mail that bounced, '' where the returned header lacks it. */
  readonly messageId: string
  /** The part for people. */
  readonly explanation: string
  readonly kind: 'hard' | 'soft' | 'unreadable'
  /** A hard bounce whose words say that the mailbox does not exist: the contact's address is marked bad. */
  readonly marksContact: boolean
  /** What a careful reader would object to; empty for a good notification. */
  readonly objections: readonly string[]
}

// The known part of Salesforce's list, and the plain words of RFC 5321 servers.
const UNKNOWN_MAILBOX = [
  /\baccount (has been disabled|inactive|is inactive|is not active|is not exist|not found|unavailable|unknown)\b/i,
  /\baddress (could not be found|doesn['’]t exist|invalid)\b/i,
  /\b(user|recipient|mailbox) unknown\b|\bunknown user\b|\bno such user\b/i,
]

/** Judges one message that a bounce address received. Never throws: what is no notification is `unreadable`. */
export function readBounce(received: Received): Bounce {
  const to = received.to[0]?.address ?? ''
  const message = readEntity(received.data.toString('utf8'))
  const parts = partsOf(message)
  const report = parts.find(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
  const returned = parts.find(({ type }) => /^(message\/rfc822|text\/rfc822-headers|message\/global)/.test(type))
  const explanation = decodeBody(parts.find(({ type }) => type === 'text/plain'))
  const [, ...groups] = report ? fieldGroups(decodeBody(report)) : []
  const recipients = groups.map(readRecipient)
  const messageId = returned ? (readEntity(decodeBody(returned)).fields.get('message-id') ?? '') : ''
  const hard = recipients.some(({ action, status }) => action === 'failed' && status.startsWith('5'))
  const kind = recipients.length === 0 ? 'unreadable' : hard ? 'hard' : 'soft'
  const words = `${recipients.map(({ diagnostic }) => diagnostic).join('\n')}\n${explanation}`
  const marksContact = hard && UNKNOWN_MAILBOX.some((phrase) => phrase.test(words))
  const about = recipientOfVerp(to)
  const bounce = { to, about, recipients, messageId, explanation, kind, marksContact } as const
  return { ...bounce, objections: objectionsTo(bounce, received, message) }
}

function objectionsTo(bounce: Omit<Bounce, 'objections'>, received: Received, message: Entity): readonly string[] {
  const { recipients, about } = bounce
  const objections: string[] = []
  const object = (wrong: boolean, text: string) => void (wrong && objections.push(text))
  object(received.from !== '', 'the reverse-path is not null')
  object(received.to.length !== 1, 'one transaction for several return paths')
  object(received.tls === null, 'it came in the clear')
  object(
    message.type !== 'multipart/report' || message.parameters.get('report-type') !== 'delivery-status',
    'it is not a multipart/report of delivery-status',
  )
  object(recipients.length === 0, 'no recipient is reported')
  object(bounce.messageId === '', 'the Message-ID of the bounced mail is missing')
  object(!/^auto-(replied|generated)/.test(message.fields.get('auto-submitted') ?? ''), 'Auto-Submitted is missing (RFC 3834)')
  for (const { finalRecipient, action, status, diagnostic, remoteMta } of recipients) {
    object(!finalRecipient.includes('@'), 'Final-Recipient is missing')
    object(!/^[245]\.\d{1,3}\.\d{1,3}$/.test(status), `Status ${status} is not of RFC 3463`)
    object(action === 'failed' && !status.startsWith('5') && !status.startsWith('4'), `action failed with status ${status}`)
    object(action === 'delayed' && !status.startsWith('4'), `action delayed with status ${status}`)
    object(remoteMta !== '' && diagnostic === '', 'a host refused it, and its words are not quoted')
    object(about !== undefined && about.toLowerCase() !== finalRecipient.toLowerCase(), 'the return path stands for another recipient')
  }
  return objections
}

function readRecipient(fields: ReadonlyMap<string, string>): BouncedRecipient {
  const typed = (name: string) => (fields.get(name) ?? '').replace(/^[^;]*;\s*/, '')
  return {
    finalRecipient: typed('final-recipient'),
    originalRecipient: typed('original-recipient'),
    action: (fields.get('action') ?? '').toLowerCase(),
    status: fields.get('status') ?? '',
    diagnostic: typed('diagnostic-code'),
    remoteMta: typed('remote-mta'),
  }
}

interface Entity {
  /** Names in lower case, values unfolded, the first of each. */
  readonly fields: ReadonlyMap<string, string>
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly body: string
}

function readEntity(text: string): Entity {
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n')
  const fields = readFields(end < 0 ? text : text.slice(0, end))
  const [type = '', ...rest] = (fields.get('content-type') ?? 'text/plain').split(';')
  const parameters = rest.map((item) => /^\s*([^=\s]+)\s*=\s*"?([^"]*)"?\s*$/.exec(item)).filter((match) => match !== null)
  return {
    fields,
    type: type.trim().toLowerCase(),
    parameters: new Map(parameters.map(([, name = '', value = '']) => [name.toLowerCase(), value])),
    body: end < 0 ? '' : text.slice(text.startsWith('\r\n') ? 2 : end + 4),
  }
}

function partsOf(entity: Entity): readonly Entity[] {
  const mark = entity.parameters.get('boundary')
  if (!mark) return []
  const pieces = `\r\n${entity.body}`.split(`\r\n--${mark}`)
  return pieces
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => readEntity(piece.replace(/^[ \t]*\r\n/, '')))
}

function decodeBody(entity: Entity | undefined): string {
  const encoding = entity?.fields.get('content-transfer-encoding')?.toLowerCase()
  if (!entity) return ''
  if (encoding === 'base64') return Buffer.from(entity.body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return entity.body
  const bytes = entity.body
    .replace(/[ \t]*=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** RFC 3464 §2.1: groups of fields with empty lines between them; the first is about the message. */
function fieldGroups(text: string): readonly ReadonlyMap<string, string>[] {
  return text
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .filter((group) => group.trim() !== '')
    .map(readFields)
}

function readFields(head: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}
