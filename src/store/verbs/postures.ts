// The history of postures. Each new row takes a few of those away that are beyond its bounds, so that the table stays as small as they say.
import type { PostureSummary } from '../../domain/posture-summary.ts'
import type { DomainCount, PostureBounds, SeenPosture } from '../postures.ts'
import { number, text } from '../rows.ts'
import { type Dialect, query, type Row, type Steps, together } from '../sql.ts'

export function* recordPosture(
  dialect: Dialect,
  domain: string,
  at: number,
  mark: string,
  summary: PostureSummary,
  { entries, before }: PostureBounds,
): Steps<void> {
  const [last] = yield* query('SELECT id, at, mark FROM posture WHERE domain = ? ORDER BY at DESC LIMIT 1', domain)
  if (last && text(last, 'mark') === mark) {
    yield* query('UPDATE posture SET seen_at = ? WHERE id = ? AND seen_at < ?', at, text(last, 'id'), at)
    return
  }
  // Clocks of two nodes may differ by a little: the later row is the later one.
  const from = last ? Math.max(at, number(last, 'at') + 1) : at
  const old = 'SELECT id FROM posture WHERE seen_at < ? ORDER BY seen_at LIMIT 10'
  const beyond = 'SELECT id FROM posture WHERE domain = ? ORDER BY at DESC LIMIT 10 OFFSET ?'
  yield* together([
    {
      sql: 'INSERT INTO posture (id, domain, at, seen_at, mark, summary) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      params: [`${domain} ${from}`, domain, from, from, mark, JSON.stringify(summary)],
    },
    { sql: `DELETE FROM posture WHERE ${dialect.picked('id', beyond)}`, params: [domain, entries] },
    { sql: `DELETE FROM posture WHERE ${dialect.picked('id', old)}`, params: [before] },
  ])
}

export function* postures(_dialect: Dialect, domain: string, limit: number): Steps<readonly SeenPosture[]> {
  const rows = yield* query('SELECT domain, at, seen_at, summary FROM posture WHERE domain = ? ORDER BY at DESC LIMIT ?', domain, limit)
  return rows.map(toPosture)
}

export function* postureDomains(
  _dialect: Dialect,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Steps<readonly string[]> {
  const rows = yield* query('SELECT DISTINCT domain FROM posture WHERE domain > ? ORDER BY domain LIMIT ?', after ?? '', limit)
  return rows.map((row) => text(row, 'domain'))
}

export function* copiesTo(dialect: Dialect, domains: readonly string[]): Steps<readonly DomainCount[]> {
  const rows = yield* query(
    `SELECT domain, state, count(*) AS copies FROM recipient WHERE ${dialect.among('domain', 'text')} GROUP BY domain, state ORDER BY domain, state`,
    domains,
  )
  return rows.map((row) => ({ domain: text(row, 'domain'), state: text(row, 'state'), copies: number(row, 'copies') }))
}

function toPosture(row: Row): SeenPosture {
  return {
    domain: text(row, 'domain'),
    at: number(row, 'at'),
    seenAt: number(row, 'seen_at'),
    summary: JSON.parse(text(row, 'summary')) as PostureSummary,
  }
}
