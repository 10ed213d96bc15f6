// What a report gives back of the original: five header fields, enough for Salesforce and mail programs to find the thread, and nothing a
// stranger may not read (P4). RFC 6522 §4 `text/rfc822-headers`; `message/global-headers` of RFC 6533 §6.3 where they are not ASCII.
import type { MimePart } from './compose.ts'

const RETURNED = ['message-id', 'date', 'from', 'to', 'references']
/** A header block longer than this is read no further. */
const MAX_HEADER_BYTES = 1024 * 1024
/** A field longer than this is left out: a list of thousands of recipients helps nobody. */
const MAX_FIELD_LENGTH = 8 * 1024

/** The part that closes a report. Fields stand as they came, in the order they came. */
export function returnedHeaders(original: Uint8Array): MimePart {
  const text = headerFields(original)
    .filter(({ name, raw }) => RETURNED.includes(name) && raw.length <= MAX_FIELD_LENGTH)
    .map(({ raw }) => raw)
    .join('\n')
  const ascii = /^[\t\n\x20-\x7e]*$/.test(text)
  return { type: ascii ? 'text/rfc822-headers' : 'message/global-headers', description: 'Header of your message', text: `${text}\n` }
}

/** Message-ID and References of the original, for the report's own threading. */
export function messageIds(original: Uint8Array): { readonly own?: string; readonly references: readonly string[] } {
  const fields = headerFields(original)
  const ids = (name: string) => fields.find((field) => field.name === name)?.raw.match(/<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>/g) ?? []
  const [own] = ids('message-id')
  return { ...(own ? { own } : {}), references: ids('references') }
}

function headerFields(original: Uint8Array): readonly { readonly name: string; readonly raw: string }[] {
  const lines = Buffer.from(original.buffer, original.byteOffset, Math.min(original.byteLength, MAX_HEADER_BYTES))
    .toString('utf8')
    .split(/\r?\n/)
  const fields: { name: string; raw: string }[] = []
  for (const line of lines) {
    if (line === '') break
    const last = fields.at(-1)
    if (/^[ \t]/.test(line)) {
      // A runaway field must not be copied again for each of its lines: what is too long is dropped anyway.
      if (last && last.raw.length <= MAX_FIELD_LENGTH) last.raw += `\n${line}`
      continue
    }
    const colon = line.indexOf(':')
    if (colon > 0) fields.push({ name: line.slice(0, colon).trim().toLowerCase(), raw: line })
  }
  return fields
}
