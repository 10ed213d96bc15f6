// A whole gateway in this process against a small internet, for tests that cross folders: real sockets, real SQLite, real TLS.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { stringify } from 'yaml'
import { loadConfig } from '../../src/app/config.ts'
import { type Gateway, type GatewayOptions, startGateway } from '../../src/app/gateway.ts'
import { type Internet, type InternetOptions, startInternet } from '../../src/demo/internet/internet.ts'
import type { LedgerEvent } from '../../src/domain/event.ts'
import type { RecipientState } from '../../src/domain/recipient-state.ts'
import { createLog, type Log } from '../../src/platform/log.ts'
import type { RecipientRow } from '../../src/store/store.ts'

/** Who needs protection says so in the subject, so that a test can choose without depending on detectors. */
export const TEST_POLICY = `policy: test
default:
  deliver: encrypted
  otherwise: portal
rules:
  - id: authenticated
    title: "Asks for authenticated TLS"
    when:
      subject:
        has: ["[authenticated]"]
    then:
      deliver: authenticated
      otherwise: [portal]
  - id: tls13
    title: "Asks for TLS 1.3"
    when:
      subject:
        has: ["[tls13]"]
    then:
      min-tls: "1.3"
  - id: portal
    title: "Asks for the portal"
    when:
      subject:
        has: ["[portal]"]
    then:
      deliver: portal
  - id: portal-over-any
    title: "Asks for the portal, whatever the notice crosses"
    when:
      subject:
        has: ["[portal-over-any]"]
    then:
      deliver: portal
      portal:
        link-over: any
  - id: ssn
    title: "A social security number"
    when:
      found: us-ssn
    then:
      deliver: authenticated
      otherwise: [portal]
      notify: [privacy@example-health.test]
  - id: held
    title: "Asks for review"
    when:
      subject:
        has: ["[hold]"]
    then:
      hold: "Asked for review"
  - id: rejected
    title: "Must not go"
    when:
      subject:
        has: ["[reject]"]
    then:
      reject: "Not by mail"
`

export const GATEWAY_NAME = 'mail-gw.example-health.test'

export interface TestGatewayOptions extends Pick<GatewayOptions, 'checkpoint' | 'clock' | 'fileLayer' | 'leaseMs' | 'roles'> {
  readonly internet?: InternetOptions
  readonly policy?: string
  /** Merged over the configuration, top-level keys whole. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Kept when given; else a temporary folder that `close` removes. */
  readonly folder?: string
}

export interface TestMail {
  readonly to: string | readonly string[]
  readonly from?: string
  readonly subject?: string
  readonly text?: string
  /** Whole message; the other fields are then ignored. */
  readonly raw?: string
  readonly dsn?: { readonly ret?: 'FULL' | 'HDRS'; readonly envid?: string; readonly notify?: string[]; readonly orcpt?: string }
}

export interface TestGateway {
  readonly gateway: Gateway
  readonly internet: Internet
  readonly folder: string
  readonly configPath: string
  readonly policyPath: string
  readonly smtpPort: number
  readonly portalUrl: string
  /** Every log line of the gateway so far. */
  readonly logLines: readonly string[]
  /** Hands a message in over STARTTLS; returns the reply to the final dot. */
  send(mail: TestMail): Promise<string>
  /** Copies of the newest or named message once `until` holds for all of them. */
  settled(messageId: string | undefined, until?: (copy: RecipientRow) => boolean, timeoutMs?: number): Promise<readonly RecipientRow[]>
  /** Sends, waits until every copy rests, returns them with the message's events. */
  deliver(
    mail: TestMail,
  ): Promise<{ readonly copies: readonly RecipientRow[]; readonly events: readonly LedgerEvent[]; readonly message: string }>
  close(): Promise<void>
}

const RESTING: readonly RecipientState[] = [
  'delivered',
  'relayed',
  'collected',
  'rejected',
  'failed',
  'cancelled',
  'held',
  'awaiting-pickup',
  'unknown',
]
export const atRest = (copy: RecipientRow): boolean => RESTING.includes(copy.state)

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'postern-test-')))
  const internet = await startInternet({ domains: ['clinic-tls13.test', 'example-health.test'], ...options.internet })
  const { configPath, policyPath } = await writeInstallation(folder, internet, options)
  const logLines: string[] = []
  const gateway = await startGateway(await loadConfig(configPath), {
    log: captureLog(logLines),
    ...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.fileLayer ? { fileLayer: options.fileLayer } : {}),
    ...(options.leaseMs ? { leaseMs: options.leaseMs } : {}),
    ...(options.roles ? { roles: options.roles } : {}),
  })
  const smtpPort = gateway.listening.smtp[0]?.port ?? 0
  const relay = { port: smtpPort, ca: internet.caPem }

  async function settled(message: string | undefined, until = atRest, timeoutMs = 15_000): Promise<readonly RecipientRow[]> {
    const id = message ?? (await gateway.store.messages({ limit: 50 })).find(({ kind }) => kind === 'mail')?.id
    if (!id) throw new Error('no message has arrived')
    return waitFor(gateway, timeoutMs, async () => {
      const copies = await gateway.store.recipients({ message: id, limit: 1000 })
      return copies.length > 0 && copies.every(until) ? copies : `message ${id}: ${copies.map(({ state }) => state).join(', ')}`
    })
  }

  return {
    gateway,
    internet,
    folder,
    configPath,
    policyPath,
    smtpPort,
    portalUrl: `http://127.0.0.1:${gateway.listening.portal}`,
    logLines,
    send: (mail) => submit(relay, mail),
    settled,
    async deliver(mail) {
      const before = new Set((await gateway.store.messages({ limit: 100 })).map(({ id }) => id))
      await submit(relay, mail)
      const message = (await gateway.store.messages({ limit: 100 })).find(({ id, kind }) => kind === 'mail' && !before.has(id))?.id
      if (!message) throw new Error('the message was not stored')
      const copies = await settled(message)
      return { message, copies, events: await gateway.store.events(message) }
    },
    async close() {
      await gateway.stop(2000)
      await internet.close()
      if (!options.folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Waits for a state: looks again whenever the store says that work moved, and every 25 ms. */
async function waitFor<T>(gateway: Gateway, timeoutMs: number, look: () => Promise<T | string>): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (typeof seen !== 'string') return seen
    if (Date.now() > end) throw new Error(`still waiting after ${timeoutMs} ms: ${seen}`)
    await new Promise<void>((resolve) => {
      const stop = gateway.store.onWork(done)
      const timer = setTimeout(done, 25)
      function done() {
        clearTimeout(timer)
        stop()
        resolve()
      }
    })
  }
}

export async function writeInstallation(
  folder: string,
  internet: Internet,
  options: TestGatewayOptions,
): Promise<{ configPath: string; policyPath: string; smtpPort: number }> {
  const certificate = await internet.ca.issue({ names: [GATEWAY_NAME] })
  const policyPath = join(folder, 'policy.yaml')
  const configPath = join(folder, 'postern.yaml')
  const [smtpPort, portalPort] = await Promise.all([freePort(), freePort()])
  await writeFile(join(folder, 'ca.pem'), internet.caPem)
  await writeFile(join(folder, 'gw.pem'), certificate.cert)
  await writeFile(join(folder, 'gw.key'), certificate.key, { mode: 0o600 })
  await writeFile(policyPath, options.policy ?? TEST_POLICY)
  const config = {
    hostname: GATEWAY_NAME,
    postmaster: 'postmaster@example-health.test',
    listen: {
      smtp: [{ host: '127.0.0.1', port: smtpPort, tls: 'starttls', cert: 'gw.pem', key: 'gw.key' }],
      portal: { host: '127.0.0.1', port: portalPort },
      metrics: { host: '127.0.0.1', port: 0 },
    },
    senders: [{ name: 'test', networks: ['127.0.0.0/8'] }],
    policies: ['policy.yaml'],
    portal: { url: `http://127.0.0.1:${portalPort}` },
    destination: {
      resolver: [internet.resolverAddress],
      'sts-port': internet.policyHost.port,
      ca: 'ca.pem',
      port: internet.port,
      'private-addresses': 'allow',
      'temporary-for': '1s',
    },
    delivery: { retry: ['1s'], 'tls-wait': '1s', unknown: { direct: 'park' } },
    ...options.config,
  }
  await writeFile(configPath, stringify(config))
  return { configPath, policyPath, smtpPort }
}

/** Free now; the gateway binds it a moment later. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

function captureLog(lines: string[]): Log {
  return createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } })
}

let counter = 0

export function composeMail(mail: TestMail): string {
  counter++
  const to = typeof mail.to === 'string' ? [mail.to] : mail.to
  return (
    mail.raw ??
    [
      `From: Ana Example <${mail.from ?? 'ana@example-health.test'}>`,
      `To: ${to.join(', ')}`,
      `Subject: ${mail.subject ?? 'Hello'}`,
      `Message-ID: <test-${process.pid}-${counter}@sfdc.example>`,
      'Date: Sat, 21 Nov 2026 10:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      mail.text ?? 'The clinic is closed on Monday.',
      '',
    ].join('\r\n')
  )
}

/** Over STARTTLS, as Salesforce does. @returns the server's answer to the final dot @throws the server's refusal */
export async function submit(relay: { readonly port: number; readonly ca: string }, mail: TestMail): Promise<string> {
  const connection = new SMTPConnection({
    host: '127.0.0.1',
    port: relay.port,
    requireTLS: true,
    tls: { ca: relay.ca, servername: GATEWAY_NAME },
    name: 'client.example',
  })
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect((error?: Error | null) => (error ? reject(error) : resolve()))
    })
    const envelope = {
      from: mail.from ?? 'ana@example-health.test',
      to: typeof mail.to === 'string' ? [mail.to] : [...mail.to],
      ...(mail.dsn ? { dsn: mail.dsn } : {}),
    }
    return await new Promise<string>((resolve, reject) => {
      connection.send(envelope as never, composeMail(mail), (error, info) => (error ? reject(error) : resolve(info?.response ?? '')))
    })
  } finally {
    connection.quit()
    connection.close()
  }
}
