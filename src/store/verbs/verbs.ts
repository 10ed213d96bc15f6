// The table of all verbs: what a driver needs to know to run one by its name. `write` verbs share transactions (group commit), `read`
// verbs see only what is committed. `locks` names what a verb must have to itself: verbs with disjoint locks may run interleaved in one
// transaction, a verb without any runs alone. Across connections PostgreSQL takes them as advisory locks before a transaction's first row
// lock and in sorted order, so two batches can wait for each other but never in a circle.
import type { Dialect, Steps } from '../sql.ts'
import { accept, acceptLocks } from './accept.ts'
import { apply, applyLocks } from './apply.ts'
import { addConsent, consent, consents, consentsFor, withdrawConsent } from './consents.ts'
import { expiredGrants, grant, grantsOf } from './grants.ts'
import { cacheGet, cachePut, key, ping, putKey } from './keys-and-cache.ts'
import { leaseDue, leaseMessages, reclaimLeases, releaseLease, renewLease } from './lease.ts'
import { addOverride, overrides, overridesHolding, withdrawOverride } from './overrides.ts'
import { copiesTo, postureDomains, postures, recordPosture } from './postures.ts'
import { counts, events, eventsAfter, expired, message, messages, nextDueAt, recipient, recipients } from './read.ts'
import { appendSegment, leaseSealer, segments, unsealed } from './sealing.ts'
import { neededBlobs, shred, shreddable, shredLocks } from './shred.ts'
import { addTlsSessions, claimTlsReport, endTlsReport } from './tls-reports.ts'

interface Verb<Args extends readonly unknown[], Result> {
  readonly mode: 'read' | 'write'
  readonly run: (dialect: Dialect, ...args: Args) => Steps<Result>
  readonly locks?: (...args: Args) => readonly string[]
}

const write = <Args extends readonly unknown[], Result>(
  run: Verb<Args, Result>['run'],
  locks?: (...args: Args) => readonly string[],
): Verb<Args, Result> => ({ mode: 'write', run, ...(locks ? { locks } : {}) })
const read = <Args extends readonly unknown[], Result>(run: Verb<Args, Result>['run']): Verb<Args, Result> => ({ mode: 'read', run })

export const VERBS = {
  accept: write(accept, acceptLocks),
  apply: write(apply, applyLocks),
  leaseMessages: write(leaseMessages),
  leaseDue: write(leaseDue),
  renewLease: write(renewLease),
  releaseLease: write(releaseLease),
  reclaimLeases: write(reclaimLeases),
  expired: read(expired),
  nextDueAt: read(nextDueAt),
  message: read(message),
  messages: read(messages),
  recipient: read(recipient),
  recipients: read(recipients),
  events: read(events),
  eventsAfter: read(eventsAfter),
  counts: read(counts),
  grant: read(grant),
  grantsOf: read(grantsOf),
  expiredGrants: read(expiredGrants),
  putKey: write(putKey),
  key: read(key),
  addConsent: write(addConsent),
  withdrawConsent: write(withdrawConsent),
  consentsFor: read(consentsFor),
  consents: read(consents),
  consent: read(consent),
  addOverride: write(addOverride),
  withdrawOverride: write(withdrawOverride),
  overridesHolding: read(overridesHolding),
  overrides: read(overrides),
  recordPosture: write(recordPosture),
  postures: read(postures),
  postureDomains: read(postureDomains),
  copiesTo: read(copiesTo),
  addTlsSessions: write(addTlsSessions),
  claimTlsReport: write(claimTlsReport),
  endTlsReport: write(endTlsReport),
  cachePut: write(cachePut),
  cacheGet: read(cacheGet),
  shred: write(shred, shredLocks),
  shreddable: read(shreddable),
  neededBlobs: read(neededBlobs),
  leaseSealer: write(leaseSealer),
  unsealed: read(unsealed),
  appendSegment: write(appendSegment),
  segments: read(segments),
  ping: write(ping),
} as const

export type VerbName = keyof typeof VERBS
type Tail<T> = T extends readonly [Dialect, ...infer Rest] ? Rest : never
export type VerbArgs<Name extends VerbName> = Tail<Parameters<(typeof VERBS)[Name]['run']>>
export type VerbResult<Name extends VerbName> = ReturnType<(typeof VERBS)[Name]['run']> extends Steps<infer Result> ? Result : never

/** A verb on its way to a driver. */
export interface Call {
  readonly verb: VerbName
  readonly args: readonly unknown[]
}

export function startVerb(dialect: Dialect, call: Call): Steps<unknown> {
  // The pair (name, arguments) was checked where the call was made; across a thread the compiler cannot follow it.
  const run = VERBS[call.verb].run as (dialect: Dialect, ...args: readonly unknown[]) => Steps<unknown>
  return run(dialect, ...call.args)
}

export function locksOf(call: Call): readonly string[] {
  const { locks } = VERBS[call.verb] as { locks?: (...args: readonly unknown[]) => readonly string[] }
  return locks ? locks(...call.args) : []
}
