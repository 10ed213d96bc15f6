// Mutations of bytes that know no format, and those that every text with lines understands. Each is a function of bytes and random choices alone.
import type { Random } from './random.ts'

export type Mutator = (bytes: Buffer, random: Random) => Buffer

/** Inputs stay below this: what is slow shows at this size too. */
const LARGEST = 256 * 1024
const EDGES = [0x00, 0x0a, 0x0d, 0x1b, 0x20, 0x22, 0x2b, 0x2d, 0x3b, 0x3c, 0x3d, 0x3e, 0x5c, 0x7b, 0x7d, 0x7f, 0x80, 0xff]
const SIZES = [0, 1, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

const flip: Mutator = (bytes, random) => {
  const copy = Buffer.from(bytes)
  for (let i = random.below(4); i >= 0; i--) {
    const at = random.below(copy.length)
    copy[at] = random.chance(1, 2) ? random.pick(EDGES) : (copy[at] ?? 0) ^ (1 << random.below(8))
  }
  return copy
}
const truncate: Mutator = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1))
const behead: Mutator = (bytes, random) => bytes.subarray(random.below(Math.min(64, bytes.length)))
const remove: Mutator = (bytes, random) => {
  const at = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(random.chance(1, 4) ? 400 : 12))])
}
const double: Mutator = (bytes, random) => {
  const at = random.below(bytes.length)
  const chunk = bytes.subarray(at, at + 1 + random.below(300))
  return insertAt(bytes, random.below(bytes.length + 1), chunk)
}
const junk: Mutator = (bytes, random) => insertAt(bytes, random.below(bytes.length + 1), random.bytes(1 + random.below(12)))
const nuls: Mutator = (bytes, random) => insertAt(bytes, random.below(bytes.length + 1), Buffer.alloc(1 + random.below(600)))
const number: Mutator = (bytes, random) => {
  if (bytes.length < 4) return bytes
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length - 3)
  const value = random.pick(SIZES)
  if (random.chance(1, 2)) copy.writeUInt32LE(value, at)
  else copy.writeUInt16LE(value & 0xffff, at)
  return copy
}
const repeat: Mutator = (bytes, random) => {
  const at = random.below(bytes.length)
  const chunk = bytes.subarray(at, at + 1 + random.below(40))
  const times = random.below(random.chance(1, 15) ? 20_000 : 60)
  return insertAt(bytes, at, Buffer.concat(Array<Buffer>(times).fill(chunk)))
}

export const BYTE_MUTATORS: readonly Mutator[] = [flip, flip, flip, truncate, behead, remove, remove, double, junk, nuls, number, repeat]

const doubleLine: Mutator = (bytes, random) => {
  const [start, end] = lineAt(bytes, random)
  return insertAt(bytes, random.chance(1, 2) ? start : lineAt(bytes, random)[0], bytes.subarray(start, end))
}
const dropLine: Mutator = (bytes, random) => {
  const [start, end] = lineAt(bytes, random)
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
}
const indentLine: Mutator = (bytes, random) => insertAt(bytes, lineAt(bytes, random)[0], Buffer.from(random.pick([' ', '\t', '  ', '> '])))
const joinLines: Mutator = (bytes, random) => {
  const [, end] = lineAt(bytes, random)
  return Buffer.concat([bytes.subarray(0, Math.max(0, end - 1)), bytes.subarray(end)])
}
const manyLines: Mutator = (bytes, random) => {
  const [start, end] = lineAt(bytes, random)
  const line = bytes.subarray(start, end)
  const times = Math.min(random.chance(1, 30) ? 200_000 : random.pick([3, 10, 300]), Math.floor(LARGEST / Math.max(1, line.length)))
  return insertAt(bytes, start, Buffer.concat(Array<Buffer>(times).fill(line)))
}
const longLine: Mutator = (bytes, random) => {
  const [start] = lineAt(bytes, random)
  return insertAt(
    bytes,
    start,
    Buffer.from(random.pick(['a', '-', '=', '1', ' ', '<', '"', '(', '\\', '1-', '&a']).repeat(random.chance(1, 10) ? 50_000 : 2_000)),
  )
}

export const LINE_MUTATORS: readonly Mutator[] = [doubleLine, doubleLine, dropLine, indentLine, joinLines, manyLines, longLine]

/** Puts one of the pieces somewhere: the words of a format in wrong places. */
export function inserter(pieces: readonly string[]): Mutator {
  return (bytes, random) => insertAt(bytes, random.below(bytes.length + 1), Buffer.from(random.pick(pieces), 'latin1'))
}

/** Puts a line of the list between two lines. */
export function lineInserter(lines: readonly string[]): Mutator {
  return (bytes, random) => insertAt(bytes, lineAt(bytes, random)[0], Buffer.from(`${random.pick(lines)}\r\n`, 'latin1'))
}

/** Replaces one place that matches by one of the texts. */
export function replacer(pattern: RegExp, texts: readonly string[]): Mutator {
  return (bytes, random) => {
    const text = bytes.toString('latin1')
    const places = [...text.matchAll(pattern)]
    if (places.length === 0) return bytes
    const place = random.pick(places)
    const rest = text.slice(place.index + place[0].length)
    return Buffer.from(text.slice(0, place.index) + random.pick(texts) + rest, 'latin1')
  }
}

/** @param others what a piece may be taken from @returns the bytes after one to five mutations */
export function mutate(bytes: Buffer, mutators: readonly Mutator[], others: readonly Buffer[], random: Random): Buffer {
  let mutated = bytes
  for (let i = random.below(5); i >= 0; i--) {
    mutated =
      random.chance(1, 12) && others.length > 0 ? splice(mutated, random.pick(others), random) : random.pick(mutators)(mutated, random)
    if (mutated.length > LARGEST) mutated = mutated.subarray(0, LARGEST)
  }
  return mutated
}

function splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.below(other.length)
  const piece = other.subarray(at, at + 1 + random.below(other.length))
  const where = random.below(bytes.length + 1)
  return random.chance(1, 2) ? insertAt(bytes, where, piece) : Buffer.concat([bytes.subarray(0, where), piece])
}

function insertAt(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}

/** @returns where a line chosen by chance begins, and where the next one does */
function lineAt(bytes: Buffer, random: Random): [start: number, end: number] {
  const from = random.below(bytes.length)
  const start = from === 0 ? 0 : bytes.lastIndexOf(0x0a, from - 1) + 1
  const end = bytes.indexOf(0x0a, start)
  return [start, end < 0 ? bytes.length : end + 1]
}
