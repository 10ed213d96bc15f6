// Durations, sizes and dates as people write them in a policy: `14d`, `10MiB`, `2027-01-31`.

const DURATION_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 }
const SIZE_BYTES: Readonly<Record<string, number>> = { b: 1, kb: 1000, mb: 1e6, gb: 1e9, kib: 1024, mib: 1_048_576, gib: 1_073_741_824 }

/** @returns milliseconds, or undefined where `text` is no duration such as 90m, 12h or 14d */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})\s?([smhdwy])$/.exec(text)
  return match ? Number(match[1]) * (DURATION_MS[match[2] as string] as number) : undefined
}

/** @returns bytes, or undefined where `text` is no size such as 500KB or 10MiB */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s?([kmg]?i?b)$/i.exec(text)
  const unit = match ? SIZE_BYTES[(match[2] as string).toLowerCase()] : undefined
  return match && unit ? Math.round(Number(match[1]) * unit) : undefined
}

/** @param text `2027-01-31` @returns the end of that day in UTC (first millisecond of the next), or undefined where there is no such day */
export function parseLastDay(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return undefined
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const start = new Date(Date.UTC(year, month - 1, day))
  return start.getUTCMonth() === month - 1 && start.getUTCDate() === day ? start.getTime() + (DURATION_MS.d as number) : undefined
}
