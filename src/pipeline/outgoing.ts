// P7: bytes sent = f(original, recorded changes). Postern puts `Received` on top and, by setting, takes unsigned trace headers of Salesforce off.
// Nothing else is touched: Salesforce signs the body with `simple` canonicalisation, so a single byte would break it (salesforce.md §2.2).

/** Unsigned trace fields that tell recipients about the organisation's insides (salesforce.md §2.1). */
const TRACE = /^(x-sfdc[a-z0-9-]*|x-sender|x-mail_abuse_inquiries)$/
const HEADER_LIMIT = 1024 * 1024

/**
 * @param received the trace header, with its CRLF
 * @param strip take Salesforce's trace fields off, but none that a DKIM-Signature of the message names in `h=`
 * @param stripped is told the names of the fields taken off
 */
export async function* outgoing(
  original: AsyncIterable<Uint8Array>,
  received: string,
  strip: boolean,
  stripped: (name: string) => void = () => {},
): AsyncIterable<Uint8Array> {
  yield Buffer.from(received, 'utf8')
  if (!strip) {
    yield* original
    return
  }
  let head = Buffer.alloc(0)
  let inBody = false
  for await (const chunk of original) {
    if (inBody) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0 && head.length < HEADER_LIMIT) continue
    inBody = true
    if (end < 0) yield head
    else {
      yield stripTrace(head.subarray(0, end + 2), stripped)
      yield head.subarray(end + 2)
    }
  }
  if (!inBody) yield head
}

function stripTrace(block: Buffer, stripped: (name: string) => void): Buffer {
  const fields = block.toString('latin1').split(/(?<=\r\n)(?![ \t])/)
  const signed = signedNames(fields)
  const kept = fields.filter((field) => {
    const name = nameOf(field)
    const goes = TRACE.test(name) && !signed.has(name)
    if (goes) stripped(name)
    return !goes
  })
  return Buffer.from(kept.join(''), 'latin1')
}

function signedNames(fields: readonly string[]): Set<string> {
  const names = new Set<string>()
  for (const field of fields) {
    if (nameOf(field) !== 'dkim-signature') continue
    const list = /(?:^|;)\s*h\s*=([^;]*)/.exec(field.slice(field.indexOf(':') + 1))?.[1] ?? ''
    for (const name of list.split(':')) names.add(name.trim().toLowerCase())
  }
  return names
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase()
}
