// How people group the digits of a telephone number, and what shows that a group belongs to something else. Helper of the detector `phone`.

/** What stands between two groups: a mark with white space beside it, `)` for a closed bracket, '' for what parts two numbers. */
export function gapOf(text: string, from: number, to: number): ')' | '-' | '.' | '/' | ' ' | '' {
  const length = to - from
  if (length === 1) {
    const mark = text[from]
    return mark === '-' || mark === '.' || mark === '/' || mark === ' ' || mark === ')' ? mark : mark === '\n' ? ' ' : ''
  }
  if (length > 4 || length < 1) return ''
  const gap = text.slice(from, to)
  if (/^\)[\s]?[-.]?[\s]?$/.test(gap)) return ')'
  if (/^ ?- ?$|^-\n$/.test(gap)) return '-'
  return /^(?: {2}| ?\n ?)$/.test(gap) ? ' ' : ''
}

/** Also the brackets of `+44 (0)20`. */
export function isPhoneGap(text: string, from: number, to: number): boolean {
  return gapOf(text, from, to) !== '' || (to - from <= 3 && /^[ -]?\(|^\)[ -]?$/.test(text.slice(from, to)))
}

/** @returns whether digits, a currency or a part number go on before or behind it */
export function isPartOfLonger(text: string, start: number, end: number, isSpaced: boolean): boolean {
  const before = text.slice(Math.max(0, start - 2), start)
  const after = text.slice(end, end + 6)
  return (
    /\d[-./]$|[$€£_]$/.test(before) ||
    /^(?:-\d|\/(?!\d{4}(?!\d))\d|\.\d|%|[-_][A-Za-z])/.test(after) ||
    (isSpaced && /[.,]$/.test(before) && /\d/.test(before))
  )
}

/** In a row of numbers parted by white space there is no telling. */
export function isAmongNumbers(text: string, start: number, end: number): boolean {
  return /[\d.,]\s{1,3}$/.test(text.slice(Math.max(0, start - 5), start)) || /^\s{1,3}\d/.test(text.slice(end, end + 4))
}
