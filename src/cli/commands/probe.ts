// `postern probe DOMAIN…`: what a destination's mail hosts really offer, and what each protection would do with that (design §7).
// Says EHLO, STARTTLS and QUIT; no mail, no recipient. Needs no postern.yaml.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type DomainOutcome, domainOutcome } from '../../domain/host-outcome.ts'
import type { MxHostPosture, Posture } from '../../domain/posture.ts'
import type { Demand } from '../../domain/protection.ts'
import { normalDomain } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'
import { createProber, inOrder } from '../prober.ts'

interface ProbeOptions {
  readonly file?: string
  readonly json?: boolean
  readonly resolver?: string
  readonly ca?: string
  readonly port: string
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
      .option('--sts-port <port>', 'port of MTA-STS policy hosts; MTA-STS is not checked yet in this version', '443')
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
    prober.close()
  }
  if (blind === domains.length) {
    throw new CommandFailure(EXIT.service, 'no MX lookup was answered; check the DNS server, or name another one with --resolver')
  }
}

async function openProber({ resolver, ca, port, name }: ProbeOptions) {
  const number = Number(port)
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new CommandFailure(EXIT.usage, `--port ${port} is not a port (1 to 65535)`)
  try {
    return createProber({
      resolver: resolver ? [resolver] : 'system',
      ca: ca ? await readFile(ca, 'utf8') : 'system',
      port: number,
      privateAddresses: resolver && /^(127\.|\[?::1\]?(:|$))/.test(resolver) ? 'allow' : 'refuse',
      ...(name ? { ehloName: name } : {}),
    })
  } catch (error) {
    throw new CommandFailure(EXIT.usage, (error as Error).message)
  }
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
      dane,
      sts,
    })),
    outcomes: outcomesOf(posture),
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

function describeHost({ host, preference, addresses, verdict, flags, reason, tls }: MxHostPosture): readonly string[] {
  const marks = flags.length > 0 ? ` [${flags.join(', ')}]` : ''
  const lines = [
    `  MX ${preference} ${host}${addresses.length > 0 ? ` (${addresses.join(', ')})` : ''}`,
    `     ${verdict}${marks}: ${reason}`,
  ]
  if (tls) lines.push(`     ${[tls.version, tls.cipher, tls.group].filter(Boolean).join(', ')}`)
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
