// TLS reports (RFC 8460), beside step 6: every session is counted for its domain's day; on the next day each domain that asks for it gets its report, by
// mail through our own queue or by HTTPS. Nobody waits for it. Counts of the last minute may be lost with the process, nothing else.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Posture } from '../domain/posture.ts'
import type { HostAttempt } from '../domain/route.ts'
import { readTlsReportRecord, sessionOf, type TlsSessions, tlsReport } from '../domain/tls-report.ts'
import { composeTlsReport } from '../notify/tls-report-mail.ts'
import type { Resolver } from '../platform/dns.ts'
import { parseMailbox } from '../smtp/address.ts'
import { createInternalMessage } from './internal-message.ts'
import type { PipelineParts } from './parts.ts'
import type { TlsSessionCounter } from './tls-session-counter.ts'

export interface TlsReports extends TlsSessionCounter {
  /** Writes the counts down. */
  flush(): Promise<void>
  /** Sends the reports of the days before today (UTC) that nobody else is sending. */
  sendDue(): Promise<void>
  /** Sends and writes by the clock until `stop`. */
  start(): void
  stop(): Promise<void>
}

export interface TlsReportDeps extends Pick<PipelineParts, 'config' | 'store' | 'keyring' | 'evidence' | 'clock' | 'log'> {
  readonly resolver: Pick<Resolver, 'txt'>
  /** POST of the gzipped report. @returns whether it was taken */
  readonly post: (url: URL, gzip: Uint8Array) => Promise<boolean>
}

const FLUSH_EVERY_MS = 60_000
const SEND_EVERY_MS = 3_600_000
/** A report whose sender died is sent by somebody else after this time. */
const CLAIM_MS = 3_600_000
/** Kinds of sessions in memory; more are written at once. */
const MAX_KINDS = 5_000
/** Addresses of one record that are served. */
const MAX_ADDRESSES = 4

export function createTlsReports(deps: TlsReportDeps): TlsReports {
  const { store, clock, log } = deps
  let counts = new Map<string, TlsSessions>()
  let writing = Promise.resolve()
  let sending: Promise<void> | undefined
  const timers: NodeJS.Timeout[] = []

  function count(posture: Posture, attempts: readonly HostAttempt[]): void {
    const day = dayOf(clock.now())
    for (const { host, address, verdict } of attempts) {
      const known = posture.mx.find((one) => one.host === host)
      const session = known && sessionOf(known, address, verdict)
      if (!session) continue
      const key = JSON.stringify([day, posture.domain, session])
      counts.set(key, { day, domain: posture.domain, ...session, sessions: (counts.get(key)?.sessions ?? 0) + 1 })
    }
    if (counts.size >= MAX_KINDS) void flush()
  }

  function flush(): Promise<void> {
    const taken = [...counts.values()]
    counts = new Map()
    if (taken.length > 0) {
      writing = writing
        .then(() => store.addTlsSessions(taken))
        .catch((error: unknown) => log.error('tlsrpt.uncounted', { error, kinds: taken.length }))
    }
    return writing
  }

  async function sendDue(): Promise<void> {
    await flush()
    for (;;) {
      const now = clock.now()
      const rows = await store.claimTlsReport(dayOf(now), now, now + CLAIM_MS)
      const [first] = rows
      if (!first) return
      if (await sendReport(deps, first, rows)) await store.endTlsReport(first.day, first.domain)
    }
  }

  function sendOnce(): Promise<void> {
    sending ??= sendDue()
      .catch((error: unknown) => log.error('tlsrpt.failed', { error }))
      .finally(() => {
        sending = undefined
      })
    return sending
  }

  return {
    count,
    flush,
    sendDue,
    start() {
      timers.push(setInterval(flush, FLUSH_EVERY_MS).unref(), setInterval(() => void sendOnce(), SEND_EVERY_MS).unref())
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all([sending, flush()])
    },
  }
}

/** @returns whether the domain is done with: told, or not asking. What did not work is tried again once the claim ends, on the two days after. */
async function sendReport(deps: TlsReportDeps, { day, domain }: TlsSessions, rows: readonly TlsSessions[]): Promise<boolean> {
  const { config, log, clock } = deps
  const answer = await deps.resolver.txt(`_smtp._tls.${domain}`)
  const tooLate = clock.now() - Date.parse(`${day}T00:00:00Z`) > 3 * DAY_MS
  if (answer.kind === 'failure') return tooLate
  const addresses = answer.kind === 'answer' ? readTlsReportRecord(answer.records).slice(0, MAX_ADDRESSES) : []
  if (addresses.length === 0) return true
  const { organisation, contact } = config.tlsrpt
  // The same at each try, so that a receiver knows a repetition.
  const id = `${day}-${createHash('sha256').update(`${config.hostname} ${domain}`).digest('hex').slice(0, 16)}@${config.hostname}`
  const report = tlsReport({ organisation: organisation ?? config.hostname, contact: contact ?? config.postmaster, id }, rows)
  const gzip = gzipSync(JSON.stringify(report))
  const taken = await Promise.all(
    addresses.map((url) => (url.protocol === 'https:' ? deps.post(url, gzip) : mail(deps, url, domain, day, id, gzip))),
  )
  log.info('tlsrpt.sent', {
    domain,
    day,
    sessions: rows.reduce((sum, { sessions }) => sum + sessions, 0),
    taken: taken.filter(Boolean).length,
  })
  return taken.some(Boolean) || tooLate
}

const DAY_MS = 86_400_000

/** Queued like a failure report: from the postmaster, with a null return path, signed where there is a key (RFC 8460 §3 and §5.3). */
async function mail(deps: TlsReportDeps, url: URL, domain: string, day: string, reportId: string, gzip: Uint8Array): Promise<boolean> {
  const to = decoded(url.pathname)
  if (!to || !parseMailbox(to)) return false
  const { hostname, postmaster } = deps.config
  const begin = Date.parse(`${day}T00:00:00Z`) / 1000
  const fileName = `${hostname}!${domain}!${begin}!${begin + 86_399}.json.gz`
  const bytes = composeTlsReport({ hostname, from: postmaster, to, now: deps.clock.now(), domain, reportId, fileName, gzip })
  const message = await createInternalMessage(deps, { kind: 'report', to: [to], bytes, about: reportId })
  const outcome = await deps.store.apply({ steps: [], messages: [message] })
  return outcome.ok
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
