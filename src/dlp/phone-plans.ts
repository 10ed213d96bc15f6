// Numbering plans, as libphonenumber knows them. One check costs some 30 to 40 µs, so they are few: each North American area code is asked for once in the
// life of the process, and international numbers up to a budget. What is kept is no one's number.
import { createRequire } from 'node:module'

type Parse = typeof import('libphonenumber-js/max').parsePhoneNumberFromString
let parse: Parse | undefined
/** Its plans take a tenth of a second to load: only once a text has a number. */
const parsePhoneNumberFromString: Parse = (...words: Parameters<Parse>) => {
  parse ??= (createRequire(import.meta.url)('libphonenumber-js/max') as { parsePhoneNumberFromString: Parse }).parsePhoneNumberFromString
  return parse(...words)
}

/** International numbers of one text that are checked against the plans. */
export const MAX_CHECKED = 1000

export interface InternationalNumber {
  readonly e164: string
  readonly valid: boolean
  /** Of a length that the country has. */
  readonly possible: boolean
}

/**
 * @param number `+` and digits; `(0)` may stand among them
 * @param budget counts down; at 0 the shape decides, so that a text full of numbers stays cheap and none is missed
 */
export function checkInternational(number: string, budget: { left: number }): InternationalNumber | undefined {
  const plain = number.replace(/[()]/g, '')
  if (budget.left-- <= 0) return /^\+[1-9]\d{7,14}$/.test(plain) ? { e164: plain, valid: true, possible: true } : undefined
  const parsed = parsePhoneNumberFromString(number, { extract: false })
  const fictional = /^\+1555\d{7}$/.test(plain)
  return parsed ? { e164: parsed.number, valid: parsed.isValid() || fictional, possible: parsed.isPossible() } : undefined
}

/**
 * @param digits area code, exchange and line
 * @returns whether they can be a number: an area code begins with 2 to 9 and does not end in 11, and the digits are not all the same
 */
export function isPlausible(digits: string): boolean {
  return (
    /^[2-9]\d{9}$/.test(digits) && digits.slice(1, 3) !== '11' && !/^(\d)\1*$/.test(digits.slice(0, 10)) && digits.slice(3) !== '0000000'
  )
}

const AREA_CODES = new Map<string, boolean>()
/** Exchanges that tell an assigned area code from another in every country of the plan. */
const PROBES = ['234', '456', '567', '678', '890', '345', '789', '987']

/** @returns whether an area code is in use somewhere in North America; libphonenumber is asked once for each of the 800 codes */
export function isAssigned(area: string): boolean {
  let known = AREA_CODES.get(area)
  if (known === undefined) {
    known = PROBES.some((exchange) => parsePhoneNumberFromString(`+1${area}${exchange}5678`, { extract: false })?.isValid() === true)
    AREA_CODES.set(area, known)
  }
  return known
}
