// `postern detect [FILE|-]`: what the detectors find in a text. Needs no configuration. With --jsonl it streams, one answer a line.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { decodeText } from '../../content/charset.ts'
import { normaliseWithOffsets } from '../../content/normalise.ts'
import { BUILT_DETECTORS } from '../../dlp/catalog.ts'
import { createScanner, type Scanner } from '../../dlp/dlp.ts'
import type { Confidence, DetectorId } from '../../domain/finding.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'

/** Offsets are UTF-16 units of the text as it was given. */
interface TextFinding {
  readonly detector: string
  readonly start: number
  readonly end: number
  readonly confidence: Confidence
  readonly excerpt: string
}

interface DetectOptions {
  readonly only?: string
  readonly json?: boolean
  readonly jsonl?: boolean
}

export function addDetect(program: Command): void {
  const command = program
    .command('detect')
    .description('what the detectors find in a text')
    .argument('[file]', 'text file, or - for standard input', '-')
    .option('--only <ids>', `only these detectors, separated by commas: ${BUILT_DETECTORS.join(', ')}`)
    .option('--json', 'print {findings:[{detector,start,end,confidence}]}; offsets count UTF-16 units')
    .option('--jsonl', 'each input line is {id,text}, each answer line {id,findings}')
    .action(detect)
  examples(command, [
    'postern detect notes.txt',
    "echo 'SSN 123-45-6789' | postern detect --json",
    'postern detect --only us-ssn,mrn < ticket.txt',
    'postern detect --jsonl cases.jsonl > answers.jsonl',
  ])
}

async function detect(file: string, options: DetectOptions): Promise<void> {
  const scan = createScanner({ detectors: chosenDetectors(options.only), dictionaries: [] })
  if (options.jsonl) return detectLines(await openInput(file), scan)
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file).catch(noSuchFile(file))
  const { text } = decodeText(bytes, '')
  const findings = findIn(text, scan)
  if (!options.json && findings.length === 0) return say('No findings.')
  print({ findings: findings.map(jsonFinding) }, describe(text, findings), options.json)
}

async function detectLines(input: Readable, scan: Scanner): Promise<void> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line.trim() === '') continue
    const { id, text } = parseLine(line, number)
    const answer = `${JSON.stringify({ id, findings: findIn(text, scan).map(jsonFinding) })}\n`
    if (!process.stdout.write(answer)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

function parseLine(line: string, number: number): { id: unknown; text: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string') {
    return { id: 'id' in value ? value.id : null, text: value.text }
  }
  throw new CommandFailure(EXIT.usage, `input line ${number} is not {"id": …, "text": "…"}; with --jsonl every line must be such an object`)
}

function findIn(text: string, scan: Scanner): TextFinding[] {
  const normal = normaliseWithOffsets(text)
  const part = { path: 'text', type: 'text/plain', kind: 'body', text: normal.text, subjectLength: 0 } as const
  return scan({ parts: [part] })
    .map(({ detector, start, end, confidence, excerpt }) => ({
      detector,
      start: normal.offsets[start] as number,
      end: (normal.offsets[end - 1] as number) + 1,
      confidence,
      excerpt,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
}

function jsonFinding({ detector, start, end, confidence }: TextFinding) {
  return { detector, start, end, confidence }
}

function describe(text: string, findings: readonly TextFinding[]): string {
  const width = Math.max(...findings.map((finding) => finding.detector.length))
  let line = 1
  let lineStart = 0
  const rows = findings.map(({ detector, start, confidence, excerpt }) => {
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < start; next = text.indexOf('\n', lineStart)) {
      line++
      lineStart = next + 1
    }
    return `${`${line}:${start - lineStart + 1}`.padEnd(9)} ${detector.padEnd(width)}  ${confidence.padEnd(6)}  ${excerpt}`
  })
  return rows.join('\n')
}

function chosenDetectors(only: string | undefined): readonly DetectorId[] {
  if (only === undefined) return BUILT_DETECTORS
  const ids = only.split(',').map((id) => id.trim())
  const unknown = ids.filter((id) => !BUILT_DETECTORS.some((built) => built === id))
  if (unknown.length > 0) {
    throw new CommandFailure(EXIT.usage, `--only: no detector is called ${unknown.join(', ')}; there are ${BUILT_DETECTORS.join(', ')}`)
  }
  return BUILT_DETECTORS.filter((id) => ids.includes(id))
}

async function openInput(file: string): Promise<Readable> {
  if (file === '-') return process.stdin
  const stream = createReadStream(file)
  await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject)).catch(noSuchFile(file))
  return stream
}

function noSuchFile(file: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new CommandFailure(EXIT.usage, `cannot read ${file} (${error.code ?? error.name}); give a readable file, or - for standard input`)
  }
}
