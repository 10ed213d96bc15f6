// Invented identifiers for sample mail: numbers that a good detector takes for real, and that are nobody's as far as anyone can choose.
// Names and addresses of the samples are invented too.

/**
 * A social security number, by counter. Detectors rightly pass over what was never valid (area 000, 666, 9xx; the advertised
 * 078-05-1120 and 219-09-9999), so a sample must look assignable. Areas 773–899 were never given out before numbers were randomised
 * on 25 June 2011: no adult patient of the samples can bear one.
 */
export function inventedSsn(counter: number): string {
  const area = 773 + ((counter * 37) % 127)
  const group = 10 + ((counter * 23) % 89)
  const serial = 1000 + ((counter * 3467) % 9000)
  return `${area}-${group}-${serial}`
}

/** A card number of the range that card schemes publish for tests; never issued. */
export const TEST_CARD = '4111 1111 1111 1111'

/** The sample number of the NPI standard: nine counted digits and the Luhn check over them with 80840 in front. */
export function inventedNpi(counter: number): string {
  const body = `1${String(23_456_789 + counter).padStart(8, '0')}`
  const sum = [...`80840${body}`].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return body + String((10 - (sum % 10)) % 10)
}

/** A medical record number of the invented clinic. */
export function inventedMrn(counter: number): string {
  return String(40_812_000 + counter * 7)
}
