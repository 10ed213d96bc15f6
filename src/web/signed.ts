// Small signed values that need no store: the session cookie and the token of a form. Any node of the installation can check them.
import { timingSafeEqual } from 'node:crypto'

/** A keyed hash, separated by purpose: the keyring's. */
export type KeyedHash = (purpose: string, text: string) => string

export interface Signer<T> {
  sign(value: T): string
  /** The value, if the text was made by `sign` of the same purpose; else undefined. */
  read(text: string | undefined): T | undefined
}

/** Longest text that is looked at. */
const MAX_LENGTH = 4096

/** @param value must survive JSON; it is readable by whoever holds the text, only not changeable */
export function createSigner<T>(hash: KeyedHash, purpose: string): Signer<T> {
  return {
    sign(value) {
      const body = Buffer.from(JSON.stringify(value)).toString('base64url')
      return `${body}.${hash(purpose, body)}`
    },
    read(text) {
      if (text === undefined || text.length > MAX_LENGTH) return undefined
      const dot = text.indexOf('.')
      if (dot <= 0) return undefined
      const body = text.slice(0, dot)
      if (!sameText(text.slice(dot + 1), hash(purpose, body))) return undefined
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as T
    },
  }
}

/** Compares in constant time; the length may show. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
