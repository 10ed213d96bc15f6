// The policies that come with the gateway: sound, tested rule by rule, opened by a comment for a lawyer, and installed by `postern init`.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadPolicySet } from '../../pipeline/load-policy.ts'
import { addInit } from './init.ts'
import { addPolicy } from './policy.ts'

const POLICIES = fileURLToPath(new URL('../../../policies/', import.meta.url))
const SHIPPED = ['hipaa', 'hipaa-strict', '42cfr2', 'pci', 'pii-us-state', 'monitor-first']
const pathOf = (name: string) => join(POLICIES, `${name}.yaml`)

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

/** What a command prints. */
async function postern(...words: string[]): Promise<string> {
  let out = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const program = new Command('postern').exitOverride()
  addInit(program)
  addPolicy(program)
  await program.parseAsync(words, { from: 'user' })
  return out
}

describe.each(SHIPPED)('%s', (name) => {
  it('is sound, warns of nothing, names no provider', () => {
    expect(loadPolicySet([pathOf(name)], { routes: [] })).toMatchObject({ ok: true, warnings: [] })
  })

  it('opens with the law, what it does and what it does not', async () => {
    const text = await readFile(pathOf(name), 'utf8')
    const opening = text.slice(0, text.indexOf('\npolicy: '))
    expect(opening.split('\n').every((line) => line.startsWith('#'))).toBe(true)
    for (const part of ['What this policy does', 'What it does not do', 'It is no legal advice']) expect(opening).toContain(part)
    expect(opening).toMatch(/CFR|PCI DSS|ch\. 93H/)
    // YAML reads a star or a bracket that is not quoted as something else.
    expect(text).not.toMatch(/: \*|\[\*/)
  })
})

it('does what its tests say, and every rule has one', async () => {
  const out = await postern('policy', 'test', ...SHIPPED.map(pathOf))
  expect(out.match(/ 0 failed$/gm)).toHaveLength(SHIPPED.length)
  expect(out.match(/every rule matched at least once$/gm)).toHaveLength(SHIPPED.length)
  expect(process.exitCode).toBeUndefined()
})

it('hipaa, 42cfr2, pci and pii-us-state stand beside each other', () => {
  expect(loadPolicySet(['hipaa', '42cfr2', 'pci', 'pii-us-state'].map(pathOf))).toMatchObject({ ok: true })
})

it('monitor-first has the rules of hipaa, watched', async () => {
  const rulesOf = async (name: string) => (await readFile(pathOf(name), 'utf8')).split(/^rules:$/m)[1]
  expect(await rulesOf('monitor-first')).toBe(await rulesOf('hipaa'))
  const loaded = loadPolicySet([pathOf('monitor-first')])
  expect(loaded.ok && loaded.policy.rules.map(({ mode }) => mode)).not.toContain('enforce')
})

describe('postern init', () => {
  it('installs hipaa, or the policies that it is given, with their tests', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-init-'))
    try {
      await postern('init', join(folder, 'one'))
      expect((await readdir(join(folder, 'one/policies'))).sort()).toEqual(['hipaa.test.yaml', 'hipaa.yaml'])
      await postern('init', join(folder, 'two'), '--policy', 'hipaa-strict', '--policy', 'pci', '--domain', 'clinic.test')
      expect((await readdir(join(folder, 'two/policies'))).length).toBe(4)
      expect(await readFile(join(folder, 'two/postern.yaml'), 'utf8')).toContain(
        'policies: [policies/hipaa-strict.yaml, policies/pci.yaml]',
      )
      expect(await readFile(join(folder, 'two/policies/hipaa-strict.yaml'), 'utf8')).toContain('"*.clinic.test"')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('refuses a policy that it does not have, and two that have the same rules', async () => {
    await expect(postern('init', '/nowhere', '--policy', 'gdpr')).rejects.toThrow('there is no policy gdpr; name hipaa,')
    await expect(postern('init', '/nowhere', '--policy', 'hipaa', '--policy', 'monitor-first')).rejects.toThrow('name one of them')
  })
})
