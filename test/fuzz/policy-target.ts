// Target `policy`: the policy loader and the reader of `*.test.yaml`. Whatever the file, the answer is a policy that can decide, or problems with a place.
import { readdirSync, readFileSync } from 'node:fs'
import { BUILT_DETECTORS } from '../../src/dlp/catalog.ts'
import { createScanner } from '../../src/dlp/dlp.ts'
import type { CustomDetector } from '../../src/domain/scan-set.ts'
import { prepareDecision } from '../../src/policy/evaluate.ts'
import { bodyPart, factsOf, finding, NOW } from '../../src/policy/fixtures/facts.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import type { Problem } from '../../src/policy/problem.ts'
import { readPolicyTests } from '../../src/policy/test-file.ts'
import { BYTE_MUTATORS, inserter, LINE_MUTATORS, type Mutator, mutate, replacer } from './mutate.ts'
import type { Random } from './random.ts'
import type { Fault, Input, Target } from './target.ts'

const ROOT = new URL('../../', import.meta.url)
const inFolder = (folder: string) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, bytes: readFileSync(new URL(folder + name, ROOT)) }))
const FILES = [...inFolder('policies/'), ...inFolder('src/policy/fixtures/')]
const SIDE_FILES: Readonly<Record<string, string>> = {
  'lists/partners.txt': 'lab.example.org\n# comment\nann@example.net\n',
  'lists/words.txt': 'lymphoma\nhodgkin disease\n',
}
const bomb = `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`},`.repeat(9)}]`).join('\n')}\n`
const WORDS = [
  'all',
  'any',
  'not',
  'when',
  'then',
  'found',
  'near',
  'deliver',
  'hold',
  'redact',
  'except',
  'layer',
  'lists',
  'dictionaries',
  'detectors',
  'file',
  'default',
  'rules',
  'policy',
  'id',
  '__proto__',
  'constructor',
  '<<',
]

const MUTATORS: readonly Mutator[] = [
  ...BYTE_MUTATORS,
  ...LINE_MUTATORS,
  ...LINE_MUTATORS,
  replacer(/[\w-]+(?=:)/g, WORDS),
  replacer(/(?<=: )[^\n]+/g, [
    '',
    '[]',
    '{}',
    '~',
    'null',
    '0',
    '-1',
    '1e999',
    '.nan',
    '0x1F',
    '2026-02-31',
    '!!binary aGk=',
    '!!str',
    '&a x',
    '*a',
    '|',
    '>',
    '"',
    "'",
    '[1, [2, [3]]]',
    '{a: {b: c}}',
    'true',
    'lists/partners.txt',
    '../../etc/passwd',
    '(a+)+$',
    '(?=x)',
    '[',
    '\\',
    '14d',
    '9999999999d',
    'portal',
  ]),
  inserter([
    ':',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    '&a ',
    '*a ',
    '!',
    '!!x ',
    '? ',
    '---\n',
    '...\n',
    '%YAML 9.9\n',
    '\t',
    '\0',
    '\ud83d',
    '\xff',
    '<<: *a\n',
    '\u2028',
    bomb,
    '['.repeat(20_000),
    '{a: '.repeat(20_000),
    '- '.repeat(20_000),
    '? '.repeat(5_000),
  ]),
]

const scanners = new Map<string, ReturnType<typeof createScanner>>()
function finds(detector: CustomDetector, text: string): boolean {
  const key = JSON.stringify(detector)
  const scan = scanners.get(key) ?? createScanner({ detectors: [], dictionaries: [], custom: [detector] })
  if (scanners.size < 50) scanners.set(key, scan)
  return scan({ parts: [bodyPart(text)] }).length > 0
}

export const policyTarget: Target = {
  name: 'policy',
  input(random: Random) {
    const { name, bytes } = random.pick(FILES)
    const others = FILES.map((file) => file.bytes)
    return { kind: name.endsWith('.test.yaml') ? 'test.yaml' : 'yaml', bytes: mutate(bytes, MUTATORS, others, random), shown: false }
  },
  check: (input) => (input.kind === 'yaml' ? checkPolicy(input) : checkTests(input)),
  budget: (bytes) => 1000 + bytes / 50,
}

function checkPolicy({ bytes }: Input): Fault | undefined {
  const files: Readonly<Record<string, Uint8Array>> = {
    'p.yaml': bytes,
    ...Object.fromEntries(Object.entries(SIDE_FILES).map(([name, text]) => [name, Buffer.from(text)])),
  }
  const readFile = (path: string) => {
    const found = Object.hasOwn(files, path) ? files[path] : undefined
    if (!found) throw Object.assign(new Error('not there'), { code: 'ENOENT' })
    return found
  }
  const load = () => loadPolicies(['p.yaml'], { detectors: BUILT_DETECTORS, now: NOW, readFile, finds })
  const loaded = load()
  if (!loaded.ok)
    return loaded.problems.length === 0 ? { rule: 'refused without a problem', detail: '' } : misplaced(loaded.problems, files)
  const facts = factsOf({ view: { parts: [bodyPart('diagnosis 219-09-9998')] }, findings: [finding('us-ssn', 10, 11)] })
  const { action } = prepareDecision(loaded.policy, facts).verdict({ address: 'bea@example.org', consents: [] })
  if (!['deliver', 'hold', 'reject'].includes(action)) return { rule: 'a policy that cannot decide', detail: action }
  return misplaced(loaded.warnings, files)
}

function checkTests({ bytes }: Input): Fault | undefined {
  const read = readPolicyTests('p.test.yaml', bytes)
  if (read.ok) return undefined
  if (read.problems.length === 0) return { rule: 'refused without a problem', detail: '' }
  return misplaced(read.problems, { 'p.test.yaml': bytes })
}

/** Every problem says something, names a file that there is, and a place in it. */
function misplaced(problems: readonly Problem[], files: Readonly<Record<string, Uint8Array>>): Fault | undefined {
  const texts = new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8').split('\n')]))
  for (const { file, line, column, message } of problems) {
    const lines = texts.get(file) ?? []
    const placed = line === 0 ? column === 0 : line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 1
    if (!texts.has(file) || !placed || message === '' || /undefined|\[object/.test(message))
      return { rule: 'a problem without its place', detail: `${file}:${line}:${column} ${message.slice(0, 200)}` }
  }
  return undefined
}
