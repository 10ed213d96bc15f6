// `postern quarantine list | show | release | reject`: held mail, and a person's decision.
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import { refuse, release } from '../../pipeline/commands.ts'
import { inspectMessage } from '../../pipeline/decide.ts'
import type { SealedEnvelope } from '../../pipeline/parts.ts'
import type { RecipientRow } from '../../store/store.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'
import {
  addressOf,
  byPerson,
  decideEach,
  decisionOptions,
  find,
  type OperatorOptions,
  operatorOptions,
  printDecisions,
  table,
  when,
  withContext,
} from '../operator.ts'
import { withPolicy, withReview } from '../review.ts'

type DecisionOptions = OperatorOptions & { readonly reason: string; readonly actor?: string }
type ReleaseOptions = DecisionOptions & { readonly route?: string; readonly linkOver?: string }

export function addQuarantine(program: Command): void {
  const quarantine = program.command('quarantine').description('held mail')
  examples(
    operatorOptions(quarantine.command('list'))
      .description('held copies, and why')
      .option('--limit <n>', 'how many', '100')
      .action((options: OperatorOptions & { limit: string }) => withContext(options.config, (context) => list(context, options))),
    ['postern quarantine list', 'postern quarantine list --json'],
  )
  examples(
    operatorOptions(quarantine.command('show'))
      .argument('<id>', 'message or copy')
      .description('why it is held: rules, findings (masked), parts that could not be read')
      .action((id: string, options: OperatorOptions) => withContext(options.config, (context) => show(context, id, options))),
    ['postern quarantine show 01ktr…'],
  )
  examples(
    decisionOptions(quarantine.command('release'))
      .argument('<id>', 'message or copy; held or unknown')
      .option('--route <name>', 'take this route instead: portal')
      .option('--link-over <protection>', 'let the notice with the link cross a hop of this protection: encrypted or any')
      .description('let it go, under its stored protection or today’s, whichever is stricter')
      .action((id: string, options: ReleaseOptions) => withContext(options.config, (context) => releaseCopies(context, id, options))),
    [
      'postern quarantine release 01ktr… --reason "read the PDF: a blank form"',
      'postern quarantine release 01ktr… --link-over any --reason "the patient asked by phone"',
    ],
  )
  examples(
    decisionOptions(quarantine.command('reject'))
      .argument('<id>', 'message or copy')
      .description('do not send it; the sender is told')
      .action((id: string, options: DecisionOptions) => withContext(options.config, (context) => rejectCopies(context, id, options))),
    ['postern quarantine reject 01ktr… --reason "not for this partner"'],
  )
}

async function list(context: Context, options: OperatorOptions & { limit: string }): Promise<void> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new CommandFailure(EXIT.usage, '--limit is a number from 1 to 10000')
  const copies = await context.store.recipients({ states: ['held'], limit })
  const rows = await Promise.all(
    copies.map(async (copy) => ({
      id: copy.id,
      message: copy.message,
      address: await addressOf(context, copy),
      heldAt: copy.changedAt,
      expiresAt: copy.expiresAt,
      reasons: await reasons(context, copy),
    })),
  )
  if (options.json) for (const row of rows) print(row, '', true)
  else if (rows.length === 0) print([], 'nothing is held', false)
  else
    print(
      rows,
      table(
        ['COPY', 'ADDRESS', 'HELD (UTC)', 'UNTIL', 'WHY'],
        rows.map((row) => [row.id, row.address, when(row.heldAt), when(row.expiresAt), row.reasons.join('; ')]),
      ),
      false,
    )
}

async function reasons(context: Context, copy: RecipientRow): Promise<readonly string[]> {
  if (copy.verdict?.action === 'hold') return copy.verdict.reasons
  const events = await context.store.events(copy.message)
  const cause = events.findLast((event) => event.recipient === copy.id && event.kind === 'recipient.held')?.data.cause as
    | { text: string }
    | undefined
  return cause ? [cause.text] : []
}

async function show(context: Context, id: string, options: OperatorOptions): Promise<void> {
  const { message, recipients } = await find(context, id)
  const held = recipients.filter((copy) => copy.state === 'held')
  if (held.length === 0) throw new CommandFailure(EXIT.no, `no copy of ${id} is held; \`postern message trace ${id}\` tells where it is`)
  const sealed = (await context.evidence.open(message.envelope)) as SealedEnvelope
  const inspected = await withReview(context, (parts) => inspectMessage(parts, message))
  const copies = await Promise.all(
    held.map(async (copy) => ({
      id: copy.id,
      address: await addressOf(context, copy),
      rules: copy.verdict?.rules ?? [],
      reasons: await reasons(context, copy),
      expiresAt: copy.expiresAt,
    })),
  )
  const findings = inspected.ok
    ? inspected.inspection.findings.map(({ detector, part, confidence, excerpt }) => ({ detector, part, confidence, excerpt }))
    : []
  const unread = inspected.ok
    ? inspected.inspection.view.uninspectable.map(({ path, type, name, why }) => ({ path, type, name, why }))
    : [{ path: '', type: 'message/rfc822', name: '', why: inspected.reason }]
  const lines = [
    `message ${message.id}, ${message.size} bytes, from ${sealed.from.join(', ')}`,
    '',
    ...copies.flatMap((copy) => [
      `held    ${copy.id}  ${copy.address}  until ${when(copy.expiresAt)}`,
      `why     ${copy.reasons.join('; ')}`,
      `rules   ${copy.rules.join(' ')}`,
      '',
    ]),
    ...findings.map((finding) => `finding ${finding.detector} (${finding.confidence}) in part ${finding.part}: ${finding.excerpt}`),
    ...unread.map((part) => `unread  part ${part.path} ${part.type} ${part.name}: ${part.why}`),
  ]
  print({ message: message.id, from: sealed.from, copies, findings, unread }, lines.join('\n').trimEnd(), options.json)
}

async function releaseCopies(context: Context, id: string, options: ReleaseOptions): Promise<void> {
  if (options.route && options.route !== 'portal')
    throw new CommandFailure(EXIT.usage, `--route ${options.route}: this gateway has portal; leave --route out for direct delivery`)
  if (options.linkOver && options.linkOver !== 'any' && options.linkOver !== 'encrypted')
    throw new CommandFailure(EXIT.usage, '--link-over is encrypted or any')
  const { message, recipients } = await find(context, id)
  const waiting = recipients.filter((copy) => copy.state === 'held' || copy.state === 'unknown')
  if (waiting.length === 0) throw new CommandFailure(EXIT.no, `no copy of ${id} is held or unknown`)
  const lift = {
    ...(options.route ? { route: 'portal' as const } : {}),
    ...(options.linkOver ? { linkOver: options.linkOver as 'any' | 'encrypted' } : {}),
  }
  const decisions = await withReview(context, (parts) =>
    decideEach(waiting, (copy) => release(parts, message, copy, byPerson(options), lift)),
  )
  printDecisions(decisions, 'released', `released; \`postern message trace ${message.id}\` shows what follows`, options.json)
}

async function rejectCopies(context: Context, id: string, options: DecisionOptions): Promise<void> {
  const { message, recipients } = await find(context, id)
  const held = recipients.filter((copy) => copy.state === 'held')
  if (held.length === 0) throw new CommandFailure(EXIT.no, `no copy of ${id} is held`)
  const parts = await withPolicy(context)
  const decisions = await decideEach(held, (copy) => refuse(parts, message, copy, byPerson(options)))
  printDecisions(decisions, 'rejected', 'rejected; the sender is told', options.json)
}
