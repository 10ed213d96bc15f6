// Under which name a worker leases: `name/incarnation`. A node that comes back after a crash knows its own dead leases by the name and need not
// wait until they run out. So no two living processes may have one name: it is the host's and the data folder's, and a lock on the folder is
// held as long as the process lives. Whoever does not get the lock leases under a name of its own, and waits.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { hasCode, nodeFiles, writeSafeFile } from '../platform/safe-file.ts'
import { lockWorker, type WorkerLock } from '../store/sqlite/worker-lock.ts'

export interface NodeOwner {
  readonly owner: string
  /** When all leases have ended. */
  release(): void
}

/** @param data the data folder; it keeps the node's part of the name, since hosts made from one image share a host name */
export async function takeNodeOwner(data: string, host = hostname()): Promise<NodeOwner> {
  const incarnation = `${process.pid}-${randomBytes(6).toString('hex')}`
  let lock: WorkerLock | undefined
  try {
    lock = lockWorker(join(data, 'node'))
    return { owner: `${host}-${await nodeId(join(data, 'node'))}/${incarnation}`, release: lock.release }
  } catch {
    // Another process works here, or the folder cannot be written: safe all the same, only slower after a crash.
    lock?.release()
    return { owner: `${host}-${incarnation}/${incarnation}`, release: () => {} }
  }
}

/** Made once, under the lock. */
async function nodeId(file: string): Promise<string> {
  try {
    const id = (await readFile(file, 'utf8')).trim()
    if (/^[0-9a-f]{16}$/.test(id)) return id
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  const id = randomBytes(8).toString('hex')
  await writeSafeFile(nodeFiles, file, Buffer.from(`${id}\n`))
  return id
}
