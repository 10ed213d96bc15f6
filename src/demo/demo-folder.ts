// Writes what the demo's gateway runs on into one folder: postern.yaml, policy, certificates. It is an ordinary installation: any other
// `postern` command can be pointed at it while the demo runs, and the policy can be edited under its eyes.
import { access, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { ConfigInput } from '../domain/config.ts'
import { DEMO_POLICY } from './demo-policy.ts'
import type { Internet } from './internet/internet.ts'
import { HOME_DOMAIN } from './internet/neighbours.ts'
import type { RelayOptions } from './salesforce/send.ts'

export const GATEWAY_NAME = `mail-gw.${HOME_DOMAIN}`
/** Organisation id of the pretend Salesforce; the counter spells DEMO, so that nobody takes it for a real one. */
export const DEMO_ORG = '00D4x000001DEMO'
/** Credentials on loopback, printed by the demo: no secrets. */
const RELAY_LOGIN = { user: 'relay', password: 'relay-demo' }
export const OWN_LOGIN = { user: 'you', password: 'you-demo' }

/** Shortened so that every path of the demo ends within seconds; a real gateway waits minutes and days (`delivery` in postern.yaml). */
export const SHORT_SCHEDULE = { retry: ['1s', '2s', '4s'], 'tls-wait': '5s', unknownAfter: '3s', expire: '80s' } as const

export interface DemoFolder {
  readonly configPath: string
  readonly policyPath: string
  readonly portalUrl: string
  readonly metricsUrl: string
  /** How the pretend Salesforce reaches the gateway. */
  readonly relay: RelayOptions
}

/** @param folder made where it does not exist; a policy that is already there is kept @param internet running */
export async function prepareFolder(folder: string, internet: Internet): Promise<DemoFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [smtp = 0, portal = 0, metrics = 0] = await freePorts(3)
  const certificate = await internet.ca.issue({ names: [GATEWAY_NAME] })
  const policyPath = join(folder, 'policy.yaml')
  const configPath = join(folder, 'postern.yaml')
  const config = demoConfig(internet, { smtp, portal, metrics })
  await writeFile(join(folder, 'internet-ca.pem'), internet.caPem)
  await writeFile(join(folder, 'gateway.pem'), certificate.cert)
  await writeFile(join(folder, 'gateway.key'), certificate.key, { mode: 0o600 })
  if (!(await exists(policyPath))) await writeFile(policyPath, DEMO_POLICY)
  await writeFile(configPath, `# Written by \`postern demo\` at every start.\n${stringify(config)}`)
  return {
    configPath,
    policyPath,
    portalUrl: `http://127.0.0.1:${portal}`,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    relay: { host: '127.0.0.1', port: smtp, ca: internet.caPem, servername: GATEWAY_NAME, auth: RELAY_LOGIN },
  }
}

function demoConfig(internet: Internet, ports: { readonly smtp: number; readonly portal: number; readonly metrics: number }): ConfigInput {
  const loopback = { host: '127.0.0.1' }
  return {
    hostname: GATEWAY_NAME,
    data: './data',
    listen: {
      smtp: [{ ...loopback, port: ports.smtp, tls: 'starttls', cert: 'gateway.pem', key: 'gateway.key' }],
      portal: { ...loopback, port: ports.portal },
      metrics: { ...loopback, port: ports.metrics },
    },
    senders: [
      { name: 'salesforce-demo', networks: ['salesforce'], auth: RELAY_LOGIN, salesforce: { org: DEMO_ORG }, domains: [HOME_DOMAIN] },
      { name: 'you', networks: ['127.0.0.0/8'], auth: OWN_LOGIN, domains: [HOME_DOMAIN] },
    ],
    policies: ['policy.yaml'],
    destination: {
      resolver: [internet.resolverAddress],
      'sts-port': internet.policyHost.port,
      ca: 'internet-ca.pem',
      port: internet.port,
      'private-addresses': 'allow',
      'temporary-for': '1s',
    },
    delivery: {
      expire: SHORT_SCHEDULE.expire,
      retry: [...SHORT_SCHEDULE.retry],
      'tls-wait': SHORT_SCHEDULE['tls-wait'],
      unknown: { direct: 'retry', after: SHORT_SCHEDULE.unknownAfter },
    },
    portal: { url: `http://127.0.0.1:${ports.portal}` },
    postmaster: `postmaster@${HOME_DOMAIN}`,
    officers: [`privacy@${HOME_DOMAIN}`],
  }
}

/** Ports that are free now; they are held together, so that all differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening(createServer())))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
  return ports
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server))
  })
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
