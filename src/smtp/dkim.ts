// DKIM signatures (RFC 6376; Ed25519: RFC 8463) over a message that streams by: relaxed/relaxed, so that a blank more or less on the way does not
// break what was just mended. Pure but for the key. Signs copies that a policy changed, and the gateway's own mail.
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'

export interface DkimKey {
  /** `d=`, lower case. */
  readonly domain: string
  readonly selector: string
  /** RSA or Ed25519. */
  readonly privateKey: KeyObject
}

/** RFC 6376 §5.4.1; trace and routing fields are for others to change. */
const SIGNED = (
  'from sender reply-to to cc subject date message-id in-reply-to references mime-version content-type content-transfer-encoding content-id ' +
  'content-description list-id list-unsubscribe list-unsubscribe-post auto-submitted'
).split(' ')

export interface DkimSigner {
  update(chunk: Uint8Array): void
  /** @param at seconds since the epoch, for `t=` @returns the field with its CRLF, to be put on top */
  field(at: number): string
}

export function createDkimSigner(key: DkimKey): DkimSigner {
  const body = createBodyHash()
  let head: Buffer = Buffer.alloc(0)
  let fields: readonly string[] | undefined
  return {
    update(chunk) {
      if (fields) return body.update(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      fields = splitFields(head.subarray(0, end + 2))
      body.update(head.subarray(end + 4))
    },
    field(at) {
      const names = signedNames(fields ?? splitFields(head))
      const algorithm = key.privateKey.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256'
      const start =
        `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${key.domain};\r\n\ts=${key.selector}; t=${at};\r\n\t` +
        `bh=${body.digest()};\r\n\th=${names.join(':\r\n\t ')};\r\n\tb=`
      const signature = signHeader(key.privateKey, headerInput(fields ?? splitFields(head), names) + relaxedField(start))
      return `${start}${(signature.match(/.{1,70}/g) ?? []).join('\r\n\t ')}\r\n`
    },
  }
}

/** The TXT record to publish at `SELECTOR._domainkey.DOMAIN`. */
export function dkimRecord({ domain, selector, privateKey }: DkimKey): { readonly name: string; readonly value: string } {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const ed25519 = privateKey.asymmetricKeyType === 'ed25519'
  // RFC 8463 §4: the bare 32 bytes of an Ed25519 key, behind 12 of structure.
  const p = (ed25519 ? spki.subarray(12) : spki).toString('base64')
  return { name: `${selector}._domainkey.${domain}`, value: `v=DKIM1; k=${ed25519 ? 'ed25519' : 'rsa'}; p=${p}` }
}

/** RFC 8463 §3 signs the digest, RFC 6376 §3.3 the text. */
function signHeader(key: KeyObject, input: string): string {
  const data = Buffer.from(input, 'latin1')
  if (key.asymmetricKeyType === 'ed25519') return sign(null, createHash('sha256').update(data).digest(), key).toString('base64')
  return sign('sha256', data, key).toString('base64')
}

function splitFields(block: Buffer): readonly string[] {
  return block
    .toString('latin1')
    .split(/\r\n(?![ \t])/)
    .filter((field) => field !== '')
}

/** Unfolded, blanks as one, none at the ends. In latin1 `trim` and `\s` would take byte 0xA0 too, the end of an `à` in UTF-8. */
const relaxed = (text: string) =>
  text
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')

const nameOf = (field: string) => relaxed(field.slice(0, Math.max(0, field.indexOf(':')))).toLowerCase()

/** Every field of those names as often as it stands there; `from` once more, so that nobody can put another one on top (RFC 6376 §8.15). */
function signedNames(fields: readonly string[]): string[] {
  const present = fields.map(nameOf)
  return SIGNED.flatMap((name) => present.filter((other) => other === name)).concat('from')
}

/** RFC 6376 §5.4.2: of fields of one name the last one first; one that is not there counts as empty. */
function headerInput(fields: readonly string[], names: readonly string[]): string {
  const used = new Map<string, number>()
  return names
    .map((name) => {
      const own = fields.filter((field) => nameOf(field) === name)
      const index = own.length - 1 - (used.get(name) ?? 0)
      used.set(name, (used.get(name) ?? 0) + 1)
      const field = own[index]
      return field === undefined ? '' : `${relaxedField(field)}\r\n`
    })
    .join('')
}

/** RFC 6376 §3.4.2. */
function relaxedField(field: string): string {
  return `${nameOf(field)}:${relaxed(field.slice(field.indexOf(':') + 1))}`
}

/** RFC 6376 §3.4.4: blanks at line ends go, others become one, empty lines at the end go. */
function createBodyHash(): { update(chunk: Buffer): void; digest(): string } {
  const hash = createHash('sha256')
  let line = ''
  let emptyLines = 0
  const take = (text: string) => {
    const written = text.replace(/[ \t]+/g, ' ').replace(/ $/, '')
    if (written === '') {
      emptyLines++
      return
    }
    hash.update(`${'\r\n'.repeat(emptyLines)}${written}\r\n`, 'latin1')
    emptyLines = 0
  }
  return {
    update(chunk) {
      const lines = (line + chunk.toString('latin1')).split('\r\n')
      line = lines.pop() ?? ''
      for (const text of lines) take(text)
    },
    digest() {
      if (line !== '') take(line)
      line = ''
      return hash.digest('base64')
    },
  }
}
