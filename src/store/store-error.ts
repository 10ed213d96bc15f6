// What the store throws: a broken environment, never an expected outcome. The text names the place and the fix, and holds no data of a message (P4).

export type StoreErrorCode =
  /** The database is newer than this program, or belongs to something else. */
  | 'STORE_VERSION'
  /** The server is set so that a commit is not durable. */
  | 'STORE_NOT_DURABLE'
  /** Another gateway works on the same SQLite database. */
  | 'STORE_IN_USE'
  /** It cannot be opened or reached. */
  | 'STORE_UNREACHABLE'
  /** This machine's clock and the PostgreSQL server's are too far apart for leases and lifetimes. */
  | 'STORE_CLOCK'
  /** A verb failed and changed nothing. */
  | 'STORE_FAILED'
  /** The connection went away during the commit: the verb may or may not have happened. */
  | 'STORE_COMMIT_UNKNOWN'
  /** `close` was called. */
  | 'STORE_CLOSED'

export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StoreError'
    this.code = code
  }
}

/** The database's own words, for `STORE_FAILED`. PostgreSQL's `detail` may quote column values, so only its message and code are taken. */
export function databaseWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? `${error.message} (${code})` : error.message
}
