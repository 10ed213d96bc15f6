// Check digits that custom detectors may ask for (`NumberCheck`). Each takes the digits of a match; too few are no number with a check digit.
import type { NumberCheck } from '../domain/scan-set.ts'
import { passesLuhn } from './luhn.ts'

const FEWEST_DIGITS = 4

/** @param text what was matched: separators and letters in it are passed over, save a last X for `mod11` */
export function passesCheck(check: NumberCheck, text: string): boolean {
  const digits = text.replace(/\D/g, '')
  if (digits.length < FEWEST_DIGITS) return false
  switch (check) {
    case 'luhn':
      return passesLuhn(digits)
    case 'mod97':
      return remainder97(digits) === 1
    case 'mod11':
      return passesMod11(/\d[ -]?x$/i.test(text) ? `${digits}X` : digits)
    case 'gs1':
      return weightedSum(digits, (place) => (place % 2 === 0 ? 1 : 3)) % 10 === 0
    case 'verhoeff':
      return passesVerhoeff(digits)
  }
}

/** ISO/IEC 7064 MOD 97-10, digit by digit, so that no length is too long. */
function remainder97(digits: string): number {
  let rest = 0
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + digits.charCodeAt(i) - 48) % 97
  return rest
}

/** As ISBN-10 has it (ISO 2108:1992): weights 1, 2, 3 … from the right, the check digit 10 written X. */
function passesMod11(digits: string): boolean {
  const checkDigit = digits.endsWith('X') ? 10 : Number(digits.at(-1))
  return (weightedSum(digits.slice(0, -1), (place) => place + 2) + checkDigit) % 11 === 0
}

/** @param weight of the place counted from the right, the last digit being 0 */
function weightedSum(digits: string, weight: (place: number) => number): number {
  let sum = 0
  for (let i = digits.length - 1, place = 0; i >= 0; i--, place++) sum += (digits.charCodeAt(i) - 48) * weight(place)
  return sum
}

/** J. Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group D5 and a permutation of period 8. */
function passesVerhoeff(digits: string): boolean {
  let state = 0
  for (let i = digits.length - 1, place = 0; i >= 0; i--, place++) {
    state = multiplyD5(state, permute(digits.charCodeAt(i) - 48, place % 8))
  }
  return state === 0
}

/** In D5 the numbers 0–4 are turns, 5–9 are turns after a reflection. */
function multiplyD5(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

function permute(digit: number, times: number): number {
  let result = digit
  for (let i = 0; i < times; i++) result = PERMUTATION[result] as number
  return result
}
