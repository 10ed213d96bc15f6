import { execFileSync } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileKeyService } from './file-key-service.ts'
import { KeyMissing, type KeyRole } from './keyring.ts'

const ALL: readonly KeyRole[] = ['worker', 'portal', 'ledger', 'hash']
const SECRET = Buffer.from('secret')
let base = ''
let now = Date.parse('2026-11-21T10:00:00Z')
const clock = { now: () => now }

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'postern-keys-'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

/** A folder of its own with all keys made. */
async function made(name: string, roles = ALL) {
  const path = join(base, name)
  const service = createFileKeyService({ path }, clock)
  await service.create(roles)
  return { path, service }
}

describe('making keys', () => {
  it('makes each role once, closed to others, and nothing on a second start', async () => {
    const { path, service } = await made('make')
    expect((await readdir(path)).toSorted()).toEqual([
      'hash.1.key',
      'ledger.1.key',
      'ledger.1.pub',
      'portal.1.key',
      'portal.1.pub',
      'worker.1.key',
      'worker.1.pub',
    ])
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(path)) expect((await stat(join(path, name))).mode & 0o777).toBe(name.endsWith('.key') ? 0o600 : 0o644)
    expect(await service.create(ALL)).toEqual([])
    const listed = await service.list()
    expect(listed.map(({ role, generation, createdAt, current, held }) => ({ role, generation, createdAt, current, held }))).toEqual(
      ALL.map((role) => ({ role, generation: 1, createdAt: now, current: true, held: true })),
    )
  })

  it('makes one key a role when several processes start at once', async () => {
    const path = join(base, 'race')
    const services = Array.from({ length: 6 }, () => createFileKeyService({ path }, clock))
    const made = await Promise.all(services.map((service) => service.create(ALL)))
    expect(
      made
        .flat()
        .map((info) => info.role)
        .toSorted(),
    ).toEqual(ALL.toSorted())
    const [first, last] = await Promise.all([services[0]?.load(['worker']), services[5]?.load(['worker'])])
    expect(first?.open('worker', last?.sealTo('worker', SECRET) ?? SECRET)).toEqual(SECRET)
  })

  it('puts a public half back that a crash kept from being written', async () => {
    const { path, service } = await made('heal')
    await rm(join(path, 'worker.1.pub'))
    expect(await service.create(ALL)).toEqual([])
    expect(await readdir(path)).toContain('worker.1.pub')
  })

  it('writes files that openssl reads', async () => {
    const { path } = await made('openssl')
    const text = execFileSync('openssl', ['pkey', '-in', join(path, 'ledger.1.key'), '-noout', '-text'], { encoding: 'utf8' })
    expect(text).toContain('ED25519')
  })
})

describe('loading keys', () => {
  it('is enough for intake to have the public halves and the hash secret', async () => {
    const { path, service } = await made('node')
    const intakePath = join(base, 'node-intake')
    await mkdir(intakePath, { mode: 0o700 })
    for (const name of ['worker.1.pub', 'hash.1.key']) await copyFile(join(path, name), join(intakePath, name))
    const intakeService = createFileKeyService({ path: intakePath }, clock)
    expect(await intakeService.create(['worker', 'hash'])).toEqual([])
    const intake = await intakeService.load([])
    const worker = await service.load(['worker'])
    const box = intake.sealTo('worker', SECRET)
    expect(worker.open('worker', box)).toEqual(SECRET)
    expect(() => intake.open('worker', box)).toThrow(KeyMissing)
    expect(intake.hash('address', 'a')).toBe(worker.hash('address', 'a'))
    await expect(intakeService.load(['worker'])).rejects.toMatchObject({
      code: 'KEYS_MISSING',
      message: expect.stringContaining('worker.1.key'),
    })
    await expect(intakeService.rotate('worker')).rejects.toMatchObject({ code: 'KEYS_MISSING' })
  })

  it('holds no private half that the roles of the process do not need', async () => {
    const { service } = await made('least')
    const portal = await service.load(['portal'])
    expect([portal.holds('portal'), portal.holds('worker'), portal.holds('ledger')]).toEqual([true, false, false])
  })

  it.each([
    ['folder', '', 0o755, 'chmod 700'],
    ['private half', 'worker.1.key', 0o640, 'chmod 600'],
    ['hash secret', 'hash.1.key', 0o604, 'chmod 600'],
    ['public half, writable', 'worker.1.pub', 0o664, 'chmod go-w'],
  ])('refuses a %s that others can reach', async (name, file, mode, fix) => {
    const { path, service } = await made(`open-${name}`)
    await chmod(join(path, file), mode)
    await expect(service.load(['worker'])).rejects.toMatchObject({ code: 'KEYS_EXPOSED', message: expect.stringContaining(fix) })
  })

  it('says which file is broken, missing or of the wrong kind', async () => {
    const { path, service } = await made('broken')
    await copyFile(join(path, 'portal.1.pub'), join(path, 'worker.1.pub'))
    await expect(service.load([])).rejects.toMatchObject({ code: 'KEYS_BROKEN', message: expect.stringContaining('two different keys') })
    await writeFile(join(path, 'worker.1.pub'), 'nothing')
    await expect(service.load([])).rejects.toMatchObject({ code: 'KEYS_BROKEN', message: expect.stringContaining('worker.1.pub') })
    await copyFile(join(path, 'ledger.1.pub'), join(path, 'worker.1.pub'))
    await expect(service.load([])).rejects.toMatchObject({ code: 'KEYS_BROKEN', message: expect.stringContaining('not x25519') })
    await rm(join(path, 'worker.1.pub'))
    await rm(join(path, 'hash.1.key'))
    await expect(service.load([])).rejects.toMatchObject({ code: 'KEYS_MISSING', message: expect.stringContaining('hash.1.key') })
    const nowhere = createFileKeyService({ path: join(base, 'nowhere') }, clock)
    await expect(nowhere.load([])).rejects.toMatchObject({ code: 'KEYS_MISSING' })
  })
})

describe('rotation', () => {
  it('makes a new current key, keeps the old one, and has the ledger key endorsed', async () => {
    const { service } = await made('rotate')
    const before = await service.load(['worker', 'ledger'])
    const oldBox = before.sealTo('worker', SECRET)
    const rotated = await service.rotate('worker')
    expect(rotated).toMatchObject({ role: 'worker', generation: 2, current: true, held: true })
    await service.rotate('ledger')
    const after = await service.load(['worker', 'ledger'])
    expect(after.open('worker', oldBox)).toEqual(SECRET)
    const [first, second] = after.ledgerKeys()
    expect(second?.endorsement?.key).toBe(first?.id)
    expect((await service.list()).filter((key) => key.role === 'worker').map((key) => key.current)).toEqual([false, true])
  })

  it('is seen by a running process: at once for a box of the new key, within the refresh time for sealing', async () => {
    const { path, service } = await made('seen')
    const running = await createFileKeyService({ path, refreshMs: 60_000 }, clock).load(['worker'])
    const { id } = await service.rotate('worker')
    const keyOf = (box: Uint8Array): string => Buffer.from(box.subarray(1, 9)).toString('hex')
    expect(keyOf(running.sealTo('worker', SECRET))).not.toBe(id)
    now += 60_000
    expect(keyOf(running.sealTo('worker', SECRET))).toBe(id)
    await service.rotate('worker')
    const newest = (await service.load(['worker'])).sealTo('worker', SECRET)
    now += 1_000
    expect(running.open('worker', newest)).toEqual(SECRET)
  })

  it('keeps the keys it has, and says so, when the folder cannot be read any more', async () => {
    const { path } = await made('unreadable')
    const errors: unknown[] = []
    const running = await createFileKeyService({ path, onRefreshError: (error) => errors.push(error) }, clock).load(['worker'])
    await chmod(path, 0o755)
    await writeFile(join(path, 'note'), '')
    now += 60_000
    expect(running.open('worker', running.sealTo('worker', SECRET))).toEqual(SECRET)
    expect(errors).toEqual([expect.objectContaining({ code: 'KEYS_EXPOSED' })])
  })
})
