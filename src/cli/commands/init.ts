// `postern init`: a configuration to start with. It runs as it is on this machine; the comments lead to the real thing.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createCertificateAuthority } from '../../demo/internet/certificate-authority.ts'
import { normalDomain } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'

interface InitOptions {
  readonly policy: readonly string[]
  readonly hostname: string
  readonly domain: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Stands for the sender's own domain in the shipped policies and samples. */
const SAMPLE_DOMAIN = 'example-health.org'
const POLICIES = fileURLToPath(new URL('../../../policies/', import.meta.url))
/** What `--policy` may name, each with what it is for. */
const SHIPPED: Readonly<Record<string, string>> = {
  hipaa: 'health information with an identifier (the one you get)',
  'hipaa-strict': 'the same, read in the portal; in place of hipaa',
  'monitor-first': 'the same, only watched: for the first weeks; in place of hipaa',
  '42cfr2': 'substance-use records',
  pci: 'payment cards',
  'pii-us-state': 'personal information under the breach laws of the states',
}
/** They have the same rules. */
const ALTERNATIVES = ['hipaa', 'hipaa-strict', 'monitor-first']

export function addInit(program: Command): void {
  examples(
    program
      .command('init')
      .argument('[dir]', 'folder to write to', '.')
      .description('write a starter postern.yaml, policies with their tests, and a certificate to try with')
      .option(
        '--policy <name>',
        `a shipped policy; repeat it for several: ${shippedText()}`,
        (name: string, all: string[]) => [...all, name],
        [],
      )
      .option('--hostname <name>', 'name of this gateway, as Salesforce will connect to it', 'mail-gw.example-health.org')
      .option('--domain <domain>', 'domain that your mail is from', 'example-health.org')
      .option('--force', 'overwrite what is there')
      .option('--json', 'the files written, as JSON')
      .action(init),
    [
      'postern init',
      'postern init /etc/postern --hostname mail-gw.clinic.org --domain clinic.org',
      'postern init --policy hipaa --policy 42cfr2 --policy pci',
    ],
  )
}

function shippedText(): string {
  return Object.entries(SHIPPED)
    .map(([name, what]) => `${name}: ${what}`)
    .join('; ')
}

async function init(dir: string, options: InitOptions): Promise<void> {
  for (const [option, name] of [
    ['--hostname', options.hostname],
    ['--domain', options.domain],
  ] as const)
    if (normalDomain(name) !== name.toLowerCase())
      throw new CommandFailure(EXIT.usage, `${option} ${name} is not a name such as mail-gw.example.org`)
  const policies = chosen(options.policy)
  const folder = resolve(dir)
  const path = join(folder, 'postern.yaml')
  if (!options.force && (await exists(path))) throw new CommandFailure(EXIT.no, `${path} is there already; --force overwrites it`)
  await mkdir(join(folder, 'certs'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailure(EXIT.usage, `${folder} cannot be written to (${error.code ?? error.name}); name another folder`)
  })
  await writePolicies(join(folder, 'policies'), policies, options.domain)
  const authority = await createCertificateAuthority({ name: 'Postern trial authority' })
  const { cert, key } = await authority.issue({ names: [options.hostname, 'localhost', '127.0.0.1'] })
  await writeFile(join(folder, 'certs/gw.pem'), cert)
  await writeFile(join(folder, 'certs/gw.key'), key, { mode: 0o600 })
  await writeFile(join(folder, 'certs/trial-ca.pem'), authority.pem)
  await writeFile(path, starter(options, policies))
  const files = ['postern.yaml', 'policies/', 'certs/gw.pem', 'certs/gw.key', 'certs/trial-ca.pem']
  print({ folder, files }, files.map((file) => join(folder, file)).join('\n'), options.json)
  say(nextSteps(resolve(dir) === process.cwd() ? '' : dir, options.domain))
}

const nextSteps = (dir: string, domain: string) => `
Next:
${dir ? `  cd ${dir}\n` : ''}  postern config check           is it sound?
  postern policy test policies   do the policies do what their tests say?
  postern start                  run it
  swaks --server localhost:2525 --tls --from you@${domain} --to you@your-own-domain
Then read docs/guide/salesforce.md to point a Salesforce Email Relay at it.`

/** Names of shipped policies. @throws CommandFailure for one that is none, and for two that exclude each other */
function chosen(asked: readonly string[]): readonly string[] {
  const names = asked.length > 0 ? [...new Set(asked)] : ['hipaa']
  const unknown = names.find((name) => !Object.hasOwn(SHIPPED, name))
  if (unknown !== undefined) throw new CommandFailure(EXIT.usage, `there is no policy ${unknown}; name ${Object.keys(SHIPPED).join(', ')}`)
  const same = names.filter((name) => ALTERNATIVES.includes(name))
  if (same.length > 1) throw new CommandFailure(EXIT.usage, `${same.join(' and ')} have the same rules; name one of them`)
  return names
}

function starter({ hostname, domain }: InitOptions, policies: readonly string[]): string {
  return `# Postern: docs/reference/config.md explains every field; \`postern config check\` checks this file.
hostname: ${hostname}              # the name Salesforce connects to; the certificate must name it
postmaster: postmaster@${domain}
officers: []                       # told of each held message, for example [privacy@${domain}]
data: ./data

listen:
  smtp:
    - host: 0.0.0.0
      port: 2525                   # a real relay: 587 (Salesforce reaches 25, 587, 10025 and 11025 only)
      tls: starttls
      cert: certs/gw.pem           # made by \`postern init\` to try with; a real relay needs one of a public authority
      key: certs/gw.key
  portal: { host: 127.0.0.1, port: 8080 }
  metrics: { host: 127.0.0.1, port: 9464 }

senders:                           # who may submit; all that one sender names must hold
  - name: this-machine             # for trying; remove it in production
    networks: [127.0.0.0/8, "::1/128"]
    domains: [${domain}]
  # - name: salesforce-production
  #   networks: [salesforce]       # asks Salesforce's published SPF record about the peer
  #   auth: { user: relay, password: "\${RELAY_PASSWORD}" }
  #   salesforce: { org: 00D000000000001 }
  #   domains: [${domain}]

policies: [${policies.map((name) => `policies/${name}.yaml`).join(', ')}]

portal:
  url: http://127.0.0.1:8080       # the address recipients see, for example https://secure.${domain}
`
}

/** The policies and their tests for this domain: as shipped they name example-health.org as the sender's own. */
async function writePolicies(folder: string, policies: readonly string[], domain: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of policies.flatMap((policy) => [`${policy}.yaml`, `${policy}.test.yaml`])) {
    const text = await readFile(join(POLICIES, name), 'utf8')
    await writeFile(join(folder, name), text.replaceAll(SAMPLE_DOMAIN, domain))
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
