import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../app/config.ts'
import { openContext, openContextFor } from '../../app/context.ts'
import { startSealer } from '../../pipeline/seal-ledger.ts'
import { CommandFailure } from '../command.ts'
import { addAudit } from './audit.ts'
import { addKey } from './key.ts'

let folder = ''
let config = ''

/** Runs a command in this process, as `postern` would. */
async function run(...args: string[]): Promise<{ out: string; code: number; said: string }> {
  const out: string[] = []
  const said: string[] = []
  const write = (to: string[]) => (chunk: string | Uint8Array) => to.push(String(chunk)) > 0
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(write(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(write(said)),
  ]
  const program = new Command('postern').exitOverride()
  addAudit(program)
  addKey(program)
  try {
    await program.parseAsync(['node', 'postern', ...args])
    return { out: out.join(''), said: said.join(''), code: Number(process.exitCode ?? 0) }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { out: out.join(''), said: error.message, code: error.exitCode }
  } finally {
    process.exitCode = undefined
    for (const spy of spies) spy.mockRestore()
  }
}

/** Seals whatever waits, as the gateway's worker does. */
async function seal(): Promise<void> {
  const context = await openContext({ config })
  await startSealer({ ...context, owner: 'test' }).stop()
  await context.close()
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-audit-'))
  config = join(folder, 'postern.yaml')
  await writeFile(join(folder, 'policy.yaml'), 'policy: p\ndefault:\n  deliver: encrypted\n')
  await writeFile(
    config,
    'hostname: mail-gw.example-health.org\nlisten: { smtp: [{ host: 127.0.0.1, port: 2587, tls: off }] }\nsenders: [{ name: local, networks: [127.0.0.1/32] }]\npolicies: [policy.yaml]\npostmaster: postmaster@example-health.org\nportal: { url: "https://secure.example-health.org" }\nlog: { level: error }\n',
  )
  // Keys are made by the first start of a gateway; commands only use them.
  await (await openContextFor(await loadConfig(config))).close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// Each command opens and closes a real store, which syncs: slow where the disk or the machine is busy.
describe('audit and key, on a real store', { timeout: 60_000 }, () => {
  let head = ''
  let fingerprint = ''

  it('has no head before anything was sealed', async () => {
    expect(await run('audit', 'head', '-c', config)).toMatchObject({ code: 1 })
    expect(await run('audit', 'verify', '-c', config, '--json')).toMatchObject({ code: 0 })
  })

  it('records a rotation in the ledger, which then verifies', async () => {
    expect(await run('key', 'rotate', 'worker', '--reason', 'yearly', '-c', config)).toMatchObject({ code: 0 })
    expect(await run('key', 'rotate', 'ledger', '--reason', 'yearly', '-c', config)).toMatchObject({ code: 0 })
    await seal()
    const verified = await run('audit', 'verify', '-c', config, '--json')
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, positions: 2, problems: [] })
    head = JSON.parse((await run('audit', 'head', '-c', config, '--json')).out).hash
    expect((await run('audit', 'verify', '-c', config, '--expect-head', head)).out).toContain(`head ${head} at position 2`)
  })

  it('lists the keys with the fingerprints of the ledger keys', async () => {
    const keys = (await run('key', 'list', '-c', config, '--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(keys.map((key) => `${key.role} ${key.generation} ${key.current}`).toSorted()).toEqual(
      ['hash 1 true', 'ledger 1 false', 'ledger 2 true', 'portal 1 true', 'worker 1 false', 'worker 2 true'].toSorted(),
    )
    fingerprint = keys.find((key) => key.role === 'ledger' && key.generation === 1).fingerprint
    expect((await run('key', 'list', '-c', config)).out).toContain(fingerprint)
    expect(await run('key', 'rotate', 'hash', '--reason', 'x', '-c', config)).toMatchObject({ code: 2 })
    expect(await run('key', 'rotate', 'nobody', '--reason', 'x', '-c', config)).toMatchObject({ code: 2 })
  })

  it('exports a file that verifies with the first fingerprint and nothing else, and not after a change', async () => {
    const file = join(folder, 'ledger.jsonl')
    expect(await run('audit', 'export', '-c', config, '-o', file)).toMatchObject({ code: 0 })
    const verified = await run('audit', 'verify', file, '--trust', fingerprint, '--expect-head', head, '--json')
    expect(verified).toMatchObject({ code: 0 })
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, positions: 2, keys: [fingerprint, expect.any(String)] })
    expect((await run('audit', 'export', '-c', config)).out.split('\n').slice(1)).toEqual(
      (await readFile(file, 'utf8')).split('\n').slice(1),
    )
    expect(await run('audit', 'export', '-c', config, '-o', file)).toMatchObject({ code: 2 })

    await writeFile(file, (await readFile(file, 'utf8')).replace('"role":"worker"', '"role":"portal"'))
    const changed = await run('audit', 'verify', file, '--trust', fingerprint)
    expect(changed.code).toBe(1)
    expect(changed.out).toContain('position 1')
    const untrusted = await run('audit', 'verify', file, '--trust', '0'.repeat(64))
    expect(untrusted.code).toBe(1)
  })

  it('excuses nothing that is missing, whatever retention.events says', async () => {
    const db = new DatabaseSync(join(folder, 'data/postern.db'))
    const taken = db.prepare('SELECT * FROM event WHERE position IS NOT NULL').all()
    expect(taken.length).toBeGreaterThan(0)
    db.exec('DELETE FROM event WHERE position IS NOT NULL')
    const excusing = join(folder, 'excusing.yaml')
    await writeFile(excusing, `${await readFile(config, 'utf8')}retention: { events: 1ms }\n`)
    expect(await run('audit', 'verify', '-c', excusing)).toMatchObject({ code: 1, out: expect.stringContaining('NOT SOUND') })
    for (const row of taken) {
      const names = Object.keys(row)
      db.prepare(`INSERT INTO event (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(...Object.values(row))
    }
    db.close()
    expect(await run('audit', 'verify', '-c', excusing)).toMatchObject({ code: 0 })
  })

  it('says what is wrong with its arguments', async () => {
    expect(await run('audit', 'verify', join(folder, 'nothing.jsonl'))).toMatchObject({ code: 2 })
    expect(await run('audit', 'verify', config)).toMatchObject({ code: 2, said: expect.stringContaining('not a ledger export') })
    expect(await run('audit', 'verify', '-c', config, '--expect-head', 'abc')).toMatchObject({ code: 2 })
    expect(await run('audit', 'verify', '-c', config, '--trust', fingerprint)).toMatchObject({ code: 2 })
    expect(await run('audit', 'verify', '-c', config, '--expect-head', '0'.repeat(64))).toMatchObject({ code: 1 })
  })
})
