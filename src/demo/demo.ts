// `postern demo`: the whole product on one machine. A small internet and a pretend Salesforce stand around a real gateway; a mailbag goes
// through, and each copy's path is shown when it comes to rest. The gateway is the same that `postern start` runs.

import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { simpleParser } from 'mailparser'
import { loadConfig } from '../app/config.ts'
import { type Gateway, startGateway } from '../app/gateway.ts'
import { createLog } from '../platform/log.ts'
import { countMoving, type DemoLine, isResting, watchCopies } from './demo-copies.ts'
import { DEMO_ORG, type DemoFolder, GATEWAY_NAME, OWN_LOGIN, prepareFolder, SHORT_SCHEDULE } from './demo-folder.ts'
import { bounceText, createReport } from './demo-report.ts'
import { type Internet, startInternet } from './internet/internet.ts'
import { HOME_DOMAIN } from './internet/neighbours.ts'
import { readBounce } from './salesforce/bounce-desk.ts'
import { composeTransactions, type Organisation, type Transaction } from './salesforce/compose.ts'
import { type DkimKey, dkimRecord, verifyDkim } from './salesforce/dkim.ts'
import { MAILBAG } from './salesforce/mailbag.ts'
import { submit } from './salesforce/send.ts'

export interface DemoOptions {
  /** End when every copy is at rest, instead of staying up. */
  readonly once: boolean
  /** For developers: the unusual neighbours too, told in a table, and no mail but what is sent by hand. */
  readonly all?: boolean
  /** One JSON object a line instead of columns. */
  readonly json: boolean
  /** Folder to keep; left out: a temporary one, removed at the end. */
  readonly data?: string
  readonly colour: boolean
  /** Data: one line each. */
  readonly print: (line: string) => void
  /** Words for the person. */
  readonly say: (line: string) => void
  /** Ends a demo that stays up. */
  readonly stop: AbortSignal
  /** Longest wait for the last copy with `once`, milliseconds. */
  readonly patience?: number
}

/** Two minutes are promised; the rest is for start and stop. */
export const DEFAULT_PATIENCE_MS = 105_000

export interface DemoResult {
  readonly lines: readonly DemoLine[]
  /** Recipients that were still moving when patience ended; empty with a good run. */
  readonly unfinished: readonly string[]
}

/** Runs the demo and takes everything down again. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'postern-demo-')))
  const internet = await startInternet({ unusual: options.all ?? false })
  try {
    const place = await prepareFolder(folder, internet)
    const gateway = await startDemoGateway(folder, place)
    try {
      return await runStory(options, internet, gateway, place)
    } finally {
      await gateway.stop()
    }
  } finally {
    await internet.close()
    if (!options.data) await rm(folder, { recursive: true, force: true })
  }
}

// Its log goes to a file beside its data: standard output belongs to the demo's own lines.
async function startDemoGateway(folder: string, { configPath }: DemoFolder): Promise<Gateway> {
  const path = join(folder, 'gateway.log')
  const log = createLog({ level: 'info', destination: { write: (line) => appendFileSync(path, line) } })
  return startGateway(await loadConfig(configPath), { log })
}

async function runStory(options: DemoOptions, internet: Internet, gateway: Gateway, place: DemoFolder): Promise<DemoResult> {
  const { print, say, stop } = options
  const started = gateway.clock.now()
  const org = demoOrganisation(internet, place)
  const batches = MAILBAG.map(({ mail, retried }) => ({ transactions: composeTransactions(mail, org, Date.now()), retried }))
  const all = batches.flatMap(({ transactions }) => transactions)
  const report = createReport(options.colour)
  introduce(say, internet, place)
  if (options.all) tellNeighbours(say, internet)
  if (!options.json) print(report.head)

  const lines: DemoLine[] = []
  const watched = new AbortController()
  const finished = Promise.withResolvers<void>()
  const show = (line: DemoLine) => {
    lines.push(line)
    print(options.json ? JSON.stringify(line) : report.line(line))
    if (unfinishedOf(all, lines).length === 0) finished.resolve()
  }
  const watching = watchCopies(gateway, started, show, watched.signal)
  // A watch that fails ends the wait with its error; nobody waits yet while mail is being sent.
  watching.catch(finished.reject)
  finished.promise.catch(() => undefined)
  try {
    if (!options.all) {
      await sendMailbag(place, batches, say)
      await Promise.race([finished.promise, patience(options), aborted(stop)])
      await waitForNotices(gateway, options)
      await conclude({ options, internet, gateway, place, lines, record: dkimRecord(org.dkim) })
    }
    if (!options.once) await Promise.race([stay(options, internet, place), watching])
  } finally {
    watched.abort()
    await watching.catch(() => undefined)
  }
  return { lines, unfinished: unfinishedOf(all, lines) }
}

function demoOrganisation(internet: Internet, place: DemoFolder): Organisation & { readonly dkim: DkimKey } {
  const privateKey = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
  const dkim = { domain: HOME_DOMAIN, selector: 'sf1', privateKey }
  internet.nameServer.set(`sf1._domainkey.${HOME_DOMAIN}`, 'TXT', [{ type: 'TXT', text: dkimRecord(dkim) }])
  return { id: DEMO_ORG, relay: { host: GATEWAY_NAME, port: place.relay.port }, dkim }
}

function introduce(say: DemoOptions['say'], internet: Internet, place: DemoFolder): void {
  say(
    `Small internet up: ${internet.domains.length} domains, resolver ${internet.resolverAddress}, mail servers on port ${internet.port} of 127.0.25.x`,
  )
  say(`Gateway up: SMTP 127.0.0.1:${place.relay.port}, portal ${place.portalUrl}, metrics ${place.metricsUrl}`)
  say(`Configuration ${place.configPath}, policy ${place.policyPath}`)
  const { retry, expire, unknownAfter } = SHORT_SCHEDULE
  say(
    `Shortened schedule: retries after ${retry.join(', ')}; TLS trouble waits ${SHORT_SCHEDULE['tls-wait']}; an unknown outcome ${unknownAfter}; a copy lives ${expire}`,
  )
  say('WARNING: this policy says `link-over: any`: the link that opens a portal message may cross a connection without TLS.')
  say('         Without that exception such copies are held until the portal can ask for a second factor.')
  say('')
}

function tellNeighbours(say: DemoOptions['say'], internet: Internet): void {
  const width = Math.max(...internet.domains.map(({ domain }) => domain.length))
  for (const { domain, about } of internet.domains) say(`  ${domain.padEnd(width)}  ${about}`)
  say('')
}

// One session for all, as Salesforce's mail servers keep theirs open; a retry comes later, with other mail in between.
async function sendMailbag(
  { relay }: DemoFolder,
  batches: readonly { readonly transactions: readonly Transaction[]; readonly retried?: boolean | undefined }[],
  say: DemoOptions['say'],
): Promise<void> {
  const first = batches.flatMap(({ transactions }) => transactions)
  const again = batches.filter(({ retried }) => retried).flatMap(({ transactions }) => transactions)
  for (const { accepted, transaction, reply } of await submit(relay, [...first, ...again])) {
    if (!accepted) say(`The gateway refused mail to ${transaction.recipient}: ${reply}`)
  }
}

// The last failure notice follows the last copy by a moment.
async function waitForNotices(gateway: Gateway, options: DemoOptions): Promise<void> {
  const until = Date.now() + 10_000
  while (!options.stop.aborted && Date.now() < until && (await countMoving(gateway)) > 0) await pause(100)
}

interface Conclusion {
  readonly options: DemoOptions
  readonly internet: Internet
  readonly gateway: Gateway
  readonly place: DemoFolder
  readonly lines: readonly DemoLine[]
  /** DKIM record of the sender. */
  readonly record: string
}

async function conclude({ options, internet, gateway, place, lines, record }: Conclusion): Promise<void> {
  const { say, once } = options
  const count = (test: (line: DemoLine) => boolean) => lines.filter(test).length
  say('')
  say(
    `${count(({ route, state }) => route === 'direct' && state === 'delivered')} delivered over enforced TLS, ` +
      `${count(({ state }) => state === 'awaiting-pickup')} waiting in the portal, ${count(({ state }) => state === 'held')} held for a person, ` +
      `${count(({ state }) => state === 'failed' || state === 'rejected')} failed or refused with a notice to the sender.`,
  )
  const repeats = await countRepeats(gateway, lines)
  if (repeats > 0) say(`Salesforce sent ${repeats} of them twice; the repeat was recognised and not delivered again.`)
  say(signatureText(internet, record))
  const bounces = internet.bounces.received.map(readBounce)
  if (bounces.length > 0) say('Failure notices that reached Salesforce:')
  for (const line of bounceText(bounces)) say(line)
  const rerouted = lines.find(
    ({ route, state, protection }) => route === 'portal' && state === 'awaiting-pickup' && protection !== 'portal',
  )
  const link = rerouted && (await portalLink(internet, rerouted, place.portalUrl))
  if (link) say(`\nWhat ${rerouted.recipient} got is a link${once ? ', which ends with this run' : '. Open it'}:\n  ${link}`)
}

/** Promise P7 as a recipient can check it: whatever reached an inbox under Salesforce's signature still verifies. */
function signatureText(internet: Internet, record: string): string {
  const received = Object.values(internet.recipients).flatMap((servers) => servers.flatMap((server) => server.received))
  const verdicts = received.map(({ data }) => verifyDkim(data, record)).filter((verdict) => verdict !== 'no signature')
  return `${verdicts.filter((verdict) => verdict === 'pass').length} of ${verdicts.length} signed messages that arrived still verify (DKIM): no byte was changed.`
}

async function countRepeats({ store }: Gateway, lines: readonly DemoLine[]): Promise<number> {
  const ids = [...new Set(lines.map(({ message }) => message))]
  const events = await Promise.all(ids.map((id) => store.events(id)))
  return events.flat().filter(({ kind }) => kind === 'message.duplicate').length
}

/** Reads the notice as its recipient would. */
async function portalLink(internet: Internet, line: DemoLine, portalUrl: string): Promise<string | undefined> {
  const servers = Object.values(internet.recipients).flat()
  const received = servers.flatMap((server) => server.received).filter(({ to }) => to.some(({ address }) => address === line.recipient))
  for (const { data } of received) {
    const { text = '' } = await simpleParser(data)
    const link = text.split(/[\s<>]+/).find((word) => word.startsWith(`${portalUrl}/portal/`))
    if (link) return link
  }
  return undefined
}

async function stay({ say, stop, data }: DemoOptions, internet: Internet, { configPath, relay }: DemoFolder): Promise<void> {
  say('\nStill up. Try, from another terminal:')
  // In a checkout the command is not on the PATH.
  const postern = import.meta.url.endsWith('.ts') ? 'bin/postern' : 'postern'
  say(`  ${postern} message list -c ${configPath}`)
  say(`  ${postern} quarantine list -c ${configPath}`)
  say(
    `  ${postern} probe clinic-tls13.test --resolver ${internet.resolverAddress} --ca ${join(dirname(configPath), 'internet-ca.pem')} \\\n` +
      `    --port ${internet.port} --sts-port ${internet.policyHost.port}`,
  )
  say(
    `  swaks --server 127.0.0.1:${relay.port} --tls --auth-user ${OWN_LOGIN.user} --auth-password ${OWN_LOGIN.password} \\\n` +
      `    --from you@${HOME_DOMAIN} --to reject@clinic-tls13.test --header "Subject: hello"`,
  )
  say('  The local part picks a failure: reject@, defer@, greylist@, reject-data@, drop-after-dot@')
  say(`Ctrl-C ends it${data ? '' : ' and removes its folder'}.`)
  await aborted(stop)
}

function unfinishedOf(all: readonly Transaction[], lines: readonly DemoLine[]): readonly string[] {
  const resting = new Set(lines.filter(({ state }) => isResting(state)).map(({ messageId, recipient }) => `${messageId} ${recipient}`))
  return all.filter(({ messageId, recipient }) => !resting.has(`${messageId} ${recipient}`)).map(({ recipient }) => recipient)
}

/** Without `once` nobody is in a hurry. */
function patience({ once, patience = DEFAULT_PATIENCE_MS }: DemoOptions): Promise<void> {
  return once ? pause(patience) : new Promise(() => undefined)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
