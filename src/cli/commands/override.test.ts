import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../app/config.ts'
import { openContext, openContextFor } from '../../app/context.ts'
import { createCertificateAuthority } from '../../demo/internet/certificate-authority.ts'
import { recordConsent } from '../../pipeline/consents.ts'
import { CommandFailure } from '../command.ts'
import { addOverride } from './override.ts'

const PIN = 'ab'.repeat(32)
let folder = ''
let config = ''

async function run(...args: string[]): Promise<{ out: string; code: number }> {
  const out: string[] = []
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk: string | Uint8Array) => out.push(String(chunk)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ]
  const program = new Command('postern').exitOverride()
  addOverride(program)
  try {
    await program.parseAsync(['node', 'postern', 'override', ...args, '-c', config])
    return { out: out.join(''), code: 0 }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { out: error.message, code: error.exitCode }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const add = (domain: string, ...args: string[]) => run('add', domain, ...args, '--until', '90d', '--reason', 'agreed by phone')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-override-'))
  config = join(folder, 'postern.yaml')
  await writeFile(join(folder, 'policy.yaml'), 'policy: p\ndefault:\n  deliver: encrypted\n')
  await writeFile(
    config,
    'hostname: mail-gw.example-health.org\nlisten: { smtp: [{ host: 127.0.0.1, port: 2587, tls: off }] }\nsenders: [{ name: local, networks: [127.0.0.1/32] }]\npolicies: [policy.yaml]\npostmaster: postmaster@example-health.org\nportal: { url: "https://secure.example-health.org" }\nlog: { level: error }\n',
  )
  await (await openContextFor(await loadConfig(config))).close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('postern override', () => {
  it('records, lists, withdraws; the ledger says what and until when, and seals why', async () => {
    const added = await add(
      '*.Clinic.example.org',
      '--protection',
      'authenticated',
      '--pin',
      PIN.toUpperCase(),
      '--actor',
      'desk',
      '--json',
    )
    const { id, domain, until } = JSON.parse(added.out)
    expect(domain).toBe('*.clinic.example.org')
    const listed = JSON.parse((await run('list', '--json')).out)
    expect(listed).toMatchObject({ id, state: 'holds', terms: ['protection authenticated', `pin ${PIN}`], reason: 'agreed by phone' })
    expect((await run('list')).out).toMatch(/\*\.clinic\.example\.org +protection authenticated, pin abababababab… +holds/)
    expect((await run('withdraw', id, '--reason', 'renewed')).code).toBe(0)
    expect((await run('withdraw', id, '--reason', 'again')).code).toBe(1)
    expect(JSON.parse((await run('list', '--all', '--json')).out)).toMatchObject({ state: 'withdrawn' })
    const context = await openContext({ config })
    const { events } = await context.store.unsealed(9)
    await context.close()
    expect(events.map(({ kind, data }) => [kind, data.override])).toEqual([
      ['override.added', id],
      ['override.withdrawn', id],
    ])
    expect(events[0]).toMatchObject({ actor: 'cli:desk', data: { domain, terms: ['protection authenticated', `pin ${PIN}`], until } })
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain('phone')
  })

  it('takes an authority from a file, and ordinary mail by a consent of that domain', async () => {
    const { pem } = await createCertificateAuthority({ name: 'Clinic group' })
    await writeFile(join(folder, 'ca.pem'), pem)
    expect((await add('lab.example.org', '--ca', join(folder, 'ca.pem'))).code).toBe(0)
    const context = await openContext({ config })
    const by = { actor: 'cli:desk', reason: 'form' }
    const consent = await recordConsent(context, { address: 'pat@example.org', kind: 'plain-mail', wording: '1', ...by })
    await context.close()
    expect((await add('example.org', '--allow-any', '--consent', consent)).code).toBe(0)
    expect(await add('example.net', '--allow-any', '--consent', consent)).toMatchObject({
      code: 2,
      out: expect.stringContaining('another domain'),
    })
    expect((await add('example.org', '--allow-any', '--consent', 'nothing')).code).toBe(1)
  })

  it.each([
    ['nothing to do', [], 'say what is to be different'],
    ['a pin that is none', ['--pin', 'abc'], '--pin abc is not a SHA-256'],
    ['an authority that is not there', ['--ca', '/nonexistent.pem'], 'cannot be read'],
    ['ordinary mail without a ground', ['--allow-any'], 'rests on one of'],
    ['ordinary mail on two grounds', ['--allow-any', '--consent', 'c', '--exception', 'e'], 'rests on one of'],
    ['ordinary mail on an empty ground', ['--allow-any', '--exception', ' '], 'rests on one of'],
    ['ordinary mail beside other terms', ['--allow-any', '--exception', 'privacy officer', '--route', 'portal'], 'stands alone'],
    ['a ground for nothing', ['--route', 'portal', '--exception', 'privacy officer'], 'belong to --allow-any'],
  ])('refuses %s', async (_what, args, message) => {
    const { out, code } = await add('example.org', ...args)
    expect(code).toBe(2)
    expect(out).toContain(message)
  })

  it('refuses a time that is over, and what is no domain', async () => {
    expect((await run('add', 'example.org', '--route', 'portal', '--reason', 'x', '--until', '2020-01-31')).out).toContain('over already')
    expect((await add('not a domain', '--route', 'portal')).out).toContain('is not a domain')
  })
})
