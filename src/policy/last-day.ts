// The date of `until`: the last day on which a rule counts.
const DAY_MS = 86_400_000

/** @param text `2027-01-31` @returns the end of that day in UTC (first millisecond of the next), or undefined where there is no such day */
export function parseLastDay(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return undefined
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const start = new Date(Date.UTC(year, month - 1, day))
  return start.getUTCMonth() === month - 1 && start.getUTCDate() === day ? start.getTime() + DAY_MS : undefined
}
