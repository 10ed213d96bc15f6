// The masked excerpt of a value whose separators tell nothing: safe as evidence.

/** ASCII without white space that could pile up: no look at Unicode's tables is needed. */
const PLAIN = /^[!-~]*(?: [!-~]+)*$/
const ASCII = /[0-9A-Za-z]/g

/** @returns the value with each letter and digit as `*` and each stretch of white space as one space: `**-***-****` */
export function maskCharacters(value: string): string {
  if (PLAIN.test(value)) return value.replace(ASCII, '*')
  return value.replace(/[\p{L}\p{M}\p{N}]/gu, '*').replace(/\s+/g, ' ')
}
