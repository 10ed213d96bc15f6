// Many probed domains as a table for people and as CSV: one row a domain, and of its hosts the one that a message would be given to.
import { daysUntil, firstChoice, outcomesOf, type Probed } from './probe-report.ts'

/** Column names of the CSV, in order; columns may be added at the end, and none is renamed. */
const CSV_COLUMNS = [
  'domain',
  'verdict',
  'encrypted',
  'authenticated',
  'dane-or-sts',
  'tls-1.3',
  'hosts',
  'host',
  'host-verdict',
  'flags',
  'tls',
  'cipher',
  'group',
  'certificate-until',
  'days-left',
  'dane',
  'sts',
  'reason',
] as const

type Cells = Readonly<Record<(typeof CSV_COLUMNS)[number], string>>

export function cellsOf({ posture }: Probed, now: number): Cells {
  const host = firstChoice(posture)
  const until = host?.tls?.certificate?.validTo
  return {
    domain: posture.domain,
    verdict: posture.verdict,
    ...outcomesOf(posture),
    hosts: posture.mx.map(({ host }) => host).join(' '),
    host: host?.host ?? '',
    'host-verdict': host?.verdict ?? '',
    flags: host?.flags.join(' ') ?? '',
    tls: host?.tls?.version ?? '',
    cipher: host?.tls?.cipher ?? '',
    group: host?.tls?.group ?? '',
    'certificate-until': until?.slice(0, 10) ?? '',
    'days-left': until ? String(daysUntil(until, now)) : '',
    dane: host?.dane.state ?? '',
    sts: host?.sts.state ?? '',
    reason: host?.reason ?? '',
  }
}

export const CSV_HEAD = CSV_COLUMNS.join(',')

/** RFC 4180. */
export function csvLine(cells: Cells): string {
  return CSV_COLUMNS.map((column) => csvCell(cells[column])).join(',')
}

/** Names come from strangers: what a spreadsheet would take for a formula becomes text. */
function csvCell(text: string): string {
  const harmless = /^[=+@\t\r]|^-(?!\d+$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const TABLE: readonly (readonly [string, (cells: Cells) => string, number])[] = [
  ['DOMAIN', ({ domain }) => domain, 40],
  ['VERDICT', ({ verdict }) => verdict, 40],
  ['ENCRYPTED', ({ encrypted }) => encrypted, 10],
  ['AUTHENTICATED', ({ authenticated }) => authenticated, 14],
  ['TLS', ({ tls }) => tls.replace('TLSv', '') || '-', 8],
  ['KEY EXCHANGE', ({ group }) => group || '-', 20],
  ['CERTIFICATE', (cells) => certificateWords(cells['days-left']), 14],
  ['DANE', ({ dane }) => dane || '-', 9],
  ['MTA-STS', ({ sts }) => sts || '-', 9],
]

function certificateWords(daysLeft: string): string {
  if (daysLeft === '') return '-'
  return Number(daysLeft) < 0 ? 'expired' : `${daysLeft} days`
}

/** Columns as wide as they must be, long values cut; below it how many domains come to what. */
export function probeTable(rows: readonly Cells[]): string {
  const lines = [TABLE.map(([title]) => title), ...rows.map((row) => TABLE.map(([, value, most]) => cut(value(row), most)))]
  const widths = TABLE.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const text = lines.map((line) =>
    line
      .map((value, column) => value.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...text, '', summary(rows)].join('\n')
}

function cut(value: string, most: number): string {
  return value.length > most ? `${value.slice(0, most - 1)}…` : value
}

const OUTCOME_WORDS = { direct: 'straight to the inbox', portal: 'to the portal', retry: 'wait', bounce: 'back to the sender' }

function summary(rows: readonly Cells[]): string {
  const counts = (level: 'encrypted' | 'authenticated') =>
    Object.entries(OUTCOME_WORDS)
      .map(([outcome, words]) => [rows.filter((row) => row[level] === outcome).length, words] as const)
      .filter(([count]) => count > 0)
      .map(([count, words]) => `${count} ${words}`)
      .join(', ')
  const domains = rows.length === 1 ? '1 domain' : `${rows.length} domains`
  return `${domains}. Asked for encrypted: ${counts('encrypted')}. Asked for authenticated: ${counts('authenticated')}.`
}
