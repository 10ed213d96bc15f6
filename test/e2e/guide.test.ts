// The policies in the guide are policies: each YAML block that begins with `policy:` loads, and the guide's test file passes on its first policy.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BUILT_DETECTORS } from '../../src/dlp/catalog.ts'
import { ARRIVES_LATER } from '../../src/policy/arrives-later.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { formatProblem } from '../../src/policy/problem.ts'
import { postern, ROOT } from './postern.ts'

const guide = await readFile(join(ROOT, 'docs/guide/policies.md'), 'utf8')
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

it('has examples', () => expect([policies.length, tests.length]).toEqual([5, 1]))

it.each(policies)('$name loads', ({ name }) => {
  const loaded = loadPolicies([join(folder, `${name}.yaml`)], { detectors: BUILT_DETECTORS, routes: ['direct', 'portal'] })
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
