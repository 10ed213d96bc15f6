// `postern probe --history` and `--ready`: what the gateway itself saw of its destinations, out of its store. Nothing is connected to.
import type { Context } from '../app/context.ts'
import { CommandFailure, EXIT, print, say } from './command.ts'
import { withContext } from './operator.ts'
import { historyReport, historyText, type Level, type Readiness, readinessOf, readinessText } from './readiness.ts'

/** Rows of one domain that are shown; `destination.history.entries` keeps 200 by default. */
const MAX_ROWS = 10_000
const DOMAINS_AT_ONCE = 200

export interface HistoryOptions {
  readonly config: string
  readonly json?: boolean
}

export async function showHistory(domains: readonly string[], { config, json }: HistoryOptions): Promise<void> {
  await withContext(config, async ({ store }) => {
    let found = 0
    for (const domain of domains) {
      const history = await store.postures(domain, MAX_ROWS)
      if (history.length === 0) say(`${domain}: no mail went there yet, so there is no history; \`postern probe ${domain}\` looks now`)
      else if (json) for (const row of history) print(historyReport(row), '', true)
      else print(undefined, historyText(domain, history), false)
      found += history.length
    }
    if (found === 0) throw new CommandFailure(EXIT.no, 'none of these domains has a history')
  })
}

export interface ReadyOptions extends HistoryOptions {
  readonly wanted: Exclude<Level, 'encrypted'>
  /** Milliseconds. */
  readonly forMs: number
}

/** @param domains only these; none: every domain that has a history */
export async function showReady(domains: readonly string[], { config, json, wanted, forMs }: ReadyOptions): Promise<void> {
  await withContext(config, async (context) => {
    const now = context.clock.now()
    const found: Readiness[] = []
    for await (const page of domains.length > 0 ? [domains] : everyDomain(context)) {
      const copies = await context.store.copiesTo(page)
      for (const domain of page) {
        const [last, ...earlier] = await context.store.postures(domain, MAX_ROWS)
        if (!last) continue
        const counts = Object.fromEntries(copies.filter((row) => row.domain === domain).map(({ state, copies }) => [state, copies]))
        const one = readinessOf([last, ...earlier], wanted, forMs, counts, now)
        if (json) print(one, '', true)
        found.push(one)
      }
    }
    if (found.length === 0)
      throw new CommandFailure(EXIT.no, 'there is no history yet: it begins with the first mail that the gateway sends')
    if (!json) print(undefined, readinessText(found, wanted, forMs, now), false)
  })
}

async function* everyDomain({ store }: Context): AsyncGenerator<readonly string[]> {
  for (let after = ''; ; ) {
    const page = await store.postureDomains({ limit: DOMAINS_AT_ONCE, after })
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last
  }
}
