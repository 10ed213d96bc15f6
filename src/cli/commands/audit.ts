// `postern audit verify | export | head`: shows that the ledger is what it was (P6), here and to a stranger with nothing but a file.

import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import type { LedgerReport } from '../../domain/verify-ledger.ts'
import { auditFile, auditStore } from '../../pipeline/audit-ledger.ts'
import { exportLedger, LedgerFileBroken } from '../../pipeline/ledger-export.ts'
import { readLedger } from '../../pipeline/read-ledger.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { type OperatorOptions, operatorOptions, when, withContext } from '../operator.ts'

type VerifyOptions = OperatorOptions & { readonly expectHead?: string; readonly trust?: readonly string[]; readonly prunedBefore?: string }

/** Events are sealed within a second; older ones without a seal mean that no sealer is running. */
const SEALED_WITHIN_MS = 60_000
const WAITING_LIMIT = 1_000

export function addAudit(program: Command): void {
  const audit = program.command('audit').description('the tamper-evident ledger: verify, export, note its head')
  examples(
    operatorOptions(audit.command('verify'))
      .argument('[file]', 'an exported ledger; left out, the live one of postern.yaml')
      .description('are all events still what was sealed? Exit 1 when not, with the first wrong position')
      .option('--expect-head <hex>', 'a head noted earlier: shows whether the end was cut off')
      .option('--trust <fingerprint...>', 'with a file: accept only this ledger key, and those it endorsed')
      .option('--pruned-before <date>', 'with a file: events sealed before this day may have been deleted by retention')
      .action((file: string | undefined, options: VerifyOptions) => (file ? verifyFile(file, options) : verifyLive(options))),
    [
      'postern audit verify',
      'postern audit verify --expect-head 9f2c… --json',
      'postern audit verify ledger.jsonl --trust 51ab… --expect-head 9f2c…   # needs no postern.yaml and no network',
    ],
  )
  examples(
    audit
      .command('export')
      .description('write the whole sealed ledger and its public keys as JSON Lines')
      .option('-c, --config <file>', 'configuration file', 'postern.yaml')
      .option('-o, --output <file>', 'a new file; left out, stdout')
      .action((options: { config: string; output?: string }) =>
        withContext(options.config, (context) => exportLive(context, options.output)),
      ),
    ['postern audit export -o ledger.jsonl', 'postern audit export | zstd > ledger.jsonl.zst'],
  )
  examples(
    operatorOptions(audit.command('head'))
      .description('print the head of the ledger; kept elsewhere, it shows any later truncation')
      .action((options: OperatorOptions) => withContext(options.config, (context) => head(context, options.json))),
    ['postern audit head', 'postern audit head --json >> /mnt/worm/postern-heads.jsonl   # daily, from cron'],
  )
}

async function verifyLive(options: VerifyOptions): Promise<void> {
  if (options.trust)
    throw new CommandFailure(EXIT.usage, '--trust goes with a file; the live ledger is verified with the keys of this installation')
  await withContext(options.config, async (context) => {
    // Nothing prunes events yet, so nothing may be missing: a setting must not excuse what somebody took away.
    const report = await auditStore(context.store, context.keyring, expectedHead(options))
    await warnOfWaiting(context)
    answer(report, {}, [], options.json)
  })
}

async function verifyFile(file: string, options: VerifyOptions): Promise<void> {
  const prunableBefore = options.prunedBefore === undefined ? {} : { prunableBefore: parseDate(options.prunedBefore) }
  const trust = options.trust ? { trust: options.trust.map((each) => hexOption('--trust', each)) } : {}
  try {
    const { report, exportedAt, keys } = await auditFile(linesOf(file), { ...prunableBefore, ...trust, ...expectedHead(options) })
    if (!options.trust)
      say('the keys of the file itself were believed: compare their fingerprints with those that `postern key list` prints at the source')
    const known = [`exported ${when(exportedAt)}`, ...keys.map((key) => `ledger key ${key}`)]
    answer(report, { exportedAt, keys }, known, options.json)
  } catch (error) {
    if (error instanceof LedgerFileBroken) throw new CommandFailure(error.line === 1 ? EXIT.usage : EXIT.no, `${file}, ${error.message}`)
    if ((error as NodeJS.ErrnoException).syscall)
      throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${(error as Error).message}`)
    throw error
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file)
  await once(input, 'open')
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}

function answer(report: LedgerReport, extra: object, known: readonly string[], json: boolean | undefined): void {
  const { ok, positions, segments, pruned, head: last, problems } = report
  const lines = ok
    ? [
        `sound: ${positions} events in ${segments} segments${pruned > 0 ? `, ${pruned} of them deleted by retention` : ''}`,
        ...(last ? [`head ${last.hash} at position ${last.position}`] : []),
      ]
    : ['NOT SOUND', ...problems.map((each) => `position ${each.position}: ${each.text}`)]
  print({ ...report, ...extra }, [...lines, ...known].join('\n'), json)
  if (!ok) process.exitCode = EXIT.no
}

function expectedHead(options: VerifyOptions): { expectHead?: string } {
  return options.expectHead === undefined ? {} : { expectHead: hexOption('--expect-head', options.expectHead) }
}

function hexOption(name: string, given: string): string {
  const value = given.toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(value))
    throw new CommandFailure(EXIT.usage, `${name} takes 64 hex digits, as \`postern audit head\` and \`key list\` print them`)
  return value
}

function parseDate(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new CommandFailure(EXIT.usage, `--pruned-before takes a date such as 2026-11-21, not ${text}`)
  return at
}

async function warnOfWaiting(context: Context): Promise<void> {
  const { events } = await context.store.unsealed(WAITING_LIMIT)
  const late = events.filter((event) => event.at < context.clock.now() - SEALED_WITHIN_MS).length
  if (late > 0) say(`${late} events are not sealed yet and were not verified: is a gateway with the worker role running?`)
}

async function exportLive(context: Context, output: string | undefined): Promise<void> {
  const lines = exportLedger({ exportedAt: context.clock.now(), keys: context.keyring.ledgerKeys() }, readLedger(context.store))
  if (output === undefined) return writeLines(process.stdout, lines)
  const file = createWriteStream(output, { flags: 'wx', mode: 0o600, flush: true })
  try {
    await once(file, 'open')
    await writeLines(file, lines)
    file.end()
    await finished(file)
  } catch (error) {
    file.destroy()
    throw new CommandFailure(EXIT.usage, `${output} cannot be written: ${(error as Error).message}`)
  }
}

async function writeLines(to: NodeJS.WritableStream, lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) if (!to.write(`${line}\n`)) await once(to, 'drain')
}

async function head(context: Context, json: boolean | undefined): Promise<void> {
  const { last } = await context.store.unsealed(1)
  if (!last) throw new CommandFailure(EXIT.no, 'the ledger has no head yet: nothing has been sealed')
  const { to: position, hash, key, sealedAt } = last
  print({ position, hash, key, sealedAt }, `${hash}  position ${position}, sealed ${when(sealedAt)}, key ${key}`, json)
}
