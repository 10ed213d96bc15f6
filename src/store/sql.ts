// How a verb speaks to a database: it is a generator that yields statements and is handed their rows. One text serves both dialects;
// SQLite's thread drives it synchronously, PostgreSQL asynchronously, and both put many verbs into one transaction (design §5).

/** What a column can hold here. JSON is text, booleans are 0 and 1, times are milliseconds since the epoch. */
export type SqlValue = string | number | Uint8Array | null
/** Lists stand only where `Dialect.among` or `Dialect.numbered` asks for one. */
export type SqlParam = SqlValue | readonly string[] | readonly number[]
export type Row = Readonly<Record<string, SqlValue>>

export interface Statement {
  /** `?` marks parameters in both dialects; no `?` may stand anywhere else in the text. */
  readonly sql: string
  readonly params: readonly SqlParam[]
}

/** Statements yielded together do not depend on each other's rows; they run in order. */
export type Steps<T> = Generator<readonly Statement[], T, readonly (readonly Row[])[]>

export type ColumnType = 'text' | 'bigint'

/** The few places where the two SQLs differ. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** `column` is one of the values of a list parameter. */
  among(column: string, type: ColumnType): string
  /** A table expression `(ord, value)` over a list parameter; `ord` counts from 0. */
  numbered(type: ColumnType): string
  /** A table expression over one parameter: JSON text of an array of objects with these columns. */
  records(columns: Readonly<Record<string, ColumnType>>): string
  /** Which index to use, behind a table's name: without statistics SQLite prefers the index on state to the partial ones. */
  indexed(name: string): string
  /** Row locks until the transaction ends. SQLite has one writer, so it needs none. */
  forUpdate(of?: string): string
  /** Passes over rows that another node has locked. */
  readonly skipLocked: string
  /** `column` is one of the ids that `select` picks and locks, passing over those locked by others. */
  picked(column: string, select: string): string
}

/** `column` is one of `ids`. One alone, the usual case of the flow, is a plain comparison: a third of the cost of a list. */
export function oneOf(dialect: Dialect, column: string, ids: readonly string[]): { readonly sql: string; readonly param: SqlParam } {
  const [only] = ids
  return only !== undefined && ids.length === 1 ? { sql: `${column} = ?`, param: only } : { sql: dialect.among(column, 'text'), param: ids }
}

export function* query(sql: string, ...params: readonly SqlParam[]): Steps<readonly Row[]> {
  const results = yield [{ sql, params }]
  return results[0] ?? []
}

/** Runs statements that do not need each other's rows: one round trip on PostgreSQL. */
export function* together(statements: readonly Statement[]): Steps<readonly (readonly Row[])[]> {
  return statements.length === 0 ? [] : yield statements
}

// Few distinct texts keep the statement cache small, and 40 rows of the widest table stay far below SQLite's 32,766 parameters.
const ROWS_PER_INSERT = 40

/** Multi-row inserts: `columns` in order, one array of values a row. */
export function insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): readonly Statement[] {
  const statements: Statement[] = []
  const tuple = `(${columns.map(() => '?').join(', ')})`
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const chunk = rows.slice(start, start + ROWS_PER_INSERT)
    const values = chunk.map(() => tuple).join(', ')
    statements.push({ sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values}`, params: chunk.flat() })
  }
  return statements
}
