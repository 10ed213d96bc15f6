// Which lists a word of a text is on, told from its units without making a string of it: an open-addressed hash table (FNV-1a) over letters folded to lower
// case without accents. For lists of thousands of single words that are looked up at few places; the keyword finder would look at every word.

export interface WordTable {
  /** @returns the flags of all lists that hold the word, 0 where none does */
  flagsOf(units: Uint16Array, start: number, end: number): number
}

const FOLD = Uint16Array.from({ length: 0x10000 }, (_, unit) => foldUnit(unit))
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** @param lists words of letters and what their flag is; a word may be on several lists */
export function createWordTable(lists: readonly { readonly words: readonly string[]; readonly flag: number }[]): WordTable {
  const flags = new Map<string, number>()
  for (const { words, flag } of lists) for (const word of words) flags.set(fold(word), (flags.get(fold(word)) ?? 0) | flag)
  const size = 1 << (32 - Math.clz32(flags.size * 2))
  const slots = new Int32Array(size).fill(-1)
  const starts = new Int32Array(flags.size + 1)
  const values = new Int32Array(flags.size)
  const letters = Uint16Array.from([...flags.keys()].join(''), (char) => char.charCodeAt(0))
  let id = 0
  for (const [word, value] of flags) {
    const start = starts[id] as number
    starts[id + 1] = start + word.length
    values[id] = value
    let slot = hashOf(letters, start, start + word.length) & (size - 1)
    while (slots[slot] !== -1) slot = (slot + 1) & (size - 1)
    slots[slot] = id++
  }
  return {
    flagsOf(units, start, end) {
      let slot = hashOf(units, start, end) & (size - 1)
      for (let at = slots[slot] as number; at !== -1; at = slots[slot] as number) {
        if (isWord(at, units, start, end)) return values[at] as number
        slot = (slot + 1) & (size - 1)
      }
      return 0
    },
  }

  function isWord(at: number, units: Uint16Array, start: number, end: number): boolean {
    const from = starts[at] as number
    if ((starts[at + 1] as number) - from !== end - start) return false
    for (let i = start; i < end; i++) if (FOLD[units[i] as number] !== letters[from + i - start]) return false
    return true
  }
}

/** @returns the word in lower case and without accents, of the same length */
export function fold(word: string): string {
  let folded = ''
  for (let i = 0; i < word.length; i++) folded += String.fromCharCode(FOLD[word.charCodeAt(i)] as number)
  return folded
}

function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = FNV_OFFSET
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (FOLD[units[i] as number] as number), FNV_PRIME)
  return hash >>> 0
}

function foldUnit(unit: number): number {
  // No list has words beyond; this runs at every start.
  if (unit >= 0x2000) return unit
  const lower = String.fromCharCode(unit).toLowerCase()
  if (lower === 'ø') return 0x6f
  if (lower === 'ł') return 0x6c
  if (lower === 'ı') return 0x69
  const accented = unit < 0x250 || (unit >= 0x1e00 && unit < 0x1f00)
  return (accented ? lower.normalize('NFD') : lower).charCodeAt(0)
}
