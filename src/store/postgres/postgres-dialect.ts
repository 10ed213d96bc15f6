// PostgreSQL's side of the differences: arrays for lists, jsonb_to_recordset for records, row locks for many nodes.
import type { Dialect } from '../sql.ts'

export const postgresDialect: Dialect = {
  name: 'postgres',
  among: (column, type) => `${column} = ANY(?::${type}[])`,
  numbered: (type) => `(SELECT n - 1 AS ord, value FROM unnest(?::${type}[]) WITH ORDINALITY AS list(value, n))`,
  records: (columns) => {
    const fields = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
    return `(SELECT * FROM jsonb_to_recordset(?::jsonb) AS record(${fields.join(', ')}))`
  },
  indexed: () => '',
  forUpdate: (of) => (of ? `FOR UPDATE OF ${of}` : 'FOR UPDATE'),
  skipLocked: 'FOR UPDATE SKIP LOCKED',
  // ARRAY(…) makes the select run exactly once; under IN the planner may run it again and lock more rows than its LIMIT.
  picked: (column, select) => `${column} = ANY(ARRAY(${select} FOR UPDATE SKIP LOCKED))`,
}

const TRANSLATED = new Map<string, string>()

/** `?` to `$1, $2, …`. The texts of the verbs are few, so every translation is kept. */
export function numberPlaceholders(sql: string): string {
  const known = TRANSLATED.get(sql)
  if (known !== undefined) return known
  let next = 0
  const translated = sql.replace(/\?/g, () => `$${++next}`)
  TRANSLATED.set(sql, translated)
  return translated
}
