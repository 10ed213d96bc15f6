// SQLite's migrations, oldest first. A new one gets the next number; one that was released is never changed.
import type { Migration } from '../../migrate.ts'
import { SQLITE_0001 } from './0001-initial.ts'
import { SQLITE_0002 } from './0002-consent.ts'
import { SQLITE_0003 } from './0003-overrides-and-postures.ts'
import { SQLITE_0004 } from './0004-tls-reports.ts'

export const SQLITE_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: SQLITE_0001 },
  { version: 2, sql: SQLITE_0002 },
  { version: 3, sql: SQLITE_0003 },
  { version: 4, sql: SQLITE_0004 },
]
