// What must be true of an installation that was killed again and again (P2, P3, P6, P7), read from its database, its folder and from what the
// recipients' servers saw. Every sentence that comes back is a broken promise.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfig } from '../../src/app/config.ts'
import { type Context, openContextFor } from '../../src/app/context.ts'
import type { Internet } from '../../src/demo/internet/internet.ts'
import type { Received } from '../../src/demo/internet/recipient-session.ts'
import type { LedgerEvent } from '../../src/domain/event.ts'
import { isMove, type Move, nextState, type RecipientState } from '../../src/domain/recipient-state.ts'
import { auditStore } from '../../src/pipeline/audit-ledger.ts'
import { openRecipient, readContent } from '../../src/pipeline/open-content.ts'
import { silentLog } from '../../src/platform/log.ts'
import { hashToken } from '../../src/reroute/portal/issue-grant.ts'
import type { MessageRow, RecipientRow } from '../../src/store/store.ts'
import type { CrashMail } from './crash-mail.ts'
import { blobFiles, type CrashSite, LONG_AGO_MS } from './crash-site.ts'

/** A copy with all that is known of it. */
interface Story {
  readonly message: MessageRow
  readonly recipient: RecipientRow
  readonly address: string
  readonly events: readonly LedgerEvent[]
  /** What servers took for this address, notices included. */
  readonly received: readonly Received[]
}

const REST_MS = 60_000
const POLL_MS = 100

/** Waits until the running gateway has nothing left to do, then examines what there is. @returns broken promises, none where all is well */
export async function proveSite(site: CrashSite, internet: Internet): Promise<readonly string[]> {
  const context = await openContextFor(await loadConfig(site.configPath), { log: silentLog })
  try {
    await waitForRest(context)
    const stories = await readStories(context, internet)
    return [
      ...site.accepted.flatMap((mail) => mailProblems(mail, stories, context)),
      ...stories.flatMap(copyProblems),
      ...(await noticeProblems(context, stories)),
      ...(await ledgerProblems(context)),
      ...(await blobProblems(context, site.folder)),
    ]
  } finally {
    await context.close()
  }
}

async function waitForRest(context: Context): Promise<void> {
  const end = Date.now() + REST_MS
  for (;;) {
    const restless = await findRestless(context)
    if (restless === undefined) return
    if (Date.now() > end) throw new Error(`still at work after ${REST_MS} ms: ${restless}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function findRestless(context: Context): Promise<string | undefined> {
  const { store, config } = context
  const [busy] = await store.recipients({ states: ['pending', 'ready', 'attempting', 'deferred'], limit: 1 })
  if (busy) return `a copy for ${busy.domain} is ${busy.state}`
  for (const recipient of await store.recipients({ states: ['unknown'], limit: 1000 })) {
    const retried = (await store.events(recipient.message)).some(
      (event) => event.recipient === recipient.id && event.kind === 'possible-duplicate',
    )
    if (isNotice(recipient) || (config.delivery.unknown.direct === 'retry' && !retried)) return 'an unknown copy waits for its retry'
  }
  if ((await store.unsealed(1)).events.length > 0) return 'events wait for the sealer'
  return undefined
}

const isNotice = ({ plan, routeIndex }: RecipientRow): boolean => plan?.kind === 'routes' && plan.routes[routeIndex]?.route === 'portal'

async function readStories(context: Context, internet: Internet): Promise<readonly Story[]> {
  const received = Map.groupBy(
    Object.values(internet.recipients).flatMap((servers) => (servers ?? []).flatMap((server) => [...server.received].flatMap(perAddress))),
    ([address]) => address,
  )
  const stories: Story[] = []
  for (const { id } of await allMessages(context)) {
    const found = await context.store.message(id)
    const events = await context.store.events(id)
    for (const recipient of found?.recipients ?? []) {
      const { address } = await openRecipient(context, recipient)
      const own = events.filter((event) => event.recipient === recipient.id)
      const mine = (received.get(address) ?? []).map(([, mail]) => mail)
      stories.push({ message: (found as { message: MessageRow }).message, recipient, address, events: own, received: mine })
    }
  }
  return stories
}

function perAddress(mail: Received): readonly (readonly [string, Received])[] {
  return mail.to.map(({ address }) => [address, mail] as const)
}

async function allMessages({ store }: Context) {
  const all = []
  for (let before: string | undefined; ; ) {
    const page = await store.messages({ limit: 200, ...(before ? { before } : {}) })
    all.push(...page)
    before = page.at(-1)?.id
    if (!before) return all
  }
}

/** P2: each copy that was answered `250` is stored, has come to its end, and whoever must know of it knows. */
function mailProblems(mail: CrashMail, stories: readonly Story[], { config }: Context): readonly string[] {
  return mail.copies.flatMap(({ address, expected }) => {
    const found = stories.filter((story) => story.address === address)
    const [story] = found
    if (!story) return [`${address} was answered 250 and is not stored`]
    // Handed in twice while nobody had failed, it is one copy; a copy that failed may be sent anew.
    if (found.filter(({ recipient }) => recipient.state !== 'failed' && recipient.state !== 'rejected').length > 1) {
      return [`${address} is stored ${found.length} times`]
    }
    const { state } = story.recipient
    const mayBeUnknown = expected === 'delivered' && state === 'unknown' && isParked(story, config.delivery.unknown.direct)
    if (state !== expected && !mayBeUnknown) return [`${address} is ${state}, expected ${expected}`]
    if (expected === 'delivered' && state === 'delivered' && !story.received.some(({ data }) => data.includes(mail.raw))) {
      return [`${address} is delivered, and no server has its bytes`]
    }
    if ((expected === 'failed' || expected === 'rejected') && !isReported(mail.from, address, stories)) {
      return [`${address} is ${state}, and the sender was not told`]
    }
    return []
  })
}

const isParked = ({ events }: Story, rule: 'retry' | 'park'): boolean =>
  rule === 'park' || events.some(({ kind }) => kind === 'possible-duplicate')

/** A report arrived; or it is one of those of which nobody knows, and which wait for a person. */
function isReported(sender: string, address: string, stories: readonly Story[]): boolean {
  const reports = stories.filter((story) => story.message.kind === 'dsn' && story.address === sender)
  const arrived = reports.some(({ received }) => received.some(({ data }) => data.includes(`Final-Recipient: rfc822; ${address}`)))
  return arrived || reports.some(({ recipient }) => recipient.state === 'unknown')
}

/** P3 for every copy, reports too: deliveries never outnumber marks, nor one plus the repetitions that the ledger confesses. */
function copyProblems(story: Story): readonly string[] {
  const { recipient, events, received, address } = story
  const problems: string[] = []
  const marks = events.filter(({ kind }) => kind === 'attempt.committing').length
  const confessed = events.filter(({ kind }) => kind === 'possible-duplicate').length
  if (!isNotice(recipient)) {
    const arrived = received.filter((mail) => story.message.kind !== 'mail' || !mail.data.includes('/portal/o/')).length
    // Reports to one sender share an address: noticeProblems counts those.
    if (story.message.kind === 'mail' && arrived > 1 + confessed) {
      problems.push(`${address} got ${arrived} copies, and the ledger confesses ${confessed}`)
    }
    if (story.message.kind === 'mail' && arrived > marks) problems.push(`${address} got ${arrived} copies under ${marks} marks`)
    if (recipient.state === 'delivered' && arrived === 0) problems.push(`${address} is delivered, and no server has it`)
  } else if (recipient.state === 'awaiting-pickup' && received.length === 0) {
    problems.push(`${address} waits for pick-up, and no server took a notice`)
  }
  return [...problems, ...replayProblems(story), ...lostProblems(story)]
}

/** Replayed events give the row. */
function replayProblems({ message, recipient, events, address }: Story): readonly string[] {
  let state: RecipientState = message.kind === 'mail' ? 'pending' : 'ready'
  for (const event of events) {
    if (!isMove(event.kind)) continue
    const next = nextState(state, { ...event.data, kind: event.kind } as Move)
    if (!next) return [`${address}: ${event.kind} is not possible in state ${state}, yet the ledger has it`]
    state = next
  }
  return state === recipient.state ? [] : [`${address} is ${recipient.state}, its events lead to ${state}`]
}

/** `unknown` exactly where the mark was set. */
function lostProblems({ events, address }: Story): readonly string[] {
  let marked = false
  return events.flatMap((event) => {
    if (event.kind === 'attempt.started') marked = false
    if (event.kind === 'attempt.committing') marked = true
    if (event.kind !== 'attempt.lost' || (event.data.committing === marked && (event.data.state === 'unknown') === marked)) return []
    return [`${address}: an attempt ${marked ? 'with' : 'without'} mark was lost, and the ledger says ${String(event.data.state)}`]
  })
}

/** Nobody holds a link to nothing; reports go out no more often than the ledger says. */
async function noticeProblems({ store }: Context, stories: readonly Story[]): Promise<readonly string[]> {
  const problems: string[] = []
  for (const { address, received } of stories.filter(({ recipient }) => isNotice(recipient))) {
    for (const { data } of received) {
      const token = /\/portal\/o\/([0-9a-f]{64})/.exec(data.toString('latin1').replace(/=\r?\n/g, ''))?.[1]
      if (!token || !(await store.grant(hashToken(token)))) problems.push(`${address} holds a link that opens nothing`)
    }
  }
  const byAddress = Map.groupBy(
    stories.filter(({ message }) => message.kind !== 'mail'),
    ({ address }) => address,
  )
  for (const [address, reports] of byAddress) {
    const allowed = reports.flatMap(({ events }) => events).filter(({ kind }) => kind === 'attempt.committing').length
    const arrived = reports[0]?.received.length ?? 0
    if (arrived > allowed) problems.push(`${address} got ${arrived} reports under ${allowed} marks`)
  }
  return problems
}

async function ledgerProblems({ store, keyring }: Context): Promise<readonly string[]> {
  const report = await auditStore(store, keyring, {})
  return [...(report.positions === 0 ? ['the ledger is empty'] : []), ...report.problems.map(({ text }) => `ledger: ${text}`)]
}

/** A stored message has its bytes, whole; a file that no message names is gone. */
async function blobProblems(context: Context, folder: string): Promise<readonly string[]> {
  const problems: string[] = []
  const named = new Set<string>()
  for (const { id } of await allMessages(context)) {
    const message = (await context.store.message(id))?.message
    if (!message?.contentKey) continue
    if (message.blob.kind === 'stored') named.add(message.blob.name)
    const digest = createHash('sha256')
      .update(await readContent(context, message))
      .digest('hex')
    if (digest !== message.digest) problems.push(`the bytes of message ${id} are not those that were accepted`)
  }
  for (const file of await blobFiles(join(folder, 'data', 'blobs'))) {
    // One that came with a repeated message since the start is left for the next sweep.
    const isOld = (await stat(join(folder, 'data', 'blobs', file))).mtimeMs < Date.now() - LONG_AGO_MS / 2
    if (isOld && !named.has(file.slice(file.lastIndexOf('/') + 1)))
      problems.push(`the blob ${file} belongs to no message and was not swept`)
  }
  return problems
}
