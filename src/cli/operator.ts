// What the operating commands share: opening the store, finding a copy by id, the person's name, columns.
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { ConfigInvalid } from '../app/config.ts'
import { type Context, openContext } from '../app/context.ts'
import type { EnvelopeRecipient } from '../domain/envelope.ts'
import type { ByPerson } from '../pipeline/commands.ts'
import type { ApplyOutcome, MessageRow, RecipientRow } from '../store/store.ts'
import { CommandFailure, EXIT, print, say } from './command.ts'

export interface OperatorOptions {
  readonly config: string
  readonly json?: boolean
}

export function operatorOptions(command: Command): Command {
  return command.option('-c, --config <file>', 'configuration file', 'postern.yaml').option('--json', 'one JSON object a line')
}

/** Options of commands that change something. */
export function decisionOptions(command: Command): Command {
  return operatorOptions(command)
    .requiredOption('--reason <text>', 'why; goes into the ledger')
    .option('--actor <name>', 'who decides; default: your login name')
}

/** Opens what postern.yaml names, runs, closes again whatever happens. */
export async function withContext<T>(config: string, run: (context: Context) => Promise<T>): Promise<T> {
  const context = await open(config)
  try {
    return await run(context)
  } finally {
    await context.close()
  }
}

async function open(config: string): Promise<Context> {
  try {
    return await openContext({ config })
  } catch (error) {
    if (error instanceof ConfigInvalid) throw new CommandFailure(EXIT.usage, `the configuration is not sound\n${error.message}`)
    throw new CommandFailure(EXIT.service, (error as Error).message)
  }
}

export interface Found {
  readonly message: MessageRow
  readonly recipients: readonly RecipientRow[]
}

/** @param id of a message (all its copies) or of one copy */
export async function find(context: Context, id: string): Promise<Found> {
  const recipient = await context.store.recipient(id)
  const found = await context.store.message(recipient?.message ?? id)
  if (!found) throw new CommandFailure(EXIT.no, `there is no message or copy ${id}; \`postern message list\` shows the newest ones`)
  return { message: found.message, recipients: recipient ? [recipient] : found.recipients }
}

export function byPerson(options: { readonly actor?: string; readonly reason: string }): ByPerson {
  return { actor: `cli:${options.actor ?? userInfo().username}`, reason: options.reason }
}

export async function addressOf(context: Context, recipient: RecipientRow): Promise<string> {
  return ((await context.evidence.open(recipient.address)) as EnvelopeRecipient).address
}

/** What became of a decision that concerns several copies. */
export interface Decisions {
  readonly done: readonly string[]
  readonly refused: readonly { readonly id: string; readonly state: string; readonly why: string }[]
}

/** Every copy has its turn: one that cannot be changed does not keep the others from it. */
export async function decideEach(
  copies: readonly RecipientRow[],
  decide: (copy: RecipientRow) => Promise<ApplyOutcome>,
): Promise<Decisions> {
  const done: string[] = []
  const refused: Decisions['refused'][number][] = []
  for (const copy of copies) {
    const outcome = await decide(copy)
    if (outcome.ok) done.push(copy.id)
    else refused.push({ id: copy.id, state: copy.state, why: outcome.detail })
  }
  return { done, refused }
}

/** Prints what was done and says what was refused; the exit code is 1 where anything was. @param verb `released`; also the key of the JSON @param text of what was done */
export function printDecisions({ done, refused }: Decisions, verb: string, text: string, json: boolean | undefined): void {
  print({ [verb]: done, refused }, done.length > 0 ? `${done.length} ${text}` : `none ${verb}`, json)
  for (const { id, state, why } of refused) say(`copy ${id} is ${state} and could not be ${verb} (${why})`)
  if (refused.length > 0) process.exitCode = EXIT.no
}

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), ...rows.map(line)].join('\n')
}

/** When a copy is tried next; `-` where no try is planned: it rests, waits for a person, or has ended. */
export function nextTry(copy: Pick<RecipientRow, 'state' | 'nextAttemptAt' | 'changedAt'>): string {
  const planned = copy.state === 'ready' || copy.state === 'deferred' || (copy.state === 'unknown' && copy.nextAttemptAt > copy.changedAt)
  return planned ? when(copy.nextAttemptAt) : '-'
}

export function when(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 19)
}
