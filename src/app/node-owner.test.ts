// Who may take whose leases back: only a process that starts where the one before it has ended.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeNodeOwner } from './node-owner.ts'

let data: string
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'postern-node-'))
})
afterEach(() => rm(data, { recursive: true }))

const nameOf = (owner: string) => owner.slice(0, owner.lastIndexOf('/'))

describe('the name in leases', () => {
  it('stays over a restart; the incarnation does not', async () => {
    const first = await takeNodeOwner(data, 'mail-1')
    first.release()
    const second = await takeNodeOwner(data, 'mail-1')
    expect(nameOf(second.owner)).toBe(nameOf(first.owner))
    expect(second.owner).not.toBe(first.owner)
    second.release()
  })

  it('is another one while the first process lives, and for every further one', async () => {
    const living = await takeNodeOwner(data, 'mail-1')
    const others = [await takeNodeOwner(data, 'mail-1'), await takeNodeOwner(data, 'mail-1')]
    expect(new Set([living, ...others].map(({ owner }) => nameOf(owner))).size).toBe(3)
    living.release()
  })

  it('is another one on another host with a copy of the folder, and in another folder of one host', async () => {
    const one = await takeNodeOwner(data, 'mail-1')
    one.release()
    const copied = await takeNodeOwner(data, 'mail-2')
    copied.release()
    await rm(join(data, 'node'))
    const fresh = await takeNodeOwner(data, 'mail-1')
    fresh.release()
    expect(new Set([one, copied, fresh].map(({ owner }) => nameOf(owner))).size).toBe(3)
  })

  it('survives a torn file and a folder that cannot be written', async () => {
    await writeFile(join(data, 'node'), '')
    const mended = await takeNodeOwner(data, 'mail-1')
    expect(nameOf(mended.owner)).toMatch(/^mail-1-[0-9a-f]{16}$/)
    mended.release()
    const lost = await takeNodeOwner(join(data, 'missing'), 'mail-1')
    expect(lost.owner).toMatch(/^mail-1-/)
    lost.release()
  })

  it('has the form that the store reads', async () => {
    const { owner, release } = await takeNodeOwner(data, 'mail-1')
    expect(owner).toMatch(/^[^/:]+\/[^/:]+$/)
    release()
  })
})
