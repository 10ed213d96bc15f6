// `postern probe DOMAIN…`: what a destination's mail hosts really offer, and what each protection would do with that (design §7).
// Says EHLO, STARTTLS and QUIT; no mail, no recipient. Needs no postern.yaml.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { normalDomain } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { probeReport } from '../probe-report.ts'
import { probeText } from '../probe-text.ts'
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
        print(probeReport(posture), probeText(posture), options.json)
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
