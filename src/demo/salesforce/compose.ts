// Writes a message as Salesforce's mail servers hand it to an Email Relay: the header fields, their order, folding and odd blanks of
// reference/salesforce.md §2.1 and sample A of §6, bodies in quoted-printable as text and HTML, and one SMTP transaction per
// recipient that repeats the Message-ID (§1.6). Pure: the same mail, organisation and time give the same bytes.
import * as qp from 'nodemailer/lib/qp'
import type { Attachment } from './attachments.ts'
import { type DkimKey, signDkim } from './dkim.ts'
import {
  caseReference,
  digits36,
  letters,
  lightningMessageId,
  longMessageId,
  oldCaseReference,
  threadToken,
  verpAddress,
} from './identifiers.ts'

export interface Organisation {
  /** 15 characters, `00D…`. */
  readonly id: string
  /** Host and port of the Email Relay in Setup; they travel in the header. */
  readonly relay: { readonly host: string; readonly port: number }
  /** Signs as the customer's domain when set. */
  readonly dkim?: DkimKey
}

export interface Person {
  readonly name?: string
  readonly address: string
}

export type Category = 'apiSingleMail' | 'apiSingleMailViaApex' | 'emailPublisherEmail' | 'quickActionEmail' | 'workflowActionAlert'

export interface SalesforceMail {
  /** Names the message: ids, tokens and boundaries are derived from it. */
  readonly seed: string
  readonly from: Person
  readonly to: readonly string[]
  readonly cc?: readonly string[]
  /** Envelope only. */
  readonly bcc?: readonly string[]
  readonly replyTo?: string
  readonly subject: string
  readonly text: string
  /** Left out: made of the text. */
  readonly html?: string
  readonly attachments?: readonly Attachment[]
  /** Default `emailPublisherEmail`. */
  readonly category?: Category
  /** 15-character record id. */
  readonly entity?: string
  /** How replies find their case: reference tag in subject and body, older tag, or Lightning token. The entity must be a case. */
  readonly thread?: 'reference' | 'old-reference' | 'lightning'
  readonly inReplyTo?: string
  readonly references?: readonly string[]
  /** Bounce management on: a return path of its own per recipient. Default off: the header From. */
  readonly verp?: boolean
  /** Default true: by an Email Relay. Otherwise the header of direct mail. */
  readonly relayed?: boolean
  readonly trackingPixel?: boolean
  /** Fields that a Visualforce template sets; they come out as `X-SFDC-X-NAME`. */
  readonly templateHeaders?: Readonly<Record<string, string>>
}

/** One SMTP transaction. */
export interface Transaction {
  readonly returnPath: string
  readonly recipient: string
  readonly messageId: string
  readonly message: Buffer
}

/** @param at milliseconds since the epoch, for Date and Received */
export function composeTransactions(mail: SalesforceMail, org: Organisation, at: number): readonly Transaction[] {
  const messageId = mail.thread === 'lightning' ? lightningMessageId(mail.seed) : longMessageId(mail.seed)
  const recipients = [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])]
  return recipients.map((recipient) => {
    const returnPath = mail.verp ? verpAddress(recipient, org.id, mail.seed) : mail.from.address
    const message = Buffer.from(
      [...traceFields(mail, returnPath, at), ...fields(mail, org, messageId, at), '', body(mail, org)].join('\r\n'),
    )
    const signature = org.dkim ? signDkim(message, org.dkim, Math.floor(at / 1000)) : ''
    return { returnPath, recipient, messageId, message: Buffer.concat([Buffer.from(signature), message]) }
  })
}

function traceFields({ seed }: SalesforceMail, returnPath: string, at: number): readonly string[] {
  const app = 'na247-app1-12-ia6.ops.sfdc.net'
  const mta = 'mx2-ia6-sp4.mta.salesforce.com'
  const subject = `/C=US/ST=California/L=San Francisco/O=salesforce.com, inc./OU=0:app;1:ia6;2:ia6-sp4;3:na247;4:prod/CN=${app}`
  const cipher = 'TLS_AES_256_GCM_SHA384'
  const id = `FA/5C-36148-${letters(`hop ${seed}`, 8)
    .toUpperCase()
    .replace(/[^0-9A-F]/g, 'C')}`
  return [
    `Authentication-Results:  ${mta} x-tls.subject="${subject}"; auth=pass (cipher=${cipher})`,
    `Received: from [10.20.30.40] ([10.20.30.40:41198] helo=${app})\r\n\tby ${mta} (envelope-from <${returnPath}>)\r\n\t(ecelerity 4.7.0.20112 r(msys-ecelerity:salesforce/4.7/sb1)) with ESMTPS (cipher=${cipher}\r\n\tsubject="${subject}")\r\n\tid ${id}; ${mailDate(at)} +0000`,
  ]
}

function fields(mail: SalesforceMail, org: Organisation, messageId: string, at: number): readonly string[] {
  const { from, seed } = mail
  const optional = (name: string, value: string | undefined) => (value ? [`${name}: ${value}`] : [])
  return [
    `Date: ${mailDate(at)} +0000 (GMT)`,
    `From: ${from.name ? `${encodeWords(from.name)} <${from.address}>` : from.address}`,
    ...optional('Reply-To', mail.replyTo),
    ...optional('To', addressList(mail.to)),
    ...optional('Cc', addressList(mail.cc ?? [])),
    `Message-ID: ${messageId}`,
    ...optional('In-Reply-To', mail.inReplyTo),
    ...optional('References', mail.references?.join('\r\n\t')),
    `Subject: ${encodeSubject(mail, org)}`,
    'MIME-Version: 1.0',
    `Content-Type: ${mail.attachments?.length || mail.relayed === false ? 'multipart/mixed' : 'multipart/alternative'}; \r\n\tboundary="${boundary(mail, 1)}"`,
    ...(mail.relayed === false ? ['X-Priority: 3'] : []),
    `X-SFDC-LK: ${org.id}`,
    `X-SFDC-User: 005${letters('user', 12).replace(/[-_]/g, '0')}`,
    'X-Sender: postmaster@salesforce.com',
    'X-mail_abuse_inquiries: https://www.salesforce.com/company/legal/abuse',
    'X-SFDC-ORGTYPE: ACTIVE',
    `X-SFDC-CORRELATION-ID: 0003c${digits36(`correlation ${seed}`, 11)}`,
    ...(mail.relayed === false ? ['X-SFDC-TLS-NoRelay: 1'] : [`X-SFDCOrgRelay: ${org.id}`]),
    'X-SFDC-Binding: 1WrIRBV94myi25uB',
    `X-SFDC-EmailCategory: ${mail.category ?? 'emailPublisherEmail'}`,
    ...optional('X-SFDC-EntityId', mail.entity),
    'X-SFDC-Interface: internal',
    ...Object.entries(mail.templateHeaders ?? {}).map(([name, value]) => `X-SFDC-X-${name}: ${value}`),
    ...(mail.relayed === false ? [] : relayFields(org)),
  ]
}

function relayFields({ relay }: Organisation): readonly string[] {
  return ['X-SFDC-Restrict: ^(.*)', `X-SFDCRelayAddr: ${relay.host}`, `X-SFDCRelayPort: ${relay.port}`, 'X-SFDCTLS: 0']
}

function body(mail: SalesforceMail, org: Organisation): string {
  const tag = threadTag(mail, org)
  const text = tag ? `${mail.text}\n\n${tag}` : mail.text
  const pixel = mail.trackingPixel
    ? `<img src="https://example-health.my.salesforce.test/servlet/servlet.ImageServer?oid=${org.id}&esid=018${letters(`pixel ${mail.seed}`, 12)}">`
    : ''
  const html = `${mail.html ?? htmlOf(mail.text)}${tag ? `<br><br>${tag}` : ''}${pixel}`
  const inner = [part('text/plain; charset=UTF-8', text), part('text/html; charset=UTF-8', `<html><body>${html}</body></html>`)]
  if (!mail.attachments?.length && mail.relayed !== false) return multipart(boundary(mail, 1), inner)
  const alternative = `Content-Type: multipart/alternative; \r\n\tboundary="${boundary(mail, 2)}"\r\n\r\n${multipart(boundary(mail, 2), inner)}`
  return multipart(boundary(mail, 1), [alternative, ...(mail.attachments ?? []).map(attachmentPart)])
}

function multipart(mark: string, parts: readonly string[]): string {
  return `${parts.map((text) => `--${mark}\r\n${text}\r\n`).join('')}--${mark}--\r\n`
}

function part(type: string, text: string): string {
  const encoded = qp.wrap(qp.encode(Buffer.from(text.replace(/\r?\n/g, '\r\n'))), 76)
  return `Content-Type: ${type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${encoded}`
}

function attachmentPart({ name, type, content }: Attachment): string {
  const lines = content.toString('base64').match(/.{1,76}/g) ?? []
  return `Content-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${lines.join('\r\n')}`
}

// JavaMail's form: part number, hash, milliseconds.
function boundary({ seed }: SalesforceMail, depth: number): string {
  const number = BigInt(`0x${Buffer.from(letters(`boundary ${depth} ${seed}`, 8)).toString('hex')}`) % 2_000_000_000n
  return `----=_Part_${289 + depth}_${number}.${1_775_056_124_148 + depth}`
}

function threadTag({ thread, entity, seed }: SalesforceMail, org: Organisation): string | undefined {
  if (thread === 'lightning') return threadToken(seed)
  if (thread === 'reference' && entity) return caseReference(org.id, entity)
  return thread === 'old-reference' && entity ? oldCaseReference(org.id, entity) : undefined
}

// A tag stands in brackets after blanks; Salesforce's encoder splits a reference over two encoded words (sample A): readers must decode first.
function encodeSubject(mail: SalesforceMail, org: Organisation): string {
  const tag = threadTag(mail, org)
  if (!tag) return encodeWords(mail.subject)
  const whole = `${mail.subject}     [ ${tag} ]`
  const cut = whole.indexOf(tag) + 'ref:'.length
  return mail.thread === 'lightning' ? encodeWords(whole) : foldWords([...words(whole.slice(0, cut)), ...words(whole.slice(cut))])
}

function encodeWords(text: string): string {
  return /^[\x20-\x7e]{0,66}$/.test(text) ? text : foldWords(words(text))
}

function foldWords(list: readonly string[]): string {
  return list.map((word) => `=?UTF-8?Q?${word}?=`).join('\r\n ')
}

// RFC 2047 §4.2 and §5: at most 75 characters a word with its frame, no character split.
function words(text: string): readonly string[] {
  const list: string[] = []
  let word = ''
  for (const char of text) {
    const piece = /[A-Za-z0-9!*+/.:[\]-]/.test(char) ? char : char === ' ' ? '_' : quoteBytes(char)
    if (word.length + piece.length > 75 - '=?UTF-8?Q??='.length) {
      list.push(word)
      word = ''
    }
    word += piece
  }
  return [...list, word]
}

function quoteBytes(char: string): string {
  return [...Buffer.from(char)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

function addressList(addresses: readonly string[]): string {
  return addresses.map((address) => `"${address}" <${address}>`).join(', \r\n\t')
}

function htmlOf(text: string): string {
  const escaped = text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? char)
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n')
}

/** `Wed, 1 Apr 2026 15:08:44`, UTC, without zone. */
function mailDate(at: number): string {
  return new Date(at)
    .toUTCString()
    .replace(/^(\w+), 0/, '$1, ')
    .replace(' GMT', '')
}
