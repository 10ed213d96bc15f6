import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../app/config.ts'
import { openContext, openContextFor } from '../../app/context.ts'
import { consentsOf } from '../../pipeline/consents.ts'
import { addressHash } from '../../pipeline/open-content.ts'
import { CommandFailure } from '../command.ts'
import { addConsent } from './consent.ts'

let folder = ''
let config = ''

async function run(...args: string[]): Promise<{ out: string; code: number }> {
  const out: string[] = []
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk: string | Uint8Array) => out.push(String(chunk)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ]
  const program = new Command('postern').exitOverride()
  addConsent(program)
  try {
    await program.parseAsync(['node', 'postern', 'consent', ...args, '-c', config])
    return { out: out.join(''), code: 0 }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { out: error.message, code: error.exitCode }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-consent-'))
  config = join(folder, 'postern.yaml')
  await writeFile(join(folder, 'policy.yaml'), 'policy: p\ndefault:\n  deliver: encrypted\n')
  await writeFile(
    config,
    'hostname: mail-gw.example-health.org\nlisten: { smtp: [{ host: 127.0.0.1, port: 2587, tls: off }] }\nsenders: [{ name: local, networks: [127.0.0.1/32] }]\npolicies: [policy.yaml]\npostmaster: postmaster@example-health.org\nportal: { url: "https://secure.example-health.org" }\nlog: { level: error }\n',
  )
  await (await openContextFor(await loadConfig(config))).close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Consents that policy would be told of for this address. */
async function factsFor(address: string) {
  const context = await openContext({ config })
  const hash = addressHash(context.keyring, address)
  const facts = (await consentsOf(context, [{ addressHash: hash }])).get(hash) ?? []
  const events = (await context.store.unsealed(100)).events
  await context.close()
  return { facts, events }
}

describe('postern consent', () => {
  it('records, lists, withdraws; the ledger has no address in clear', async () => {
    const added = await run('add', 'Pat@example.org', '--wording', '2026-03', '--reason', 'form signed', '--actor', 'desk', '--json')
    const { id } = JSON.parse(added.out)
    expect((await factsFor('pat@example.org')).facts).toEqual([{ id, kind: 'plain-mail', wording: '2026-03' }])
    expect((await factsFor('other@example.org')).facts).toEqual([])
    const listed = JSON.parse((await run('list', '--address', 'pat@example.org', '--json')).out)
    expect(listed).toMatchObject({ id, address: 'Pat@example.org', wording: '2026-03', state: 'holds', recordedBy: 'cli:desk' })

    expect((await run('withdraw', id, '--reason', 'by phone')).code).toBe(0)
    const { facts, events } = await factsFor('pat@example.org')
    expect(facts).toEqual([])
    expect(events.map(({ kind, actor, data }) => ({ kind, actor, consent: data.consent }))).toEqual([
      { kind: 'consent.recorded', actor: 'cli:desk', consent: id },
      { kind: 'consent.withdrawn', actor: expect.stringMatching(/^cli:/), consent: id },
    ])
    expect(JSON.stringify(events.map(({ data }) => data))).not.toMatch(/pat@|signed|phone/i)
    expect((await run('withdraw', id, '--reason', 'again')).code).toBe(1)
    expect((await run('list', '--json')).out).toBe('')
    expect(JSON.parse((await run('list', '--all', '--json')).out)).toMatchObject({ id, state: 'withdrawn' })
  })

  it('holds as long as it says', async () => {
    const { out } = await run('add', 'kim@example.org', '--wording', '1', '--expires', '1h', '--reason', 'x', '--json')
    expect(JSON.parse(out).expiresAt).toBeGreaterThan(Date.now())
    expect((await factsFor('kim@example.org')).facts).toHaveLength(1)
  })

  it.each([
    ['no address', ['add', 'example.org', '--wording', '1', '--reason', 'x'], 'is not a mail address'],
    ['an unknown kind', ['add', 'a@example.org', '--wording', '1', '--kind', 'fax', '--reason', 'x'], '--kind cannot be fax'],
    ['a wording that is a text', ['add', 'a@example.org', '--wording', 'I agree!', '--reason', 'x'], '--wording names a version'],
    ['a day that is over', ['add', 'a@example.org', '--wording', '1', '--expires', '2020-01-31', '--reason', 'x'], 'is over already'],
    ['no moment', ['add', 'a@example.org', '--wording', '1', '--expires', 'soon', '--reason', 'x'], '--expires cannot be soon'],
  ])('refuses %s', async (_, args, message) => {
    const { out, code } = await run(...args)
    expect(code).toBe(2)
    expect(out).toContain(message)
  })
})
