// Structured logs on stdout: one JSON line an event, {time, level, event, …fields}; at a terminal the same as one readable line.
// Typed fields only: no subject, body, matched text or address ever enters (P4). As a second lock, whatever looks like an address is taken
// out of every string, and of an error only its name, code and cleaned message are kept.
import { type DestinationStream, pino } from 'pino'
import { errorText, withoutAddresses } from './error-text.ts'
import { prettyLine } from './pretty-log.ts'

/** Values that may stand in a log line. Ids, domains, counts, codes, durations: nothing that a person wrote. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** `LogFields`, and beside them an `error` of any type, as `catch` gives it. */
type WithError<F> = F & { readonly [Name in keyof F]: Name extends 'error' ? unknown : LogFields[string] }

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn<F extends object>(event: string, fields?: WithError<F>): void
  error<F extends object>(event: string, fields?: WithError<F>): void
  child(fields: LogFields): Log
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  readonly level: LogLevel
  /** Takes whole lines. Left out: stdout, made readable when it is a terminal. */
  readonly destination?: { write(line: string): void }
}

export function createLog({ level, destination }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? standardOutput(),
  )
  return wrap(logger, {})
}

/** For tests and commands that have nothing to log to. */
export const silentLog: Log = createLog({ level: 'silent', destination: { write: () => undefined } })

function standardOutput(): DestinationStream {
  return process.stdout.isTTY ? { write: (line) => void process.stdout.write(prettyLine(line)) } : pino.destination({ fd: 1, sync: true })
}

type Level = 'debug' | 'info' | 'warn' | 'error'

function wrap(logger: pino.Logger, bound: LogFields): Log {
  const write = (level: Level, event: string, fields: object = {}): void => {
    if (logger.isLevelEnabled(level)) logger[level]({ event, ...bound, ...cleaned(fields, logger.isLevelEnabled('debug')) })
  }
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    child: (fields) => wrap(logger, { ...bound, ...(cleaned(fields, false) as LogFields) }),
  }
}

function cleaned(fields: object, withStack: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (value instanceof Error || (name === 'error' && typeof value === 'object')) return [name, errorText(value, withStack)]
      return [name, typeof value === 'string' ? withoutAddresses(value) : value]
    }),
  )
}
