// `postern policy replay`: what a policy would have done to mail that is there, and with `--against` what changes. Messages go through the gateway's
// own reader processes, so one that hangs or ends its reader costs one line, not the run.
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { EMPTY_VIEW } from '../../domain/content.ts'
import { parseSize } from '../../domain/quantity.ts'
import { type ScanSet, scanForBoth } from '../../domain/scan-set.ts'
import { createInspector, type InspectResult } from '../../pipeline/inspector.ts'
import type { PolicyFacts } from '../../policy/evaluate.ts'
import { explain } from '../../policy/explain.ts'
import type { PolicySet } from '../../policy/policy-set.ts'
import { CommandFailure, EXIT, examples, print, requireReadable } from '../command.ts'
import { DEFAULT_MAIL_INPUT_LIMITS, type MailFile, readMail } from '../mail-input.ts'
import { loadPolicy, recipientsOf } from '../policy-input.ts'
import { createProgress } from '../progress.ts'
import { changesOf, createTally, type Replayed, replayText } from '../replay-report.ts'

interface ReplayOptions {
  readonly policy: readonly string[]
  readonly against?: readonly string[]
  readonly to?: readonly string[]
  readonly maxSize: number
  readonly json?: boolean
}

/** Messages read beyond those that the readers have: memory holds this many. */
const AHEAD = 4
/** As `inspect.timeout` and `inspect.memory` stand in a new configuration. */
const READER = { timeout: 30_000, memory: 512 * 1024 * 1024 }

export function addReplay(policy: Command): void {
  examples(
    policy
      .command('replay')
      .argument('<mail>', 'a folder (each file beneath it is a message; a Maildir), an mbox, or one message')
      .description('what a policy would have done to mail that is there; with --against, which messages change and why')
      .requiredOption('-p, --policy <path...>', 'policy files or folders')
      .option('--against <path...>', 'the policy to compare with: shown is what changes from it to --policy')
      .option('--to <address...>', 'recipients of every message; else To, Cc and Bcc, else one unknown external')
      .option('--max-size <size>', 'larger messages are named, not read', sizeOption, DEFAULT_MAIL_INPUT_LIMITS.maxBytes)
      .option('--json', 'one object a message')
      .action((mail: string, options: ReplayOptions) => replay(mail, options)),
    [
      'postern policy replay archive.mbox --policy policies/hipaa.yaml',
      'postern policy replay ~/Maildir -p new/hipaa.yaml --against policies/hipaa.yaml',
      'postern policy replay mails/ -p policies/ --json | jq -r \'select(.recipients[].action == "hold") | .file\'',
    ],
  )
}

function sizeOption(text: string): number {
  const size = parseSize(text)
  if (size === undefined) throw new CommandFailure(EXIT.usage, `--max-size ${text}: write a size like 25MiB, or 25MB for 25,000,000 bytes`)
  return size
}

async function replay(mail: string, options: ReplayOptions): Promise<void> {
  await requireReadable(mail, 'name a folder of messages, an mbox or a message')
  const policy = loadPolicy(options.policy)
  const before = options.against && loadPolicy(options.against)
  const tally = createTally()
  const progress = createProgress()
  const began = performance.now()
  for await (const { done, ...replayed } of replayAll(mail, options, policy, before)) {
    tally.add(replayed)
    if (options.json) print(jsonLine(replayed), '', true)
    const { messages, changed } = tally.result()
    progress.show(done, `${messages} messages${before ? `, ${changed.length} change` : ''}`)
  }
  progress.end()
  const names = { policy: options.policy.join(' '), ...(options.against ? { against: options.against.join(' ') } : {}) }
  if (!options.json) print(undefined, replayText(tally.result(), (performance.now() - began) / 1000, names), false)
}

function jsonLine({ file, explanation, before }: Replayed): object {
  return { file, ...explanation, ...(before ? { changes: changesOf(before, explanation) } : {}) }
}

/** In the order of the input, a few messages under way at a time. */
async function* replayAll(
  mail: string,
  options: ReplayOptions,
  policy: PolicySet,
  before: PolicySet | undefined,
): AsyncGenerator<Replayed & { readonly done: number }> {
  const workers = availableParallelism()
  const inspector = createInspector({ workers, ...READER })
  const underWay: Promise<Replayed & { readonly done: number }>[] = []
  // Where a name means different words in the two policies, each message is looked at for both.
  const both = before && scanForBoth(policy.scan, before.scan)
  const one = async ({ file, read, done }: MailFile) => {
    const facts = factsOf(await inspected(read, both ?? policy.scan))
    const recipients = options.to ?? recipientsOf(facts.view)
    const explanation = explain(policy, facts, recipients)
    if (!before) return { file, done, explanation }
    return { file, done, explanation, before: explain(before, both ? facts : factsOf(await inspected(read, before.scan)), recipients) }
  }
  const inspected = async (read: MailFile['read'], scan: ScanSet): Promise<InspectResult> => {
    if (!read.ok) return { ok: false, reason: read.why }
    return (await inspector.inspect(async () => read.bytes, scan)) ?? { ok: false, reason: 'the reader was closed' }
  }
  try {
    for await (const message of readMail(mail, { maxBytes: options.maxSize })) {
      underWay.push(one(message))
      if (underWay.length >= workers + AHEAD) yield (await underWay.shift()) as Awaited<ReturnType<typeof one>>
    }
    for (const last of underWay.splice(0)) yield await last
  } finally {
    await inspector.close()
  }
}

function factsOf(result: InspectResult): PolicyFacts {
  const now = Date.now()
  if (!result.ok) return { view: EMPTY_VIEW, findings: [], envelopeFrom: '', now, inspectionFailed: result.reason }
  const { view, findings } = result.inspection
  return { view, findings, envelopeFrom: view.from[0] ?? '', now }
}
