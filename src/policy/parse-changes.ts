// The actions of `then` that change a copy's bytes (design §6): `redact`, `header`, `subject`, `notice`. YAML → actions.
import { PROTECTIONS } from '../domain/protection.ts'
import { REDACT_MODES, type RedactElse } from '../domain/verdict.ts'
import { type ParseContext, readDetectors, readRoutes } from './parse-context.ts'
import { type Actions, POLICY_DEFAULTS } from './policy-set.ts'
import type { Entry, YamlReader } from './yaml-reader.ts'

type Entries = ReadonlyMap<string, Entry>

/**
 * Header fields that no policy may touch, and what to use instead. Without them a mail is another mail: who wrote it, to whom, what it is, where it
 * went (RFC 5322 §3.6), and what a signature or a thread hangs on.
 */
const UNTOUCHABLE: Readonly<Record<string, string>> = {
  subject: 'use the action `subject`',
  ...Object.fromEntries(
    [
      'from',
      'sender',
      'to',
      'cc',
      'bcc',
      'date',
      'message-id',
      'in-reply-to',
      'references',
      'received',
      'return-path',
      'dkim-signature',
    ].map((name) => [name, 'take it out']),
  ),
}

/** `redact: {values, mode, else}`; left out, `mode` is `mask` and `else` is `hold`. */
export function parseRedact(context: ParseContext, entry: Entry): Actions['redact'] | undefined {
  const { reader } = context
  const map = fields(reader, entry, '`redact`', ['values', 'mode', 'else'])
  if (!map) return undefined
  const [valuesEntry, modeEntry, elseEntry] = ['values', 'mode', 'else'].map((key) => map.get(key))
  if (!valuesEntry) return reader.problem(entry.key, '`redact` does not say what', 'add `values`, a list of detectors')
  const values = readDetectors(context, valuesEntry, '`values`')
  const mode = modeEntry ? reader.choice(modeEntry, '`mode`', REDACT_MODES) : 'mask'
  const answer: RedactElse | undefined = elseEntry ? parseElse(context, elseEntry) : { action: 'hold' }
  if (mode === 'date-shift' && values) checkDates(reader, modeEntry as Entry, values)
  return values && mode && answer && { values, mode, else: answer }
}

/** Moving a date by some days says something about dates only. */
function checkDates(reader: YamlReader, entry: Entry, values: readonly string[]): void {
  const other = values.find((name) => !['date', 'date-of-birth'].includes(name))
  if (!other) return
  reader.problem(
    entry.node,
    `\`date-shift\` moves dates, and \`${other}\` finds none`,
    'use `mask`, `label` or `pseudonym` for it, in a rule of its own',
  )
}

function parseElse(context: ParseContext, entry: Entry): RedactElse | undefined {
  const { reader } = context
  const opened = reader.open(entry.node)
  if (opened && 'items' in opened) {
    const map = fields(reader, entry, '`else`', ['deliver', 'otherwise'])
    const [deliverEntry, otherwiseEntry] = [map?.get('deliver'), map?.get('otherwise')]
    if (!map) return undefined
    if (!deliverEntry)
      return reader.problem(entry.key, '`else` does not say what happens', 'write hold, reject, portal or {deliver: authenticated}')
    // What was to be redacted is still in the copy: `any` would send it in the open.
    const deliver = reader.choice(deliverEntry, '`deliver`', PROTECTIONS.slice(1))
    const otherwise = otherwiseEntry && readRoutes(context, otherwiseEntry, '`otherwise`')
    return deliver && { action: 'deliver', deliver, ...(otherwise ? { otherwise } : {}) }
  }
  const word = reader.choice(entry, '`else`', ['hold', 'reject', 'portal'])
  if (word === 'portal') return { action: 'deliver', deliver: 'portal' }
  return word && { action: word }
}

/** `header: {add, set, remove}`. */
export function parseHeaderChange({ reader }: ParseContext, entry: Entry): Actions['header'] | undefined {
  const map = fields(reader, entry, '`header`', ['add', 'set', 'remove'])
  if (!map) return undefined
  const seen = new Map<string, string>()
  const named = (key: 'add' | 'set'): Readonly<Record<string, string>> | undefined => {
    const inner = map.get(key)
    const entries = inner && reader.anyMap(inner.node, inner.key, `\`${key}\``)
    const values = [...(entries ?? [])].flatMap(([name, value]) => {
      if (!mayTouch(reader, name, value.key, key, seen)) return []
      const text = readHeaderValue(reader, value, name)
      return text === undefined ? [] : [[name, text] as const]
    })
    return entries && Object.fromEntries(values)
  }
  const [add, set] = [named('add'), named('set')]
  const removeEntry = map.get('remove')
  const remove =
    removeEntry &&
    reader.texts(removeEntry, '`remove`')?.flatMap(({ text, node }) => (mayTouch(reader, text, node, 'remove', seen) ? [text] : []))
  return { ...(add ? { add } : {}), ...(set ? { set } : {}), ...(remove ? { remove } : {}) }
}

function mayTouch(
  reader: YamlReader,
  name: string,
  place: Parameters<YamlReader['problem']>[0],
  how: string,
  seen: Map<string, string>,
): boolean {
  const lower = name.toLowerCase()
  const earlier = seen.get(lower)
  seen.set(lower, how)
  // RFC 5322 §2.2: printable US-ASCII without the colon.
  if (!/^[\x21-\x39\x3b-\x7e]{1,76}$/.test(name)) {
    reader.problem(place, `no header field can be named \`${name}\``, 'write the name alone, as in X-Department, without colon or spaces')
  } else if (UNTOUCHABLE[lower] || /^(content-|mime-version$|resent-|arc-|authentication-results$)/.test(lower)) {
    reader.problem(
      place,
      `\`header\` may not touch \`${name}\`: the message and its signatures hang on it`,
      UNTOUCHABLE[lower] ?? 'take it out',
    )
  } else if (earlier) {
    reader.problem(
      place,
      `\`${name}\` stands under \`${earlier}\` and \`${how}\``,
      'keep one: `set` takes the place of every field of the name',
    )
  } else return true
  return false
}

function readHeaderValue(reader: YamlReader, entry: Entry, name: string): string | undefined {
  const text = reader.text(entry.node, entry.key, `\`${name}\``)
  if (text === undefined || !/\p{Cc}/u.test(text)) return oneLine(reader, entry, text, `\`${name}\``)
  return reader.problem(entry.node, `the value of \`${name}\` holds a line break or control character`, 'write it in one line')
}

/** `subject: {strip, replace, prefix}`. */
export function parseSubjectChange({ reader }: ParseContext, entry: Entry): Actions['subject'] | undefined {
  const map = fields(reader, entry, '`subject`', ['strip', 'replace', 'prefix'])
  if (!map) return undefined
  const [stripEntry, replaceEntry, prefixEntry] = ['strip', 'replace', 'prefix'].map((key) => map.get(key))
  const strip = stripEntry && reader.texts(stripEntry, '`strip`')?.map(({ text }) => text)
  const word = (inner: Entry | undefined, what: string) => inner && oneLine(reader, inner, reader.text(inner.node, inner.key, what), what)
  const [replace, prefix] = [word(replaceEntry, '`replace`'), word(prefixEntry, '`prefix`')]
  if (stripEntry && replaceEntry)
    reader.problem(stripEntry.key, '`strip` beside `replace` never counts: the whole subject is replaced', 'keep one of them')
  return { ...(strip ? { strip } : {}), ...(replace === undefined ? {} : { replace }), ...(prefix === undefined ? {} : { prefix }) }
}

/** `notice: {text, place}`; left out, `place` is `bottom`. */
export function parseNotice({ reader }: ParseContext, entry: Entry): Actions['notice'] | undefined {
  const map = fields(reader, entry, '`notice`', ['text', 'place'])
  if (!map) return undefined
  const [textEntry, placeEntry] = [map.get('text'), map.get('place')]
  if (!textEntry) return reader.problem(entry.key, '`notice` has no text', 'add `text: "…"`')
  const text = reader.text(textEntry.node, textEntry.key, '`text`')
  const place = placeEntry ? reader.choice(placeEntry, '`place`', ['top', 'bottom']) : 'bottom'
  if (text !== undefined && text.length > POLICY_DEFAULTS.maxNoticeLength)
    return reader.problem(textEntry.node, `the text is longer than ${POLICY_DEFAULTS.maxNoticeLength} characters`, 'write a shorter notice')
  return text !== undefined && place ? { text, place } : undefined
}

function oneLine(reader: YamlReader, entry: Entry, text: string | undefined, what: string): string | undefined {
  if (text === undefined) return undefined
  if (/[\r\n]/.test(text)) return reader.problem(entry.node, `${what} holds a line break`, 'write it in one line')
  if (text.length <= POLICY_DEFAULTS.maxHeaderValue) return text
  return reader.problem(entry.node, `${what} is longer than ${POLICY_DEFAULTS.maxHeaderValue} characters`, 'write a shorter text')
}

function fields(reader: YamlReader, entry: Entry, what: string, keys: readonly string[]): Entries | undefined {
  const map = reader.map(entry.node, entry.key, what, keys)
  if (map?.size === 0) return reader.problem(entry.node, `${what} says nothing`, `its keys are ${keys.join(', ')}`)
  return map
}
