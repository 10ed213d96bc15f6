// What step 6 tells the TLS reports (RFC 8460): the sessions of each attempt.
import type { Posture } from '../domain/posture.ts'
import type { HostAttempt } from '../domain/route.ts'

export interface TlsSessionCounter {
  /** Counts the sessions of one attempt. @param posture the policies that they were held to */
  count(posture: Posture, attempts: readonly HostAttempt[]): void
}
