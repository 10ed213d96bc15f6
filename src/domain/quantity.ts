// Durations and sizes as people write them in YAML: `20m`, `14d`, `40MiB`.

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const
const SIZES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const

/** @returns milliseconds, or undefined when `text` is not a duration such as `90s`, `20m`, `4h`, `14d`, `6y`. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d|w|y)$/.exec(text.trim())
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined
}

/** Decimal, as the SI has them; read, never written. */
const DECIMAL_SIZES = { KB: 1000, MB: 1000 ** 2, GB: 1000 ** 3 } as const
const READ_SIZES = { ...SIZES, ...DECIMAL_SIZES }

/** @returns bytes, or undefined when `text` is not a size such as `512KiB`, `40MiB` or `100KB` (100,000 bytes). */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9})(B|KiB|MiB|GiB|KB|MB|GB)$/.exec(text.trim())
  return match ? Number(match[1]) * READ_SIZES[match[2] as keyof typeof READ_SIZES] : undefined
}

/** The largest unit that divides `ms` exactly: 1200000 → `20m`. */
export function formatDuration(ms: number): string {
  const units = Object.entries(UNITS).reverse()
  const [unit, size] = units.find(([, size]) => ms % size === 0 && ms >= size) ?? ['ms', 1]
  return `${ms / size}${unit}`
}

export function formatSize(bytes: number): string {
  const units = Object.entries(SIZES).reverse()
  const [unit, size] = units.find(([, size]) => bytes % size === 0 && bytes >= size) ?? ['B', 1]
  return `${bytes / size}${unit}`
}

/** A duration for people: `3 days`, `45 minutes`. */
export function describeDuration(ms: number): string {
  const names = [
    ['day', UNITS.d],
    ['hour', UNITS.h],
    ['minute', UNITS.m],
    ['second', UNITS.s],
  ] as const
  const [name, size] = names.find(([, size]) => ms >= size) ?? ['second', UNITS.s]
  const count = Math.max(1, Math.round(ms / size))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
