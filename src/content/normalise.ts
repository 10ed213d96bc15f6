// The text that detectors scan and that `postern extract` prints: one kind of space, hyphen, digit and line end; what takes no room on the screen is gone;
// quote prefixes of replies are taken off, so that a value broken by one is whole again. Last step of reading a part; findings refer to its result.

/** What `normalUnit` says of a character that takes no room. */
export const DROP = 0xffff
const MAP = buildMap()
/** Anything that the map or the line ends could change. */
const UNUSUAL = /[^\t\n\x20-\x7e]/
export const QUOTE_PREFIX = /^[ \t]?(?:>[ \t]?)+/gm
// Linear: an attribute list holds no `<` or `>` and is bounded.
const INLINE_TAG = /<\/?(?:a|b|big|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,500})?\/?>/gi
/** White space beside them is none that a browser shows; bounded, so that a run of it is not looked at again and again. */
const BLOCK_TAG =
  /[ \t\r\n]{0,40}<(?<block>\/?(?:table|thead|tbody|tfoot|tr|td|th|p|div|br|li|ul|ol|dl|dt|dd|h[1-6]|html|body|blockquote))(?:\s[^<>]{0,500})?\/?>[ \t\r\n]{0,40}/gi
const UNSEEN_IN_TEXT = new RegExp(`${QUOTE_PREFIX.source}|${INLINE_TAG.source}|${BLOCK_TAG.source}`, 'gim')

/** @returns the text with every look-alike of ASCII spaces, hyphens, digits and line ends made ASCII, and invisible characters removed */
export function normaliseText(text: string): string {
  // Nearly all mail is ASCII with CRLF: no more than its line ends is rewritten, at a fifth of the cost.
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
  return UNUSUAL.test(lines) ? rewrite(lines) : lines
}

/** Takes `> ` prefixes off each line (RFC 3676 §4.5 and what mail programs write). */
export function stripQuotePrefixes(text: string): string {
  return text.includes('>') ? text.replace(QUOTE_PREFIX, '') : text
}

/**
 * For `postern detect`, where offsets refer to the text as it was given. HTML tags in it are read too: pasted markup is common.
 * @returns the normalised text, and the offset in `source` of each of its characters (and of its end)
 */
export function normaliseWithOffsets(source: string): { text: string; offsets: Uint32Array } {
  const offsets = new Uint32Array(source.length + 1)
  const units = new Uint16Array(source.length)
  let length = 0
  for (const { start, end, gap } of seenStretches(source)) {
    for (let i = start; i < end; i++) {
      const unit = normalUnit(source, i)
      if (unit === DROP) continue
      units[length] = unit
      offsets[length++] = i
    }
    if (gap === 0 || length === 0 || units[length - 1] === 0x0a) continue
    units[length] = gap
    offsets[length++] = end
  }
  offsets[length] = source.length
  return { text: unitsToString(units.subarray(0, length), true), offsets: offsets.subarray(0, length + 1) }
}

interface Stretch {
  readonly start: number
  readonly end: number
  /** The unit that a tag behind it stands for: a line end, a tab, a blank, or 0 for nothing. */
  readonly gap: number
}

/** The stretches of a text between quote prefixes and tags. */
function* seenStretches(source: string): Generator<Stretch> {
  let from = 0
  for (const unseen of source.matchAll(UNSEEN_IN_TEXT)) {
    yield { start: from, end: unseen.index, gap: gapOf(unseen.groups?.block) }
    from = unseen.index + unseen[0].length
  }
  yield { start: from, end: source.length, gap: 0 }
}

/** Cells begin with a tab, so that rows have their columns alike; other blocks are lines. */
function gapOf(block: string | undefined): number {
  if (block === undefined) return 0
  if (/^\/t[dh]$/i.test(block)) return 0x20
  return /^t[dh]$/i.test(block) ? 0x09 : 0x0a
}

function rewrite(text: string): string {
  const units = new Uint16Array(text.length)
  let length = 0
  let highest = 0
  for (let i = 0; i < text.length; i++) {
    const unit = normalUnit(text, i)
    if (unit === DROP) continue
    highest |= unit
    units[length++] = unit
  }
  return unitsToString(units.subarray(0, length), highest > 0xff)
}

/** @returns the UTF-16 unit that stands for the one at `at`, or `DROP` */
export function normalUnit(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  // CRLF is one line end, a lone CR another.
  if (unit === 0x0d) return text.charCodeAt(at + 1) === 0x0a ? DROP : 0x0a
  return MAP[unit] as number
}

/** One byte a character where all fit: later passes over such strings are faster. */
function unitsToString(units: Uint16Array, wide: boolean): string {
  if (!wide) return Buffer.from(units).toString('latin1')
  return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le')
}

function buildMap(): Uint16Array {
  const map = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit)
  const range = (first: number, last: number, to: (unit: number) => number) => {
    for (let unit = first; unit <= last; unit++) map[unit] = to(unit)
  }
  const all = (units: readonly number[], to: number) => {
    for (const unit of units) map[unit] = to
  }
  // Controls but tab and line feed, soft hyphen, zero-width and direction marks, variation selectors, the non-character that marks a drop.
  range(0x00, 0x08, () => DROP)
  range(0x0e, 0x1f, () => DROP)
  range(0x7f, 0x9f, () => DROP)
  range(0x200b, 0x200f, () => DROP)
  range(0x202a, 0x202e, () => DROP)
  range(0x2060, 0x206f, () => DROP)
  range(0xfe00, 0xfe0f, () => DROP)
  all([0xad, 0x34f, 0x61c, 0x180e, 0xfeff, 0xffff], DROP)
  all([0x0b, 0x0c, 0x85, 0x2028, 0x2029], 0x0a)
  range(0x2000, 0x200a, () => 0x20)
  all([0xa0, 0x1680, 0x202f, 0x205f, 0x3000], 0x20)
  range(0x2010, 0x2015, () => 0x2d)
  all([0x2043, 0x2212, 0xfe58, 0xfe63], 0x2d)
  all([0x2018, 0x2019, 0x201b, 0x2bc], 0x27)
  all([0x201c, 0x201d, 0x201f], 0x22)
  range(0xff01, 0xff5e, (unit) => unit - 0xfee0)
  // Zeros of the decimal digits (Unicode category Nd) in the scripts that mail programs commonly show.
  for (const zero of [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810,
  ]) {
    range(zero, zero + 9, (unit) => unit - zero + 0x30)
  }
  return map
}
