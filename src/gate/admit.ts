// THE gate (P1): the one function that says whether a live connection may carry a MAIL FROM under a demand. Delivery can say MAIL only on
// an `AdmittedSession`, and only this file makes one.
import { type HostOutcome, hostOutcome } from '../domain/host-outcome.ts'
import type { HostVerdict } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'

/** What the gate knows of a live connection. */
export interface Judged {
  /** Facts of this very connection; null: plaintext. */
  readonly tls: TlsFacts | null
  readonly verdict: HostVerdict
}

declare const admitted: unique symbol
/** A connection that met a demand. Good for that demand only: a reused connection is admitted again for each job. */
export type Admitted<S extends Judged> = S & { readonly [admitted]: true }

export type Admission<S extends Judged> =
  | { readonly admitted: true; readonly session: Admitted<S> }
  | { readonly admitted: false; readonly outcome: Exclude<HostOutcome, 'deliver'> }

const GOOD_VERSIONS = ['TLSv1.2', 'TLSv1.3']

/** Judges a connection by its own facts, never by a probe or a cache. What is unknown is refused. */
export function admit<S extends Judged>(session: S, demand: Demand): Admission<S> {
  const outcome = hostOutcome(session.verdict, demand)
  if (outcome !== 'deliver') return { admitted: false, outcome }
  // The table has spoken; this second look at the socket's own facts does not depend on it.
  if (demand.protection !== 'any' && !GOOD_VERSIONS.includes(session.tls?.version ?? 'none')) return { admitted: false, outcome: 'next' }
  if (demand.minTls === '1.3' && session.tls?.version !== 'TLSv1.3') return { admitted: false, outcome: 'next' }
  return { admitted: true, session: session as Admitted<S> }
}
