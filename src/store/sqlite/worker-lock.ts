// One worker a SQLite database (P3): a worker takes over, at start, every lease that it finds, so it must know that nobody else works there. The
// lock is a transaction on a small database beside the store, never committed: the kernel ends it with its process, however that ends.
import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { databaseWords, StoreError } from '../store-error.ts'

export interface WorkerLock {
  release(): void
}

const SQLITE_BUSY = 5

/**
 * @param file the store's database; the lock stands beside it as `FILE.worker-lock`
 * @throws StoreError `STORE_IN_USE` where another process, or another store of this one, holds it
 */
export function lockWorker(file: string): WorkerLock {
  const path = `${realFile(file)}.worker-lock`
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { timeout: 0 })
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) {
      throw new StoreError(
        'STORE_IN_USE',
        `Another gateway works on ${file}. Stop it first, or give this one a \`data\` folder of its own.`,
      )
    }
    throw new StoreError('STORE_UNREACHABLE', `${path}: ${databaseWords(error)}. Check that this user may write there.`)
  }
  const held = db
  return { release: () => held.close() }
}

/** Two names of one database are one database. */
function realFile(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    // Not made yet.
    return file
  }
}
