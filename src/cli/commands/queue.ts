// `postern queue list | retry | cancel`: what has not ended yet.
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import { OPEN_STATES, type RecipientState } from '../../domain/recipient-state.ts'
import { cancel, retryNow } from '../../pipeline/commands.ts'
import type { RecipientRow } from '../../store/store.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'
import {
  addressOf,
  byPerson,
  decideEach,
  decisionOptions,
  find,
  nextTry,
  type OperatorOptions,
  operatorOptions,
  printDecisions,
  table,
  withContext,
} from '../operator.ts'
import { withPolicy } from '../review.ts'

interface ListOptions extends OperatorOptions {
  readonly domain?: string
  readonly state?: string
  readonly limit: string
}

type DecisionOptions = OperatorOptions & { readonly reason: string; readonly actor?: string; readonly domain?: string }

export function addQueue(program: Command): void {
  const queue = program.command('queue').description('copies that have not ended yet')
  examples(
    operatorOptions(queue.command('list'))
      .description('open copies, and why they wait')
      .option('--domain <domain>', 'only this destination')
      .option('--state <state>', `only this state: ${OPEN_STATES.join(', ')}`)
      .option('--limit <n>', 'how many', '100')
      .action((options: ListOptions) => withContext(options.config, (context) => list(context, options))),
    ['postern queue list', 'postern queue list --domain clinic.example.org', 'postern queue list --state deferred --json'],
  )
  examples(
    decisionOptions(queue.command('retry'))
      .argument('[id]', 'message or copy; or name a domain')
      .option('--domain <domain>', 'every waiting copy of this destination')
      .description('try now instead of at the next time of the schedule')
      .action((id: string | undefined, options: DecisionOptions) => withContext(options.config, (context) => retry(context, id, options))),
    [
      'postern queue retry 01ktr… --reason "their server is back"',
      'postern queue retry --domain clinic.example.org --reason "certificate renewed"',
    ],
  )
  examples(
    decisionOptions(queue.command('cancel'))
      .argument('<id>', 'message or copy')
      .description('end open copies; the sender is told')
      .action((id: string, options: DecisionOptions) => withContext(options.config, (context) => cancelCopies(context, id, options))),
    ['postern queue cancel 01ktr… --reason "sent to the wrong person"'],
  )
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new CommandFailure(EXIT.usage, '--limit is a number from 1 to 10000')
  if (options.state && !(OPEN_STATES as readonly string[]).includes(options.state))
    throw new CommandFailure(EXIT.usage, `--state is one of ${OPEN_STATES.join(', ')}`)
  const states = options.state ? [options.state as RecipientState] : OPEN_STATES
  const copies = await context.store.recipients({ states, limit, ...(options.domain ? { domain: options.domain.toLowerCase() } : {}) })
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
      because: await lastCause(context, copy),
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

/** Why it waits: the hold's reasons, else the last thing that went wrong. */
async function lastCause(context: Context, copy: RecipientRow): Promise<string> {
  if (copy.state === 'held' && copy.verdict?.action === 'hold') return copy.verdict.reasons.join('; ')
  if (copy.state === 'awaiting-pickup') return 'a host has taken the notice; the recipient has not opened the message yet'
  const events = await context.store.events(copy.message)
  const cause = events.findLast((event) => event.recipient === copy.id && event.data.cause)?.data.cause as
    | { enhanced: string; text: string }
    | undefined
  return cause ? `${cause.enhanced} ${cause.text}` : ''
}

async function retry(context: Context, id: string | undefined, options: DecisionOptions): Promise<void> {
  if (Boolean(id) === Boolean(options.domain)) throw new CommandFailure(EXIT.usage, 'name either an id or --domain')
  const copies = id
    ? (await find(context, id)).recipients
    : await context.store.recipients({ states: ['ready', 'deferred'], domain: (options.domain as string).toLowerCase(), limit: 10_000 })
  const waiting = copies.filter((copy) => copy.state === 'ready' || copy.state === 'deferred')
  if (waiting.length === 0) throw new CommandFailure(EXIT.no, 'no copy waits for a try there; `postern queue list` shows what is open')
  printDecisions(await decideEach(waiting, (copy) => retryNow(context, copy, byPerson(options))), 'retried', 'due now', options.json)
}

async function cancelCopies(context: Context, id: string, options: DecisionOptions): Promise<void> {
  const { message, recipients } = await find(context, id)
  const open = recipients.filter((copy) => (OPEN_STATES as readonly string[]).includes(copy.state))
  if (open.length === 0) throw new CommandFailure(EXIT.no, `every copy of ${id} has ended already`)
  const parts = await withPolicy(context)
  const decisions = await decideEach(open, (copy) => cancel(parts, message, copy, byPerson(options)))
  printDecisions(decisions, 'cancelled', 'cancelled; the sender is told', options.json)
}
