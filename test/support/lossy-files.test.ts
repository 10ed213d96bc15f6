// Power loss (P2): what `finish` has promised is there afterwards, and every sync in safe-file.ts is needed: with any of them left out the
// same check fails. A kill alone could not show this, because the page cache survives the process.
import { describe, expect, it } from 'vitest'
import type { FileLayer } from '../../src/platform/safe-file.ts'
import { createBlobFiles } from '../../src/store/sqlite/blob-files.ts'
import { createLossyFiles, type LossyFiles } from './lossy-files.ts'

const CONTENT = Buffer.from('sealed bytes that were answered with 250')

async function storeBlob(files: LossyFiles, layer: FileLayer = files.layer): Promise<void> {
  const writer = await createBlobFiles(layer, '/data/blobs').open('01abcd')
  await writer.write(CONTENT.subarray(0, 10))
  await writer.write(CONTENT.subarray(10))
  await writer.finish()
}

function survives(files: LossyFiles): boolean {
  const left = files.afterPowerLoss().files().get('/data/blobs/cd/01abcd')
  return left !== undefined && CONTENT.equals(left)
}

describe('a blob after power loss', () => {
  it('is whole once finish has resolved', async () => {
    const files = createLossyFiles('/data')
    await storeBlob(files)
    expect(survives(files)).toBe(true)
  })

  it.each([
    [
      'the sync of the bytes',
      (layer: FileLayer): FileLayer => ({ ...layer, create: async (path) => ({ ...(await layer.create(path)), sync: async () => {} }) }),
    ],
    ['the sync of its folder', (layer: FileLayer): FileLayer => skipDirectory(layer, '/data/blobs/cd')],
    ["the sync of its folder's name", (layer: FileLayer): FileLayer => skipDirectory(layer, '/data/blobs')],
    ['the sync of the name above', (layer: FileLayer): FileLayer => skipDirectory(layer, '/data')],
    ['the rename', (layer: FileLayer): FileLayer => ({ ...layer, rename: async () => {} })],
  ])('is lost without %s', async (_what, weaken) => {
    const files = createLossyFiles('/data')
    await storeBlob(files, weaken(files.layer))
    expect(survives(files)).toBe(false)
  })

  it('is never there in part, wherever the power goes', async () => {
    for (let calls = 0; ; calls++) {
      const files = createLossyFiles('/data')
      const finished = await storeBlob(files, dieAfter(files.layer, calls)).then(
        () => true,
        () => false,
      )
      const left = files.afterPowerLoss().files().get('/data/blobs/cd/01abcd')
      if (left) expect(CONTENT.equals(left)).toBe(true)
      expect(!finished || left !== undefined).toBe(true)
      if (finished) return
    }
  })

  it('survives where another process died between making the folder and syncing it', async () => {
    const files = createLossyFiles('/data')
    await files.layer.makeDirectory('/data/blobs')
    await files.layer.syncDirectory('/data')
    await files.layer.makeDirectory('/data/blobs/cd')
    await storeBlob(files)
    expect(survives(files)).toBe(true)
  })
})

function skipDirectory(layer: FileLayer, skipped: string): FileLayer {
  return { ...layer, syncDirectory: async (path) => (path === skipped ? undefined : layer.syncDirectory(path)) }
}

/** The layer works for so many calls that change something, then every call fails. */
function dieAfter(layer: FileLayer, calls: number): FileLayer {
  let left = calls
  const live = <Args extends readonly unknown[], T>(work: (...args: Args) => Promise<T>) => {
    return (...args: Args): Promise<T> => (left-- > 0 ? work(...args) : Promise.reject(new Error('power lost')))
  }
  return {
    ...layer,
    makeDirectory: live(layer.makeDirectory),
    syncDirectory: live(layer.syncDirectory),
    rename: live(layer.rename),
    unlink: live(layer.unlink),
    create: live(async (path: string) => {
      const file = await layer.create(path)
      return { write: live(file.write), sync: live(file.sync), close: live(file.close) }
    }),
  }
}
