// `then` of a rule, `default` and `uninspectable`: YAML → actions (design §6).
import { PORTAL_AUTHS, PROTECTIONS, type Protection } from '../domain/protection.ts'
import { parseHeaderChange, parseNotice, parseRedact, parseSubjectChange } from './parse-changes.ts'
import { NAME, noteLater, type ParseContext, readMailboxes, readRoutes } from './parse-context.ts'
import type { Actions } from './policy-set.ts'
import type { Entry } from './yaml-reader.ts'

const PROTECTION_KEYS = ['deliver', 'otherwise', 'min-tls', 'proof', 'portal', 'via'] as const
export const THEN_KEYS = [
  ...['deliver', 'otherwise', 'hold', 'reject', 'notify', 'tag', 'min-tls', 'proof', 'portal', 'via'],
  ...['redact', 'journal', 'header', 'subject', 'notice', 'except', 'reason'],
] as const

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Entries = ReadonlyMap<string, Entry>

/** `then` of the rule `id`. */
export function parseThen(context: ParseContext, entry: Entry, id: string): { readonly actions: Actions; readonly entries: Entries } {
  const actions = parseActions(context, entry, '`then`', THEN_KEYS, PROTECTIONS)
  const except = actions.entries.get('except')
  const named = except ? context.reader.texts(except, '`except`') : undefined
  for (const { text, node } of named ?? []) context.excepts.push({ by: id, rule: text, node })
  if (named) actions.actions = { ...actions.actions, except: named.map(({ text }) => text) }
  checkExcept(context, actions.entries)
  return actions
}

/** `default`: how mail travels where no rule says so. */
export function parseDefault(context: ParseContext, entry: Entry): Actions | undefined {
  const { reader } = context
  const { actions, entries } = parseActions(context, entry, '`default`', PROTECTION_KEYS, PROTECTIONS)
  const deliver = entries.get('deliver')
  if (!deliver)
    return entries.size > 0
      ? reader.problem(entry.key, '`default` does not say how mail is delivered', 'add `deliver: encrypted`')
      : undefined
  if (actions.deliver !== 'any') return actions
  return reader.problem(
    deliver.node,
    '`default` may not be `any`: mail that no rule speaks of would go without encryption',
    'write encrypted, authenticated or portal',
  )
}

/** `uninspectable.then` and `.opaque`: never `any`, because what was not read is never called clean. */
export function parseUninspectable(
  context: ParseContext,
  entry: Entry,
  what: string,
  protections: readonly Protection[],
): Actions | undefined {
  const { reader } = context
  const { actions, entries } = parseActions(
    context,
    entry,
    what,
    ['hold', 'reject', 'deliver', 'otherwise', 'portal', 'notify'],
    protections,
  )
  const answers = ['hold', 'reject', 'deliver'].filter((key) => entries.has(key))
  if (answers.length === 1) return actions
  if (entries.size === 0) return undefined
  if (answers.length === 0) return reader.problem(entry.key, `${what} does not say what happens`, 'name one of hold, reject and deliver')
  return reader.problem(entry.key, `${what} names ${answers.join(' and ')}, and only one can happen`, 'keep one of them')
}

function parseActions(
  context: ParseContext,
  entry: Entry,
  what: string,
  keys: readonly string[],
  protections: readonly Protection[],
): { actions: Actions; entries: Entries } {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, what, keys)
  if (!map) return { actions: {}, entries: new Map() }
  if (map.size === 0) reader.problem(entry.node, `${what} says nothing`, `name at least one of ${keys.slice(0, 5).join(', ')}`)
  const entries: Entries = new Map([...map].filter(([key]) => keys.includes(key)))
  const actions: Mutable<Actions> = {}
  for (const [key, inner] of entries) {
    Object.assign(actions, parseAction(context, key, inner, protections))
  }
  checkTogether(context, entries, actions)
  return { actions, entries }
}

function parseAction(context: ParseContext, key: string, entry: Entry, protections: readonly Protection[]): Actions {
  const { reader } = context
  const given = <K extends keyof Actions>(name: K, value: Actions[K] | undefined): Actions => (value === undefined ? {} : { [name]: value })
  switch (key) {
    case 'deliver':
      return given('deliver', reader.choice(entry, '`deliver`', protections))
    case 'otherwise':
      return given('otherwise', readRoutes(context, entry, '`otherwise`'))
    case 'min-tls':
      return given('minTls', reader.choice(entry, '`min-tls`', ['1.3']))
    case 'proof':
      return given('proof', reader.choice(entry, '`proof`', ['dane-or-sts']))
    case 'via':
      return given('via', readHosts(context, entry))
    case 'redact':
      return given('redact', parseRedact(context, entry))
    case 'journal':
      return given('journal', readMailboxes(context, entry, '`journal`'))
    case 'header':
      return given('header', parseHeaderChange(context, entry))
    case 'subject':
      return given('subject', parseSubjectChange(context, entry))
    case 'notice':
      return given('notice', parseNotice(context, entry))
    case 'portal':
      return given('portal', parsePortal(context, entry))
    case 'hold':
    case 'reject':
      return given(key, reader.text(entry.node, entry.key, `\`${key}\``, 'write the reason as a sentence in quotes: "Could not be read"'))
    case 'notify':
      return given('notify', readMailboxes(context, entry, '`notify`'))
    case 'tag':
      return given(
        'tag',
        readNames(context, entry, '`tag`').map(({ text }) => text),
      )
    case 'reason':
      return given('reason', reader.text(entry.node, entry.key, '`reason`'))
    default:
      return {}
  }
}

/** `via`: who hosts a message of the portal. */
function readHosts(context: ParseContext, entry: Entry): readonly string[] | undefined {
  const routes = readRoutes(context, entry, '`via`')
  if (!routes?.includes('bounce'))
    return routes?.length === 0 ? context.reader.problem(entry.node, '`via` names nobody', 'write portal') : routes
  return context.reader.problem(
    entry.node,
    '`via` says who hosts a portal message, and `bounce` hosts none',
    'write portal or the name of a provider',
  )
}

function parsePortal(context: ParseContext, entry: Entry): Actions['portal'] | undefined {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, '`portal`', ['auth', 'expires', 'link-over'])
  if (!map) return undefined
  if (map.size === 0) return reader.problem(entry.node, '`portal` says nothing', 'name `expires`, `link-over` or `auth`')
  const [authEntry, expiresEntry, overEntry] = ['auth', 'expires', 'link-over'].map((key) => map.get(key))
  const auth = authEntry && reader.choice(authEntry, '`auth`', PORTAL_AUTHS)
  if (authEntry && (auth === 'login' || auth === 'mfa')) noteLater(context, authEntry.key, 'portal.auth')
  const expires = expiresEntry && reader.duration(expiresEntry, '`expires`')
  if (expires === 0)
    reader.problem(expiresEntry?.node, '`expires` of 0 would close the portal before anyone can open it', 'write at least 1h')
  if (overEntry && context.layered)
    reader.problem(
      overEntry.key,
      'a layer may only tighten, and `link-over` loosens',
      'put the rule into a policy without `layer`, with a `from` condition',
    )
  const linkOver = overEntry && reader.choice(overEntry, '`link-over`', ['encrypted', 'any'])
  return { ...(auth ? { auth } : {}), ...(expires ? { expires } : {}), ...(linkOver ? { linkOver } : {}) }
}

function readNames({ reader }: ParseContext, entry: Entry | undefined, what: string) {
  if (!entry) return []
  return (
    reader.texts(entry, what)?.filter(({ text, node }) => {
      if (NAME.test(text)) return true
      reader.problem(node, `${what} cannot be \`${text}\``, 'use small letters, digits and single hyphens: needs-review')
      return false
    }) ?? []
  )
}

/** Combinations that contradict each other, whoever writes them. */
function checkTogether({ reader }: ParseContext, entries: Entries, actions: Actions): void {
  const [deliver, otherwise, portal, hold, minTls, proof, via] = ['deliver', 'otherwise', 'portal', 'hold', 'min-tls', 'proof', 'via'].map(
    (key) => entries.get(key),
  )
  if (otherwise && actions.deliver === 'portal') {
    reader.problem(
      otherwise.key,
      '`otherwise` beside `deliver: portal` never counts: the portal cannot be refused',
      'take it out; `via` says who hosts the message',
    )
  }
  if (otherwise && !deliver) {
    reader.problem(
      otherwise.key,
      '`otherwise` without `deliver` never counts',
      'add the `deliver` that it is the way out of, or take it out',
    )
  }
  if (portal && !deliver && actions.portal?.linkOver) {
    reader.problem(portal.key, '`link-over` counts only in the rule that sets the protection', 'add `deliver` to this rule')
  }
  if (hold && entries.has('reject')) {
    reader.problem(hold.key, '`hold` beside `reject` never happens: `reject` is the stronger of the two', 'keep one of them')
  }
  if (minTls && actions.deliver === 'any') {
    reader.problem(minTls.key, '`min-tls` contradicts `deliver: any`', 'take it out, or write `deliver: encrypted`')
  }
  if (proof && (actions.deliver === 'any' || actions.deliver === 'encrypted')) {
    reader.problem(
      proof.key,
      `\`proof\` contradicts \`deliver: ${actions.deliver}\`: a host that is not proved cannot show it`,
      'write `deliver: authenticated`',
    )
  }
  if (via && actions.deliver !== 'portal' && deliver) {
    reader.problem(
      via.key,
      `\`via\` beside \`deliver: ${actions.deliver}\` never counts`,
      'write `deliver: portal`; `otherwise` says what follows a refusal',
    )
  }
}

function checkExcept({ reader }: ParseContext, entries: Entries): void {
  const [except, reason] = [entries.get('except'), entries.get('reason')]
  if (except && !reason)
    reader.problem(except.key, '`except` needs a reason, which goes into the audit trail', 'add `reason: "…"` beside it')
  if (reason && !except)
    reader.problem(reason.key, '`reason` belongs to an `except`, and none stands beside it', 'use `title` to explain a rule')
}
