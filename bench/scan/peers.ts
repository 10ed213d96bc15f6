// What else could look for the same things: 50 regular expressions, of JavaScript in turn and of RE2 as a set. They find shapes; they check no digits, read
// no labels and know no terms, so they do a small part of the work that stands beside them in the report.
import { RE2JS, RE2Set } from 're2js'

/** Shapes that scanners of mail usually look for; without lookaround, so that every engine takes them. */
export const PATTERNS: readonly string[] = [
  '\\b\\d{3}-\\d{2}-\\d{4}\\b',
  '\\bSSN[:# ]{0,3}\\d{9}\\b',
  '\\b9\\d{2}-[5-9]\\d-\\d{4}\\b',
  '\\b4\\d{3}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b',
  '\\b5[1-5]\\d{2}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b',
  '\\b3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}\\b',
  '\\b6011[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b',
  '\\bNPI[:# ]{0,3}[12]\\d{9}\\b',
  '\\b[A-Z]{2}\\d{7}\\b',
  '\\b[1-9][A-Z][0-9A-Z]\\d-?[A-Z][0-9A-Z]\\d-?[A-Z]{2}\\d{2}\\b',
  '\\b[A-Z]\\d{8}\\b',
  '\\bpassport[:# ]{0,3}[A-Z0-9]{6,9}\\b',
  '\\b[A-Z]\\d{3}-\\d{4}-\\d{4}\\b',
  '\\baccount (?:number|no)[.:# ]{0,3}\\d{6,17}\\b',
  '\\brouting[a-z :#]{0,12}\\d{9}\\b',
  '\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){3,7}\\b',
  '\\b\\d{3} \\d{3} \\d{4}\\b',
  '\\(\\d{3}\\) ?\\d{3}-\\d{4}',
  '\\b\\d{3}[-.]\\d{3}[-.]\\d{4}\\b',
  '\\+\\d{1,3}[ -]\\d{2,4}[ -]\\d{3,4}[ -]\\d{3,4}\\b',
  '\\b[\\w.+-]{1,64}@[\\w-]{1,63}\\.[\\w.-]{2,63}\\b',
  '\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b',
  '\\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\\b',
  '\\bhttps?://[\\w./?=&%#-]{4,200}',
  '\\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\\b',
  '\\b[A-HJ-NPR-Z0-9]{17}\\b',
  '\\bplate[:# ]{0,3}[A-Z0-9]{5,8}\\b',
  '\\b\\d{1,2}/\\d{1,2}/\\d{2,4}\\b',
  '\\b\\d{4}-\\d{2}-\\d{2}\\b',
  '\\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \\d{1,2},? \\d{4}\\b',
  '\\b(?:dob|date of birth|born)[: ]{1,3}\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}\\b',
  '\\b(?:9\\d|1[01]\\d)[- ]years?[- ]old\\b',
  '\\b\\d{5}-\\d{4}\\b',
  '\\b[A-Z]{2} \\d{5}\\b',
  '\\b\\d{1,5} [A-Z][a-z]{2,20} (?:street|st|avenue|ave|road|rd|drive|dr|lane|ln)\\b',
  '\\bP\\.?O\\.? Box \\d{1,6}\\b',
  '\\b(?:Mr|Mrs|Ms|Dr)\\.? [A-Z][a-z]{2,20}\\b',
  '\\bMRN[:# ]{0,3}[A-Z0-9-]{5,12}\\b',
  '\\bmember id[:# ]{0,3}[A-Z]{0,3}\\d{6,12}\\b',
  '\\bserial (?:number|no)[.:# ]{0,3}[A-Z0-9-]{6,20}\\b',
  '\\b[A-TV-Z]\\d[0-9AB]\\.[0-9A-Z]{1,4}\\b',
  '\\bICD-?9[: ]{1,3}\\d{3}\\.\\d{1,2}\\b',
  '\\bCPT[: ]{1,3}\\d{5}\\b',
  '\\b[A-V]\\d{4}\\b',
  '\\b\\d{5}-\\d{3,4}-\\d{1,2}\\b',
  '\\b\\d{1,5}-\\d\\b',
  '\\b(?:diabetes|hypertension|asthma|cancer|depression|hiv|hepatitis)\\b',
  '\\b(?:metformin|lisinopril|sertraline|insulin|warfarin|prednisone)\\b',
  '\\bpassword[:= ]{1,3}[^ ]{6,40}',
  '\\bAKIA[0-9A-Z]{16}\\b',
]

/** @returns matches in a text */
export type Search = (text: string) => number

export function createRegexSearch(): Search {
  const patterns = PATTERNS.map((pattern) => new RegExp(pattern, 'gi'))
  return (text) => {
    let count = 0
    for (const pattern of patterns) {
      pattern.lastIndex = 0
      while (pattern.test(text)) count++
    }
    return count
  }
}

/** The set tells for each line which patterns match, and only those are asked where: the fastest way to all hits with re2js. */
export function createRe2Search(): Search {
  const compiled = PATTERNS.map((pattern) => RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE))
  const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE)
  for (const pattern of PATTERNS) set.add(pattern)
  set.compile()
  return (text) => {
    let count = 0
    for (const line of text.split('\n')) {
      for (const index of set.match(line)) {
        const matcher = (compiled[index] as RE2JS).matcher(line)
        while (matcher.find()) count++
      }
    }
    return count
  }
}
