// Large sealed bytes as rows of chunks. Each chunk commits by itself, so that a slow sender holds no transaction open; the last commit marks
// the blob complete, and only then may a message name it.
import type pg from 'pg'
import { type BlobArea, checkBlobName } from '../blob-area.ts'
import { query, type Steps } from '../sql.ts'
import { databaseWords, StoreError } from '../store-error.ts'
import { connect, run } from './connection.ts'

/** Bytes in a row: few commits for a large message, and little memory in use while reading. */
const CHUNK = 1024 * 1024

export function createBlobRows(pool: pg.Pool, now: () => number): BlobArea {
  const commit = <T>(steps: Steps<T>): Promise<T> => withClient(pool, (client) => run(client, steps))
  return {
    open: async (name) => {
      checkBlobName(name)
      await commit(query('INSERT INTO blob (name, created_at, complete) VALUES (?, ?, 0)', name, now()))
      let gathered: Uint8Array[] = []
      let size = 0
      let seq = 0
      const flush = async (): Promise<void> => {
        if (size === 0) return
        const bytes = Buffer.concat(gathered)
        gathered = []
        size = 0
        await commit(query('INSERT INTO blob_chunk (name, seq, bytes) VALUES (?, ?, ?)', name, seq++, bytes))
      }
      return {
        write: async (chunk) => {
          // The caller may use its buffer again.
          gathered.push(new Uint8Array(chunk))
          size += chunk.byteLength
          if (size >= CHUNK) await flush()
        },
        finish: async () => {
          await flush()
          await commit(query('UPDATE blob SET complete = 1 WHERE name = ?', name))
          return { kind: 'stored', name }
        },
        abort: async () => {
          await commit(query('DELETE FROM blob WHERE name = ?', name))
        },
      }
    },
    read: (name) => readChunks(commit, name),
    remove: async (name) => {
      await commit(query('DELETE FROM blob WHERE name = ?', name))
    },
    removeOrphans: async (before, needed) => {
      const old = (await commit(query('SELECT name FROM blob WHERE created_at < ?', before))).map((row) => String(row.name))
      const kept = new Set(await needed(old))
      const orphans = old.filter((name) => !kept.has(name))
      for (const name of orphans) await commit(query('DELETE FROM blob WHERE name = ?', name))
      return orphans.length
    },
  }
}

async function* readChunks(commit: <T>(steps: Steps<T>) => Promise<T>, name: string): AsyncGenerator<Uint8Array> {
  const found = await commit(query('SELECT complete FROM blob WHERE name = ?', name))
  if (found[0]?.complete !== 1) throw new StoreError('STORE_FAILED', `There is no complete blob ${name}.`)
  for (let seq = 0; ; seq++) {
    const rows = await commit(query('SELECT bytes FROM blob_chunk WHERE name = ? AND seq = ?', name, seq))
    if (!rows[0]) return
    yield rows[0].bytes as Uint8Array
  }
}

export async function withClient<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await connect(pool)
  try {
    const value = await work(client)
    client.release()
    return value
  } catch (error) {
    client.release(true)
    throw error instanceof StoreError ? error : new StoreError('STORE_FAILED', databaseWords(error), error)
  }
}
