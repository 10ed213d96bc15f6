// `postern message list | show | trace`: read what happened, and why.
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import type { SealedEnvelope } from '../../pipeline/parts.ts'
import type { MessageSummary } from '../../store/store.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'
import { addressOf, find, nextTry, type OperatorOptions, operatorOptions, table, when, withContext } from '../operator.ts'
import { type OpenedEvent, traceText } from '../trace-text.ts'

export function addMessage(program: Command): void {
  const message = program.command('message').description('read messages and their ledger')
  examples(
    operatorOptions(message.command('list'))
      .description('the newest messages')
      .option('--limit <n>', 'how many', '20')
      .option('--before <id>', 'older than this message')
      .action((options: OperatorOptions & { limit: string; before?: string }) =>
        withContext(options.config, (context) => list(context, options)),
      ),
    ['postern message list', 'postern message list --limit 100 --json'],
  )
  examples(
    operatorOptions(message.command('show'))
      .argument('<id>', 'message or copy')
      .description('one message: envelope and the state of each copy')
      .action((id: string, options: OperatorOptions) => withContext(options.config, (context) => show(context, id, options))),
    ['postern message show 01ktr…'],
  )
  examples(
    operatorOptions(message.command('trace'))
      .argument('<id>', 'message or copy')
      .description('the whole path: rules, evidence (masked), routes, hosts, TLS, replies')
      .option('--transcript', 'with the SMTP commands and replies')
      .action((id: string, options: OperatorOptions & { transcript?: boolean }) =>
        withContext(options.config, (context) => trace(context, id, options)),
      ),
    ['postern message trace 01ktr…', 'postern message trace 01ktr… --transcript', 'postern message trace 01ktr… --json'],
  )
}

async function list(context: Context, options: OperatorOptions & { limit: string; before?: string }): Promise<void> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new CommandFailure(EXIT.usage, '--limit is a number from 1 to 1000')
  const messages = await context.store.messages({ limit, ...(options.before ? { before: options.before } : {}) })
  const rows = await Promise.all(messages.map((row) => summary(context, row)))
  if (options.json) for (const row of rows) print(row, '', true)
  else if (rows.length === 0) print([], 'no messages yet', false)
  else
    print(
      rows,
      table(
        ['ID', 'RECEIVED (UTC)', 'KIND', 'SIZE', 'FROM', 'COPIES'],
        rows.map((row) => [row.id, when(row.receivedAt), row.kind, String(row.size), row.from.join(' '), states(row.states)]),
      ),
      false,
    )
}

async function summary(context: Context, row: MessageSummary) {
  const sealed = (await context.evidence.open(row.envelope)) as SealedEnvelope
  const copies = await context.store.recipients({ message: row.id, limit: 1000 })
  const counts: Record<string, number> = {}
  for (const copy of copies) counts[copy.state] = (counts[copy.state] ?? 0) + 1
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    receivedAt: row.receivedAt,
    size: row.size,
    from: sealed.from,
    messageId: sealed.messageId,
    states: counts,
    ...(row.about ? { about: row.about } : {}),
  }
}

function states(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([state, count]) => (count === 1 ? state : `${count} ${state}`))
    .join(', ')
}

async function show(context: Context, id: string, options: OperatorOptions): Promise<void> {
  const { message, recipients } = await find(context, id)
  const sealed = (await context.evidence.open(message.envelope)) as SealedEnvelope
  const copies = await Promise.all(
    recipients.map(async (copy) => ({
      id: copy.id,
      address: await addressOf(context, copy),
      state: copy.state,
      attempts: copy.attempts,
      nextAttemptAt: copy.nextAttemptAt,
      next: nextTry(copy),
      expiresAt: copy.expiresAt,
      protection: copy.verdict?.protection,
      rules: copy.verdict?.rules,
    })),
  )
  const data = { ...(await summary(context, message)), returnPath: sealed.envelope.returnPath, client: sealed.client, recipients: copies }
  const head = [
    `message    ${message.id} (${message.kind}, ${message.state})`,
    `received   ${when(message.receivedAt)} UTC, ${message.size} bytes`,
    `from       ${sealed.from.join(', ')}`,
    `envelope   <${sealed.envelope.returnPath}>`,
    `message-id ${sealed.messageId}`,
  ]
  if (sealed.client)
    head.push(
      `client     ${sealed.client.sender} at ${sealed.client.remoteAddress}, ${sealed.client.tls ? `${sealed.client.tls.version} ${sealed.client.tls.cipher}` : 'no TLS'}`,
    )
  const body = table(
    ['COPY', 'ADDRESS', 'STATE', 'TRIES', 'NEXT (UTC)', 'PROTECTION', 'RULES'],
    copies.map((copy) => [
      copy.id,
      copy.address,
      copy.state,
      String(copy.attempts),
      copy.next,
      copy.protection ?? '',
      copy.rules?.join(' ') ?? '',
    ]),
  )
  print(data, `${head.join('\n')}\n\n${body}`, options.json)
}

async function trace(context: Context, id: string, options: OperatorOptions & { transcript?: boolean }): Promise<void> {
  const { message, recipients } = await find(context, id)
  const wanted = new Set(recipients.map((copy) => copy.id))
  const events = (await context.store.events(message.id)).filter((event) => !event.recipient || wanted.has(event.recipient))
  const opened = await Promise.all(events.map((event) => openEvent(context, event)))
  if (options.json) {
    for (const event of opened) print(event, '', true)
    return
  }
  const addresses = new Map(await Promise.all(recipients.map(async (copy) => [copy.id, await addressOf(context, copy)] as const)))
  print(opened, traceText(message, opened, addresses, Boolean(options.transcript)), false)
}

/** Evidence whose key is gone (its keeping time is over) says so; the rest of the event stays readable. */
async function openEvent(context: Context, event: LedgerEvent): Promise<OpenedEvent> {
  const { sealed, ...rest } = event
  if (!sealed) return rest
  try {
    return { ...rest, evidence: await context.evidence.open(sealed) }
  } catch (error) {
    return { ...rest, evidence: { unreadable: (error as Error).message } }
  }
}
