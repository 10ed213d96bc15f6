// The same log lines for a person at a terminal: time, level, event, fields. Never used when stdout is a file or a pipe.
import picocolors from 'picocolors'

type Paint = (text: string) => string

/** @param line one JSON line of the log @returns one line for a person, with a line end */
export function prettyLine(line: string, colors: { readonly isColorSupported: boolean } = picocolors): string {
  const { time, level, event, ...fields } = JSON.parse(line) as Record<string, unknown>
  const paint = picocolors.createColors(colors.isColorSupported)
  const levels: Record<string, Paint> = { debug: paint.gray, info: paint.green, warn: paint.yellow, error: paint.red }
  const word = String(level).padEnd(5)
  const shown = Object.entries(fields).map(([name, value]) => `${paint.gray(`${name}=`)}${fieldText(value)}`)
  return `${[paint.gray(String(time).slice(11, 23)), (levels[String(level)] ?? String)(word), String(event), ...shown].join(' ')}\n`
}

/** Words stand as they are; anything else as JSON, so that no field can break the line or draw on the terminal. */
function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/+-]+$/.test(value) ? value : JSON.stringify(value)
}
