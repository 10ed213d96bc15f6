// SQLite's side of the differences: lists and records travel as JSON text (json_each), and one writer means no row locks.
import type { Dialect } from '../sql.ts'

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  among: (column) => `${column} IN (SELECT value FROM json_each(?))`,
  numbered: () => '(SELECT key AS ord, value FROM json_each(?))',
  records: (columns) => {
    const fields = Object.keys(columns).map((name) => `value->>'${name}' AS ${name}`)
    return `(SELECT ${fields.join(', ')} FROM json_each(?))`
  },
  indexed: (name) => `INDEXED BY ${name}`,
  forUpdate: () => '',
  skipLocked: '',
  picked: (column, select) => `${column} IN (${select})`,
}
