// Large sealed bytes as files under `<data>/blobs/ab/abcdef…`, durable before the row that names them is written (P2). The shard is made of
// the last two characters: ids begin with the time, so the first two would put a year's blobs into one folder.
import { join } from 'node:path'
import { createSafeFile, type FileLayer, hasCode, makeDirectories, removeFile, TEMPORARY } from '../../platform/safe-file.ts'
import { type BlobArea, checkBlobName } from '../blob-area.ts'

export function createBlobFiles(layer: FileLayer, directory: string): BlobArea {
  const folderOf = (name: string): string => join(directory, name.slice(-2))
  const pathOf = (name: string): string => {
    checkBlobName(name)
    return join(folderOf(name), name)
  }
  return {
    open: async (name) => {
      const path = pathOf(name)
      // Also where it exists: whoever made it may have died before its name was durable.
      await makeDirectories(layer, folderOf(name))
      const file = await createSafeFile(layer, path)
      return {
        write: file.write,
        finish: async () => {
          await file.finish()
          return { kind: 'stored', name }
        },
        abort: file.abort,
      }
    },
    read: (name) => layer.read(pathOf(name)),
    remove: async (name) => {
      await removeFile(layer, pathOf(name))
    },
    removeOrphans: async (before, needed) => {
      let removed = 0
      for (const shard of await layer.directories(directory).catch(emptyIfMissing)) {
        const old = (await layer.list(join(directory, shard))).filter((entry) => entry.changedAt < before).map((entry) => entry.name)
        // Nobody can need a file that was never finished.
        const kept = new Set(await needed(old.filter((name) => !name.endsWith(TEMPORARY))))
        for (const name of old) if (!kept.has(name) && (await removeFile(layer, join(directory, shard, name)))) removed += 1
      }
      return removed
    },
  }
}

function emptyIfMissing(error: unknown): readonly string[] {
  if (hasCode(error, 'ENOENT')) return []
  throw error
}
