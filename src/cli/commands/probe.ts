// `postern probe DOMAIN…`: what a destination's mail hosts really offer, and what each protection would do with that (design §7).
// Says EHLO, STARTTLS and QUIT; no mail, no recipient. Needs no postern.yaml.
import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { parseDuration } from '../../domain/quantity.ts'
import type { MailProfile } from '../../gate/tls-profile.ts'
import { systemClock } from '../../platform/clock.ts'
import { normalDomain } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, say } from '../command.ts'
import { createPrinter, type ProbeFormat, survey } from '../probe-many.ts'
import { alertText, watch } from '../probe-watch.ts'
import { createProber, DEFAULT_PER_SECOND, type Prober } from '../prober.ts'
import { createProgress } from '../progress.ts'

interface ProbeOptions {
  readonly file?: string
  readonly json?: boolean
  readonly csv?: boolean
  readonly table?: boolean
  readonly versions?: boolean
  readonly watch?: boolean
  readonly history?: boolean
  readonly ready?: boolean
  readonly level: 'authenticated' | 'dane-or-sts'
  readonly for: string
  readonly config: string
  readonly every: string
  readonly expiring: string
  readonly tlsProfile: MailProfile
  readonly parallel: string
  readonly rate: string
  readonly resolver?: string
  readonly ca?: string
  readonly port: string
  readonly stsPort: string
  readonly name?: string
}

export function addProbe(program: Command): void {
  examples(
    program
      .command('probe')
      .description('MX, TLS and certificate of a destination, a verdict per host and domain, and what each protection would do')
      .argument('[domain...]', 'domains, or addresses whose domain is meant')
      .option('--file <file>', 'one domain a line, # begins a comment; - reads standard input')
      .option('--json', 'one JSON object a line')
      .option('--csv', 'comma-separated values, one line a domain')
      .option('--table', 'a table, one line a domain; the default on a terminal for more than one domain')
      .option('--versions', 'ask each host for TLS 1.0 to 1.3: one more connection for each')
      .option('--watch', 'probe again and again, and print a line for each change')
      .option('--every <duration>', 'with --watch: from one round to the next, at least 1m', '1h')
      .option('--expiring <duration>', 'with --watch: tell of certificates that end within this time', '14d')
      .option('--history', 'what the gateway saw of these domains so far, from its store; connects to nobody')
      .option(
        '--ready',
        'which of the domains that mail went to could be required to be at a level, and what stands in the way of the others',
      )
      .addOption(
        new Option('--level <level>', 'with --ready: the level').choices(['authenticated', 'dane-or-sts']).default('authenticated'),
      )
      .option('--for <duration>', 'with --ready: how long the level must have been met without a break', '30d')
      .option('-c, --config <file>', 'with --history and --ready: configuration file', 'postern.yaml')
      .addOption(
        new Option('--tls-profile <name>', 'what TLS counts as good, as destination.tls-profile')
          .choices(['default', 'strict', 'nist-800-52r2'])
          .default('default'),
      )
      .option('--parallel <count>', 'domains under way at once', '16')
      .option('--rate <count>', 'new connections a second at most; 0: no limit', String(DEFAULT_PER_SECOND))
      .option('--resolver <address>', 'DNS server, such as 127.0.0.1:5300; a loopback one lifts the guard against private addresses')
      .option('--ca <file>', 'PEM file of the authorities to trust, in place of the system’s')
      .option('--port <port>', 'port of the mail hosts', '25')
      .option('--sts-port <port>', 'port of MTA-STS policy hosts', '443')
      .option('--name <host>', 'our name in EHLO; default: this machine’s')
      .action(probe),
    [
      'postern probe example.org',
      'postern probe example.org --versions',
      'postern probe --file partners.txt --csv > partners.csv',
      'postern probe --watch example.org example.net --every 1h --expiring 21d',
      'postern probe --history example.org -c postern.yaml',
      'postern probe --ready --for 60d',
      'postern probe example.test --resolver 127.0.0.1:5300 --ca ca.pem --port 2525',
    ],
  )
}

async function probe(named: readonly string[], options: ProbeOptions): Promise<void> {
  const domains = [...new Set([...named, ...(options.file ? await readDomains(options.file) : [])].map(domainIn))]
  if (options.ready) return probeReady(domains, options)
  if (domains.length === 0) throw new CommandFailure(EXIT.usage, 'name a domain, or a file of them with --file')
  if (options.history) return (await import('../probe-history.ts')).showHistory(domains, options)
  const stop = new AbortController()
  const end = () => stop.abort()
  // Once: a second Ctrl-C ends the process whatever it does.
  process.once('SIGINT', end).once('SIGTERM', end)
  try {
    await (options.watch ? probeAgainAndAgain(domains, options, stop.signal) : probeOnce(domains, options, stop.signal))
  } finally {
    process.removeListener('SIGINT', end).removeListener('SIGTERM', end)
  }
}

async function probeReady(domains: readonly string[], options: ProbeOptions): Promise<void> {
  const { showReady } = await import('../probe-history.ts')
  const { config, json, level: wanted } = options
  await showReady(domains, { config, ...(json ? { json } : {}), wanted, forMs: durationIn('--for', options.for) })
}

async function probeOnce(domains: readonly string[], options: ProbeOptions, signal: AbortSignal): Promise<void> {
  const printer = createPrinter(formatOf(options, domains.length), domains.length, write, createProgress())
  const prober = await openProber(options)
  try {
    const work = { domains, prober, parallel: parallelOf(options), versions: options.versions ?? false, signal }
    const { done, blind } = await survey(work, printer.each)
    printer.end()
    if (prober.daneProblem && !options.json) say(`note: ${prober.daneProblem}`)
    if (done < domains.length) {
      throw new CommandFailure(EXIT.no, `stopped: ${done} of ${domains.length} domains were probed, and stand above`)
    }
    if (blind === domains.length) {
      throw new CommandFailure(EXIT.service, 'no MX lookup was answered; check the DNS server, or name another one with --resolver')
    }
  } finally {
    await prober.close()
  }
}

const SHORTEST_ROUND_MS = 60_000

async function probeAgainAndAgain(domains: readonly string[], options: ProbeOptions, signal: AbortSignal): Promise<void> {
  const everyMs = durationIn('--every', options.every)
  const expiringMs = durationIn('--expiring', options.expiring)
  if (everyMs < SHORTEST_ROUND_MS) throw new CommandFailure(EXIT.usage, `--every ${options.every} is too often; 1m is the shortest`)
  // What is kept of a host answers for the other domains of the same round, and not for the next one.
  const prober = await openProber(options, everyMs / 2)
  if (prober.daneProblem) say(`note: ${prober.daneProblem}`)
  say(`watching ${domains.length} ${domains.length === 1 ? 'domain' : 'domains'} every ${options.every}; Ctrl-C ends it`)
  const awake = setInterval(() => {}, SHORTEST_ROUND_MS)
  try {
    await watch({
      round: (each) => survey({ domains, prober, parallel: parallelOf(options), versions: false, signal }, ({ posture }) => each(posture)),
      everyMs,
      expiringMs,
      clock: systemClock,
      signal,
      alert: (alert) => write(`${options.json ? JSON.stringify(alert) : alertText(alert)}\n`),
    })
  } finally {
    clearInterval(awake)
    await prober.close()
  }
}

function write(text: string): void {
  process.stdout.write(text)
}

function formatOf({ json, csv, table }: ProbeOptions, count: number): ProbeFormat {
  const named = [json && 'json', csv && 'csv', table && 'table'].filter((format) => typeof format === 'string')
  if (named.length > 1) throw new CommandFailure(EXIT.usage, `--${named.join(' and --')}: name one of them`)
  if (named[0]) return named[0] as ProbeFormat
  return count > 1 && process.stdout.isTTY ? 'table' : 'text'
}

async function openProber({ resolver, ca, port, stsPort, name, rate, tlsProfile }: ProbeOptions, keepMs?: number): Promise<Prober> {
  const ports = { port: portIn('--port', port), stsPort: portIn('--sts-port', stsPort) }
  const perSecond = numberIn('--rate', rate, 0, 100_000)
  try {
    return await createProber({
      resolver: resolver ? [resolver] : 'system',
      ca: ca ? await readFile(ca, 'utf8') : 'system',
      ...ports,
      privateAddresses: resolver && /^(127\.|\[?::1\]?(:|$))/.test(resolver) ? 'allow' : 'refuse',
      ...(name ? { ehloName: name } : {}),
      perSecond,
      tlsProfile,
      ...(keepMs === undefined ? {} : { keepMs }),
    })
  } catch (error) {
    throw new CommandFailure(EXIT.usage, (error as Error).message)
  }
}

function parallelOf({ parallel }: ProbeOptions): number {
  return numberIn('--parallel', parallel, 1, 1_000)
}

function portIn(option: string, text: string): number {
  return numberIn(option, text, 1, 65_535)
}

function numberIn(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new CommandFailure(EXIT.usage, `${option} ${text} is not a whole number from ${least} to ${most}`)
}

function durationIn(option: string, text: string): number {
  const value = parseDuration(text)
  if (value !== undefined) return value
  throw new CommandFailure(EXIT.usage, `${option} ${text} is not a duration such as 1h or 14d`)
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
