// Where large sealed bytes are kept: a port with two implementations, files (SQLite) and rows of chunks (PostgreSQL).
import type { BlobWriter } from './store.ts'

export interface BlobArea {
  open(name: string): Promise<BlobWriter>
  /** @throws where there is no such blob */
  read(name: string): AsyncIterable<Uint8Array>
  /** Nothing happens where it is gone already. */
  remove(name: string): Promise<void>
  /** Removes what was begun before `before`, finished or not, unless `needed` names it. @returns how many */
  removeOrphans(before: number, needed: (names: readonly string[]) => Promise<readonly string[]>): Promise<number>
}

const NAME = /^[0-9a-z][0-9a-z-]{2,127}$/

/** Names become file names: only what cannot leave the folder. @throws a bug of the caller */
export function checkBlobName(name: string): void {
  if (!NAME.test(name)) throw new Error('a blob name is 3 to 128 lower-case letters, digits and hyphens')
}
