// Mail that travels inside mail under another name: an .eml, .mht or .mbox file, or a text that begins with a header block of its own (RFC 5322 §2.2,
// RFC 2557, RFC 4155). People open such files, and what is encoded in them is seen.

const MAIL_NAME = /\.(?:eml|emlx|mht|mhtml|mbox|mbx|nws|mim|mime)$/i
const MAIL_TYPES = /^(?:message\/(?:rfc822|global|news)|[a-z]+\/(?:x-)?(?:mimearchive|mbox|mhtml))$/
/** Bytes in which the header block must show itself. */
const HEAD = 65_536
const MAX_LINES = 500

/** @param type media type, lower case @returns whether the type itself says that a message is enclosed */
export function isMailType(type: string): boolean {
  return MAIL_TYPES.test(type)
}

export function isMailName(names: readonly string[]): boolean {
  return names.some((name) => MAIL_NAME.test(name.trim()))
}

/** @returns whether the bytes begin with header fields, Content-Type or MIME-Version among them; blank lines, a byte order mark and `From ` may stand before */
export function beginsLikeMail(bytes: Buffer): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length && isBlank(bytes[at] as number)) at++
  const first = bytes[at] as number
  // Cheap way out for all but a few texts: a field begins with a letter, an mbox line with `From` or `>From`.
  if (!isLetter(first) && first !== 0x3e) return false
  return namesMime(bytes.subarray(at, at + HEAD).toString('latin1'))
}

function namesMime(head: string): boolean {
  let line = 0
  for (let count = 0; count < MAX_LINES && line < head.length; count++) {
    const end = lineEnd(head, line)
    const first = head.charCodeAt(line)
    if (end === line) return false
    if (first !== 0x20 && first !== 0x09 && !(count === 0 && /^>?From /.test(head.slice(line, line + 6)))) {
      const field = /^([!-9;-~]{1,100})[ \t]{0,20}:/.exec(head.slice(line, line + 130))
      if (!field) return false
      if (/^(?:content-type|mime-version|content-transfer-encoding)$/i.test(field[1] as string)) return true
    }
    line = head[end] === '\r' && head[end + 1] === '\n' ? end + 2 : end + 1
  }
  return false
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0x0a || unit === 0x0d) return i
  }
  return text.length
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

/** @returns the offsets at which the messages of an mbox begin, the first one left out; at most `max` */
export function mboxStarts(bytes: Buffer, max: number): readonly number[] {
  const starts: number[] = []
  let at = bytes.indexOf('\nFrom ', 0, 'latin1')
  while (at >= 0 && starts.length < max) {
    starts.push(at + 1)
    at = bytes.indexOf('\nFrom ', at + 6, 'latin1')
  }
  return starts
}

/** Every run of CRs is matched whole: looking for its LF from each of them would be quadratic. */
export function withLineEnds(text: string, lineEnd: string): string {
  return text.replace(/\r+\n?/g, (run) => (run.endsWith('\n') ? lineEnd : lineEnd.repeat(run.length)))
}

/**
 * Line ends as mail has them: a lone CR, and CRs piled before an LF, are one each. Old Macintosh programs wrote CR, and some readers still take it.
 * @returns undefined where every CR is part of a CRLF already
 */
export function withPlainLineEnds(bytes: Buffer): Buffer | undefined {
  let at = bytes.indexOf(0x0d)
  while (at >= 0 && bytes[at + 1] === 0x0a) at = bytes.indexOf(0x0d, at + 2)
  return at < 0 ? undefined : Buffer.from(withLineEnds(bytes.toString('latin1'), '\r\n'), 'latin1')
}
