// Which characters make words: the floor under whole-word matching of terms, context words and numbers.

export const NOT_WORD = 0
export const LETTER = 1
export const DIGIT = 2

/** By UTF-16 unit. Letters, marks and digits of any script; surrogates count as letters. Only ASCII digits are digits: texts are normalised before. */
export const WORD_CLASS: Uint8Array = Uint8Array.from({ length: 0x10000 }, (_, unit) => {
  if (unit >= 0x30 && unit <= 0x39) return DIGIT
  if (unit < 0x80) return (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) ? LETTER : NOT_WORD
  if (unit >= 0xd800 && unit <= 0xdfff) return LETTER
  return /[\p{L}\p{M}\p{N}]/u.test(String.fromCharCode(unit)) ? LETTER : NOT_WORD
})

/** @returns the class at an offset; outside the text it is no word */
export function wordClassAt(text: string, offset: number): number {
  return offset >= 0 && offset < text.length ? (WORD_CLASS[text.charCodeAt(offset)] as number) : NOT_WORD
}

/**
 * The text as an array: passes over it are several times faster than `charCodeAt` over a string, whose inner form (flat, joined, sliced) costs a look-up
 * for every character.
 */
export function unitsOf(text: string): Uint16Array {
  const bytes = Buffer.allocUnsafeSlow(text.length * 2)
  bytes.write(text, 'utf16le')
  return new Uint16Array(bytes.buffer, bytes.byteOffset, text.length)
}
