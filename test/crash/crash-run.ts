// A run of the suite: kills in turn over several installations at once, a few kills each, every installation proved at its end.
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import { DOMAINS } from './crash-mail.ts'
import { describeKill, type Kill } from './crash-points.ts'
import { proveSite } from './crash-proof.ts'
import { createCrashSite } from './crash-site.ts'

export interface CrashRunOptions {
  readonly kills: readonly Kill[]
  /** Installations, each with its share of the kills. */
  readonly sites: number
  /** Of them at the same time. */
  readonly parallel: number
  /** A database for an installation; left out: SQLite in its folder. */
  readonly storeUrl?: () => Promise<string>
  readonly progress?: (line: string) => void
}

export interface CrashReport {
  readonly kills: number
  /** Copies that were answered `250`. */
  readonly copies: number
  readonly problems: readonly string[]
}

/** @throws where a kill cannot be made, or the gateway does not start again */
export async function runCrashes(options: CrashRunOptions): Promise<CrashReport> {
  const internet = await startInternet({ domains: DOMAINS })
  const shares = Array.from({ length: options.sites }, (_, site) => options.kills.filter((_kill, index) => index % options.sites === site))
  const reports: CrashReport[] = []
  const waiting = [...shares.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) reports.push(await crashSite(options, internet, next[0], next[1]))
  }
  try {
    await Promise.all(Array.from({ length: options.parallel }, worker))
  } finally {
    await internet.close()
  }
  return {
    kills: reports.reduce((sum, { kills }) => sum + kills, 0),
    copies: reports.reduce((sum, { copies }) => sum + copies, 0),
    problems: reports.flatMap(({ problems }) => problems),
  }
}

let sites = 0

async function crashSite(options: CrashRunOptions, internet: Internet, index: number, kills: readonly Kill[]): Promise<CrashReport> {
  const name = `s${++sites}`
  const storeUrl = await options.storeUrl?.()
  const site = await createCrashSite({ name, internet, unknown: index % 2 === 0 ? 'retry' : 'park', ...(storeUrl ? { storeUrl } : {}) })
  try {
    for (const kill of kills) {
      await site.crash(kill)
      options.progress?.(`${name}: killed at ${describeKill(kill)}`)
    }
    await site.recover()
    const problems = await proveSite(site, internet)
    await site.stop()
    const copies = site.accepted.reduce((sum, mail) => sum + mail.copies.length, 0)
    options.progress?.(`${name}: ${kills.length} kills, ${copies} copies, ${problems.length} problems`)
    const context = `${name} (${kills.map(describeKill).join(', ')})`
    return { kills: kills.length, copies, problems: problems.map((problem) => `${context}: ${problem}`) }
  } finally {
    await site.remove()
  }
}
