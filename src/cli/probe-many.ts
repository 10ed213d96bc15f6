// `postern probe` over a list of domains: in parallel, politely, with a bar, printed in the order of the list as results come.
import type { Posture } from '../domain/posture.ts'
import { inOrder } from './in-order.ts'
import { type Probed, probeReport } from './probe-report.ts'
import { CSV_HEAD, cellsOf, csvLine, probeTable } from './probe-table.ts'
import { probeText } from './probe-text.ts'
import type { Prober, SpokenVersions } from './prober.ts'
import type { Progress } from './progress.ts'

export type ProbeFormat = 'text' | 'table' | 'csv' | 'json'

export interface Survey {
  readonly domains: readonly string[]
  readonly prober: Prober
  /** Domains under way at once. */
  readonly parallel: number
  /** Ask each host for the versions that it speaks. */
  readonly versions: boolean
  readonly signal: AbortSignal
}

export interface SurveyEnd {
  /** Domains that were looked at before the signal ended it. */
  readonly done: number
  /** Of these, those whose MX lookup was not answered. */
  readonly blind: number
}

/** Probes all domains; `each` gets them in the order of the list. */
export async function survey({ domains, prober, parallel, versions, signal }: Survey, each: (probed: Probed) => void): Promise<SurveyEnd> {
  let done = 0
  let blind = 0

  async function probeOne(domain: string): Promise<Probed | undefined> {
    const posture = await prober.assess(domain, { signal })
    const spoken = versions ? await versionsOf(posture, prober, signal) : {}
    // What a signal cut off is worth nothing.
    return signal.aborted ? undefined : { posture, versions: spoken }
  }

  await inOrder(
    domains,
    parallel,
    probeOne,
    (probed) => {
      if (!probed) return
      done++
      if (probed.posture.mx.every(({ reason }) => reason.startsWith('MX lookup: '))) blind++
      each(probed)
    },
    signal,
  )
  return { done, blind }
}

async function versionsOf(posture: Posture, prober: Prober, signal: AbortSignal): Promise<Record<string, SpokenVersions>> {
  const found: Record<string, SpokenVersions> = {}
  for (const host of posture.mx) {
    const spoken = await prober.versionsOf(host, signal)
    if (spoken) found[host.host] = spoken
  }
  return found
}

export interface Printer {
  each(probed: Probed): void
  end(): void
}

/** @param write one piece of stdout, line end included @param total of the progress bar */
export function createPrinter(format: ProbeFormat, total: number, write: (text: string) => void, progress: Progress): Printer {
  const rows: ReturnType<typeof cellsOf>[] = []
  let count = 0
  if (format === 'csv') write(`${CSV_HEAD}\n`)

  function print(probed: Probed): void {
    const now = Date.now()
    if (format === 'table') rows.push(cellsOf(probed, now))
    else if (format === 'csv') write(`${csvLine(cellsOf(probed, now))}\n`)
    else if (format === 'json') write(`${JSON.stringify(probeReport(probed))}\n`)
    else write(`${probeText(probed, now)}\n`)
  }

  return {
    each(probed) {
      count++
      if (format !== 'table') progress.end()
      print(probed)
      if (total > 1) progress.show(count / total, `${count} of ${total} domains`)
    },
    end() {
      progress.end()
      if (format === 'table' && rows.length > 0) write(`${probeTable(rows)}\n`)
    },
  }
}
