// `postern salesforce check`: is this relay set up as Salesforce needs it (design §7)? Against the running gateway of a postern.yaml, or any
// host. The checks are in intake/salesforce-check.ts, here they are printed.
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Command } from 'commander'
import { ConfigInvalid, loadConfig } from '../../app/config.ts'
import { DEFAULT_CONFIG } from '../../app/context.ts'
import type { Config } from '../../domain/config.ts'
import { lookUpRelay, probeRelay } from '../../intake/relay-probe.ts'
import { type Check, type CheckVerdict, checkRelay, type RelayFacts } from '../../intake/salesforce-check.ts'
import { createSalesforceSpf } from '../../intake/salesforce-spf.ts'
import { systemClock } from '../../platform/clock.ts'
import type { Resolver } from '../../platform/dns.ts'
import { createResolver } from '../../platform/dns-client.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'

interface CheckOptions {
  readonly config?: string
  readonly host?: string
  readonly port?: string
  readonly connect?: string
  readonly peer?: string
  readonly resolver?: string
  readonly ca?: string
  readonly json?: boolean
}

/** One listener to look at. */
interface Relay {
  readonly host: string
  readonly port: number
  readonly connectTo: string
  readonly senders?: RelayFacts['senders']
  /** A sender's networks hold the word `salesforce`. */
  readonly asksSpf?: boolean
}

export function addSalesforce(program: Command): void {
  const group = program.command('salesforce').description('Salesforce Email Relay')
  examples(
    group
      .command('check')
      .description('is this relay set up as Salesforce needs it: name, port, certificate, AUTH, SPF answer, return path')
      .option('-c, --config <file>', `configuration of the running gateway (default: ${DEFAULT_CONFIG}, unless --host is given)`)
      .option('--host <name>', 'check this host instead, as it would stand in Setup')
      .option('--port <port>', 'port of --host, as it would stand in Setup (default: 587)')
      .option('--connect <address>', 'connect to this address in place of what DNS says')
      .option('--peer <ip>', 'ask whether Salesforce’s SPF record knows this address')
      .option('--resolver <address>', 'DNS server, such as 127.0.0.1:5300')
      .option('--ca <file>', 'PEM file of the authorities to trust, in place of the system’s')
      .option('--json', 'one JSON object a relay')
      .action(check),
    [
      'postern salesforce check',
      'postern salesforce check --host mail-gw.example-health.org --port 587',
      'postern salesforce check --peer 192.0.2.10 --json',
    ],
  )
}

async function check(options: CheckOptions): Promise<void> {
  if (options.peer !== undefined && isIP(options.peer) === 0)
    throw new CommandFailure(EXIT.usage, `--peer ${options.peer} is not an IP address`)
  const config = options.host === undefined ? await readConfig(options.config ?? DEFAULT_CONFIG) : undefined
  const relays = config ? relaysOf(config, options) : [namedRelay(options)]
  const ca = options.ca === undefined ? 'system' : await readFileOr(options.ca, '--ca')
  const resolver = openResolver(options.resolver ? [options.resolver] : (config?.destination.resolver ?? 'system'))
  const verdicts = new Set<CheckVerdict>()
  try {
    for (const relay of relays) {
      const checks = checkRelay(await gather(relay, resolver, ca, options.peer))
      for (const { verdict } of checks) verdicts.add(verdict)
      print({ host: relay.host, port: relay.port, ok: !isNo(checks), checks }, describe(relay, checks), options.json)
    }
  } finally {
    resolver.close()
  }
  process.exitCode = verdicts.has('fail') ? EXIT.no : verdicts.has('unknown') ? EXIT.service : EXIT.ok
}

async function gather(relay: Relay, resolver: Resolver, ca: string, peer: string | undefined): Promise<RelayFacts> {
  const { host, port, connectTo, senders, asksSpf } = relay
  const spf = createSalesforceSpf(resolver, systemClock)
  const [dns, session, answer, anybody] = await Promise.all([
    lookUpRelay(resolver, host),
    probeRelay({ host, connectTo, port, ehloName: hostname(), ca, clock: systemClock }),
    peer === undefined ? undefined : spf(peer),
    // An address that is nobody's (RFC 5737): what counts is that there is an answer.
    asksSpf ? spf('192.0.2.1') : undefined,
  ])
  return {
    host,
    port,
    dns,
    session,
    ...(peer !== undefined && answer ? { peer: { address: peer, answer } } : {}),
    ...(anybody ? { spfAnswers: anybody !== 'unknown' } : {}),
    ...(senders ? { senders } : {}),
    now: systemClock.now(),
  }
}

/** Salesforce speaks STARTTLS only, so implicit listeners are not for it. */
function relaysOf(config: Config, { connect }: CheckOptions): readonly Relay[] {
  const listeners = config.listen.smtp.filter(({ tls }) => tls !== 'implicit')
  if (listeners.length === 0)
    throw new CommandFailure(
      EXIT.no,
      'every listener is tls: implicit, which Salesforce cannot use; add one with tls: starttls on port 587',
    )
  const senders = config.senders.map(({ name, auth, salesforce }) => ({ name, auth: auth !== undefined, org: salesforce !== undefined }))
  const asksSpf = config.senders.some(({ networks }) => networks?.includes('salesforce'))
  return listeners.map(({ host, port }) => ({ host: config.hostname, port, connectTo: connect ?? reachable(host), senders, asksSpf }))
}

function reachable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
}

function namedRelay({ host = '', port = '587', connect }: CheckOptions): Relay {
  const number = Number(port)
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new CommandFailure(EXIT.usage, `--port ${port} is not a port (1 to 65535)`)
  return { host, port: number, connectTo: connect ?? host }
}

async function readConfig(path: string): Promise<Config> {
  try {
    return await loadConfig(path)
  } catch (error) {
    if (error instanceof ConfigInvalid) throw new CommandFailure(EXIT.usage, `${error.message}\nOr name a host with --host.`)
    throw error
  }
}

async function readFileOr(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `${option} ${path} cannot be read: ${(error as Error).message}`)
  }
}

function openResolver(servers: 'system' | readonly string[]): Resolver {
  try {
    return createResolver({ servers, clock: systemClock })
  } catch (error) {
    throw new CommandFailure(EXIT.usage, (error as Error).message)
  }
}

function isNo(checks: readonly Check[]): boolean {
  return checks.some(({ verdict }) => verdict === 'fail')
}

const MARKS: Readonly<Record<CheckVerdict, string>> = { pass: 'ok  ', warn: 'warn', fail: 'NO  ', unknown: '?   ', info: 'note' }

function describe({ host, port }: Relay, checks: readonly Check[]): string {
  const lines = checks.flatMap(({ verdict, id, text, fix }) => [
    `  ${MARKS[verdict]}  ${id.padEnd(20)} ${text}`,
    ...(fix ? [`${' '.repeat(29)}→ ${fix}`] : []),
  ])
  const answer = isNo(checks) ? 'is not ready for Salesforce' : 'is set up as Salesforce needs it'
  return [`${host}:${port}`, ...lines, `${host}:${port} ${answer}`].join('\n')
}
