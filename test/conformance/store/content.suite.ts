// Content: blobs, grants, shredding, keys, cache.
import { expect, it } from 'vitest'
import type { NewGrant, Store } from '../../../src/store/store.ts'
import type { Place } from './places.ts'
import { move, mustApply, NOW, newMessage, newRecipient, note, readyMessage } from './sample-mail.ts'

const grantFor = (message: string, more: Partial<NewGrant> = {}): NewGrant => ({
  id: `${message}-g0`,
  message,
  recipient: `${message}-r0`,
  tokenHash: `token-${message}`,
  contentKey: Buffer.from('sealed to the portal'),
  createdAt: NOW,
  expiresAt: NOW + 1000,
  ...more,
})

async function writeBlob(store: Store, name: string, chunks: readonly Uint8Array[]): Promise<void> {
  const writer = await store.openBlob(name)
  for (const chunk of chunks) await writer.write(chunk)
  expect(await writer.finish()).toEqual({ kind: 'stored', name })
}

async function readBlob(store: Store, name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.readBlob(name)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const LATER = Date.now() + 3_600_000

export function contentSuite(place: () => Place): void {
  it('keeps large sealed bytes', async () => {
    const store = await place().open()
    const chunks = Array.from({ length: 30 }, (_, i) => Buffer.alloc(100_001, i))
    await writeBlob(store, 'blob-1', chunks)
    await store.accept(newMessage('m1', { blob: { kind: 'stored', name: 'blob-1' } }), [])
    expect((await store.message('m1'))?.message.blob).toEqual({ kind: 'stored', name: 'blob-1' })
    expect((await readBlob(store, 'blob-1')).equals(Buffer.concat(chunks))).toBe(true)
  })

  it('keeps what it was given, though the giver uses its buffer again', async () => {
    const store = await place().open()
    const buffer = Buffer.from('first')
    const writer = await store.openBlob('blob-1')
    await writer.write(buffer)
    buffer.fill('x')
    await writer.finish()
    expect((await readBlob(store, 'blob-1')).toString()).toBe('first')
  })

  it('has no blob that was aborted or never finished', async () => {
    const store = await place().open()
    const aborted = await store.openBlob('blob-1')
    await aborted.write(Buffer.from('half'))
    await aborted.abort()
    const unfinished = await store.openBlob('blob-2')
    await unfinished.write(Buffer.from('half'))
    await expect(readBlob(store, 'blob-1')).rejects.toThrow()
    await expect(readBlob(store, 'blob-2')).rejects.toThrow()
    await unfinished.abort()
  })

  it.each(['../escape', 'a/b', '', 'UPPER', '.hidden'])('refuses the blob name "%s"', async (name) => {
    const store = await place().open()
    await expect(store.openBlob(name)).rejects.toThrow('blob name')
  })

  it('removes blobs that no message names, once they are old', async () => {
    const store = await place().open()
    await writeBlob(store, 'named-1', [Buffer.from('a')])
    await writeBlob(store, 'orphan-1', [Buffer.from('b')])
    await (await store.openBlob('half-1')).write(Buffer.from('c'))
    await store.accept(newMessage('m1', { blob: { kind: 'stored', name: 'named-1' } }), [])
    expect(await store.removeOrphanBlobs(NOW - 1e12)).toBe(0)
    expect(await store.removeOrphanBlobs(LATER)).toBe(2)
    expect((await readBlob(store, 'named-1')).toString()).toBe('a')
    await expect(readBlob(store, 'orphan-1')).rejects.toThrow()
  })

  it('shreds: key, bytes, grants and blob are gone, the rest stays', async () => {
    const store = await place().open()
    await writeBlob(store, 'blob-2', [Buffer.from('large')])
    for (const [id, blob] of [
      ['m1', undefined],
      ['m2', { kind: 'stored', name: 'blob-2' }],
    ] as const) {
      await store.accept(newMessage(id, blob ? { blob } : {}), [])
      await mustApply(store, { steps: [note('grant.created', id)], grants: [grantFor(id)] })
      await store.shred(id, { kind: 'message.shredded', at: NOW, message: id, actor: 'cli:officer', data: {} })
      const stored = await store.message(id)
      expect(stored?.message.contentKey).toBeUndefined()
      expect(stored?.message.blob).toEqual({ kind: 'inline', bytes: new Uint8Array() })
      expect(stored?.recipients).toHaveLength(1)
      expect(await store.grantsOf(id)).toEqual([])
      await store.shred(id, { kind: 'message.shredded', at: NOW, message: id, actor: 'cli:officer', data: {} })
      expect((await store.events(id)).filter((e) => e.kind === 'message.shredded')).toHaveLength(1)
    }
    await expect(readBlob(store, 'blob-2')).rejects.toThrow()
  })

  it('names what may be shredded: closed, old, and no open grant', async () => {
    const store = await place().open()
    for (const id of ['m1', 'm2', 'm3', 'm4']) await readyMessage(store, id, [newRecipient(`${id}-r0`)])
    for (const id of ['m1', 'm2', 'm3']) await mustApply(store, [move(`${id}-r0`, { kind: 'recipient.cancelled' })])
    await mustApply(store, { steps: [note('grant.created', 'm2')], grants: [grantFor('m2')] })
    await store.shred('m3', { kind: 'message.shredded', at: NOW, message: 'm3', actor: 'system', data: {} })
    expect(await store.shreddable(NOW, 10)).toEqual([])
    expect(await store.shreddable(NOW + 1, 10)).toEqual(['m1'])
    await mustApply(store, { steps: [note('grant.revoked', 'm2')], revokeGrants: ['m2-g0'] })
    expect(await store.shreddable(NOW + 1, 10)).toEqual(['m1', 'm2'])
    expect(await store.shreddable(NOW + 1, 1)).toEqual(['m1'])
  })

  it('keeps grants, notes when they were opened first, and deletes the key when they end', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [])
    await mustApply(store, { steps: [note('grant.created', 'm1')], grants: [grantFor('m1')] })
    expect(await store.grant('token-m1')).toMatchObject({ id: 'm1-g0', recipient: 'm1-r0', state: 'open', expiresAt: NOW + 1000 })
    expect((await store.grant('token-m1'))?.openedAt).toBeUndefined()
    expect(await store.grant('another')).toBeUndefined()
    for (const at of [NOW + 3, NOW + 4]) {
      await mustApply(store, [{ event: { kind: 'portal.opened', at, message: 'm1', recipient: 'm1-r0', actor: 'portal', data: {} } }])
    }
    expect((await store.grantsOf('m1')).map((g) => g.openedAt)).toEqual([NOW + 3])
    await mustApply(store, { steps: [note('grant.revoked', 'm1')], revokeGrants: ['m1-g0'] })
    expect(await store.grant('token-m1')).toMatchObject({ state: 'revoked', contentKey: new Uint8Array() })
  })

  it('names the grants whose time has come, and marks them expired', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [])
    await mustApply(store, { steps: [note('grant.created', 'm1')], grants: [grantFor('m1')] })
    expect(await store.expiredGrants(NOW + 999, 10)).toEqual([])
    expect((await store.expiredGrants(NOW + 1000, 10)).map((g) => g.id)).toEqual(['m1-g0'])
    const end = note('recipient.expired', 'm1')
    await mustApply(store, { steps: [{ ...end, event: { ...end.event, at: NOW + 1000 } }], revokeGrants: ['m1-g0'] })
    expect(await store.grant('token-m1')).toMatchObject({ state: 'expired', contentKey: new Uint8Array() })
    expect(await store.expiredGrants(NOW + 1000, 10)).toEqual([])
  })

  it('keeps the first key put under an id', async () => {
    const store = await place().open()
    expect(await store.key('day-1')).toBeUndefined()
    await store.putKey({ id: 'day-1', sealed: Buffer.from('first'), createdAt: NOW })
    await store.putKey({ id: 'day-1', sealed: Buffer.from('second'), createdAt: NOW + 1 })
    const kept = await store.key('day-1')
    expect([Buffer.from(kept?.sealed ?? []).toString(), kept?.createdAt]).toEqual(['first', NOW])
  })

  it('caches until the time is over', async () => {
    const store = await place().open()
    await store.cachePut('posture example.test', { verdict: 'pkix-verified', mx: [] }, LATER)
    expect(await store.cacheGet('posture example.test', LATER - 1)).toEqual({ verdict: 'pkix-verified', mx: [] })
    expect(await store.cacheGet('posture example.test', LATER)).toBeUndefined()
    await store.cachePut('posture example.test', 2, LATER)
    expect(await store.cacheGet('posture example.test', LATER - 1)).toBe(2)
    expect(await store.cacheGet('other', 0)).toBeUndefined()
  })

  it('throws dead cache entries away', async () => {
    const here = place()
    const store = await here.open()
    await store.cachePut('dead', 1, Date.now() - 1)
    await store.cachePut('alive', 1, LATER)
    expect(await here.sql('SELECT id FROM cache')).toEqual([{ id: 'alive' }])
  })
}
