// How fast the scan is: MB a CPU second on five kinds of text, beside regular expressions, RE2 and rspamd. One run, interleaved rounds, medians.
// `npm run bench:scan`; what the columns say stands in bench/README.md.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { htmlToText } from '../../src/content/html-text.ts'
import { BUILT_DETECTORS } from '../../src/dlp/catalog.ts'
import { createScanner } from '../../src/dlp/dlp.ts'
import { createMessageReader } from '../../src/pipeline/inspect-message.ts'
import { type Corpus, makeCorpora, makeTerms } from './corpora.ts'
import { mailOf } from './mail.ts'
import { createRe2Search, createRegexSearch, type Search } from './peers.ts'
import { type Rspamd, startRspamd } from './rspamd.ts'

const TERMS = 5000
/** Passes before the clock runs: a reading child lives long, and the compiler is at work in the first seconds. */
const WARM_UP = 4
const LARGE = 25_000_000
/** As the gateway starts its reading children (src/pipeline/inspector.ts). */
const READER_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2']
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    peers: { type: 'boolean', default: true },
    large: { type: 'boolean', default: true },
  },
  allowNegative: true,
})
const rounds = values.quick ? 3 : Number(values.rounds)
const terms = makeTerms(TERMS)
const corpora = makeCorpora(values.quick ? 1_000_000 : 3_000_000)

const buildCost = cpuSeconds(() => createScanner({ detectors: BUILT_DETECTORS, dictionaries: [{ name: 'own', terms }] }))
const scan = createScanner({ detectors: BUILT_DETECTORS, dictionaries: [{ name: 'own', terms }] })
const scanText: Search = (text) => scan({ parts: [{ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 }] }).length

console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}, ${rounds} rounds`)
console.log(
  `Postern: ${BUILT_DETECTORS.length} detectors, ${TERMS} terms; built in ${(buildCost * 1000).toFixed(0)} ms of processor time\n`,
)
compareTexts()
await compareMail()
if (values.large) reportLarge()

function compareTexts(): void {
  const systems: readonly (readonly [string, Search, number])[] = [
    ['Postern', scanText, 1],
    ...(values.peers ? ([['50 regexes', createRegexSearch(), 0.3] as const, ['RE2 set', createRe2Search(), 0.1] as const] as const) : []),
  ]
  console.log('MB a CPU second (lowest–highest)'.padEnd(34), ...systems.map(([name]) => name.padEnd(22)), 'findings/KB')
  for (const corpus of corpora) {
    const cells = systems.map(([, search, share]) => ({ search, texts: part(scannedTexts(corpus), share), rates: [] as number[] }))
    let found = 0
    for (let warm = 0; warm < WARM_UP; warm++) for (const { search, texts } of cells) for (const text of texts) search(text)
    for (let round = 0; round < rounds; round++) {
      for (const cell of cells) {
        const seconds = cpuSeconds(() => {
          let count = 0
          for (const text of cell.texts) count += cell.search(text)
          if (cell === cells[0]) found = count
        })
        cell.rates.push(sizeOf(cell.texts) / 1e6 / seconds)
      }
    }
    console.log(
      corpus.name.padEnd(34),
      ...cells.map(({ rates }) => spread(rates).padEnd(22)),
      ((found / sizeOf(scannedTexts(corpus))) * 1000).toFixed(1),
    )
  }
}

/** Text mails of 100 KB: the scan of their text alone, and reading the whole message. */
async function compareMail(): Promise<void> {
  const texts = (corpora[0] as Corpus).texts.join('\n').match(/[\s\S]{100000}/g) ?? []
  const messages = texts.map((text) => mailOf(text, 'text/plain'))
  const reader = createMessageReader({ scan: { dictionaries: [{ name: 'own', terms }] } })
  const rspamd = values.peers ? await startRspamd(terms) : undefined
  const scanMs: number[] = []
  const mimeMs: number[] = []
  const rspamdMs: number[] = []
  for (let round = -1; round < rounds; round++) {
    const scanned = cpuSeconds(() => texts.forEach(scanText))
    const read = await cpuSecondsOf(async () => {
      for (const message of messages) await reader.inspect(message)
    })
    const theirs = rspamd ? await rspamdSeconds(rspamd, messages) : 0
    if (round < 0) continue
    scanMs.push((scanned * 1000) / texts.length)
    mimeMs.push((read * 1000) / texts.length)
    rspamdMs.push((theirs * 1000) / texts.length)
  }
  rspamd?.stop()
  console.log(`\nms of processor time a text mail of 100 KB: scan ${spread(scanMs)}, with MIME ${spread(mimeMs)}`)
  if (!rspamd) console.log('rspamd: not measured (apt-get install rspamd)')
  else {
    const ratio = (ours: readonly number[]) => (median(rspamdMs) / median(ours)).toFixed(1)
    console.log(`rspamd ${spread(rspamdMs)}: ${ratio(scanMs)} times the scan, ${ratio(mimeMs)} times the scan with MIME`)
  }
}

function reportLarge(): void {
  console.log('\none message of 25 MB in a process of its own')
  const [prose, html] = corpora as readonly [Corpus, Corpus]
  const letters = prose.texts.join('\n')
  report('text', mailOf(stretch(letters, LARGE), 'text/plain'))
  report('HTML', mailOf(stretch((html.markup ?? []).join('\n'), LARGE), 'text/html'))
  report('attachment', mailOf('See attachment.', 'text/plain', Buffer.from(stretch(letters, (LARGE * 3) / 4))))
}

function report(kind: string, message: Buffer): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-scan-'))
  const file = join(folder, 'message.eml')
  writeFileSync(file, message)
  const program = fileURLToPath(new URL('large-message.ts', import.meta.url))
  const answer = execFileSync(process.execPath, [...READER_FLAGS, program, file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  const { cpu, atRest, peak, findings, unread } = JSON.parse(answer) as LargeReport
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  console.log(
    `${kind.padEnd(12)} ${cpu.toFixed(1)} s, ${megabytes(atRest)} at rest, ${megabytes(peak)} at most, ${findings} findings`,
    unread.length > 0 ? `unread: ${unread.join('; ')}` : '',
  )
}

interface LargeReport {
  readonly cpu: number
  /** Bytes resident before the message. */
  readonly atRest: number
  readonly peak: number
  readonly findings: number
  readonly unread: readonly string[]
}

function stretch(text: string, size: number): string {
  return text.repeat(Math.ceil(size / text.length)).slice(0, size)
}

/** HTML is read before it is scanned; its reading is measured with the mail. */
function scannedTexts(corpus: Corpus): readonly string[] {
  return corpus.markup?.map((markup) => htmlToText(markup).text) ?? corpus.texts
}

async function rspamdSeconds(rspamd: Rspamd, messages: readonly Buffer[]): Promise<number> {
  const before = rspamd.cpu()
  for (const message of messages) await rspamd.scan(message.toString('latin1'))
  return rspamd.cpu() - before
}

function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

async function cpuSecondsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function part<T>(list: readonly T[], share: number): readonly T[] {
  return list.slice(0, Math.max(1, Math.ceil(list.length * share)))
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`
}
