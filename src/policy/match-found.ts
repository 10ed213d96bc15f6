// The condition `found` (design §6): findings of the listed detectors at `confidence` or more → those with company of `near` in the same part → at least
// `min` of them, `distinct` different values. The gap of `near` is counted in characters between nearest edges; overlapping spans have the gap 0. Pure.
import type { ContentView, TextPart } from '../domain/content.ts'
import { CONFIDENCES, type Finding } from '../domain/finding.ts'
import { type Choice, choicesOf, countOnce, readingPoints } from './count-findings.ts'
import type { Condition, Near } from './policy-set.ts'

export type FoundCondition = Omit<Extract<Condition, { kind: 'found' }>, 'kind'>

/** The findings of one message, sorted out once for all rules. */
export interface FindingIndex {
  readonly parts: ReadonlyMap<string, TextPart>
  readonly byDetector: ReadonlyMap<string, readonly Finding[]>
  /** Of which versions of the message's content a part is one. */
  choices(part: string): readonly Choice[]
}

export interface FoundResult {
  readonly held: boolean
  /** The findings that counted, and beside each what stood near it. */
  readonly findings: readonly Finding[]
}

/** The subject stands at the head of every body part, so that `near` sees it; what lies wholly within that head is the same finding each time. */
export function indexFindings(view: ContentView, findings: readonly Finding[]): FindingIndex {
  const byDetector = new Map<string, Finding[]>()
  for (const finding of findings) {
    const list = byDetector.get(finding.detector)
    if (list) list.push(finding)
    else byDetector.set(finding.detector, [finding])
  }
  const readings = readingPoints(view.parts.map((part) => part.path))
  const known = new Map<string, readonly Choice[]>()
  const choices = (part: string) => {
    const found = known.get(part) ?? choicesOf(part, view.alternatives ?? [], readings)
    known.set(part, found)
    return found
  }
  return { parts: new Map(view.parts.map((part) => [part.path, part])), byDetector, choices }
}

export function matchFound(condition: FoundCondition, index: FindingIndex): FoundResult {
  const least = CONFIDENCES.indexOf(condition.confidence ?? 'low')
  const candidates = condition.detectors
    .flatMap((detector) => index.byDetector.get(detector) ?? [])
    .filter((finding) => CONFIDENCES.indexOf(finding.confidence) >= least)
  const counted: Finding[] = []
  const evidence: Finding[] = []
  const seen = new Set<string>()
  const companyOf = condition.near ? companions(condition.near, index) : undefined
  for (const finding of candidates) {
    const company = companyOf?.(finding)
    if (companyOf && !company) continue
    const key = identity(finding, index)
    if (seen.has(key)) continue
    seen.add(key)
    counted.push(finding)
    evidence.push(finding)
    if (company && company !== 'word') evidence.push(company)
  }
  return { held: enough(condition, counted, index), findings: evidence }
}

/** How many findings there are of which values, as `min` and `distinct` count them: for saying what was missing. */
export function countFound(counted: readonly Finding[], index: FindingIndex): { readonly count: number; readonly values: number } {
  const once = [...new Map(counted.map((finding) => [identity(finding, index), finding])).values()]
  const sameValue = Map.groupBy(once, (finding) => `${finding.detector} ${finding.value}`)
  const count = [...sameValue.values()].reduce((sum, findings) => sum + countValue(findings, index), 0)
  return { count, values: new Set(once.map((finding) => finding.value)).size }
}

/** The smallest gap between a finding and its company in the same part, in characters. At most the first `MAX_PAIRED` findings of each are compared. */
export function nearestGap(
  near: Near,
  findings: readonly Finding[],
  index: FindingIndex,
): { readonly of: string; readonly detector: string; readonly gap: number } | undefined {
  const company = near.found.flatMap((detector) => index.byDetector.get(detector) ?? []).slice(0, MAX_PAIRED)
  let nearest: { of: string; detector: string; gap: number } | undefined
  for (const finding of findings.slice(0, MAX_PAIRED)) {
    const words = wordSpans(near.words, index.parts.get(finding.part)?.text ?? '').slice(0, MAX_PAIRED)
    const beside = [...company.filter((other) => other.part === finding.part && !same(other, finding)), ...words]
    for (const other of beside) {
      const gap = Math.max(0, other.start - finding.end, finding.start - other.end)
      if (!nearest || gap < nearest.gap)
        nearest = { of: 'detector' in other ? other.detector : 'one of its words', detector: finding.detector, gap }
    }
  }
  return nearest
}

/** The same value twice is two findings for `min` and one for `distinct`, whichever detectors saw it. */
function enough({ min, distinct = 1 }: FoundCondition, counted: readonly Finding[], index: FindingIndex): boolean {
  if (counted.length < min || counted.length < distinct) return false
  if (distinct > 1 && new Set(counted.map((finding) => finding.value)).size < distinct) return false
  if (min === 1) return true
  const sameValue = Map.groupBy(counted, (finding) => `${finding.detector} ${finding.value}`)
  let sum = 0
  for (const findings of sameValue.values()) {
    sum += countValue(findings, index)
    if (sum >= min) return true
  }
  return false
}

function countValue(findings: readonly Finding[], index: FindingIndex): number {
  return countOnce(findings.map((finding) => ({ choices: inSubject(finding, index) ? [] : index.choices(finding.part) })))
}

/** Findings that `nearestGap` compares: what is said to people need not look at a hostile message's all. */
const MAX_PAIRED = 200

/** Two findings are one where they are the same span of the subject, seen at the heads of several parts. */
function identity(finding: Finding, index: FindingIndex): string {
  return `${finding.detector} ${inSubject(finding, index) ? 'subject' : finding.part} ${finding.start} ${finding.end}`
}

function inSubject(finding: Finding, index: FindingIndex): boolean {
  const part = index.parts.get(finding.part)
  return part !== undefined && (part.kind === 'subject' || finding.end <= part.subjectLength)
}

/** @returns for a finding what stands near it: another finding, a word, or undefined */
export function companions(near: Near, index: FindingIndex): (finding: Finding) => Finding | 'word' | undefined {
  const neighbours = new Map<string, NearestLookup>()
  const words = new Map<string, NearestLookup>()
  const inPart = (part: string): NearestLookup => {
    const known =
      neighbours.get(part) ??
      nearestLookup(near.found.flatMap((detector) => (index.byDetector.get(detector) ?? []).filter((f) => f.part === part)))
    neighbours.set(part, known)
    return known
  }
  const wordsIn = (part: string): NearestLookup => {
    const known = words.get(part) ?? nearestLookup(wordSpans(near.words, index.parts.get(part)?.text ?? ''))
    words.set(part, known)
    return known
  }
  return (finding) => {
    const neighbour = inPart(finding.part)(finding, near.within)
    if (neighbour) return neighbour as Finding
    return near.words && wordsIn(finding.part)(finding, near.within) ? 'word' : undefined
  }
}

interface Span {
  readonly start: number
  readonly end: number
  readonly detector?: string
}
type NearestLookup = (of: Span, within: number) => Span | undefined

function wordSpans(words: RegExp | undefined, text: string): Span[] {
  return words ? [...text.matchAll(words)].map((match) => ({ start: match.index, end: match.index + match[0].length })) : []
}

// A hostile message can hold very many findings: sorted by start, with the two furthest-reaching spans so far kept at each place (one of them
// may be the asker itself), each question costs a binary search instead of a walk.
function nearestLookup(spans: readonly Span[]): NearestLookup {
  const sorted = [...new Map(spans.map((span) => [`${span.detector} ${span.start} ${span.end}`, span])).values()].sort(
    (a, b) => a.start - b.start,
  )
  const furthest: { readonly first: Span; readonly second?: Span }[] = []
  for (const span of sorted) {
    const before = furthest.at(-1)
    if (!before) furthest.push({ first: span })
    else if (span.end > before.first.end) furthest.push({ first: span, second: before.first })
    else if (!before.second || span.end > before.second.end) furthest.push({ first: before.first, second: span })
    else furthest.push(before)
  }
  return (of, within) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as Span).start <= of.end + within) low = middle + 1
      else high = middle
    }
    const reach = furthest[low - 1]
    return [reach?.first, reach?.second].find((span) => span && !same(span, of) && span.end >= of.start - within)
  }
}

function same(a: Span, b: Span): boolean {
  return a.detector === b.detector && a.start === b.start && a.end === b.end
}
