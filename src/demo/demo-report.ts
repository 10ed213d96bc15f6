// What a person sees of the demo: aligned columns that fit 120 characters, colour only where the caller says so. Pure text.
import pc from 'picocolors'
import type { DemoLine } from './demo-copies.ts'
import type { Bounce } from './salesforce/bounce-desk.ts'

export const REPORT_WIDTH = 120

interface Column {
  readonly title: string
  readonly width: number
  readonly text: (line: DemoLine) => string
}

const COLUMNS: readonly Column[] = [
  { title: 'RECIPIENT', width: 29, text: (line) => line.recipient },
  { title: 'RULES', width: 18, text: (line) => line.rules.join(', ') },
  { title: 'ASKED', width: 13, text: (line) => line.protection },
  { title: 'OFFERED', width: 22, text: (line) => line.posture },
  { title: 'ROUTE', width: 6, text: (line) => line.route ?? '-' },
  { title: 'RESULT', width: 15, text: (line) => line.state },
  { title: 'TLS', width: 3, text: (line) => line.tls?.version.replace('TLSv', '') ?? '-' },
]

type Paint = ReturnType<typeof pc.createColors>

export interface Report {
  readonly head: string
  line(line: DemoLine): string
}

/** @param colour true on a terminal only */
export function createReport(colour: boolean): Report {
  const paint = pc.createColors(colour)
  return {
    head: paint.bold(row(COLUMNS.map(({ title }) => title))),
    line: (line) => {
      const cells = COLUMNS.map(({ text }) => text(line))
      return row(cells, (text, column) => (COLUMNS[column]?.title === 'RESULT' ? paintState(paint, line, text) : text))
    },
  }
}

function row(cells: readonly string[], paint: (text: string, column: number) => string = (text) => text): string {
  const texts = cells.map((cell, index) => padded(cell, COLUMNS[index]?.width ?? 0))
  return texts
    .map((cell, index) => paint(cell, index))
    .join('  ')
    .trimEnd()
}

/** Cut with a mark where it is too long: columns stay columns. */
function padded(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
}

function paintState(paint: Paint, { state }: DemoLine, text: string): string {
  if (state === 'delivered' || state === 'relayed' || state === 'collected') return paint.green(text)
  if (state === 'awaiting-pickup') return paint.cyan(text)
  return state === 'held' ? paint.yellow(text) : paint.red(text)
}

/** What the pretend Salesforce made of the failure notices. */
export function bounceText(bounces: readonly Bounce[]): readonly string[] {
  return bounces.map(({ about, kind, marksContact, recipients, objections }) => {
    const blame = marksContact ? 'marks the address of the contact as bad' : 'leaves the contact alone'
    const fault = objections.length > 0 ? `; OBJECTS: ${objections.join(', ')}` : ''
    return `  ${about ?? 'somebody'}: ${kind} bounce ${recipients[0]?.status ?? ''}, Salesforce ${blame}${fault}`
  })
}
