// `postern consent add | list | withdraw`: recipients who asked for ordinary mail, so that a policy's condition `consent` holds for them.
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import { CONSENT_KINDS } from '../../domain/consent.ts'
import { parseDuration } from '../../domain/quantity.ts'
import { type ConsentRequest, consentAddress, recordConsent, withdrawConsent } from '../../pipeline/consents.ts'
import { addressHash } from '../../pipeline/open-content.ts'
import { parseLastDay } from '../../policy/last-day.ts'
import { parseMailbox } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { byPerson, decisionOptions, type OperatorOptions, operatorOptions, table, when, withContext } from '../operator.ts'

type AddOptions = OperatorOptions & {
  readonly reason: string
  readonly actor?: string
  readonly kind: string
  readonly wording: string
  readonly expires?: string
}
type ListOptions = OperatorOptions & { readonly address?: string; readonly all?: boolean }

export function addConsent(program: Command): void {
  const consent = program.command('consent').description('recipients who consented, for example to ordinary mail')
  examples(
    decisionOptions(consent.command('add'))
      .argument('<address>', 'mail address of the recipient')
      .requiredOption('--wording <version>', 'version of the wording that the person agreed to')
      .option('--kind <kind>', CONSENT_KINDS.join(', '), CONSENT_KINDS[0])
      .option('--expires <when>', 'last day on which it holds (2027-12-31), or how long from now (365d); left out: until withdrawn')
      .description('record a consent; the condition `consent` of a policy holds for this recipient from now on')
      .action((address: string, options: AddOptions) => {
        const request = requestOf(address, options)
        return withContext(options.config, (context) => add(context, request, options.json))
      }),
    [
      'postern consent add pat@example.org --wording 2026-03 --reason "form signed at the desk"',
      'postern consent add pat@example.org --wording 2026-03 --expires 365d --reason "portal request 4711"',
    ],
  )
  examples(
    operatorOptions(consent.command('list'))
      .option('--address <address>', 'only those of this address')
      .option('--all', 'also those that were withdrawn or have expired')
      .description('recorded consents, oldest first')
      .action((options: ListOptions) => withContext(options.config, (context) => list(context, options))),
    ['postern consent list', 'postern consent list --address pat@example.org --all --json'],
  )
  examples(
    decisionOptions(consent.command('withdraw'))
      .argument('<id>', 'of the consent')
      .description('end a consent: from now on the condition does not hold by it')
      .action((id: string, options: OperatorOptions & { reason: string; actor?: string }) =>
        withContext(options.config, (context) => withdraw(context, id, options)),
      ),
    ['postern consent withdraw 01ktr… --reason "withdrawn by phone"'],
  )
}

function requestOf(address: string, options: AddOptions): ConsentRequest {
  const kind = CONSENT_KINDS.find((known) => known === options.kind)
  if (!kind) throw new CommandFailure(EXIT.usage, `--kind cannot be ${options.kind}; write ${CONSENT_KINDS.join(' or ')}`)
  if (!/^[\w.:+-]{1,40}$/.test(options.wording))
    throw new CommandFailure(EXIT.usage, '--wording names a version: up to 40 letters, digits, dots and hyphens, as in 2026-03')
  const request = { address: mailbox(address), kind, wording: options.wording, ...byPerson(options) }
  return options.expires === undefined ? request : { ...request, expiresAt: endOf(options.expires, Date.now()) }
}

async function add(context: Context, request: ConsentRequest, json: boolean | undefined): Promise<void> {
  const id = await recordConsent(context, request)
  const { kind, wording, expiresAt } = request
  print({ id, kind, wording, ...(expiresAt === undefined ? {} : { expiresAt }) }, `recorded ${id}`, json)
}

async function list(context: Context, { address, all, json }: ListOptions): Promise<void> {
  const now = context.clock.now()
  const hash = address === undefined ? undefined : addressHash(context.keyring, mailbox(address))
  const rows: (readonly string[])[] = []
  for (let after = ''; ; ) {
    const page = await context.store.consents({ limit: 500, after, ...(hash === undefined ? {} : { addressHash: hash }) })
    for (const row of page) {
      const state = row.withdrawnAt !== undefined ? 'withdrawn' : row.expiresAt !== undefined && row.expiresAt <= now ? 'expired' : 'holds'
      if (state !== 'holds' && !all) continue
      const { id, kind, wording, recordedAt, recordedBy, expiresAt, withdrawnAt } = row
      const opened = await consentAddress(context, row)
      if (json) print({ id, address: opened, kind, wording, state, recordedAt, recordedBy, expiresAt, withdrawnAt }, '', true)
      rows.push([id, opened, kind, wording, state, when(recordedAt), recordedBy, expiresAt === undefined ? '' : when(expiresAt)])
    }
    const last = page.at(-1)
    if (!last) break
    after = last.id
  }
  if (json) return
  if (rows.length === 0) return say('no consent is recorded')
  print(undefined, table(['ID', 'ADDRESS', 'KIND', 'WORDING', 'STATE', 'RECORDED', 'BY', 'ENDS'], rows), false)
}

async function withdraw(context: Context, id: string, options: OperatorOptions & { reason: string; actor?: string }): Promise<void> {
  if (!(await withdrawConsent(context, id, byPerson(options))))
    throw new CommandFailure(EXIT.no, `there is no consent ${id} that still holds; \`postern consent list --all\` shows them`)
  print({ id, state: 'withdrawn' }, `withdrawn ${id}`, options.json)
}

function mailbox(address: string): string {
  if (!parseMailbox(address))
    throw new CommandFailure(EXIT.usage, `${JSON.stringify(address)} is not a mail address; write it as user@example.org`)
  return address
}

function endOf(text: string, now: number): number {
  const length = parseDuration(text)
  const end = parseLastDay(text) ?? (length === undefined ? undefined : now + length)
  if (end === undefined)
    throw new CommandFailure(EXIT.usage, `--expires cannot be ${text}; write a day (2027-12-31) or a time from now (365d)`)
  if (end <= now) throw new CommandFailure(EXIT.usage, `--expires ${text} is over already`)
  return end
}
