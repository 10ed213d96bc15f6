// `postern probe DOMAIN…`: what a destination's mail hosts really offer, and what each protection would do with that (design §7).
// Says EHLO, STARTTLS and QUIT; no mail, no recipient. Needs no postern.yaml.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { tlsaText } from '../../domain/dane.ts'
import { type DomainOutcome, domainOutcome } from '../../domain/host-outcome.ts'
import type { DaneFacts, MxHostPosture, Posture, StsFacts } from '../../domain/posture.ts'
import type { Demand } from '../../domain/protection.ts'
import { normalDomain } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { createProber, inOrder, type Prober } from '../prober.ts'

interface ProbeOptions {
  readonly file?: string
  readonly json?: boolean
  readonly resolver?: string
  readonly ca?: string
  readonly port: string
  readonly stsPort: string
  readonly name?: string
}

/** Probes at one time: a few, out of courtesy. */
const PARALLEL = 8

export function addProbe(program: Command): void {
  examples(
    program
      .command('probe')
      .description('MX, TLS and certificate of a destination, a verdict per host and domain, and what each protection would do')
      .argument('[domain...]', 'domains, or addresses whose domain is meant')
      .option('--file <file>', 'one domain a line, # begins a comment; - reads standard input')
      .option('--json', 'one JSON object a line')
      .option('--resolver <address>', 'DNS server, such as 127.0.0.1:5300; a loopback one lifts the guard against private addresses')
      .option('--ca <file>', 'PEM file of the authorities to trust, in place of the system’s')
      .option('--port <port>', 'port of the mail hosts', '25')
      .option('--sts-port <port>', 'port of MTA-STS policy hosts', '443')
      .option('--name <host>', 'our name in EHLO; default: this machine’s')
      .action(probe),
    [
      'postern probe example.org',
      'postern probe --file partners.txt --json',
      'postern probe example.test --resolver 127.0.0.1:5300 --ca ca.pem --port 2525',
    ],
  )
}

async function probe(named: readonly string[], options: ProbeOptions): Promise<void> {
  const domains = [...named, ...(options.file ? await readDomains(options.file) : [])].map(domainIn)
  if (domains.length === 0) throw new CommandFailure(EXIT.usage, 'name a domain, or a file of them with --file')
  const prober = await openProber(options)
  let blind = 0
  try {
    await inOrder(
      domains,
      PARALLEL,
      (domain) => prober.assess(domain),
      (posture) => {
        if (posture.mx.every(({ reason }) => reason.startsWith('MX lookup: '))) blind++
        print(probeReport(posture), describe(posture), options.json)
      },
    )
  } finally {
    await prober.close()
  }
  if (prober.daneProblem && !options.json) say(`note: ${prober.daneProblem}`)
  if (blind === domains.length) {
    throw new CommandFailure(EXIT.service, 'no MX lookup was answered; check the DNS server, or name another one with --resolver')
  }
}

async function openProber({ resolver, ca, port, stsPort, name }: ProbeOptions): Promise<Prober> {
  const ports = { port: portIn('--port', port), stsPort: portIn('--sts-port', stsPort) }
  try {
    return await createProber({
      resolver: resolver ? [resolver] : 'system',
      ca: ca ? await readFile(ca, 'utf8') : 'system',
      ...ports,
      privateAddresses: resolver && /^(127\.|\[?::1\]?(:|$))/.test(resolver) ? 'allow' : 'refuse',
      ...(name ? { ehloName: name } : {}),
    })
  } catch (error) {
    throw new CommandFailure(EXIT.usage, (error as Error).message)
  }
}

function portIn(option: string, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port
  throw new CommandFailure(EXIT.usage, `${option} ${text} is not a port (1 to 65535)`)
}

async function readDomains(file: string): Promise<readonly string[]> {
  let text: string
  try {
    text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `--file ${file} cannot be read: ${(error as Error).message}`)
  }
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
}

function domainIn(text: string): string {
  const written = text.slice(text.lastIndexOf('@') + 1)
  const domain = /^\[.*\]$/.test(written) ? written.toLowerCase() : normalDomain(written.replace(/\.$/, ''))
  if (domain === undefined) throw new CommandFailure(EXIT.usage, `${JSON.stringify(text)} is not a domain`)
  return domain
}

const DEMANDS: Readonly<Record<'encrypted' | 'authenticated' | 'dane-or-sts' | 'tls-1.3', Demand>> = {
  encrypted: { protection: 'encrypted' },
  authenticated: { protection: 'authenticated' },
  'dane-or-sts': { protection: 'authenticated', proof: 'dane-or-sts' },
  'tls-1.3': { protection: 'encrypted', minTls: '1.3' },
}

/** The shape of design §7: fields may be added, never renamed. */
export function probeReport(posture: Posture) {
  return {
    domain: posture.domain,
    verdict: posture.verdict,
    mx: posture.mx.map(({ host, preference, addresses, verdict, flags, reason, tls, dane, sts }) => ({
      host,
      preference,
      addresses,
      verdict,
      flags,
      reason,
      tls: tls ? { version: tls.version, cipher: tls.cipher, group: tls.group ?? null } : null,
      certificate: tls?.certificate ?? null,
      dane: daneReport(dane),
      sts: stsReport(sts),
    })),
    outcomes: outcomesOf(posture),
  }
}

function daneReport({ state, policy }: DaneFacts) {
  return { state, ...(policy ? { base: policy.base, records: policy.records.map(tlsaText) } : {}) }
}

function stsReport({ state, reason, id, policy, fetchedAt, expiresAt }: StsFacts) {
  const date = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())
  return {
    state,
    reason,
    id,
    mode: policy?.mode,
    mx: policy?.mx,
    maxAge: policy?.maxAge,
    fetchedAt: date(fetchedAt),
    expiresAt: date(expiresAt),
  }
}

function outcomesOf(posture: Posture): Readonly<Record<keyof typeof DEMANDS, DomainOutcome>> {
  const outcomes = Object.entries(DEMANDS).map(([name, demand]) => [name, domainOutcome(posture, demand)])
  return Object.fromEntries(outcomes) as Record<keyof typeof DEMANDS, DomainOutcome>
}

const OUTCOME_WORDS: Readonly<Record<DomainOutcome, string>> = {
  direct: 'straight to the inbox',
  portal: 'next route (portal)',
  retry: 'waits and tries again',
  bounce: 'back to the sender',
}

function describe(posture: Posture): string {
  const outcomes = Object.entries(outcomesOf(posture)).map(([name, outcome]) => `  ${name.padEnd(14)} ${OUTCOME_WORDS[outcome]}`)
  return [`${posture.domain}: ${posture.verdict}`, ...posture.mx.flatMap(describeHost), ...outcomes, ''].join('\n')
}

function daneWords({ state, policy }: DaneFacts): string {
  if (state === 'off') return 'not checked'
  if (state === 'none') return 'no secure TLSA records'
  if (state === 'unusable') return 'TLSA records, none of them usable: TLS is mandatory'
  return `${policy?.records.map(tlsaText).join(' · ')} at ${policy?.base}`
}

function stsWords({ state, reason, id, policy, fetchedAt, expiresAt }: StsFacts): string {
  if (state === 'off') return 'not checked'
  const why = reason === undefined ? '' : ` (${reason})`
  if (!policy || fetchedAt === undefined || expiresAt === undefined) return `no policy${why}`
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return `${policy.mode}, ${policy.mx.join(' ') || 'no host'}, id ${id}, of ${day(fetchedAt)}, until ${day(expiresAt)}${why}`
}

function describeHost({ host, preference, addresses, verdict, flags, reason, tls, dane, sts }: MxHostPosture): readonly string[] {
  const marks = flags.length > 0 ? ` [${flags.join(', ')}]` : ''
  const lines = [
    `  MX ${preference} ${host}${addresses.length > 0 ? ` (${addresses.join(', ')})` : ''}`,
    `     ${verdict}${marks}: ${reason}`,
  ]
  if (tls) lines.push(`     ${[tls.version, tls.cipher, tls.group].filter(Boolean).join(', ')}`)
  if (addresses.length > 0) lines.push(`     DANE: ${daneWords(dane)}`, `     MTA-STS: ${stsWords(sts)}`)
  const certificate = tls?.certificate
  if (certificate) {
    const key = `${certificate.keyType.toUpperCase()}${certificate.keyBits ? ` ${certificate.keyBits}` : ''}`
    lines.push(`     certificate for ${certificate.names.join(', ') || certificate.subject} by ${certificate.issuer}`)
    lines.push(
      `     valid ${certificate.validFrom.slice(0, 10)} to ${certificate.validTo.slice(0, 10)}, ${key}, SHA-256 ${certificate.fingerprint256.slice(0, 16)}…`,
    )
  }
  return lines
}
