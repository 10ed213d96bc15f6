// Sortable ids: 48 bits of time and 80 random bits in Crockford's base 32 (the ULID layout), lower case, so that they read well in a URL and a log.
import { randomBytes } from 'node:crypto'

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** @param now milliseconds since the epoch @returns 26 characters, sortable by time to the millisecond */
export function newId(now: number): string {
  let time = ''
  for (let i = 0, rest = now; i < 10; i++) {
    time = DIGITS[rest % 32] + time
    rest = Math.floor(rest / 32)
  }
  let random = ''
  for (const byte of randomBytes(16)) random += DIGITS[byte & 31]
  return time + random
}
