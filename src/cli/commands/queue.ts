// `postern queue list | retry | hold | cancel | move | expire`: what has not ended yet.
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import { OPEN_STATES } from '../../domain/recipient-state.ts'
import { cancel, retryNow } from '../../pipeline/commands.ts'
import { expire } from '../../pipeline/expire.ts'
import { hold, moveToPortal } from '../../pipeline/queue-commands.ts'
import type { ApplyOutcome, RecipientRow } from '../../store/store.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'
import {
  addressOf,
  byPerson,
  decideEach,
  decisionOptions,
  nextTry,
  type OperatorOptions,
  operatorOptions,
  printDecisions,
  table,
  withContext,
} from '../operator.ts'
import { createProgress } from '../progress.ts'
import { groupQueue, groupTable, slowOnes, whyWaits } from '../queue-groups.ts'
import { copiesOf, openState, type QueueVerb, type Selection, type SelectionOptions, selectCopies } from '../queue-selection.ts'
import { withPolicy, withReview } from '../review.ts'

interface ListOptions extends OperatorOptions {
  readonly domain?: string
  readonly state?: string
  readonly by?: string
  readonly limit?: string
}

type DecisionOptions = OperatorOptions & SelectionOptions & { readonly reason: string; readonly actor?: string; readonly dryRun?: boolean }
type MoveOptions = DecisionOptions & { readonly to: string }

/** Copies that a list shows, and that a list of groups counts, unless `--limit` says otherwise. */
const LISTED = 100
const COUNTED = 10_000

export function addQueue(program: Command): void {
  const queue = program.command('queue').description('copies that have not ended yet')
  addList(queue)
  addVerbs(queue)
}

function addList(queue: Command): void {
  examples(
    operatorOptions(queue.command('list'))
      .description('open copies, and why they wait')
      .option('--domain <domain>', 'only this destination')
      .option('--state <state>', `only this state: ${OPEN_STATES.join(', ')}`)
      .option('--by <domain|reason>', 'a line for each destination and reason: how many, the oldest, the next try, what the host said last')
      .option('--limit <n>', `how many copies (default: ${LISTED}; with --by ${COUNTED})`)
      .action((options: ListOptions) =>
        withContext(options.config, (context) => (options.by === undefined ? list(context, options) : listGroups(context, options))),
      ),
    [
      'postern queue list --by domain',
      'postern queue list --by reason --state deferred',
      'postern queue list --domain clinic.example.org --json',
    ],
  )
}

function addVerbs(queue: Command): void {
  const verb = (name: QueueVerb, description: string, lines: readonly string[]) => {
    const command = decisionOptions(queue.command(name))
      .argument('[target]', 'id of a message or a copy, or a domain')
      .option('--domain <domain>', 'every copy of this destination')
      .option('--state <state>', 'only copies in this state')
      .option('--dry-run', 'show what would be changed, and change nothing')
      .description(description)
    return examples(command, lines)
  }
  verb('retry', 'try now instead of at the next time of the schedule', [
    'postern queue retry 01ktr… --reason "their server is back"',
    'postern queue retry clinic.example.org --reason "certificate renewed"',
  ]).action((target: string | undefined, options: DecisionOptions) =>
    withContext(options.config, (context) =>
      decide(context, 'retry', target, options, ['retried', 'due now'], (run) => run((copy) => retryNow(context, copy, byPerson(options)))),
    ),
  )
  verb('hold', 'hold back what waits; a person releases it, or rejects it', [
    'postern queue hold clinic.example.org --reason "they called: wrong mailbox" --dry-run',
    'postern queue hold 01ktr… --reason "asked by the sender"',
  ]).action((target: string | undefined, options: DecisionOptions) =>
    withContext(options.config, (context) =>
      decide(context, 'hold', target, options, ['held', 'held; `postern quarantine list` shows them'], (run) =>
        run((copy) => hold(context, copy, byPerson(options))),
      ),
    ),
  )
  verb('cancel', 'end open copies; the sender is told', ['postern queue cancel 01ktr… --reason "sent to the wrong person"']).action(
    (target: string | undefined, options: DecisionOptions) =>
      withContext(options.config, (context) =>
        decide(context, 'cancel', target, options, ['cancelled', 'cancelled; the sender is told'], async (run) => {
          const parts = await withPolicy(context)
          await run(async (copy) => cancel(parts, await messageOf(context, copy), copy, byPerson(options)))
        }),
      ),
  )
  verb('move', 'take another route: the recipient gets a link to the portal instead of the mail', [
    'postern queue move clinic.example.org --to portal --reason "their server is down for days"',
  ])
    .requiredOption('--to <route>', 'the route: portal')
    .action((target: string | undefined, options: MoveOptions) =>
      withContext(options.config, (context) => {
        if (options.to !== 'portal') throw new CommandFailure(EXIT.usage, `--to ${options.to}: copies can be moved to the portal`)
        return decide(context, 'move', target, options, ['moved', 'moved to the portal'], (run) =>
          withReview(context, (parts) => run(async (copy) => moveToPortal(parts, await messageOf(context, copy), copy, byPerson(options)))),
        )
      }),
    )
  verb('expire', 'give copies up before their time; the sender is told as if it had come', [
    'postern queue expire gone.example.org --reason "the practice has closed"',
  ]).action((target: string | undefined, options: DecisionOptions) =>
    withContext(options.config, (context) =>
      decide(context, 'expire', target, options, ['expired', 'given up; the sender is told'], async (run) => {
        const parts = await withPolicy(context)
        await run((copy) => expire(parts, copy, byPerson(options)))
      }),
    ),
  )
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const copies = await listed(context, options, LISTED)
  const rows = await Promise.all(
    copies.map(async (copy) => ({
      id: copy.id,
      message: copy.message,
      address: await addressOf(context, copy),
      domain: copy.domain,
      state: copy.state,
      attempts: copy.attempts,
      nextAttemptAt: copy.nextAttemptAt,
      next: nextTry(copy),
      expiresAt: copy.expiresAt,
      because: whyWaits(copy, new Map([[copy.message, await context.store.events(copy.message)]])),
    })),
  )
  if (options.json) for (const row of rows) print(row, '', true)
  else if (rows.length === 0) print([], 'the queue is empty', false)
  else
    print(
      rows,
      table(
        ['COPY', 'ADDRESS', 'STATE', 'TRIES', 'NEXT (UTC)', 'BECAUSE'],
        rows.map((row) => [row.id, row.address, row.state, String(row.attempts), row.next, row.because]),
      ),
      false,
    )
}

async function listGroups(context: Context, options: ListOptions): Promise<void> {
  if (options.by !== 'domain' && options.by !== 'reason') throw new CommandFailure(EXIT.usage, '--by is domain or reason')
  const groups = await groupQueue(context, await listed(context, options, COUNTED), options.by)
  const slow = await slowOnes(
    context,
    groups.map(({ domain }) => domain),
  )
  if (options.json) for (const group of groups) print({ ...group, slow: slow.get(group.domain) ?? null }, '', true)
  else print([], groups.length === 0 ? 'the queue is empty' : groupTable(groups, slow, context.clock.now()), false)
}

async function listed(context: Context, options: ListOptions, usual: number): Promise<readonly RecipientRow[]> {
  const limit = options.limit === undefined ? usual : Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > COUNTED)
    throw new CommandFailure(EXIT.usage, `--limit is a number from 1 to ${COUNTED}`)
  const state = openState(options.state)
  const domain = options.domain ? { domain: options.domain.toLowerCase() } : {}
  return copiesOf(context, { states: state ? [state] : OPEN_STATES, ...domain }, limit)
}

type Decide = (copy: RecipientRow) => Promise<ApplyOutcome>

/** Selects, shows what would be done or does it with a bar, and says what was refused and why. @param words the verb's past, and what was done */
async function decide(
  context: Context,
  verb: QueueVerb,
  target: string | undefined,
  options: DecisionOptions,
  [past, text]: readonly [string, string],
  withParts: (run: (each: Decide) => Promise<void>) => Promise<void>,
): Promise<void> {
  const selection = await selectCopies(context, verb, target, options)
  if (options.dryRun) return preview(context, past, selection, options.json)
  await withParts(async (each) => {
    const progress = createProgress()
    let count = 0
    const decisions = await decideEach(selection.fit, async (copy) => {
      const outcome = await each(copy)
      progress.show(++count / selection.fit.length, `${selection.fit.length} copies`)
      return outcome
    })
    progress.end()
    printDecisions({ done: decisions.done, refused: [...selection.unfit, ...decisions.refused] }, past, text, options.json)
  })
}

async function preview(context: Context, past: string, { fit, unfit }: Selection, json: boolean | undefined): Promise<void> {
  const groups = await groupQueue(context, fit, 'domain')
  const lines = [
    groupTable(groups, new Map(), context.clock.now()),
    '',
    `${fit.length} would be ${past}; nothing was changed`,
    ...unfit.map(({ id, state, why }) => `copy ${id} is ${state} and would not be: ${why}`),
  ]
  print({ dryRun: true, [past]: fit.map(({ id }) => id), refused: unfit }, lines.join('\n'), json)
}

async function messageOf({ store }: Context, copy: RecipientRow) {
  const found = await store.message(copy.message)
  if (!found) throw new CommandFailure(EXIT.no, `message ${copy.message} is gone`)
  return found.message
}
