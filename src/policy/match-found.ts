// The condition `found` (design §6): findings of the listed detectors → those with company of `near` in the same part → at least `min` of them.
// The gap of `near` is counted in characters between nearest edges; overlapping spans have the gap 0. Pure.
import type { ContentView, TextPart } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import type { Near } from './policy-set.ts'

export interface FoundCondition {
  readonly detectors: readonly string[]
  readonly min: number
  readonly near?: Near
}

/** The findings of one message, sorted out once for all rules. */
export interface FindingIndex {
  readonly parts: ReadonlyMap<string, TextPart>
  readonly byDetector: ReadonlyMap<string, readonly Finding[]>
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
  return { parts: new Map(view.parts.map((part) => [part.path, part])), byDetector }
}

export function matchFound(condition: FoundCondition, index: FindingIndex): FoundResult {
  const candidates = condition.detectors.flatMap((detector) => index.byDetector.get(detector) ?? [])
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
  return { held: counted.length >= condition.min, findings: evidence }
}

/** Two findings are one where they are the same span of the subject, seen at the heads of several parts. */
function identity(finding: Finding, index: FindingIndex): string {
  const part = index.parts.get(finding.part)
  const inSubject = part !== undefined && (part.kind === 'subject' || finding.end <= part.subjectLength)
  return `${finding.detector} ${inSubject ? 'subject' : finding.part} ${finding.start} ${finding.end}`
}

/** @returns for a finding what stands near it: another finding, a word, or undefined */
function companions(near: Near, index: FindingIndex): (finding: Finding) => Finding | 'word' | undefined {
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
