// `postern init`: a configuration to start with. It runs as it is on this machine; the comments lead to the real thing.
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createCertificateAuthority } from '../../demo/internet/certificate-authority.ts'
import { normalDomain } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'

interface InitOptions {
  readonly hostname: string
  readonly domain: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Stands for the sender's own domain in the shipped policies and samples. */
const SAMPLE_DOMAIN = 'example-health.org'
const POLICIES = fileURLToPath(new URL('../../../policies/', import.meta.url))

export function addInit(program: Command): void {
  examples(
    program
      .command('init')
      .argument('[dir]', 'folder to write to', '.')
      .description('write a starter postern.yaml, policies with their tests, and a certificate to try with')
      .option('--hostname <name>', 'name of this gateway, as Salesforce will connect to it', 'mail-gw.example-health.org')
      .option('--domain <domain>', 'domain that your mail is from', 'example-health.org')
      .option('--force', 'overwrite what is there')
      .option('--json', 'the files written, as JSON')
      .action(init),
    ['postern init', 'postern init /etc/postern --hostname mail-gw.clinic.org --domain clinic.org'],
  )
}

async function init(dir: string, options: InitOptions): Promise<void> {
  for (const [option, name] of [
    ['--hostname', options.hostname],
    ['--domain', options.domain],
  ] as const)
    if (normalDomain(name) !== name.toLowerCase())
      throw new CommandFailure(EXIT.usage, `${option} ${name} is not a name such as mail-gw.example.org`)
  const folder = resolve(dir)
  const path = join(folder, 'postern.yaml')
  if (!options.force && (await exists(path))) throw new CommandFailure(EXIT.no, `${path} is there already; --force overwrites it`)
  await mkdir(join(folder, 'certs'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailure(EXIT.usage, `${folder} cannot be written to (${error.code ?? error.name}); name another folder`)
  })
  await writePolicies(join(folder, 'policies'), options.domain)
  const authority = await createCertificateAuthority({ name: 'Postern trial authority' })
  const { cert, key } = await authority.issue({ names: [options.hostname, 'localhost', '127.0.0.1'] })
  await writeFile(join(folder, 'certs/gw.pem'), cert)
  await writeFile(join(folder, 'certs/gw.key'), key, { mode: 0o600 })
  await writeFile(join(folder, 'certs/trial-ca.pem'), authority.pem)
  await writeFile(path, starter(options))
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

function starter({ hostname, domain }: InitOptions): string {
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

policies: [policies/hipaa.yaml]

portal:
  url: http://127.0.0.1:8080       # the address recipients see, for example https://secure.${domain}
`
}

/** The shipped policies for this domain: their samples, tests included, name example-health.org as the sender's own. */
async function writePolicies(folder: string, domain: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(POLICIES)).filter((name) => name.endsWith('.yaml') && !/^demo(\.test)?\.yaml$/.test(name))
  for (const name of names) {
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
