// Numbers, dates and times of a sheet as its cells show them (ECMA-376 part 1 §18.8.30 and §18.8.31): a social security number kept as a number shows its hyphens by the
// format `000-00-0000`, a birthday is a count of days.

/** Formats that files name by number only. */
const BUILT_IN: Readonly<Record<number, string>> = {
  0: 'General',
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'mm/dd/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'mm/dd/yyyy h:mm',
  27: 'yyyy/mm/dd',
  28: 'yyyy/mm/dd',
  29: 'yyyy/mm/dd',
  30: 'mm/dd/yy',
  31: 'yyyy/mm/dd',
  32: 'h:mm',
  33: 'h:mm:ss',
  34: 'h:mm',
  35: 'h:mm:ss',
  36: 'yyyy/mm/dd',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  48: '0.0E+0',
  49: '@',
  50: 'yyyy/mm/dd',
  51: 'yyyy/mm/dd',
  52: 'yyyy/mm/dd',
  53: 'yyyy/mm/dd',
  54: 'yyyy/mm/dd',
  55: 'yyyy/mm/dd',
  56: 'yyyy/mm/dd',
  57: 'yyyy/mm/dd',
  58: 'yyyy/mm/dd',
}
const DAY_MS = 86_400_000
/** Day 0 of the two calendars (§18.17.4.1); the first one counts a 29 February 1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
/** 31 December 9999. */
const LAST_DAY = 2_958_465
const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

export function builtInFormat(id: number): string {
  return BUILT_IN[id] ?? 'General'
}

/**
 * @param value as the file has it
 * @param code a number format
 * @returns the value as a cell shows it; where a format is beyond this reader, the value itself
 */
export function formatNumber(value: string, code: string, date1904 = false): string {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) return value
  const sections = sectionsOf(code)
  const section = (number < 0 ? sections[1] : number === 0 ? sections[2] : undefined) ?? sections[0] ?? 'General'
  const plain = section.replace(/\[(?![hms]{1,2}\])[^\]]*\]/gi, '')
  if (/^\s*general\s*$/i.test(plain) || plain === '' || plain === '@') return general(number, value)
  const tokens = tokensOf(plain)
  if (tokens.some((token) => token.kind === 'date')) return formatDate(number, tokens, date1904) ?? general(number, value)
  return formatDigits(number < 0 && sections.length > 1 ? -number : number, tokens, value)
}

function general(number: number, value: string): string {
  // Doubles are written with 17 digits; the cell shows the nearest short one. Whole numbers stand as they are.
  if (/^-?\d{1,15}$/.test(value)) return value
  const short = Number(number.toPrecision(15))
  return Math.abs(short) >= 1e21 ? String(short) : toPlain(short)
}

function toPlain(number: number): string {
  const text = String(number)
  return /e/.test(text) ? number.toFixed(15).replace(/0+$/, '').replace(/\.$/, '') : text
}

interface Token {
  readonly kind: 'literal' | 'digits' | 'date' | 'percent' | 'exponent' | 'fraction'
  readonly text: string
}

function sectionsOf(code: string): readonly string[] {
  const sections = ['']
  for (const piece of code.match(/"[^"]*"?|\\[\s\S]|[\s\S]/g) ?? []) {
    if (piece === ';') sections.push('')
    else sections[sections.length - 1] += piece
  }
  return sections
}

function tokensOf(section: string): readonly Token[] {
  const tokens: Token[] = []
  const pattern =
    /"([^"]*)"?|\\([\s\S])|_[\s\S]|\*[\s\S]|(AM\/PM|A\/P)|(\[[hms]{1,2}\]|y+|m+|d+|h+|s+(?:\.0+)?|e+(?![+-]))|([0#?.,]+)|(E[+-]0+)|(%)|(\/)|([\s\S])/gi
  for (const [, quoted, escaped, meridian, date, digits, exponent, percent, slash, other] of section.matchAll(pattern)) {
    const literal = quoted ?? escaped
    if (literal !== undefined) tokens.push({ kind: 'literal', text: literal })
    else if (meridian ?? date) tokens.push({ kind: 'date', text: (meridian ?? date) as string })
    else if (digits) tokens.push({ kind: digits === ',' && tokens.length === 0 ? 'literal' : 'digits', text: digits })
    else if (exponent) tokens.push({ kind: 'exponent', text: exponent })
    else if (percent) tokens.push({ kind: 'percent', text: '%' })
    else if (slash) tokens.push({ kind: 'fraction', text: '/' })
    else if (other !== undefined) tokens.push({ kind: 'literal', text: other })
  }
  return tokens
}

function formatDigits(number: number, tokens: readonly Token[], value: string): string {
  const places = tokens
    .filter((token) => token.kind === 'digits')
    .map((token) => token.text)
    .join('')
  if (places === '') return tokens.map((token) => token.text).join('') || value
  if (tokens.some((token) => token.kind === 'exponent' || (token.kind === 'fraction' && /\?/.test(places)))) return general(number, value)
  const percent = tokens.some((token) => token.kind === 'percent')
  const [whole = '', ...rest] = places.split('.')
  const decimals = Math.min(20, rest.join('').replaceAll(',', '').length)
  const thousands = /[0#?],+[0#?]/.test(whole)
  const scale = /,+$/.exec(rest.length > 0 ? whole : places)?.[0].length ?? 0
  const fixed = Math.abs((percent ? number * 100 : number) / 1000 ** scale).toFixed(decimals)
  const [digits = '', fraction = ''] = fixed.split('.')
  const shown = placeDigits(digits.replace(/^0+(?=\d)/, ''), fraction, tokens, thousands)
  return number < 0 ? `-${shown}` : shown
}

/** Digits are dealt out from the right, so that literals between the places stand where the format has them: `000-00-0000`. */
function placeDigits(digits: string, fraction: string, tokens: readonly Token[], thousands: boolean): string {
  let left = thousands ? digits.replace(/\B(?=(?:\d{3})+$)/g, ',') : digits
  const wholeEnd = tokens.findIndex((token) => token.kind === 'digits' && token.text.includes('.'))
  const out: string[] = []
  const last = wholeEnd < 0 ? tokens.length - 1 : wholeEnd
  let firstDigits = tokens.findIndex((token) => token.kind === 'digits')
  if (firstDigits < 0) firstDigits = 0
  for (let i = last; i >= 0; i--) {
    const token = tokens[i] as Token
    if (token.kind !== 'digits') {
      out.unshift(token.text)
      continue
    }
    const places = (token.text.split('.')[0] ?? '').replaceAll(',', '')
    let piece = ''
    if (thousands || i === firstDigits) {
      piece = left.padStart(places.replaceAll('#', '').replaceAll('?', '').length, '0')
      left = ''
    } else {
      piece = left.slice(Math.max(0, left.length - places.length)).padStart(places.replace(/[#?]/g, '').length, '0')
      left = left.slice(0, Math.max(0, left.length - places.length))
    }
    out.unshift(piece)
  }
  if (wholeEnd >= 0) {
    const optional = /#+$/.exec((tokens[wholeEnd] as Token).text)?.[0].length ?? 0
    const kept = fraction.replace(new RegExp(`0{0,${optional}}$`), '')
    out.push(kept === '' ? '' : `.${kept}`, ...tokens.slice(wholeEnd + 1).map((token) => (token.kind === 'digits' ? '' : token.text)))
  }
  return out.join('')
}

function formatDate(number: number, tokens: readonly Token[], date1904: boolean): string | undefined {
  if (number < 0 || number > LAST_DAY) return undefined
  // Rounded to milliseconds: a double of 17 digits is a hair off the second it means.
  const at = new Date(Math.round((date1904 ? EPOCH_1904 : EPOCH_1900) + number * DAY_MS + (!date1904 && number < 60 ? DAY_MS : 0)))
  const half = tokens.some((token) => /^a/i.test(token.text) && token.kind === 'date')
  const dates = tokens.filter((token) => token.kind === 'date')
  return tokens
    .map((token, index) =>
      token.kind === 'date' ? datePiece(token.text, at, number, half, isMinutes(token, dates, tokens, index)) : token.text,
    )
    .join('')
}

/** An `m` behind hours or before seconds is minutes. */
function isMinutes(token: Token, dates: readonly Token[], _tokens: readonly Token[], _index: number): boolean {
  if (!/^\[?m{1,2}\]?$/i.test(token.text)) return false
  const at = dates.indexOf(token)
  return /^\[?h/i.test(dates[at - 1]?.text ?? '') || /^\[?s/i.test(dates[at + 1]?.text ?? '')
}

function datePiece(token: string, at: Date, number: number, half: boolean, minutes: boolean): string {
  const lower = token.toLowerCase()
  const two = (value: number) => String(value).padStart(2, '0')
  const padded = (value: number) => (lower.length > 1 ? two(value) : String(value))
  if (lower.startsWith('a')) return at.getUTCHours() < 12 ? 'AM' : 'PM'
  if (lower.startsWith('[h')) return String(Math.floor(number * 24 + 1e-9))
  if (lower.startsWith('[m')) return String(Math.floor(number * 1440 + 1e-9))
  if (lower.startsWith('[s')) return String(Math.round(number * 86_400))
  if (lower.startsWith('y') || lower.startsWith('e'))
    return lower.length > 2 || lower === 'e' ? String(at.getUTCFullYear()) : two(at.getUTCFullYear() % 100)
  if (lower.startsWith('h')) return padded(half ? at.getUTCHours() % 12 || 12 : at.getUTCHours())
  if (lower.startsWith('s')) return lower.length > 1 ? two(at.getUTCSeconds()) : String(at.getUTCSeconds())
  if (minutes) return padded(at.getUTCMinutes())
  const day = DAYS[at.getUTCDay()] as string
  if (lower.startsWith('d')) return lower.length > 3 ? day : lower.length === 3 ? day.slice(0, 3) : padded(at.getUTCDate())
  const month = MONTHS[at.getUTCMonth()] as string
  if (lower.length > 2) return lower.length === 3 ? month.slice(0, 3) : lower.length === 5 ? month.slice(0, 1) : month
  return padded(at.getUTCMonth() + 1)
}
