// Files that are there after power loss, or not at all: write a temporary file, sync it, rename it, sync the folder (P2). A file's bytes and
// its name are two things, and each needs a sync of its own. The file system comes in as a `FileLayer`, so that a test can bring one that
// forgets whatever was not synced.
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface OpenFile {
  /** Appends all of `chunk`. */
  write(chunk: Uint8Array): Promise<void>
  /** The bytes are on the disk when this resolves. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface FileEntry {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly changedAt: number
}

/** The few calls that safe files are made of. Missing files and folders reject with `code: 'ENOENT'`. */
export interface FileLayer {
  /** Makes a new, empty file that only its owner may read. Rejects with `EEXIST` where the name is taken. */
  create(path: string): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  /** The names in the folder are on the disk when this resolves. */
  syncDirectory(path: string): Promise<void>
  /** Nothing happens where the folder is there already. */
  makeDirectory(path: string): Promise<void>
  unlink(path: string): Promise<void>
  /** Files only, without those in sub-folders. */
  list(path: string): Promise<readonly FileEntry[]>
  directories(path: string): Promise<readonly string[]>
  read(path: string): AsyncIterable<Uint8Array>
}

export const nodeFiles: FileLayer = {
  create: async (path) => {
    const handle = await open(path, 'wx', 0o600)
    return {
      write: async (chunk) => {
        // One write call may take less than it was given.
        for (let done = 0; done < chunk.byteLength; ) done += (await handle.write(chunk, done)).bytesWritten
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  rename,
  syncDirectory: async (path) => {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  makeDirectory: async (path) => {
    try {
      await mkdir(path, { mode: 0o700 })
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
  },
  unlink,
  list: async (path) => {
    const files = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile())
    return Promise.all(files.map(async ({ name }) => ({ name, changedAt: (await stat(join(path, name))).mtimeMs })))
  },
  directories: async (path) => (await readdir(path, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name),
  read: (path) => createReadStream(path),
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === code
}

/** Makes a folder and all above it that are missing; each new name is durable when this resolves. */
export async function makeDirectories(layer: FileLayer, path: string): Promise<void> {
  await layer.makeDirectory(path).catch(async (error: unknown) => {
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error
    await makeDirectories(layer, dirname(path))
    await layer.makeDirectory(path)
  })
  // Also where it was there already: whoever made it may have died before the sync.
  await layer.syncDirectory(dirname(path))
}

export interface SafeFile {
  write(chunk: Uint8Array): Promise<void>
  /** Bytes and name are durable when this resolves. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abort(): Promise<void>
}

export const TEMPORARY = '.tmp'

/** Begins a file that appears under its name only when `finish` resolves. Its folder must exist. @param path replaced where it is there */
export async function createSafeFile(layer: FileLayer, path: string): Promise<SafeFile> {
  const temporary = `${path}${TEMPORARY}`
  const file = await layer.create(temporary).catch(async (error: unknown) => {
    // Left by a crash: nobody else writes under this name.
    if (!hasCode(error, 'EEXIST')) throw error
    await layer.unlink(temporary)
    return layer.create(temporary)
  })
  return {
    write: (chunk) => file.write(chunk),
    finish: async () => {
      // The order matters: a name that became durable before its bytes would show an empty file after power loss.
      await file.sync()
      await file.close()
      await layer.rename(temporary, path)
      await layer.syncDirectory(dirname(path))
    },
    abort: async () => {
      await file.close()
      await layer.unlink(temporary)
    },
  }
}

/** One small file, whole. */
export async function writeSafeFile(layer: FileLayer, path: string, bytes: Uint8Array): Promise<void> {
  const file = await createSafeFile(layer, path)
  try {
    await file.write(bytes)
  } catch (error) {
    await file.abort()
    throw error
  }
  await file.finish()
}

/** @returns false where it was gone already */
export async function removeFile(layer: FileLayer, path: string): Promise<boolean> {
  try {
    await layer.unlink(path)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
