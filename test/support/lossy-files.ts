// A file layer that loses power: in memory, it keeps apart what a program sees and what a disk would still hold. Bytes survive only if their
// file was synced after they were written, a name only if its folder was synced after it was made, moved or removed; and a name is reachable
// only through names that survive. Pessimistic on purpose: a real disk may keep more, never less than this promises.
import { basename, dirname } from 'node:path'
import type { FileLayer, OpenFile } from '../../src/platform/safe-file.ts'

interface Disk {
  kind: 'file'
  seen: Uint8Array
  kept: Uint8Array
}

interface Folder {
  kind: 'folder'
  seen: Map<string, Disk | Folder>
  kept: Map<string, Disk | Folder>
}

export interface LossyFiles {
  readonly layer: FileLayer
  /** What is left after the power went. */
  afterPowerLoss(): LossyFiles
  /** Every file that can be seen, by path. */
  files(): ReadonlyMap<string, Uint8Array>
}

/** @param root an existing, durable folder */
export function createLossyFiles(root: string): LossyFiles {
  return wrap(root, newFolder())
}

function newFolder(): Folder {
  return { kind: 'folder', seen: new Map(), kept: new Map() }
}

function wrap(root: string, top: Folder): LossyFiles {
  const folder = (path: string): Folder => {
    if (path === root) return top
    if (dirname(path) === path) throw missing(path)
    const found = folder(dirname(path)).seen.get(basename(path))
    if (found?.kind !== 'folder') throw missing(path)
    return found
  }
  const file = (path: string): Disk => {
    const found = folder(dirname(path)).seen.get(basename(path))
    if (found?.kind !== 'file') throw missing(path)
    return found
  }
  const entries = (path: string, kind: 'file' | 'folder'): readonly string[] =>
    [...folder(path).seen].filter(([, entry]) => entry.kind === kind).map(([name]) => name)

  const layer: FileLayer = {
    create: async (path) => {
      const names = folder(dirname(path)).seen
      if (names.has(basename(path))) throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' })
      const created: Disk = { kind: 'file', seen: new Uint8Array(), kept: new Uint8Array() }
      names.set(basename(path), created)
      return openFile(created)
    },
    rename: async (from, to) => {
      const moved = file(from)
      folder(dirname(from)).seen.delete(basename(from))
      folder(dirname(to)).seen.set(basename(to), moved)
    },
    syncDirectory: async (path) => {
      const synced = folder(path)
      synced.kept = new Map(synced.seen)
    },
    makeDirectory: async (path) => {
      if (path === root) return
      const names = folder(dirname(path)).seen
      if (!names.has(basename(path))) names.set(basename(path), newFolder())
    },
    unlink: async (path) => {
      file(path)
      folder(dirname(path)).seen.delete(basename(path))
    },
    list: async (path) => entries(path, 'file').map((name) => ({ name, changedAt: 0 })),
    directories: async (path) => entries(path, 'folder'),
    read: (path) => readOnce(() => file(path).seen),
  }
  return { layer, afterPowerLoss: () => wrap(root, restart(top)), files: () => new Map(walk(root, top)) }
}

function openFile(disk: Disk): OpenFile {
  return {
    write: async (chunk) => {
      disk.seen = Buffer.concat([disk.seen, chunk])
    },
    sync: async () => {
      disk.kept = disk.seen
    },
    close: async () => {},
  }
}

function restart(before: Folder): Folder {
  const after = newFolder()
  for (const [name, entry] of before.kept) {
    after.seen.set(name, entry.kind === 'folder' ? restart(entry) : { kind: 'file', seen: entry.kept, kept: entry.kept })
  }
  after.kept = new Map(after.seen)
  return after
}

function* walk(path: string, folder: Folder): Generator<[string, Uint8Array]> {
  for (const [name, entry] of folder.seen) {
    if (entry.kind === 'folder') yield* walk(`${path}/${name}`, entry)
    else yield [`${path}/${name}`, entry.seen]
  }
}

async function* readOnce(bytes: () => Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes()
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
}
