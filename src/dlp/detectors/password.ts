// Passwords and other secrets that people send beside their label: `password: X`, `pwd=X`, `the passcode is X`, `login: jroe / X`, and in the authority of a
// URL (RFC 3986 §3.2.1). Design §1, P1: a secret that opens the content counts as the content. What follows the label must be able to be a secret: behind
// a colon nearly anything but a blank, a placeholder or the words of a policy; behind `is` only what no sentence goes on with.
import type { Confidence } from '../../domain/finding.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type KeywordHit, longestHits } from '../keyword-hits.ts'

const LABELS = (
  'password,passwords,passwd,pwd,passcode,passcodes,pass code,passphrase,pass phrase,pass word,passkey,pw,pword,psw,temp password,temporary password,temp pw,temp pwd,' +
  'initial password,default password,new password,current password,old password,login password,wifi password,wifi key,wi fi password,pdf password,zip password,portal password,admin password,' +
  'root password,db password,user password,userpassword,dbpassword,adminpassword,login pin,access pin,unlock code,security pin,contraseña,kennwort,passwort,mot de passe,wachtwoord,senha'
).split(',')
const LOGINS =
  'credentials,login credentials,log in credentials,creds,login,logins,log in,login details,login info,user pass,username password,logon'.split(
    ',',
  )
/** `pass` and `pin` are ordinary words: only right before a mark. */
const SHORT = ['pass', 'pin', 'pin number', 'pin code', 'secret']
/** From label to mark, without the end of a clause: `for the attachment`, `(temporary)`. */
const TO_MARK =
  /^["'`]?(?:\s?\([^()\n]{0,30}\))?(?:\s(?:for|to|of|on|in|that|which|you|we|has|have|had|will|can|should|below|here|above|#?\d)\b[^\n.;!?:=]{0,60}?)?["'`]?\s{0,3}(?::=|=>|->|:|=|\s-{1,2}\s)(?!\/\/)["'`\s]{0,6}/i
const TO_COPULA =
  /^(?:\s(?:for|to|of|on|in|that|which|you|we)\b[^\n.;!?:=]{0,60}?)?\s{1,2}(?:is now|is still|is set to|is|was|are|will be|has been set to|has been reset to|has been changed to|was set to|was reset to|was changed to|set to|reset to|changed to|equals)\s{0,2}[:=]?\s{1,3}/i
/** `set the password to X` */
const ASSIGNED =
  /\b(?:re)?(?:set|changed?|chang(?:e|ing)|updated?)\s(?:(?:the|your|my|his|her|their|our|a|new|account|portal|user|temporary)\s){0,3}$/i
/** `Password` above or beside its value in a form. */
const TO_CELL = /^[ ]?(?:\t|\n|\|)[ \t]{0,4}/
const TAG = /^\s?>\s?/
const QUOTED = /^(["'`])([^"'`\n]{3,64})\1/
const RUN = /^[^\s<>"]{3,72}/
/** Words that a sentence, a form or a policy goes on with. */
const NO_SECRET =
  /^(?:a|an|the|this|that|your|my|our|his|her|their|its|it|you|we|i|please|click|enter|type|provide|reset|resets|resetting|change|changed|changes|change[sd]?|expire[sd]?|expires|expiring|expiration|required|requirements?|must|should|may|can|cannot|will|would|not|no|none|n\/a|na|nil|tbd|to|is|are|was|were|be|been|being|has|have|had|and|or|for|of|in|on|at|by|with|from|as|if|when|where|what|which|who|why|how|all|any|each|same|see|sent|set|hidden|redacted|removed|masked|protected|incorrect|invalid|wrong|correct|valid|missing|empty|blank|forgotten|forgot|lost|unknown|stored|encrypted|hashed|shared|known|weak|strong|stronger|long|longer|short|too|at least|least|minimum|min|max|maximum|case|case-sensitive|sensitive|optional|confidential|secret|safe|secure|secured|unique|different|new|old|current|temporary|default|policy|policies|manager|managers|field|fields|box|hint|length|strength|yes|true|false|null|undefined|string|text|boolean|char|varchar|number|str|int|object|show|hide|update|updated|create|created|choose|chosen|confirm|confirmed|submit|login|log|sign|username|user|email|e-mail|phone|available|needed|necessary|supplied|provided|given|below|above|attached|separate|separately|following|only|still|now|also|already|always|never|correctly|recovery|copied|accepted|rejected|recommended|important|important!|fine|ok|okay|good|bad|working|visible|saved|locked|verified|generated|active|inactive|disabled|enabled|ready|due|about|over|under|between|consisting|containing|composed|made|up|again|twice|often|every|regularly|within|during|after|before|until|because|since|so|but|than|then|there|they|he|she|them|us|me|let|use|used|using|ask|call|contact|visit|go|welcome|date|name|id|example|placeholder|todo|changeme\?|env|process|config|self|os|getenv|request|req|params|input|value|password|passwords|passwd|pwd|passcode|pin|code|characters?|letters?|digits?|numbers?|symbols?)$/i
const BLANK = /^[_.\-*•●·xX#?\s=~…/\\|]+$|^\[.{0,60}\]$|^<|^\{|^\$\{|^%[({s]|^\$[A-Za-z_(]|^@[A-Za-z]|^\*{2,}|\*{4,}|^x{3,}$|_{3,}|\.{4,}/
const CODE =
  /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*(?:\s?[([]|\s\+\s)|^(?:process|os|System|config|settings|self|this|options|params|request|req|env|ENV)\.[A-Za-z]|=>|^::/
const LOGIN_PAIR = /^["'\s]{0,3}(?:[:=]|is|are)["'\s]{0,4}[\w.@+-]{2,40}\s?[/|,]\s?([^\s<>"]{5,64})/i
const MAX_AHEAD = 180

export const password = defineDetector({
  id: 'password',
  about: 'Password, passcode or passphrase beside its label',
  source: 'design §1 P1; 45 CFR 164.312(d) (authentication); NIST SP 800-63B §5.1.1 (memorized secrets)',
  vocabularies: { password: LABELS, 'password-logins': LOGINS, 'password-short': SHORT },
  find(scanned) {
    const matches: Match[] = []
    for (const label of longestHits(scanned.hits('password'))) add(matches, named(scanned, label))
    for (const label of longestHits(scanned.hits('password-short'))) add(matches, short(scanned, label))
    for (const label of longestHits(scanned.hits('password-logins'))) add(matches, pair(scanned, label))
    takeCells(scanned, matches)
    takeUserinfo(scanned, matches)
    return inOrder(matches)
  },
  examples: {
    match: [
      'password: Winter2024!',
      'pwd=hunter2',
      'The passcode is 884213',
      'Your temporary password is Xk9#mm2L.',
      'Username: jroe Password: blue-Heron-7',
      '"password":"tr0ub4dor&3"',
      'passphrase: correct horse battery staple',
      'login: jroe / Welcome1!',
      'Password - Spring#2025',
      'password for the attachment: Roe1980!',
      'the password to open the file is X9!k2',
      'PW: abc12345',
      'pass: s3cret99',
      'credentials: admin / P@ssw0rd1',
      'password = "letmein"',
      'Passwort: Geheim123',
      '<password>Xy77!z</password>',
      'https://jroe:Xy77zz@files.example.org/',
      'Your password has been reset to Welcome123',
      'User\tPassword\njroe\tBlue77!x',
      'DB_PASSWORD=Kx88-zz1',
      'temp password\nXk9#mm2L',
      'Password: sunshine',
      'the wifi password is "blue heron"',
    ],
    ignore: [
      'password reset',
      'your password has been changed',
      'Password: __________',
      'password must be 8 characters',
      'Forgot your password? Click here',
      'password: ********',
      'Password: [hidden]',
      'the password is required',
      'password policy: change it every 90 days',
      'Passwords expire in 90 days',
      'password = getPassword()',
      'password: string',
      'enter your password: then press OK',
      'boarding pass: gate 12',
      'Password: Must contain at least 12 characters',
      'password=${DB_PASSWORD}',
      'password: <your password>',
      'The password will be sent separately.',
      'your password is about to expire',
      'password: N/A',
      'password = process.env.DB_PASSWORD',
      'She passed: 12 of 14',
      'Password:',
      'never share your password with anyone, see https://example.org/help',
      'The password is case sensitive.',
      'password field is empty',
    ],
  },
})

function named({ text }: ScannedText, label: KeywordHit): Match | undefined {
  const rest = text.slice(label.end, label.end + MAX_AHEAD)
  const mark = TO_MARK.exec(rest)?.[0] ?? TAG.exec(rest)?.[0]
  if (mark !== undefined) {
    const at = label.end + mark.length
    return (/phrase/.test(label.term) ? phraseAt(text, at) : undefined) ?? secretAt(text, at, 'marked', quoteBefore(mark))
  }
  const copula = TO_COPULA.exec(rest)?.[0]
  if (copula !== undefined) return secretAt(text, label.end + copula.length, 'sentence')
  if (ASSIGNED.test(text.slice(Math.max(0, label.start - 30), label.start)) && rest.startsWith(' to '))
    return secretAt(text, label.end + 4, 'sentence')
  // `user jroe password Xk9#mm2L`: no mark at all, so only what is nothing else.
  const loose = /^ (?=\S*\d)(?=\S*[A-Za-z])(?=\S*[!@#$%^&*+=?])\S{6,40}/.exec(rest)?.[0]
  if (loose !== undefined) return secretAt(text, label.end + 1, 'sentence')
  const cell = TO_CELL.exec(rest)?.[0]
  return cell === undefined ? undefined : secretAt(text, label.end + cell.length, 'sentence')
}

/** Words in a row, which only `passphrase` makes a secret: `correct horse battery staple`. */
function phraseAt(text: string, at: number): Match | undefined {
  const phrase = /^[a-z]{3,12}(?:[ -][a-z]{3,12}){3,7}(?=["'.]?\s*(?:\n|$))/.exec(text.slice(at, at + 110))?.[0]
  return phrase && !/\b(?:must|should|least|characters|your|please|the|will|and)\b/.test(phrase)
    ? toMatch(at, at + phrase.length, 'medium', phrase)
    : undefined
}

/** The quote that the mark took with it: `="letmein"`. */
function quoteBefore(mark: string): string {
  return /["'`]$/.exec(mark)?.[0] ?? ''
}

function short({ text }: ScannedText, label: KeywordHit): Match | undefined {
  const mark = /^["']?\s?(?::|=|\sis\s)\s{0,3}["']?/i.exec(text.slice(label.end, label.end + 12))?.[0]
  if (
    mark === undefined ||
    /boarding|ski|lift|season|bus|hall|first|parking|park|visitor|\bby\s?$/i.test(text.slice(Math.max(0, label.start - 12), label.start))
  )
    return undefined
  const secret = secretAt(text, label.end + mark.length, 'sentence')
  if (!secret) return undefined
  const isPin = label.term.startsWith('pin')
  return !isPin || /^\d{4,8}$/.test(secret.value) ? secret : undefined
}

/** `login: jroe / Welcome1!` */
function pair({ text }: ScannedText, label: KeywordHit): Match | undefined {
  const found = LOGIN_PAIR.exec(text.slice(label.end, label.end + 120))
  const value = found?.[1]?.replace(/[.,;)]+$/, '')
  if (!found || !value || !looksSecret(value) || BLANK.test(value) || /^\d+\/\d+|^https?:/.test(value)) return undefined
  const start = label.end + found[0].indexOf(found[1] as string, found[0].length - (found[1] as string).length)
  return toMatch(start, start + value.length, 'medium', value)
}

function takeCells(scanned: ScannedText, matches: Match[]): void {
  for (const { start, end } of scanned.cells('password')) {
    const cell = scanned.text.slice(start, end)
    const value = cell.trim().replace(/^["']|["']$/g, '')
    // Code has commas too, but no table of it holds secrets: `log('password:', password);`.
    if (value.length < 3 || value.length > 64 || /[\s(){};]/.test(value) || BLANK.test(value) || NO_SECRET.test(value)) continue
    const from = start + cell.indexOf(value)
    add(matches, toMatch(from, from + value.length, 'high', value))
  }
}

/** `scheme://user:secret@host` */
function takeUserinfo({ text }: ScannedText, matches: Match[]): void {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const found = /^([^\s/:@"'<>]{0,64}):([^\s/@"'<>]{3,64})@[\w[]/.exec(text.slice(at + 3, at + 140))
    const value = found?.[2]
    if (!found || !value || BLANK.test(value) || /^(?:pass(?:word)?|pwd|secret|\d{1,5})$/i.test(value)) continue
    const start = at + 4 + (found[1] as string).length
    add(matches, toMatch(start, start + value.length, 'high', value))
  }
}

/**
 * @param how `marked`: behind a colon or the like; `sentence`: behind `is`, where words of the sentence go on
 * @returns the secret that stands at an offset
 */
function secretAt(text: string, at: number, how: 'marked' | 'sentence', quote = ''): Match | undefined {
  const from = quote ? at - 1 : at
  const rest = text.slice(from, from + MAX_AHEAD)
  const quoted = QUOTED.exec(rest)
  if (quoted) {
    const value = quoted[2] as string
    if (BLANK.test(value) || NO_SECRET.test(value) || value.trim() !== value) return undefined
    return toMatch(from + 1, from + 1 + value.length, 'high', value)
  }
  const raw = RUN.exec(text.slice(at, at + 80))?.[0] ?? ''
  const value = raw.replace(/[.,;:?'`]+$/, '').replace(/[)\]]$/, (mark) => (/[([]/.test(raw) ? mark : ''))
  const word = value.replace(/[.,!]+$/, '')
  if (value.length < 3 || BLANK.test(value) || NO_SECRET.test(word) || CODE.test(rest) || /^(?:https?|ftp|mailto):/i.test(value))
    return undefined
  if (looksSecret(value)) return toMatch(at, at + value.length, 'high', value)
  if (how === 'sentence') return undefined
  // A plain word behind a colon is the secret where it, or a phrase, is all that the line holds.
  const line = /^[^\n\t|;,]*/.exec(text.slice(at, at + 80))?.[0].trim() ?? ''
  if ((line === raw || line === value) && /^[\p{L}\p{N}!@#$%^&*._-]{4,}$/u.test(value))
    return toMatch(at, at + value.length, 'medium', value)
  const isPhrase = /^[a-z]+(?:[ -][a-z]+){2,6}$/.test(line) && !line.split(' ').some((part) => NO_SECRET.test(part))
  return isPhrase ? toMatch(at, at + line.length, 'medium', line) : undefined
}

/** Digits, inner capitals or marks among letters: no word of a sentence. */
function looksSecret(value: string): boolean {
  if (/^\d+(?:[.,:/-]\d+)*(?:%|st|nd|rd|th|am|pm)?$/i.test(value)) return /^\d{4,12}$/.test(value)
  const hasDigit = /\d/.test(value)
  const hasMark = /[^\p{L}\p{N}.,;:'’()-]/u.test(value)
  if (/^[A-Za-z]+[!?]$/.test(value) || /^[A-Za-z]+(?:[/&][A-Za-z]+)+$/.test(value)) return false
  if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(value)) return false
  return (hasDigit && /[\p{L}]|[^\p{L}\p{N}]/u.test(value)) || hasMark || /\p{Ll}\p{Lu}/u.test(value)
}

function add(matches: Match[], match: Match | undefined): void {
  if (match) matches.push(match)
}

function toMatch(start: number, end: number, confidence: Confidence, value: string): Match {
  return { start, end, confidence, value, excerpt: '********' }
}

function inOrder(matches: Match[]): Match[] {
  matches.sort((a, b) => a.start - b.start || b.end - a.end)
  return matches.filter((match, i) => i === 0 || match.start >= (matches[i - 1] as Match).end)
}
