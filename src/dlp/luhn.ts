// The check digit of ISO/IEC 7812-1 annex B, used by payment cards and, with the prefix 80840, by NPIs.

/** @param digits ASCII digits, the last one being the check digit */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}
