// Structured logs on stdout. Typed fields only: no subject, body, matched text or address ever enters (P4).
import { pino } from 'pino'

/** Values that may stand in a log line. Ids, domains, counts, codes, durations: nothing that a person wrote. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields & { error?: unknown }): void
  child(fields: LogFields): Log
}
