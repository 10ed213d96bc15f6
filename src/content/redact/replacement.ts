// What stands in the place of a redacted value, by the mode of the policy's `redact`. Pure: the same value under the same key gives the same text.
import { createHmac } from 'node:crypto'
import type { Finding } from '../../domain/finding.ts'
import type { RedactMode } from '../../domain/verdict.ts'
import { shiftDate } from './shift-date.ts'

export interface ReplacementKeys {
  /** Secret of this gateway: the same value gets the same pseudonym in every message, and nobody else can tell which value it was. */
  readonly pseudonym: Uint8Array
  /** Days by which `date-shift` moves every date of the message; not 0. */
  readonly shiftDays: number
}

/** Whether a text in the place of the finding would still be taken for a value of its kind. */
export type LooksReal = (finding: Finding, text: string) => boolean

/** Pseudonyms tried until the detector refuses one; a kind without a check digit refuses none. */
const TRIES = 24
const NAMES = new Set(['person-name'])

/** @param written the value as it stands in the text */
export function replacementFor(finding: Finding, written: string, mode: RedactMode, keys: ReplacementKeys, looksReal: LooksReal): string {
  switch (mode) {
    case 'mask':
      return masked(written)
    case 'label':
      return labelFor(finding.detector)
    case 'pseudonym':
      return pseudonym(finding, written, keys.pseudonym, looksReal)
    case 'date-shift':
      return shiftDate(written, keys.shiftDays) ?? labelFor(finding.detector)
  }
}

/** Letters and digits go, the shape stays: `XXX-XX-XXXX`. */
function masked(written: string): string {
  return written.replace(/\p{L}|\p{M}|\p{N}/gu, (char) => 'X'.repeat(char.length))
}

/** `us-ssn` → `[SSN]`. */
export function labelFor(detector: string): string {
  return `[${detector.replace(/^(?:us|uk)-/, '').toUpperCase()}]`
}

/**
 * Digits for digits where the kind has a check that the result fails, so that it is nobody's number; else a word that cannot be taken for one:
 * `Person-KQ7TB`, `MRN-3FWXD`.
 */
function pseudonym(finding: Finding, written: string, key: Uint8Array, looksReal: LooksReal): string {
  const value = finding.value.toLowerCase().replace(/\s+/g, ' ')
  const stream = (round: number) => createHmac('sha256', key).update(`${finding.detector} ${round} ${value}`).digest()
  if (/\d/.test(written) && !/\n/.test(written)) {
    for (let round = 0; round < TRIES; round++) {
      const candidate = inShape(written, stream(round))
      if (!looksReal(finding, candidate)) return round === 0 ? unlessFree(finding, written, stream, looksReal, candidate) : candidate
    }
  }
  return wordFor(finding.detector, stream(TRIES))
}

/** A detector that refuses everything here (its context is out of sight) proves nothing about the number. */
function unlessFree(finding: Finding, written: string, stream: (round: number) => Buffer, looksReal: LooksReal, candidate: string): string {
  return looksReal(finding, written) ? candidate : wordFor(finding.detector, stream(TRIES))
}

function inShape(written: string, bytes: Buffer): string {
  let at = 0
  return written.replace(/[0-9A-Za-z]/g, (char) => {
    const byte = bytes[at++ % bytes.length] as number
    if (/\d/.test(char)) return String(byte % 10)
    const letter = String.fromCharCode(65 + (byte % 26))
    return char === char.toLowerCase() ? letter.toLowerCase() : letter
  })
}

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'

function wordFor(detector: string, bytes: Buffer): string {
  const tail = [...bytes.subarray(0, 6)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
  const head = NAMES.has(detector) ? 'Person' : labelFor(detector).slice(1, -1)
  return `${head}-${tail}`
}
