// Runs of capitalised words: how far one that can be a name goes, and which neighbours make it something else (a firm, a street, a disease, a place). Part of
// the detector `person-name`.
import type { ScannedText } from './detector.ts'
import { beside, opensSentence } from './name-context.ts'
import {
  CAPITALS,
  EPONYM,
  FIRST,
  INITIAL,
  LAST,
  type NameWords,
  ORGANISATION,
  PLACE,
  PREFIX,
  TITLE,
  WORD,
  wordFlags,
} from './name-words.ts'
import { NAMED_AFTER_PEOPLE } from './terms/capital-words.ts'
import { NOT_WORD, WORD_CLASS } from './word-characters.ts'
import { fold } from './word-table.ts'

const MAX_WORDS = 5
export const SPACE = 1
const LINE = 2
const BROKEN = 0
/** Between two words of a name: a space or line wrap, the full stop of an initial, a particle, a nickname's quotes. */
const PARTICLE =
  /^\s(?:(?:de|del|de la|de los|de las|la|le|du|di|da|do|dos|das|van|van der|van den|van de|von|vom|bin|bint|ibn|al|el|der|den|ter|ten|y|e|zu)\s|["'(]|O'\s?)$/i
const AFTER_INITIAL = /^\.?(?:\s|\s?-)?$/
const AFTER_NICKNAME = /^["')]{1,2}\s$/
const BODY_PART =
  /^(?:hip|knee|shoulder|elbow|cervical|coma|pain|fall|muscle|bone|heart|lung|risk|anxiety|depression|dementia|stress|sedation)$/
export const BRANDS = new Set(NAMED_AFTER_PEOPLE)

/** How far the run of words that can make a name goes on. */
export function lastOfRun(scanned: ScannedText, words: NameWords, i: number): number {
  let last = i
  let strong = isName(words, i)
  while (last + 1 < words.count && last - i < MAX_WORDS - 1) {
    const next = last + 1
    const gap = gapBetween(scanned.text, words, last)
    if (gap === BROKEN || !isNameable(words, next)) break
    const sameCase =
      (((words.flags[next] as number) ^ (words.flags[i] as number)) & CAPITALS) === 0 ||
      ((words.flags[next] as number) & INITIAL) !== 0 ||
      ((words.flags[i] as number) & INITIAL) !== 0
    if (!sameCase) break
    // A line break parts two lines of a form more often than it wraps a name.
    if (gap === LINE && !(strong && isName(words, next) && isWrapped(scanned.text, words.ends[last] as number))) break
    strong = strong || isName(words, next)
    last = next
  }
  return last
}

function isWrapped(text: string, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', end - 1) + 1
  return end - lineStart > 40 || /^\n[A-Z][a-z'-]+\s[a-z]/.test(text.slice(end, end + 40))
}

export function isName(words: NameWords, i: number): boolean {
  return ((words.flags[i] as number) & (FIRST | LAST)) !== 0
}

export function isNameable(words: NameWords, i: number): boolean {
  const flags = words.flags[i] as number
  if ((flags & (FIRST | LAST | INITIAL)) !== 0) return true
  return (flags & ~CAPITALS) === 0
}

export function gapBetween(text: string, words: NameWords, i: number): number {
  const from = words.ends[i] as number
  const to = words.starts[i + 1] as number
  if (to - from > 8) return BROKEN
  const gap = text.slice(from, to)
  if (gap === ' ') return SPACE
  if (gap === '\n' || gap === ' \n') return LINE
  if (((words.flags[i] as number) & INITIAL) !== 0 && AFTER_INITIAL.test(gap)) return SPACE
  if (/["'(]$/.test(gap) && !isName(words, i)) return BROKEN
  return PARTICLE.test(gap) || AFTER_NICKNAME.test(gap) ? SPACE : BROKEN
}

export function isStrongFirst(words: NameWords, i: number): boolean {
  const flags = words.flags[i] as number
  return (flags & FIRST) !== 0 && !isAmbiguous(flags)
}

export function isAmbiguous(flags: number): boolean {
  return (flags & (WORD | PLACE | ORGANISATION | PREFIX | EPONYM)) !== 0
}

/** Another capitalised word follows directly: a title, a product, a heading. */
export function capitalFollows(text: string, words: NameWords, i: number): boolean {
  return i + 1 < words.count && gapBetween(text, words, i) === SPACE && ((words.flags[i + 1] as number) & INITIAL) === 0
}

/** A capitalised word stands directly before, and not at the head of its sentence: a heading or a product. */
export function ordinaryPrecedes(text: string, words: NameWords, i: number): boolean {
  if (i === 0 || gapBetween(text, words, i - 1) !== SPACE) return false
  return !opensSentence(beside(text, words.starts[i - 1] as number, words.ends[i - 1] as number))
}

export function prefixPrecedes(text: string, words: NameWords, i: number): boolean {
  if (i === 0 || ((words.flags[i - 1] as number) & PREFIX) === 0) return false
  return /^\.?[ ]$/.test(text.slice(words.ends[i - 1], words.starts[i]))
}

/** @param reach capitalised words looked at: `Robert Wood Johnson University Hospital` */
export function organisationFollows({ text }: ScannedText, words: NameWords, last: number, reach: number): boolean {
  for (let at = last; at + 1 < words.count && at - last < reach; at++) {
    const gap = text.slice(words.ends[at], words.starts[at + 1])
    if (!/^(?:'s?|\.)?(?: | of | & | and )$/.test(gap) && gap !== "'s ") return false
    if (at > last && gap.includes('and')) return false
    const flags = words.flags[at + 1] as number
    if ((flags & ORGANISATION) !== 0 && !((flags & TITLE) !== 0 && text[words.ends[at + 1] as number] === '.')) return true
  }
  return false
}

/** `Parkinson's disease`, `Foley catheter`, `Harris hip score` */
export function isEponym({ text, units }: ScannedText, words: NameWords, last: number): boolean {
  let at = words.ends[last] as number
  if (text.startsWith("'s", at)) at += 2
  else if (text[at] === "'") at++
  for (let count = 0; count < 2; count++) {
    if (text[at] !== ' ' && text[at] !== '-' && text[at] !== '\n') return false
    const start = at + 1
    at = start
    while (at < units.length && at - start < 24 && WORD_CLASS[units[at] as number] !== NOT_WORD) at++
    if ((wordFlags(units, start, at) & EPONYM) !== 0) return true
    if (!BODY_PART.test(text.slice(start, at))) return false
  }
  return false
}

export function isNamedAfter({ text }: ScannedText, words: NameWords, i: number, end: number): boolean {
  const key = (from: number, to: number) =>
    `${fold(text.slice(words.starts[from], words.ends[from]))} ${fold(text.slice(words.starts[to], words.ends[to]))}`
  return BRANDS.has(key(i, i + 1)) || BRANDS.has(key(end - 1, end))
}
