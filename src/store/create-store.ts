// The store's face over a driver and a blob area: the same for both dialects. Verbs go to the driver by name; here stands only what goes
// beyond one transaction: waking the worker, blobs, and the clock of the cache.
import type { Clock } from '../platform/clock.ts'
import type { BlobArea } from './blob-area.ts'
import type { ConsentStore } from './consents.ts'
import type { Driver } from './driver.ts'
import type { OverrideStore } from './overrides.ts'
import type { PostureStore } from './postures.ts'
import type { Change, Step, Store } from './store.ts'
import type { TlsReportStore } from './tls-reports.ts'
import { LOSS_WAIT_DEFAULTS, type LossWait } from './verbs/lease.ts'
import { createWorkBell, type WorkBell } from './work-bell.ts'

export function createStore(driver: Driver, blobs: BlobArea, clock: Clock, lossWait: LossWait = LOSS_WAIT_DEFAULTS): Store {
  const bell = createWorkBell(driver)
  return {
    ...flowVerbs(driver, bell, clock, lossWait),
    ...readVerbs(driver),
    ...ledgerVerbs(driver),
    ...contentVerbs(driver, blobs),
    ...consentVerbs(driver),
    ...overrideVerbs(driver),
    ...tlsReportVerbs(driver),
    ...postureVerbs(driver),
    putKey: (key) => driver.call('putKey', key),
    key: (id) => driver.call('key', id),
    cachePut: (key, value, expiresAt) => driver.call('cachePut', key, value, expiresAt, clock.now()),
    cacheGet: (key, now) => driver.call('cacheGet', key, now),
    onWork: bell.listen,
    durability: () => driver.durability(),
    ping: () => driver.call('ping'),
    close: () => driver.close(),
  }
}

type Flow = 'accept' | 'apply' | 'leaseMessages' | 'leaseDue' | 'renewLease' | 'releaseLease' | 'reclaimLeases'

function flowVerbs(driver: Driver, bell: WorkBell, clock: Clock, lossWait: LossWait): Pick<Store, Flow> {
  return {
    accept: async (message, events) => {
      const outcome = await driver.call('accept', message, events)
      if (outcome.accepted.length > 0 && !message.lease) bell.ring()
      return outcome
    },
    apply: async (change) => {
      const outcome = await driver.call('apply', change)
      if (outcome.ok && givesWork(change)) bell.ring()
      return outcome
    },
    leaseMessages: (query) => driver.call('leaseMessages', query),
    leaseDue: (query) => driver.call('leaseDue', query),
    renewLease: (owner, recipients, until, messages) => driver.call('renewLease', owner, recipients, until, messages ?? []),
    releaseLease: async (owner, recipients, messages) => {
      await driver.call('releaseLease', owner, recipients, messages)
      bell.ring()
    },
    reclaimLeases: async (now, owner) => {
      // Someone who takes every lease at start names a time far ahead: what happens to the work still happens now.
      const moved = await driver.call('reclaimLeases', now, Math.min(now, clock.now()), lossWait, owner)
      bell.ring()
      return moved
    },
  }
}

type Reads =
  | 'expired'
  | 'nextDueAt'
  | 'message'
  | 'messages'
  | 'recipient'
  | 'recipients'
  | 'events'
  | 'eventsAfter'
  | 'counts'
  | 'grant'
  | 'grantsOf'
  | 'expiredGrants'

function readVerbs(driver: Driver): Pick<Store, Reads> {
  return {
    expired: (now, limit) => driver.call('expired', now, limit),
    nextDueAt: () => driver.call('nextDueAt'),
    message: (id) => driver.call('message', id),
    messages: (page) => driver.call('messages', page),
    recipient: (id) => driver.call('recipient', id),
    recipients: (filter) => driver.call('recipients', filter),
    events: (message) => driver.call('events', message),
    eventsAfter: (position, limit) => driver.call('eventsAfter', position, limit),
    counts: () => driver.call('counts'),
    grant: (tokenHash) => driver.call('grant', tokenHash),
    grantsOf: (message) => driver.call('grantsOf', message),
    expiredGrants: (now, limit) => driver.call('expiredGrants', now, limit),
  }
}

function ledgerVerbs(driver: Driver): Pick<Store, 'leaseSealer' | 'unsealed' | 'appendSegment' | 'segments'> {
  return {
    leaseSealer: (owner, now, until) => driver.call('leaseSealer', owner, now, until),
    unsealed: (limit) => driver.call('unsealed', limit),
    appendSegment: (owner, segment, events) => driver.call('appendSegment', owner, segment, events),
    segments: (fromPosition, limit) => driver.call('segments', fromPosition, limit),
  }
}

function consentVerbs(driver: Driver): ConsentStore {
  return {
    addConsent: (consent, event) => driver.call('addConsent', consent, event),
    withdrawConsent: (id, event) => driver.call('withdrawConsent', id, event),
    consentsFor: (addressHashes, now) => driver.call('consentsFor', addressHashes, now),
    consents: (filter) => driver.call('consents', filter),
    consent: (id) => driver.call('consent', id),
  }
}

function overrideVerbs(driver: Driver): OverrideStore {
  return {
    addOverride: (override, event) => driver.call('addOverride', override, event),
    withdrawOverride: (id, event) => driver.call('withdrawOverride', id, event),
    overridesHolding: (now) => driver.call('overridesHolding', now),
    overrides: (page) => driver.call('overrides', page),
  }
}

function tlsReportVerbs(driver: Driver): TlsReportStore {
  return {
    addTlsSessions: (sessions) => driver.call('addTlsSessions', sessions),
    claimTlsReport: (day, now, until) => driver.call('claimTlsReport', day, now, until),
    endTlsReport: (day, domain) => driver.call('endTlsReport', day, domain),
  }
}

function postureVerbs(driver: Driver): PostureStore {
  return {
    recordPosture: (domain, at, mark, summary, bounds) => driver.call('recordPosture', domain, at, mark, summary, bounds),
    postures: (domain, limit) => driver.call('postures', domain, limit),
    postureDomains: (page) => driver.call('postureDomains', page),
    copiesTo: (domains) => driver.call('copiesTo', domains),
  }
}

function contentVerbs(
  driver: Driver,
  blobs: BlobArea,
): Pick<Store, 'openBlob' | 'readBlob' | 'shred' | 'shreddable' | 'removeOrphanBlobs'> {
  return {
    openBlob: blobs.open,
    readBlob: blobs.read,
    shred: async (message, event) => {
      const { blob } = await driver.call('shred', message, event)
      // Only after the commit: a crash in between leaves an orphan, never a row whose bytes are gone before their key is.
      if (blob !== undefined) await blobs.remove(blob)
    },
    shreddable: (before, limit) => driver.call('shreddable', before, limit),
    removeOrphanBlobs: (before) => blobs.removeOrphans(before, (names) => driver.call('neededBlobs', names)),
  }
}

// Also `deferred`: the worker that sleeps until the next due time has to look again.
const WAKING: ReadonlySet<NonNullable<Step['move']>['kind']> = new Set([
  'recipient.decided',
  'recipient.released',
  'attempt.deferred',
  'attempt.rerouted',
  'attempt.lost',
  'outcome.denied',
] as const)

function givesWork(change: Change): boolean {
  if ((change.messages?.length ?? 0) > 0 || (change.recipients?.length ?? 0) > 0) return true
  // What stays under its lease is nobody else's work.
  const waking = (kind: NonNullable<Step['move']>['kind']) =>
    WAKING.has(kind) && !(kind === 'recipient.decided' && change.keepUntil !== undefined)
  return change.steps.some((step) => step.move !== undefined && waking(step.move.kind))
}
