// What the bench prints: its conditions, then a table for each size, medians of the rounds.
import { cpus, release, totalmem } from 'node:os'
import type { Round } from './measure.ts'

export interface Result {
  readonly system: string
  readonly rest: number
  readonly rounds: readonly Round[]
}

export interface Conditions {
  readonly systems: readonly string[]
  readonly sessions: number
  readonly rounds: number
}

export function conditionsText({ systems, sessions, rounds }: Conditions): string {
  const [cpu] = cpus()
  return [
    `${cpus().length} cores (${cpu?.model.trim()}), ${gigabytes(totalmem())} GB, Linux ${release()}, Node ${process.version}; load generator, systems and sink share them`,
    `${sessions} sessions with persistent connections, STARTTLS in and out, MAIL/RCPT/DATA pipelined; medians of ${rounds} interleaved rounds`,
    ...systems,
  ].join('\n')
}

export function sizeText(title: string, results: readonly Result[]): string {
  const head = ['', 'accept/s', 'end to end/s', 'CPU s/1,000', 'RSS rest', 'RSS peak', 'repeated']
  const rows = results.map(({ system, rounds, rest }) => {
    const delivered = rounds.flatMap((round) => round.delivered ?? [])
    return [
      system,
      rate(rounds.map((round) => round.accepted)),
      delivered.length > 0 ? rate(delivered) : '–',
      median(rounds.map((round) => round.cpu)).toFixed(2),
      megabytes(rest),
      megabytes(Math.max(...rounds.map((round) => round.peak))),
      String(rounds.reduce((total, round) => total + round.repeated, 0)),
    ]
  })
  return `${title}\n${columns([head, ...rows])}`
}

/** CPU s/1,000 by thread, the busiest first: medians. */
export function threadsText({ system, rounds }: Result): string {
  const names = new Set(rounds.flatMap(({ threads }) => [...threads.keys()]))
  const rows = [...names].map((name) => [name, median(rounds.map(({ threads }) => threads.get(name) ?? 0))] as const)
  const busy = rows.filter(([, cpu]) => cpu >= 0.005).toSorted(([, a], [, b]) => b - a)
  return `${system}: ${busy.map(([name, cpu]) => `${name} ${cpu.toFixed(2)}`).join(', ')}`
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

/** Median, and in brackets how far the rounds swing. */
function rate(values: readonly number[]): string {
  const range = values.length > 1 ? ` (${whole(Math.min(...values))}–${whole(Math.max(...values))})` : ''
  return `${whole(median(values))}${range}`
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows
    .map((row) => row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  '))
    .join('\n')
}

const whole = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)))
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`
const gigabytes = (bytes: number): string => (bytes / 1024 ** 3).toFixed(0)
