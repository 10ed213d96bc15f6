// TLS reports: counts that add up, and a claim, so that of many nodes one sends each report.
import { createHash } from 'node:crypto'
import type { TlsSessions } from '../../domain/tls-report.ts'
import { number, text } from '../rows.ts'
import { type Dialect, query, type Steps, together } from '../sql.ts'

export function* addTlsSessions(_dialect: Dialect, sessions: readonly TlsSessions[]): Steps<void> {
  yield* together(
    sessions.map(({ day, domain, policy, failure, sessions }) => {
      const kind = JSON.stringify({ policy, ...(failure ? { failure } : {}) })
      const mark = createHash('sha256').update(kind).digest('base64url')
      return {
        sql: `INSERT INTO tls_session (day, domain, mark, kind, sessions, claimed_until) VALUES (?, ?, ?, ?, ?, 0)
          ON CONFLICT (day, domain, mark) DO UPDATE SET sessions = tls_session.sessions + excluded.sessions`,
        params: [day, domain, mark, kind, sessions],
      }
    }),
  )
}

export function* claimTlsReport(_dialect: Dialect, day: string, now: number, until: number): Steps<readonly TlsSessions[]> {
  const rows = yield* query(
    `UPDATE tls_session SET claimed_until = ? WHERE claimed_until <= ? AND (day, domain) =
      (SELECT day, domain FROM tls_session WHERE day < ? AND claimed_until <= ? ORDER BY day, domain LIMIT 1)
     RETURNING day, domain, kind, sessions`,
    until,
    now,
    day,
    now,
  )
  return rows.map((row) => ({
    day: text(row, 'day'),
    domain: text(row, 'domain'),
    ...(JSON.parse(text(row, 'kind')) as Pick<TlsSessions, 'policy' | 'failure'>),
    sessions: number(row, 'sessions'),
  }))
}

export function* endTlsReport(_dialect: Dialect, day: string, domain: string): Steps<void> {
  yield* query('DELETE FROM tls_session WHERE day = ? AND domain = ?', day, domain)
}
