// Detectors that a policy defines: a pattern, words that must stand near, a check digit. RE2 (linear in the text) searches windows of the text: one pass of
// a set of all patterns tells which windows hold something, and only there each pattern is asked where. re2js over a whole text is many times slower
// (reference/deps.md §4; windows of 1 KB measured at 20 MB a CPU second with 4 patterns, 256 B and 4 KB at a third of it).
import { RE2JS, RE2Set } from 're2js'
import type { CustomDetector } from '../domain/scan-set.ts'
import type { Match } from './detector.ts'
import { type KeywordHit, longestHits } from './keyword-hits.ts'
import { passesCheck } from './number-checks.ts'

/** A match begins in its window and may reach this far beyond it: longer ones are cut there. In characters. */
export const LONGEST_MATCH = 256
const WINDOW = 1024
/** `(?P<value>…)`: the part of the pattern that is the value; a plain group is only for alternatives. */
const VALUE_GROUP = 'value'
const FLAGS = RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE

export interface CustomScanner {
  /** Words of `near`, found in the shared pass over the text. */
  readonly vocabularies: readonly { readonly name: string; readonly terms: readonly string[] }[]
  /** @param hits of a vocabulary @returns matches by detector, in order of start */
  scan(text: string, hits: (vocabulary: string) => readonly KeywordHit[]): ReadonlyMap<string, readonly Match[]>
}

/** A policy's pattern made so many matches that no list of them can be kept: the message is held, not judged by a part of them (P5). */
export class TooManyMatches extends Error {
  override readonly name = 'TooManyMatches'
}

/** Matches of one detector in one text; more throw `TooManyMatches`. */
export const DEFAULT_MAX_MATCHES = 50_000

/** Compiled once, used for any number of texts. @throws on a pattern that RE2 does not understand: the policy checker refuses it before */
export function createCustomScanner(detectors: readonly CustomDetector[], maxMatches = DEFAULT_MAX_MATCHES): CustomScanner {
  const compiled = detectors.map((detector) => ({ detector, pattern: RE2JS.compile(detector.pattern, FLAGS) }))
  const gate = new RE2Set(RE2Set.UNANCHORED, FLAGS)
  for (const { pattern } of detectors) gate.add(pattern)
  if (detectors.length > 0) gate.compile()
  return {
    vocabularies: detectors.flatMap(({ id, near }) => (near ? [{ name: nearName(id), terms: near.words }] : [])),
    scan(text, hits) {
      const found = new Map<string, Match[]>()
      if (detectors.length === 0) return found
      for (let start = 0; start < text.length; start += WINDOW) {
        // One character before it, so that \b and ^ at the window's edge see what is there.
        const lead = start === 0 ? 0 : 1
        const window = text.slice(start - lead, start + WINDOW + LONGEST_MATCH)
        for (const index of gate.match(window)) {
          const one = compiled[index] as (typeof compiled)[number]
          const matches = found.get(one.detector.id) ?? []
          found.set(one.detector.id, matches)
          search(one.pattern, window, lead, start, matches)
          if (matches.length > maxMatches) throw new TooManyMatches(`more than ${maxMatches} matches of the detector ${one.detector.id}`)
        }
      }
      for (const { detector } of compiled) judge(detector, found, hits)
      return found
    },
  }
}

/** Adds the matches that begin in this window. */
function search(pattern: RE2JS, window: string, lead: number, start: number, matches: Match[]): void {
  const matcher = pattern.matcher(window)
  const group = pattern.namedGroups()[VALUE_GROUP] ?? 0
  const reached = (matches.at(-1)?.end ?? 0) - start + lead
  for (let from = Math.max(lead, reached); from < window.length && matcher.find(from); from = Math.max(matcher.end(), from + 1)) {
    if (matcher.start() >= WINDOW + lead) return
    const value = matcher.group(group)
    if (!value) continue
    const begin = start - lead + matcher.start(group)
    matches.push({ start: begin, end: begin + value.length, confidence: 'high', value: normalise(value), excerpt: mask(value) })
  }
}

/** Takes out what fails the check digit or has none of its words near. */
function judge(
  { id, near, check }: CustomDetector,
  found: Map<string, Match[]>,
  hits: (vocabulary: string) => readonly KeywordHit[],
): void {
  const matches = found.get(id)
  if (!matches) return
  const words = near ? nearestWord(longestHits(hits(nearName(id)))) : undefined
  const kept = matches.filter(({ start, end, value }) => {
    if (check && !passesCheck(check, value)) return false
    return !words || words(start, end) <= (near?.within ?? 0)
  })
  if (kept.length > 0) found.set(id, kept)
  else found.delete(id)
}

/** @param hits none within another, in order @returns for spans asked in order of start, the gap to the nearest hit; overlapping ones have the gap 0 */
function nearestWord(hits: readonly KeywordHit[]): (start: number, end: number) => number {
  let next = 0
  return (start, end) => {
    while (next < hits.length && (hits[next] as KeywordHit).end <= start) next++
    const before = next > 0 ? start - (hits[next - 1] as KeywordHit).end : Number.POSITIVE_INFINITY
    const after = next < hits.length ? Math.max(0, (hits[next] as KeywordHit).start - end) : Number.POSITIVE_INFINITY
    return Math.min(before, after)
  }
}

const nearName = (id: string): string => `near:${id}`

/** Separators and letter case do not make another value. */
function normalise(value: string): string {
  const bare = value.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()
  return bare === '' ? value : bare
}

/** The last two characters of long values help to tell them apart; all else is stars. */
function mask(value: string): string {
  return value.length < 8 ? '*'.repeat(value.length) : '*'.repeat(value.length - 2) + value.slice(-2)
}
