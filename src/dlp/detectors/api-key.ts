// Keys of programs: what an issuer marks by a prefix (AWS, GitHub, Slack, Stripe, Google …), JSON Web Tokens (RFC 7519), private keys in PEM (RFC 7468) and
// OpenPGP armor (RFC 9580), and random-looking values behind a label such as `api_key`, `client secret` or `Authorization: Bearer`. P1: a secret that
// opens the content counts as the content. Candidates are words with a digit, which random keys of these lengths have; each run of them is read once.
import type { Confidence } from '../../domain/finding.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type KeywordHit, longestHits } from '../keyword-hits.ts'

const LABELS = (
  'api key,apikey,api keys,api token,apitoken,api secret,apisecret,app key,app secret,appsecret,application key,client secret,clientsecret,consumer secret,consumer key,secret key,secretkey,' +
  'access key,accesskey,secret access key,secretaccesskey,access key id,access token,accesstoken,auth token,authtoken,authorization bearer,bearer,bearer token,refresh token,refreshtoken,id token,' +
  'session token,private key,privatekey,private token,personal access token,account key,accountkey,shared access key,sharedaccesskey,storage key,subscription key,signing key,signing secret,' +
  'webhook secret,encryption key,master key,token,secret,service key,deploy key,license secret,bot token,oauth token,security token,x api key,hmac key,hmac secret,jwt secret,sharedaccesssignature,sig,' +
  'basic,authorization basic'
).split(',')

interface Issuer {
  readonly name: string
  readonly form: RegExp
}

/** By the first two characters, so that most words are looked up once and no more. Forms as the issuers document them or as their keys show. */
const ISSUERS: readonly Issuer[] = [
  { name: 'AWS', form: /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}$/ },
  { name: 'GitHub', form: /^gh[pousr]_[A-Za-z0-9]{36,255}$|^github_pat_[A-Za-z0-9_]{22,255}$/ },
  { name: 'GitLab', form: /^gl(?:pat|dt|rt|ptt|soat)-[A-Za-z0-9_-]{20,}$/ },
  { name: 'Slack', form: /^xox[abeoprs]-[A-Za-z0-9-]{10,}$|^xapp-\d-[A-Za-z0-9-]{10,}$|^xwfp-[A-Za-z0-9-]{10,}$/ },
  { name: 'Stripe', form: /^[srp]k_(?:live|test|prod)_[A-Za-z0-9]{10,}$|^whsec_[A-Za-z0-9]{20,}$/ },
  { name: 'Google', form: /^AIza[A-Za-z0-9_-]{35}$|^GOCSPX-[A-Za-z0-9_-]{20,}$|^ya29\.[A-Za-z0-9_.-]{20,}$/ },
  { name: 'Twilio', form: /^(?:SK|AC)[0-9a-f]{32}$/ },
  { name: 'SendGrid', form: /^SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}$/ },
  { name: 'npm', form: /^npm_[A-Za-z0-9]{36}$/ },
  { name: 'PyPI', form: /^pypi-[A-Za-z0-9_-]{16,}$/ },
  { name: 'OpenAI', form: /^sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]+-|or-v1-)?[A-Za-z0-9_-]{20,}$/ },
  { name: 'Hugging Face', form: /^hf_[A-Za-z0-9]{30,}$/ },
  { name: 'DigitalOcean', form: /^do[opr]_v1_[0-9a-f]{64}$/ },
  { name: 'Shopify', form: /^shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}$/ },
  { name: 'Databricks', form: /^dapi[0-9a-f]{32}(?:-\d)?$/ },
  { name: 'Mailgun', form: /^key-[0-9a-z]{32}$/ },
  { name: 'Square', form: /^sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,}$|^EAAA[A-Za-z0-9_-]{50,}$/ },
  { name: 'Vault', form: /^hv[sbr]\.[A-Za-z0-9_-]{20,}$/ },
  { name: 'age', form: /^AGE-SECRET-KEY-1[A-Z0-9]{50,}$/ },
  { name: 'JWT', form: /^eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*$/ },
]
const FIRST_TWO = new Set(
  'AK,AS,AB,AC,gh,gi,gl,xo,xa,xw,sk,rk,pk,wh,AI,GO,ya,SK,SG,np,py,hf,do,sh,da,ke,sq,EA,hv,AG,ey'
    .split(',')
    .map((two) => two.charCodeAt(0) * 256 + two.charCodeAt(1)),
)
const SHORTEST = 16
/** 1 for what a run of key characters is made of: ASCII letters and digits, `_`, `-` and `.`. */
const KEY_CHARACTER: Uint8Array = Uint8Array.from({ length: 0x10000 }, (_, unit) =>
  /[A-Za-z0-9_.-]/.test(String.fromCharCode(unit)) ? 1 : 0,
)
const PEM = '-----BEGIN '
const PEM_HEAD =
  /^-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\s{0,4}(?:[A-Za-z-]+: [^\n]*\n\s*)*(?:\\n)?\s{0,4}[A-Za-z0-9+/=]{8,})?/
const MAX_PEM = 20_000
/** Keys that hold characters other than those of KEY_CHARACTER, by the words they begin with: Slack's incoming webhooks, Salesforce's session ids. */
const LONG_FORMS: readonly { readonly begin: string; readonly form: RegExp }[] = [
  {
    begin: 'hooks.slack.com/services/',
    form: /^hooks\.slack\.com\/services\/T[A-Za-z0-9_]{6,16}\/B[A-Za-z0-9_]{6,16}\/[A-Za-z0-9_]{16,64}/,
  },
  { begin: '00D', form: /^00D(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})![A-Za-z0-9._]{60,300}/ },
]
/** Between label and value. */
const TO_VALUE =
  /^["'`\]]{0,2}(?:\s?\([^()\n]{0,20}\))?(?:\s{0,3}(?::=|=>|[:=>])|\s{1,2}(?:is|was)(?:\s?:)?|\s(?=\S{20}))[\s"'`]{0,6}(?:(?:bearer|basic|token)\s{1,2})?["'`]?/i
const VALUE = /^[A-Za-z0-9_\-+/=.~%]{16,512}/
const PLACEHOLDER =
  /your|(?:^|[_.-])example|placeholder|changeme|insert|replace|xxxx|0{8}|\*{3}|1234567890abcdef$|redacted|dummy|sample|test_?key|secret_?key|api_?key/i

export const apiKey = defineDetector({
  id: 'api-key',
  about: 'Key or token of a program or service',
  source: 'RFC 7519 (JWT), RFC 7468 (PEM), RFC 6750 (bearer tokens); key forms documented by the issuers; design §1 P1',
  vocabularies: { 'api-key': LABELS },
  find(scanned) {
    const matches: Match[] = []
    takeMarked(scanned, matches)
    takeAws(scanned, matches)
    takeLong(scanned, matches)
    takePem(scanned, matches)
    for (const label of longestHits(scanned.hits('api-key'))) takeLabelled(scanned, label, matches)
    matches.sort((a, b) => a.start - b.start || b.end - a.end)
    return matches.filter((match, i) => i === 0 || match.start >= (matches[i - 1] as Match).end)
  },
  // Made up, and put together here from pieces, so that no scanner of repositories takes them for keys.
  examples: {
    match: [
      `key ${'AKIA'}${'IOSFODNN7'}${'EXAMPLE'}`,
      `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG'}${'/bPxRfiCYzzqpR4tKEY7'}`,
      `${'ghp_'}${'a1B2c3D4e5F6'.repeat(3)}`,
      `token: ${'github_pat_'}${'11ABCDEFG0'.repeat(3)}`,
      `${'xoxb-'}${'123456789012-'}${'abcDEF123ghi'}`,
      `STRIPE=${'sk_live_'}${'4eC39HqLyjWD'.repeat(2)}`,
      `maps ${'AIza'}${'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'}`,
      `Authorization: Bearer ${'eyJhbGciOiJIUzI1NiJ9'}.${'eyJzdWIiOiIxMjM0In0'}.${'dBjftJeZ4CVPmB92K27u'}`,
      `${'SK'}${'0123456789abcdef'.repeat(2)}`,
      `${'SG.'}${'ngeVfQFYQlKU0ufo8x5d1A'}.${'TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc1s5crgI'}`,
      `${'npm_'}${'a1B2c3D4e5F6'.repeat(3)}`,
      `${'pypi-'}${'AgEIcHlwaS5vcmc'}${'CJDU3OTYw'.repeat(3)}`,
      `AccountKey=${'Eby8vdM02xNOcqFlqUwJPLlm'}${'EtlCDXJ1OUzFT50uSRZ6IFsu'}${'Fq2UVErCz4I6tq'}==;`,
      `${'-----BEGIN '}RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEA7b'.repeat(2)}\n-----END RSA PRIVATE KEY-----`,
      `${'sk-ant-'}api03-${'a1B2c3D4e5F6'.repeat(3)}`,
      `${'sk-'}${'a1B2c3D4e5F6'.repeat(4)}`,
      `api_key: "${'9f86d081884c7d65'}${'9a2feaa0c55ad015'}"`,
      `client_secret=${'Zf3D0LXCM3EIMbgJ'}${'pUNnkRtOfOueHznB'}`,
      `"accessToken": "${'q9Xw82mLz0Pv'}${'Rt55Kd17YhJe'}"`,
      `${'glpat-'}${'a1B2c3D4e5F6g7H8i9J0'}`,
      `the token is ${'hvs.'}${'CAESIJ5xk2'.repeat(3)}`,
      `post to https://${'hooks.slack.'}${'com/services/'}${'T01AB2CD3'}/${'B04EF5GH6'}/${'a1B2c3D4e5F6'.repeat(2)}`,
      `${'-----BEGIN '}OPENSSH PRIVATE KEY-----`,
      `${'key-'}${'3ax6xnjp29jd6fds'}${'4gc373sgvjxteol0'}`,
      `${'key-'}${'9f86d081884c7d65'}${'9a2feaa0c55ad015'}`,
      `sid ${'00D3000000'}${'01bYQ!'}${'AQcAQH0dMHEX'}${'z894n3Ehc_.Q'.repeat(5)}`,
      `sid ${'00D3000000'}${'01bYQEAU!'}${'AQcAQH0dMHEX'}${'z894n3Ehc_.Q'.repeat(5)}`,
    ],
    ignore: [
      'hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      'record 00D30000001bYQ7',
      'api key on request',
      'api_key: YOUR_API_KEY_HERE',
      'API key: ________________',
      'api_key = os.environ["API_KEY"]',
      'commit 9f86d081884c7d659a2feaa0c55ad0153f1c7b2a',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      'a token of our esteem, 2024',
      'the secret to a long life of 90 years',
      'tracking number 1Z999AA10123456784',
      '550e8400-e29b-41d4-a716-446655440000',
      'sk-learn version 1.4',
      'token expired',
      '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE',
      '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A',
      'Bearer of this letter, Jane Roe',
      'secret = config.get("secret")',
      'access token: <token>',
      'key 4: press enter',
      'order AKIA12',
      'api key: xxxxxxxxxxxxxxxxxxxxxxxx',
      'token_type: urn:ietf:params:oauth:token-type:jwt',
      'ACCOUNT0123456789abcdef0123456789abcdef',
      'the secretary wrote on 2024-01-02T10:00:00Z',
    ],
  },
})

/** Runs of key characters around words with a digit; the prefix tells the issuer. */
function takeMarked({ text, tokens }: ScannedText, matches: Match[]): void {
  let reached = 0
  for (let i = 0; i < tokens.count; i++) {
    const from = tokens.starts[i] as number
    if (from < reached) continue
    let start = from
    while (start > reached && KEY_CHARACTER[text.charCodeAt(start - 1)] === 1) start--
    let end = tokens.ends[i] as number
    while (end < text.length && KEY_CHARACTER[text.charCodeAt(end)] === 1) end++
    reached = end
    if (end - start < SHORTEST) continue
    while (end > start && !isAlphanumeric(text.charCodeAt(end - 1))) end--
    while (start < end && !isAlphanumeric(text.charCodeAt(start))) start++
    const first = text.charCodeAt(start)
    if (!FIRST_TWO.has(first * 256 + text.charCodeAt(start + 1))) continue
    const value = text.slice(start, Math.min(end, start + 4096))
    if (ISSUERS.some((issuer) => issuer.form.test(value)) && isVaried(value)) matches.push(toMatch(start, end, 'high', value))
  }
}

/** AWS key ids may lack a digit: one in thirty does. */
function takeAws({ text }: ScannedText, matches: Match[]): void {
  for (const prefix of ['AKIA', 'ASIA']) {
    for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 4)) {
      const value = /^[A-Z0-9]{20}(?![A-Za-z0-9])/.exec(text.slice(at, at + 21))?.[0]
      if (value && !isAlphanumeric(text.charCodeAt(at - 1)) && isVaried(value)) matches.push(toMatch(at, at + 20, 'high', value))
    }
  }
}

function takeLong({ text }: ScannedText, matches: Match[]): void {
  for (const { begin, form } of LONG_FORMS) {
    for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + begin.length)) {
      if (isAlphanumeric(text.charCodeAt(at - 1))) continue
      const value = form.exec(text.slice(at, at + 320))?.[0]
      if (value && isVaried(value)) matches.push(toMatch(at, at + value.length, 'high', value))
    }
  }
}

function takePem({ text }: ScannedText, matches: Match[]): void {
  for (let at = text.indexOf(PEM); at >= 0; at = text.indexOf(PEM, at)) {
    const head = PEM_HEAD.exec(text.slice(at, at + 600))?.[0]
    if (!head) {
      at += PEM.length
      continue
    }
    const close = text.slice(at, at + MAX_PEM).search(/-----END [A-Z0-9 ]{0,40}-----/)
    const end = close < 0 ? at + head.length : Math.min(text.indexOf('-----', at + close + 9) + 5, at + MAX_PEM)
    matches.push(toMatch(at, end, 'high', text.slice(at, end).replace(/\s/g, '')))
    at = end
  }
}

/** A random-looking value behind its label. */
function takeLabelled({ text }: ScannedText, label: KeywordHit, matches: Match[]): void {
  const gap = TO_VALUE.exec(text.slice(label.end, label.end + 60))?.[0]
  if (gap === undefined) return
  const start = label.end + gap.length
  const value = VALUE.exec(text.slice(start, start + 520))?.[0].replace(/[.]+$/, '')
  if (!value || value.length < SHORTEST || PLACEHOLDER.test(value) || !looksRandom(value)) return
  // Plain words need a mark: `token 2024-01…` is a sentence.
  if (/^\s+$/.test(gap) && !/[A-Za-z]\d|\d[A-Za-z]/.test(value)) return
  matches.push(toMatch(start, start + value.length, 'medium', value))
}

/** Letters and digits mixed without a pattern; names, paths and dates are not. */
function looksRandom(value: string): boolean {
  const digits = value.replace(/\D/g, '').length
  const letters = value.replace(/[^A-Za-z]/g, '').length
  if (letters < 4 || (digits < 2 && !(value.length >= 24 && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value) && !/[_.-]/.test(value)))) return false
  if (/^\d{4}-\d\d-\d\dT|^https?:|^[a-z]+(?:[._/-][a-z]+)+\d{0,3}$|^[A-Z]+(?:_[A-Z]+)+\d*$|^(?:v?\d+\.){2}/.test(value)) return false
  return entropy(value) >= (/^[0-9a-fA-F-]+$/.test(value) ? 2.8 : 3.2)
}

/** @returns Shannon entropy in bits a character */
function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}

/** No placeholder such as `ghp_xxxxxxxx`. */
function isVaried(value: string): boolean {
  return new Set(value.slice(-24)).size >= 6 && !/(.)\1{7}/.test(value)
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)
}

function toMatch(start: number, end: number, confidence: Confidence, value: string): Match {
  return { start, end, confidence, value, excerpt: `${value.slice(0, 2)}${'*'.repeat(10)}` }
}
