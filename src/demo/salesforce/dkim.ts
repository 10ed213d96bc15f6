// DKIM as Salesforce signs (reference/salesforce.md §2.2): a=rsa-sha256, c=relaxed/simple, six header fields, nothing else. The body is
// canonicalised `simple`, so that any changed byte breaks the signature: with `verifyDkim` at the recipient that is promise P7's proof.
import { createHash, createPrivateKey, createPublicKey, createSign, createVerify } from 'node:crypto'

const SIGNED = ['Date', 'From', 'To', 'Subject', 'MIME-Version', 'Content-Type']

export interface DkimKey {
  readonly domain: string
  readonly selector: string
  /** PEM, RSA. */
  readonly privateKey: string
}

/** The TXT record for `SELECTOR._domainkey.DOMAIN`. */
export function dkimRecord(key: DkimKey): string {
  const der = createPublicKey(createPrivateKey(key.privateKey)).export({ type: 'spki', format: 'der' })
  return `v=DKIM1; k=rsa; p=${der.toString('base64')}`
}

/**
 * @param message whole message, CRLF line ends @param at seconds since the epoch for `t=`
 * @returns the header field with its CRLF, to be put on top
 */
export function signDkim(message: Buffer, key: DkimKey, at: number): string {
  const { fields, body } = split(message)
  const signed = SIGNED.filter((name) => findField(fields, name) !== undefined)
  const start = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=${key.domain};\r\n\ts=${key.selector}; t=${at}; bh=${bodyHash(body)};\r\n\th=${signed.join(':')};\r\n\tb=`
  const signature = createSign('sha256')
    .update(headerHashInput(fields, signed, start))
    .sign(key.privateKey, 'base64')
  return `${start}${signature.replace(/.{1,70}/g, (line, at) => (at === 0 ? line : `\r\n\t ${line}`))}\r\n`
}

/**
 * Checks the first DKIM-Signature of the kind that `signDkim` makes, and no other kind.
 * @param record the TXT record, as `dkimRecord` makes it
 */
export function verifyDkim(message: Buffer, record: string): 'pass' | 'no signature' | 'body changed' | 'header changed' {
  const { fields, body } = split(message)
  const field = findField(fields, 'DKIM-Signature')
  if (field === undefined) return 'no signature'
  const tag = (name: string) => new RegExp(`[;:]\\s*${name}=([^;]*)`).exec(field)?.[1]?.replace(/\s+/g, '') ?? ''
  if (tag('bh') !== bodyHash(body)) return 'body changed'
  const key = createPublicKey({ key: Buffer.from(/p=([^;]*)/.exec(record)?.[1] ?? '', 'base64'), format: 'der', type: 'spki' })
  const unsigned = field.slice(0, field.lastIndexOf('b=') + 2)
  const input = headerHashInput(fields, tag('h').split(':'), unsigned)
  return createVerify('sha256').update(input).verify(key, tag('b'), 'base64') ? 'pass' : 'header changed'
}

function split(message: Buffer): { fields: readonly string[]; body: Buffer } {
  const end = message.indexOf('\r\n\r\n')
  const head = message.subarray(0, end < 0 ? message.length : end + 2).toString('latin1')
  return { fields: head.split(/\r\n(?![ \t])/).filter(Boolean), body: end < 0 ? Buffer.alloc(0) : message.subarray(end + 4) }
}

// RFC 6376 §5.4.2: where a field stands more than once, the last one is meant.
function findField(fields: readonly string[], name: string): string | undefined {
  return fields.findLast((field) => field.slice(0, field.indexOf(':')).toLowerCase() === name.toLowerCase())
}

// RFC 6376 §3.4.3, simple: empty lines at the end count as one CRLF.
function bodyHash(body: Buffer): string {
  const text = body.toString('latin1').replace(/(\r\n)*$/, '\r\n')
  return createHash('sha256').update(text, 'latin1').digest('base64')
}

// RFC 6376 §3.4.2, relaxed; the signature's own field comes last, without its end of line.
function headerHashInput(fields: readonly string[], signed: readonly string[], signature: string): Buffer {
  const lines = signed.map((name) => `${relaxed(findField(fields, name) ?? `${name}:`)}\r\n`)
  return Buffer.from(lines.join('') + relaxed(signature), 'latin1')
}

function relaxed(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`
}
