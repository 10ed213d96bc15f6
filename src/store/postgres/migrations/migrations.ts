// PostgreSQL's migrations, oldest first. A new one gets the next number; one that was released is never changed.
import type { Migration } from '../../migrate.ts'
import { POSTGRES_0001 } from './0001-initial.ts'
import { POSTGRES_0002 } from './0002-consent.ts'
import { POSTGRES_0003 } from './0003-overrides-and-postures.ts'
import { POSTGRES_0004 } from './0004-tls-reports.ts'

export const POSTGRES_MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: POSTGRES_0001 },
  { version: 2, sql: POSTGRES_0002 },
  { version: 3, sql: POSTGRES_0003 },
  { version: 4, sql: POSTGRES_0004 },
]
