// The masked excerpt of a value whose separators tell nothing: safe as evidence.

/** @returns the value with each letter and digit as `*` and each stretch of white space as one space: `**-***-****` */
export function maskCharacters(value: string): string {
  return value.replace(/[\p{L}\p{M}\p{N}]/gu, '*').replace(/\s+/g, ' ')
}
