// The policies in the guide are policies: each YAML block that begins with `policy:` loads, and the guide's test file passes on its first policy.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildProgram } from '../../src/cli/program.ts'
import { loadPolicySet } from '../../src/pipeline/load-policy.ts'
import { ARRIVES_LATER } from '../../src/policy/arrives-later.ts'
import { formatProblem } from '../../src/policy/problem.ts'
import { postern, ROOT } from './postern.ts'

// Children of a busy machine are slow to start; what is waited for is a state, never a time.
vi.setConfig({ testTimeout: 60_000 })

const pages = ['docs/guide/compliance-officer.md', 'docs/guide/policies.md']
const guide = (await Promise.all(pages.map((page) => readFile(join(ROOT, page), 'utf8')))).join('\n')
const blocks = [...guide.matchAll(/^```yaml\n(policy: (\S+)\n[\s\S]*?)^```/gm)].map(([, text = '', name = '']) => ({ text, name }))
const policies = blocks.filter(({ name }) => !name.endsWith('.yaml'))
const tests = blocks.filter(({ name }) => name.endsWith('.yaml'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-guide-'))
  for (const { name, text } of policies) await writeFile(join(folder, `${name}.yaml`), text)
  for (const { name, text } of tests) await writeFile(join(folder, name.replace('.yaml', '.test.yaml')), text)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('has examples', () => expect([policies.length, tests.length]).toEqual([9, 1]))

it.each(policies)('$name loads', ({ name }) => {
  const file = join(folder, `${name}.yaml`)
  // A layer stands over a base.
  const files = name === 'psychiatry' ? [join(folder, 'first.yaml'), file] : [file]
  const loaded = loadPolicySet(files, { routes: ['direct', 'portal'] })
  expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([])
  expect(loaded.warnings.map(formatProblem)).toEqual([])
})

it('its test file passes', async () => {
  const ran = await postern(['policy', 'test', 'first.test.yaml'], { cwd: folder })
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('3 passed, 0 failed') })
})

it('names everything that this version refuses', () => {
  const later = guide.slice(guide.indexOf('## What arrives later'))
  const words = Object.keys(ARRIVES_LATER).map((key) => key.split('.').at(-1) as string)
  const unnamed = words.filter((word) => !later.includes(word) && !['file', 'redacted'].includes(word))
  expect(unnamed).toEqual([])
})

it('quotes only commands and options that there are', async () => {
  const program = await buildProgram()
  const pages = ['README.md', ...['auditing', 'operating', 'policies', 'salesforce'].map((name) => `docs/guide/${name}.md`)]
  const wrong: string[] = []
  let seen = 0
  for (const page of pages) {
    const text = await readFile(join(ROOT, page), 'utf8')
    for (const [, line = ''] of text.matchAll(/(?:`|^\$ |^|&& )postern ([a-z][^`\n#|>&]*)/gm)) {
      seen++
      const fault = faultOf(program, line.trim().split(/\s+/))
      if (fault) wrong.push(`${page}: postern ${line}: ${fault}`)
    }
  }
  expect(wrong).toEqual([])
  expect(seen).toBeGreaterThan(40)
})

it('the RFC index has every RFC that the source cites', async () => {
  const index = await readFile(join(ROOT, 'docs/rfc-index.md'), 'utf8')
  const sources = (await readdir(join(ROOT, 'src'), { recursive: true })).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('demo'),
  )
  const cited = new Set<string>()
  for (const path of sources)
    for (const [, rfc = ''] of (await readFile(join(ROOT, 'src', path), 'utf8')).matchAll(/\bRFC (\d{3,5})\b/g)) cited.add(rfc)
  expect([...cited].filter((rfc) => !index.includes(`| [${rfc}](`))).toEqual([])
})

function faultOf(program: Command, words: readonly string[]): string | undefined {
  let command = program
  let rest = [...words]
  while (command.commands.length > 0) {
    // `start|queue`-like prose and ellipses end a quote.
    const child = command.commands.find((each) => each.name() === rest[0])
    if (!child) return rest.length === 0 || rest[0] === '…' ? undefined : `no command ${rest[0]}`
    command = child as Command
    rest = rest.slice(1)
  }
  const known = new Set([...command.options.flatMap(({ long, short }) => [long, short]), '--help'])
  return rest.filter((word) => word.startsWith('-') && word.length > 1 && !known.has(word)).map((word) => `no option ${word}`)[0]
}
