// Sessions with recipients' hosts, counted by day and domain until their report is sent (RFC 8460).
import type { TlsSessions } from '../domain/tls-report.ts'

export interface TlsReportStore {
  /** Adds to what is counted already. */
  addTlsSessions(sessions: readonly TlsSessions[]): Promise<void>
  /**
   * The sessions of one domain on one day before `day`, which nobody else is given until `until`.
   * @returns none where no report is due. Times in ms since the epoch
   */
  claimTlsReport(day: string, now: number, until: number): Promise<readonly TlsSessions[]>
  /** The report of that day is done: its counts go. */
  endTlsReport(day: string, domain: string): Promise<void>
}
