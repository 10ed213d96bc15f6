// The face of policy loading: files → one checked PolicySet, or every problem with its place. Used by start, reload, `config check` and
// `policy …`. A set is loaded as a whole or not at all.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PROTECTIONS } from '../domain/protection.ts'
import type { CustomDetector } from '../domain/scan-set.ts'
import { didYouMean } from '../platform/did-you-mean.ts'
import { type ParsedFile, parseFile } from './parse-file.ts'
import {
  type Actions,
  type Condition,
  type Layer,
  POLICY_DEFAULTS,
  type PolicySet,
  type UninspectableEntry,
  type UninspectablePolicy,
} from './policy-set.ts'
import type { Problem } from './problem.ts'
import { detectorsOf, scanSetOf } from './scan-set-of.ts'
import { openYaml } from './yaml-source.ts'

export interface LoadOptions {
  /** Detector ids that are built in now; other ids of the language are refused as "arrives later". */
  readonly detectors: readonly string[]
  /** Names under `routes` of postern.yaml. Left out: unknown names are assumed to exist, with a warning each. */
  readonly routes?: readonly string[]
  /** Does a detector of the policy find anything in a text? Tries its examples. */
  readonly finds: (detector: CustomDetector, text: string) => boolean
  /** For tests; reads the bytes of a policy or of a file that it names, and throws where it cannot. */
  readonly readFile?: (path: string) => Uint8Array
  /** Milliseconds since the epoch; only warnings about an `until` in the past depend on it. */
  readonly now?: number
}

export type Loaded =
  | { readonly ok: true; readonly policy: PolicySet; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] }

/** @param files policy files in the order of the configuration; together they are one policy */
export function loadPolicies(files: readonly string[], options: LoadOptions): Loaded {
  if (files.length === 0)
    return { ok: false, problems: [wholeFile('policies', 'no policy file is named', 'name at least one under `policies`')], warnings: [] }
  const read = files.map((file) => readAndParse(file, options))
  const parsed = read.map(({ parsed }) => parsed)
  const problems = [...parsed.flatMap((one) => one.problems), ...problemsAcross(parsed)]
  const warnings = [...parsed.flatMap((one) => one.warnings), ...loosenedByRule(parsed), ...unused(parsed)]
  if (problems.length > 0)
    return {
      ok: false,
      problems: inOrder(withoutRepeats(problems), [...files, ...parsed.flatMap((one) => one.sides.map(({ path }) => path))]),
      warnings,
    }
  const policies = parsed.flatMap((one) => one.policy ?? []).toSorted((a, b) => layerRank(a) - layerRank(b))
  const base = policies.filter((one) => !one.layer)
  const rules = policies.flatMap((one) => one.rules)
  const policy: PolicySet = {
    version: policyVersion(read.flatMap(({ contents }) => contents)),
    files,
    sideFiles: parsed.flatMap((one) => one.sides.map(({ path }) => path)),
    rules,
    defaults: base.flatMap((one) => one.default ?? []),
    uninspectable: mergeUninspectable(base.flatMap((one) => one.uninspectable ?? [])),
    layers: policies.flatMap((one) => layerOf(one) ?? []),
    asksConsent: rules.some((rule) => asksConsent(rule.when)),
    scan: scanSetOf(rules, policies),
  }
  return { ok: true, policy, warnings }
}

/** SHA-256 over the bytes of all files in order, each policy followed by the files that it names, hex: `cat` them through `sha256sum` and compare. */
export function policyVersion(contents: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const bytes of contents) hash.update(bytes)
  return hash.digest('hex')
}

function readAndParse(file: string, options: LoadOptions): { readonly parsed: ParsedFile; readonly contents: readonly Uint8Array[] } {
  const { detectors, routes, finds, now = Date.now(), readFile = readFileSync } = options
  const nothing = (problems: readonly Problem[]) => ({ parsed: { file, problems, warnings: [], sides: [] }, contents: [] })
  let bytes: Uint8Array
  try {
    bytes = readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const message = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code ?? 'unknown error'})`
    return nothing([wholeFile(file, message, 'check the path and its rights')])
  }
  const opened = openYaml(file, bytes)
  if (!opened.ok) return nothing(opened.problems)
  const parsed = parseFile(opened.source, { detectors, finds, readFile, now, ...(routes ? { routes } : {}) })
  return { parsed, contents: [bytes, ...parsed.sides.flatMap((side) => side.bytes ?? [])] }
}

type ParsedPolicy = NonNullable<ParsedFile['policy']>

/** Base first, then domains, then addresses. */
function layerRank({ layer }: ParsedPolicy): number {
  return layer ? (layer.kind === 'domain' ? 1 : 2) : 0
}

function asksConsent(conditions: readonly Condition[]): boolean {
  return conditions.some((condition) => {
    if (condition.kind === 'not') return asksConsent([condition.condition])
    return condition.kind === 'consent' || ('of' in condition && asksConsent(condition.of))
  })
}

function layerOf({ layer, default: base, uninspectable }: ParsedPolicy): Layer | undefined {
  return layer && { for: layer.for, ...(base ? { default: base } : {}), ...(uninspectable ? { uninspectable } : {}) }
}

/** Findings carry the name alone, so one name is one dictionary or detector over all files. */
function namedTwice(parsed: readonly ParsedFile[]): readonly Problem[] {
  const known = new Map<string, { readonly file: string; readonly line: number }>()
  return parsed.flatMap(({ file, policy }) =>
    [...(policy?.ownPlaces ?? [])].flatMap(([name, place]) => {
      const earlier = known.get(name)
      known.set(name, earlier ?? { file, line: place.line })
      if (!earlier || earlier.file === file) return []
      const message = `the name \`${name}\` is also that of a dictionary or detector in ${earlier.file}, line ${earlier.line}`
      return [{ file, ...place, message, hint: 'files that are loaded together need different names' }]
    }),
  )
}

/** What a layer asks below the base's `default` never counts: it would look like a way out and be none. */
function loosenedByLayer({ file, policy }: ParsedFile, parsed: readonly ParsedFile[]): readonly Problem[] {
  if (!policy?.layer) return []
  const level = (actions: Actions | undefined) => PROTECTIONS.indexOf(actions?.deliver ?? 'any')
  const base = Math.max(...parsed.map((one) => (one.policy?.layer ? 0 : level(one.policy?.default))))
  const asked = [
    ...policy.rules.map(({ id, actions }) => ({ what: `the rule \`${id}\``, actions, place: policy.places.get(id) })),
    ...(policy.default ? [{ what: '`default`', actions: policy.default, place: policy.defaultPlace }] : []),
  ]
  return asked
    .filter(({ actions }) => actions.deliver !== undefined && actions.deliver !== 'any' && level(actions) < base)
    .map(({ what, actions, place }) => ({
      file,
      ...(place ?? { line: 1, column: 1 }),
      message: `a layer may only tighten: ${what} asks for ${actions.deliver}, less than \`default\` of the base (${PROTECTIONS[base]})`,
      hint: 'ask for at least as much, or put the rule into a policy without `layer`',
    }))
}

/** A dictionary or detector that no rule names finds nothing: worth a look. */
function unused(parsed: readonly ParsedFile[]): readonly Problem[] {
  return parsed.flatMap(({ file, policy }) => {
    const used = new Set((policy?.rules ?? []).flatMap((rule) => detectorsOf(rule)))
    return [...(policy?.ownPlaces ?? [])]
      .filter(([name]) => !used.has(name))
      .map(([name, place]) => ({
        file,
        ...place,
        message: `no rule of this file uses \`${name}\``,
        hint: 'name it under `found`, `near` or `redact`, or take it out',
      }))
  })
}

/** Ids unique across files, `except` names rules that allow it, and one file has `default`. */
function problemsAcross(parsed: readonly ParsedFile[]): readonly Problem[] {
  const problems: Problem[] = []
  const known = new Map<string, { readonly file: string; readonly line: number }>()
  for (const { file, policy } of parsed) {
    for (const [id, place] of policy?.places ?? []) {
      const earlier = known.get(id)
      const message = `the id \`${id}\` is also that of a rule in ${earlier?.file}, line ${earlier?.line}`
      if (earlier) problems.push({ file, ...place, message, hint: 'files that are loaded together need different ids' })
      else known.set(id, { file, line: place.line })
    }
  }
  const rules = new Map(parsed.flatMap(({ policy }) => policy?.rules ?? []).map((rule) => [rule.id, rule]))
  for (const { file, policy } of parsed) {
    for (const { by, rule, line, column } of policy?.excepts ?? []) {
      const fault = exceptFault(by, rule, [...known.keys()], rules.get(rule)?.overridable)
      if (fault) problems.push({ file, line, column, ...fault })
    }
  }
  const readAll = parsed.every(({ policy }) => policy)
  if (readAll && !parsed.some(({ policy }) => policy?.saysDefault && !policy.layer)) {
    problems.push({
      file: parsed[0]?.file ?? '',
      line: 1,
      column: 1,
      message: parsed.some(({ policy }) => policy?.saysDefault) ? 'no file without `layer` has a `default`' : 'no file has a `default`',
      hint: 'add `default: { deliver: encrypted, otherwise: portal }`',
    })
  }
  return [...problems, ...namedTwice(parsed), ...parsed.flatMap((one) => loosenedByLayer(one, parsed))]
}

function exceptFault(by: string, rule: string, ids: readonly string[], overridable: boolean | undefined) {
  if (rule === by) return { message: `\`${rule}\` cannot be the exception of itself`, hint: 'name the rule that it takes out' }
  if (!ids.includes(rule)) {
    const meant = didYouMean(rule, ids)
    return { message: `there is no rule \`${rule}\``, hint: meant ? `did you mean \`${meant}\`?` : `the rules are ${ids.join(', ')}` }
  }
  // A rule that is itself broken has no value here, and its own problem is enough.
  if (overridable !== false) return undefined
  return {
    message: `\`${rule}\` does not allow exceptions`,
    hint: `add \`overridable: true\` to the rule \`${rule}\`, if it may be taken out`,
  }
}

/** Not an error, but worth a look: where only this rule matches, mail goes less protected than by `default`. */
function loosenedByRule(parsed: readonly ParsedFile[]): readonly Problem[] {
  const level = (actions: Actions | undefined) => PROTECTIONS.indexOf(actions?.deliver ?? 'any')
  const base = Math.max(...parsed.map(({ policy }) => (policy?.layer ? 0 : level(policy?.default))))
  return parsed.flatMap(({ file, policy }) =>
    (policy?.rules ?? [])
      .filter(({ layer, actions }) => !layer && actions.deliver !== undefined && actions.deliver !== 'any' && level(actions) < base)
      .map(({ id, actions }) => {
        const place = policy?.places.get(id) ?? { line: 1, column: 1 }
        const message = `the rule \`${id}\` asks for ${actions.deliver}, less than \`default\` (${PROTECTIONS[base]})`
        return { file, ...place, message, hint: 'where no other rule matches, mail goes less protected than without it' }
      }),
  )
}

function mergeUninspectable(entries: readonly UninspectableEntry[]): UninspectablePolicy {
  const unread = entries.flatMap((entry) => entry.unread ?? [])
  const opaque = entries.flatMap((entry) => entry.opaque ?? [])
  const [first, ...rest] = entries.map((entry) => entry.allow)
  return {
    unread: unread.length > 0 ? unread : [{ hold: POLICY_DEFAULTS.uninspectableHold }],
    opaque: opaque.length > 0 ? opaque : [{ deliver: POLICY_DEFAULTS.opaqueProtection }],
    allow: (first ?? []).filter((type) => rest.every((list) => list.includes(type))),
  }
}

function wholeFile(file: string, message: string, hint: string): Problem {
  return { file, line: 0, column: 0, message, hint }
}

function inOrder(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  return problems.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column)
}

/** A fault that two readers of one place find is one fault. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.file}:${problem.line}:${problem.column} ${problem.message}`, problem])).values()]
}
