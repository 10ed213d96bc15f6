// Reads a `*.test.yaml`: cases of mail with what policy is expected to say (design §6). Mistakes get file, line and column like a policy's.
import { isMap, isScalar } from 'yaml'
import { CONSENT_KINDS, type ConsentKind } from '../domain/consent.ts'
import { HOST_VERDICTS, type HostFlag, type HostVerdict } from '../domain/posture.ts'
import { PROTECTIONS } from '../domain/protection.ts'
import { didYouMean } from '../platform/did-you-mean.ts'
import { SALESFORCE_HEADERS } from './match-salesforce.ts'
import type { Problem } from './problem.ts'
import { createYamlReader, type Entry, type YamlReader } from './yaml-reader.ts'
import { openYaml } from './yaml-source.ts'

/** What a case says about a mail; the command line makes a message of it. */
export interface MailFacts {
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly subject: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly text?: string
  readonly html?: string
  readonly attachments: readonly { readonly name: string; readonly type?: string; readonly text?: string; readonly file?: string }[]
}

export interface Expectation {
  readonly action?: string
  /** The first route of the plan, `hold` where the copy waits, `none` where it is rejected. */
  readonly route?: string
  readonly protection?: string
  readonly rules?: readonly string[]
  /** Detectors and dictionaries whose findings are rewritten in this copy; a boolean asks only whether there is any. */
  readonly redacted?: readonly string[] | boolean
}

export interface PolicyCase {
  readonly name: string
  readonly line: number
  /** Facts of a mail, or the path of an .eml file relative to the test file. */
  readonly mail: MailFacts | { readonly file: string }
  /** Consents that every recipient of the case has given. */
  readonly consent: readonly ConsentKind[]
  /** Milliseconds since the epoch. */
  readonly now?: number
  readonly destination: HostVerdict
  /** For every recipient, or by address. */
  readonly expect: Expectation | ReadonlyMap<string, Expectation>
}

export interface PolicyTests {
  readonly file: string
  /** Policy files, relative to the test file. */
  readonly policies: readonly string[]
  readonly cases: readonly PolicyCase[]
}

export type ReadTests = { readonly ok: true; readonly tests: PolicyTests } | { readonly ok: false; readonly problems: readonly Problem[] }

const CASE_KEYS = ['name', 'mail', 'file', 'consent', 'now', 'destination', 'tls', 'expect']
const MAIL_KEYS = ['from', 'to', 'cc', 'subject', 'headers', 'salesforce', 'text', 'html', 'attachments', 'file']
const EXPECT_KEYS = ['action', 'route', 'protection', 'rules', 'redacted']
const FLAGS: readonly HostFlag[] = ['permanent', 'temporary', 'hard', 'attack-suspected', 'dane-fail', 'sts-fail', 'slow', 'cbc']
type Entries = ReadonlyMap<string, Entry>

export function readPolicyTests(file: string, bytes: Uint8Array): ReadTests {
  const opened = openYaml(file, bytes)
  if (!opened.ok) return opened
  const reader = createYamlReader(opened.source)
  const start = { range: [0, 0, 0] as const }
  const map = reader.map(opened.source.root, start, 'the test file', ['policy', 'cases'])
  if (!map) return { ok: false, problems: reader.problems }
  const policies = need(reader, map, 'policy', start, 'name the policy file: `policy: hipaa.yaml`')
  const listed = need(reader, map, 'cases', start, 'add `cases:` with `- name: …` below')
  const paths = policies ? (reader.texts(policies, '`policy`')?.map(({ text }) => text) ?? []) : []
  const cases = listed ? (reader.items(listed, '`cases`') ?? []).flatMap((node) => readCase(reader, { key: listed.key, node }) ?? []) : []
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems }
  return { ok: true, tests: { file, policies: paths, cases } }
}

function readCase(reader: YamlReader, entry: Entry): PolicyCase | undefined {
  const map = reader.map(entry.node, entry.key, 'a case', CASE_KEYS)
  if (!map) return undefined
  const nameEntry = need(reader, map, 'name', entry.node, 'begin it with `- name: …`')
  const expectEntry = need(reader, map, 'expect', entry.node, 'say what is expected: `expect: { protection: encrypted }`')
  const consentEntry = map.get('consent')
  const consent = consentEntry ? readConsents(reader, consentEntry) : []
  const mail = readMailOrFile(reader, map, entry)
  const nowEntry = map.get('now')
  const destination = readDestination(reader, map.get('destination'), map.get('tls'))
  const now = nowEntry && readMoment(reader, nowEntry)
  const name = nameEntry && reader.text(nameEntry.node, nameEntry.key, '`name`')
  const expect = expectEntry && readExpect(reader, expectEntry)
  if (!name || !mail || !expect) return undefined
  return { name, line: reader.source.at(entry.node).line, mail, consent, destination, expect, ...(now === undefined ? {} : { now }) }
}

function readMailOrFile(reader: YamlReader, map: Entries, entry: Entry): PolicyCase['mail'] | undefined {
  const [mailEntry, fileEntry] = [map.get('mail'), map.get('file')]
  if (mailEntry && fileEntry) return reader.problem(fileEntry.key, 'a case has `mail` or `file`, not both', 'keep one of them')
  if (fileEntry) return readFile(reader, fileEntry)
  if (!mailEntry) return reader.problem(entry.node, 'a case has no mail', 'add `mail: {from, to, subject, text}` or `file: sample.eml`')
  const mail = reader.map(mailEntry.node, mailEntry.key, '`mail`', MAIL_KEYS)
  if (!mail) return undefined
  const inner = mail.get('file')
  return inner ? readFile(reader, inner) : readMail(reader, mail)
}

function readFile(reader: YamlReader, entry: Entry): { file: string } | undefined {
  const file = reader.text(entry.node, entry.key, '`file`')
  return file === undefined ? undefined : { file }
}

function readMail(reader: YamlReader, mail: Entries): MailFacts {
  const word = (key: string): string | undefined => {
    const entry = mail.get(key)
    return entry && reader.text(entry.node, entry.key, `\`${key}\``)
  }
  const words = (key: string): readonly string[] => {
    const entry = mail.get(key)
    return (entry && reader.texts(entry, `\`${key}\``, { empty: true })?.map(({ text }) => text)) ?? []
  }
  const [text, html] = [word('text'), word('html')]
  return {
    from: word('from') ?? 'Sender <sender@example-health.org>',
    to: words('to'),
    cc: words('cc'),
    subject: word('subject') ?? '',
    headers: [...namedTexts(reader, mail.get('headers'), '`headers`'), ...salesforceHeaders(reader, mail.get('salesforce'))],
    attachments: readAttachments(reader, mail.get('attachments')),
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
  }
}

function namedTexts(reader: YamlReader, entry: Entry | undefined, what: string): MailFacts['headers'] {
  if (!entry) return []
  return [...(reader.anyMap(entry.node, entry.key, what) ?? [])].flatMap(([name, inner]) => {
    const value = reader.text(inner.node, inner.key, `\`${name}\``)
    return value === undefined ? [] : [{ name, value }]
  })
}

function salesforceHeaders(reader: YamlReader, entry: Entry | undefined): MailFacts['headers'] {
  const map = entry && reader.map(entry.node, entry.key, '`salesforce`', Object.keys(SALESFORCE_HEADERS))
  return [...(map ?? [])].flatMap(([key, inner]) => {
    const name = SALESFORCE_HEADERS[key as keyof typeof SALESFORCE_HEADERS]
    const value = name && reader.text(inner.node, inner.key, `\`${key}\``)
    return name && value ? [{ name, value }] : []
  })
}

function readAttachments(reader: YamlReader, entry: Entry | undefined): MailFacts['attachments'] {
  return (entry ? (reader.items(entry, '`attachments`') ?? []) : []).flatMap((node) => {
    const map = reader.map(node, node, 'an attachment', ['name', 'type', 'text', 'file'])
    const field = (key: string) => {
      const inner = map?.get(key)
      return inner && reader.text(inner.node, inner.key, `\`${key}\``)
    }
    const [name, type, text, file] = ['name', 'type', 'text', 'file'].map(field)
    if (map && (text === undefined) === (file === undefined))
      return reader.problem(node, 'an attachment has either `text` or `file`', 'keep one of them') ?? []
    return [
      { name: name ?? '', ...(type ? { type } : {}), ...(text === undefined ? {} : { text }), ...(file === undefined ? {} : { file }) },
    ]
  })
}

function readDestination(reader: YamlReader, entry: Entry | undefined, tlsEntry: Entry | undefined): HostVerdict {
  const version = (tlsEntry && reader.choice(tlsEntry, '`tls`', ['1.2', '1.3'])) ?? '1.3'
  const map = entry && isMap(reader.open(entry.node)) ? reader.map(entry.node, entry.key, '`destination`', ['verdict', 'flags']) : undefined
  const verdictEntry = map ? map.get('verdict') : entry
  const verdict = (verdictEntry && reader.choice(verdictEntry, '`destination`', HOST_VERDICTS)) ?? 'pkix-verified'
  const flagsEntry = map?.get('flags')
  const flags = (flagsEntry ? (reader.items(flagsEntry, '`flags`') ?? []) : []).flatMap(
    (node) => reader.choice({ key: (flagsEntry as Entry).key, node }, '`flags`', FLAGS) ?? [],
  )
  const encrypted = verdict.endsWith('-verified') || verdict === 'encrypted-unverified'
  const tls = encrypted ? { tls: { version: `TLSv${version}`, cipher: 'TLS_AES_256_GCM_SHA384' } } : {}
  return { verdict, flags, reason: 'as the test says', ...tls }
}

function readMoment(reader: YamlReader, entry: Entry): number | undefined {
  const text = reader.text(entry.node, entry.key, '`now`', 'write a day: 2027-01-31')
  if (text === undefined) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? reader.problem(entry.node, `there is no moment \`${text}\``, 'write 2027-01-31 or 2027-01-31T12:00:00Z') : at
}

function readExpect(reader: YamlReader, entry: Entry): PolicyCase['expect'] | undefined {
  const opened = reader.open(entry.node)
  const byAddress = isMap(opened) && opened.items.some((item) => isScalar(item.key) && String(item.key.value).includes('@'))
  if (!byAddress) return readExpectation(reader, entry)
  const map = reader.anyMap(entry.node, entry.key, '`expect`')
  return new Map([...(map ?? [])].map(([address, inner]) => [address.toLowerCase(), readExpectation(reader, inner) ?? {}]))
}

function readExpectation(reader: YamlReader, entry: Entry): Expectation | undefined {
  const map = reader.map(entry.node, entry.key, '`expect`', EXPECT_KEYS)
  if (!map) return undefined
  if (map.size === 0)
    return reader.problem(entry.node, '`expect` says nothing, so the case cannot fail', `name ${EXPECT_KEYS.slice(0, 4).join(', ')}`)
  const [action, route, protection, rules, redacted] = EXPECT_KEYS.map((key) => map.get(key))
  const said = {
    action: action && reader.choice(action, '`action`', ['deliver', 'hold', 'reject']),
    route: route && reader.text(route.node, route.key, '`route`'),
    protection: protection && reader.choice(protection, '`protection`', PROTECTIONS),
    rules: rules && reader.texts(rules, '`rules`', { empty: true })?.map(({ text }) => text),
    redacted: redacted && readRedacted(reader, redacted),
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

function readConsents(reader: YamlReader, entry: Entry): readonly ConsentKind[] {
  return (reader.items(entry, '`consent`') ?? []).flatMap(
    (node) => reader.choice({ key: entry.key, node }, '`consent`', CONSENT_KINDS) ?? [],
  )
}

function readRedacted(reader: YamlReader, entry: Entry): Expectation['redacted'] {
  const opened = reader.open(entry.node)
  if (isScalar(opened) && typeof opened.value === 'boolean') return opened.value
  return reader.texts(entry, '`redacted`', { empty: true })?.map(({ text }) => text)
}

function need(reader: YamlReader, map: Entries, key: string, place: Parameters<YamlReader['problem']>[0], hint: string): Entry | undefined {
  return map.get(key) ?? reader.problem(place, `\`${key}\` is missing`, hint)
}

/** A rule id in `expect` that no loaded rule has: a case that can only fail by a slip of the pen. */
export function unknownRuleHint(id: string, known: readonly string[]): string | undefined {
  if (known.includes(id) || id === 'default' || id === 'uninspectable') return undefined
  const meant = didYouMean(id, known)
  return meant ? `there is no rule \`${id}\`; did you mean \`${meant}\`?` : `there is no rule \`${id}\``
}
