// `postern override add | list | withdraw`: a person's word on one recipient's domain, with a reason and an end: force the portal or a protection, pin a
// key, trust a private authority, accept a downgrade, or, by consent or a signed exception, allow ordinary mail.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import type { Context } from '../../app/context.ts'
import type { OverrideTerms } from '../../domain/override.ts'
import { parseDuration } from '../../domain/quantity.ts'
import { consentAddress } from '../../pipeline/consents.ts'
import { type OverrideRequest, overrideNote, recordOverride, termsInWords, withdrawOverride } from '../../pipeline/overrides.ts'
import { parseLastDay } from '../../policy/last-day.ts'
import { domainOf, normalDomain } from '../../smtp/address.ts'
import type { OverrideRow } from '../../store/overrides.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { byPerson, decisionOptions, type OperatorOptions, operatorOptions, table, when, withContext } from '../operator.ts'

type AddOptions = OperatorOptions & {
  readonly reason: string
  readonly actor?: string
  readonly until: string
  readonly route?: 'portal'
  readonly protection?: 'encrypted' | 'authenticated'
  readonly minTls?: '1.3'
  readonly pin?: readonly string[]
  readonly ca?: string
  readonly acceptDowngrade?: readonly string[]
  readonly allowAny?: boolean
  readonly consent?: string
  readonly exception?: string
}

export function addOverride(program: Command): void {
  const override = program
    .command('override')
    .description('a recipient’s domain treated apart: stricter, or proved in another way, until a day')
  examples(
    decisionOptions(override.command('add'))
      .argument('<domain>', 'example.org: that domain only; *.example.org: its subdomains')
      .requiredOption('--until <when>', 'last day on which it holds (2027-12-31), or how long from now (90d)')
      .addOption(new Option('--route <route>', 'never direct: the portal').choices(['portal']))
      .addOption(new Option('--protection <level>', 'at least this').choices(['encrypted', 'authenticated']))
      .addOption(new Option('--min-tls <version>', 'at least this version').choices(['1.3']))
      .option(
        '--pin <sha256...>',
        'public key (SHA-256 of the SPKI, hex or base64) that every mail host must have one of; it counts as proved',
      )
      .option('--ca <file>', 'PEM of an authority that is trusted for this domain only')
      .option('--accept-downgrade <host...>', 'mail host that may offer less than it did')
      .option('--allow-any', 'ordinary mail where the policy’s default applies; needs --consent or --exception')
      .option('--consent <id>', 'of the recipient’s consent that it rests on (postern consent list)')
      .option('--exception <who>', 'who signed the exception that it rests on')
      .description('record an override; it counts within a second')
      .action((domain: string, options: AddOptions) => add(domain, options)),
    [
      'postern override add clinic.example.org --protection authenticated --until 365d --reason "contract of 2026"',
      'postern override add clinic.example.org --route portal --until 2027-01-31 --reason "their TLS is being rebuilt"',
      'postern override add lab.example.org --pin 4f2e…9a --until 90d --reason "self-signed, key read out by phone"',
      'postern override add clinic.example.org --accept-downgrade mx1.clinic.example.org --until 14d --reason "their certificate expired, confirmed by phone"',
    ],
  )
  examples(
    operatorOptions(override.command('list'))
      .option('--all', 'also those that were withdrawn or have ended')
      .description('overrides, oldest first')
      .action((options: OperatorOptions & { all?: boolean }) => withContext(options.config, (context) => list(context, options))),
    ['postern override list', 'postern override list --all --json'],
  )
  examples(
    decisionOptions(override.command('withdraw'))
      .argument('<id>', 'of the override')
      .description('end an override now')
      .action((id: string, options: OperatorOptions & { reason: string; actor?: string }) =>
        withContext(options.config, (context) => withdraw(context, id, options)),
      ),
    ['postern override withdraw 01ktr… --reason "certificate renewed"'],
  )
}

async function add(written: string, options: AddOptions): Promise<void> {
  const domain = domainIn(written)
  const until = endOf(options.until, Date.now())
  const tightening = await termsOf(options)
  checkLoosening(options, tightening)
  if (Object.keys(tightening).length === 0 && !options.allowAny)
    throw new CommandFailure(
      EXIT.usage,
      'say what is to be different: --route, --protection, --min-tls, --pin, --ca, --accept-downgrade or --allow-any',
    )
  await withContext(options.config, async (context) => {
    const terms: OverrideTerms = options.allowAny ? { allowAny: await groundOf(context, domain, options) } : tightening
    const request: OverrideRequest = {
      domain,
      terms,
      until,
      ...byPerson(options),
      ...(options.exception ? { signedBy: options.exception } : {}),
    }
    const id = await recordOverride(context, request)
    print(
      { id, domain, terms: termsInWords(terms), until },
      `recorded ${id}: ${domain}, ${termsInWords(terms).join(', ')}, until ${when(until)} UTC`,
      options.json,
    )
  })
}

async function termsOf({ route, protection, minTls, pin, ca, acceptDowngrade }: AddOptions): Promise<OverrideTerms> {
  return {
    ...(route ? { route } : {}),
    ...(protection ? { protection } : {}),
    ...(minTls ? { minTls } : {}),
    ...(pin ? { pins: pin.map(pinIn) } : {}),
    ...(ca === undefined ? {} : { ca: await authorityIn(ca) }),
    ...(acceptDowngrade ? { acceptDowngrade: acceptDowngrade.map(hostIn) } : {}),
  }
}

function checkLoosening({ allowAny, consent, exception }: AddOptions, tightening: OverrideTerms): void {
  const grounds = [consent, exception].filter((ground) => ground !== undefined && ground.trim() !== '').length
  if (!allowAny && grounds > 0) throw new CommandFailure(EXIT.usage, '--consent and --exception belong to --allow-any')
  if (!allowAny) return
  if (grounds !== 1) throw new CommandFailure(EXIT.usage, '--allow-any rests on one of --consent ID and --exception "who signed"')
  if (Object.keys(tightening).length > 0)
    throw new CommandFailure(EXIT.usage, '--allow-any stands alone: record the other terms as an override of their own')
}

/** A consent is one recipient's: theirs must be the domain, and the override counts for them alone. */
async function groundOf(context: Context, domain: string, { consent }: AddOptions): Promise<NonNullable<OverrideTerms['allowAny']>> {
  if (consent === undefined) return 'exception'
  const row = await context.store.consent(consent)
  const holds = row && row.withdrawnAt === undefined && (row.expiresAt === undefined || row.expiresAt > context.clock.now())
  if (!holds) throw new CommandFailure(EXIT.no, `there is no consent ${consent} that holds; \`postern consent list\` shows them`)
  if (domainOf(await consentAddress(context, row)) !== domain)
    throw new CommandFailure(EXIT.usage, `consent ${consent} is of a recipient of another domain than ${domain}`)
  return { consent, addressHash: row.addressHash }
}

async function list(context: Context, { all, json }: OperatorOptions & { all?: boolean }): Promise<void> {
  const now = context.clock.now()
  const rows: (readonly string[])[] = []
  for (let after = ''; ; ) {
    const page = await context.store.overrides({ limit: 500, after })
    for (const row of page) {
      const state = stateOf(row, now)
      if (state !== 'holds' && !all) continue
      const { id, domain, recordedAt, recordedBy, until, withdrawnAt } = row
      const note = await overrideNote(context, row)
      const terms = termsInWords(row.terms)
      if (json) print({ id, domain, terms, state, until, recordedAt, recordedBy, withdrawnAt, ...note }, '', true)
      rows.push([
        id,
        domain,
        terms.map(short).join(', '),
        state,
        when(until),
        recordedBy,
        [note.reason, note.signedBy].filter(Boolean).join('; signed by '),
      ])
    }
    const last = page.at(-1)
    if (!last) break
    after = last.id
  }
  if (json) return
  if (rows.length === 0) return say('no override is recorded')
  print(undefined, table(['ID', 'DOMAIN', 'TERMS', 'STATE', 'UNTIL (UTC)', 'BY', 'REASON'], rows), false)
}

function stateOf({ withdrawnAt, until }: OverrideRow, now: number): 'holds' | 'withdrawn' | 'ended' {
  if (withdrawnAt !== undefined) return 'withdrawn'
  return until <= now ? 'ended' : 'holds'
}

/** A pin is known by its beginning. */
function short(term: string): string {
  return term.replace(/^(pin [0-9a-f]{12})[0-9a-f]+$/, '$1…')
}

async function withdraw(context: Context, id: string, options: OperatorOptions & { reason: string; actor?: string }): Promise<void> {
  if (!(await withdrawOverride(context, id, byPerson(options))))
    throw new CommandFailure(EXIT.no, `there is no override ${id} that still holds; \`postern override list --all\` shows them`)
  print({ id, state: 'withdrawn' }, `withdrawn ${id}`, options.json)
}

function domainIn(written: string): string {
  const below = written.startsWith('*.')
  const domain = normalDomain(below ? written.slice(2) : written)
  if (domain === undefined)
    throw new CommandFailure(
      EXIT.usage,
      `${JSON.stringify(written)} is not a domain; write example.org, or "*.example.org" for its subdomains`,
    )
  return below ? `*.${domain}` : domain
}

function hostIn(written: string): string {
  const host = normalDomain(written)
  if (host === undefined)
    throw new CommandFailure(EXIT.usage, `--accept-downgrade ${JSON.stringify(written)} is not the name of a mail host`)
  return host
}

/** As `openssl` and `probe --json` write it, with or without colons, or in base64. */
function pinIn(written: string): string {
  const hex = written.replaceAll(':', '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(hex)) return hex
  const bytes = /^[A-Za-z0-9+/_-]{43}=?$/.test(written) ? Buffer.from(written, 'base64') : undefined
  if (bytes?.length === 32) return bytes.toString('hex')
  throw new CommandFailure(
    EXIT.usage,
    `--pin ${written} is not a SHA-256: 64 hexadecimal digits, or base64; \`postern probe DOMAIN --json\` shows it as certificate.spki256`,
  )
}

async function authorityIn(file: string): Promise<string> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `--ca ${file} cannot be read: ${(error as Error).message}`)
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  try {
    const certificates = blocks.map((block) => new X509Certificate(block))
    if (certificates.length > 0 && certificates.every(({ ca }) => ca)) return certificates.map(String).join('').trim()
  } catch {
    // Said below.
  }
  throw new CommandFailure(EXIT.usage, `--ca ${file} holds no certificate of an authority in PEM; to trust one server, use --pin`)
}

function endOf(text: string, now: number): number {
  const length = parseDuration(text)
  const end = parseLastDay(text) ?? (length === undefined ? undefined : now + length)
  if (end === undefined)
    throw new CommandFailure(EXIT.usage, `--until cannot be ${text}; write a day (2027-12-31) or a time from now (90d)`)
  if (end <= now) throw new CommandFailure(EXIT.usage, `--until ${text} is over already`)
  return end
}
