// P2 and P3 at length: a hundred kills on each store (CI asks for fewer by POSTERN_CRASH_KILLS, in tens). The seed is printed, and taken
// from POSTERN_CRASH_SEED: a failing run can be repeated.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { CRASH_POINTS, CRASH_POINTS_WITHOUT_FILES, type CrashPoint, planKills } from './crash-points.ts'
import { type CrashRunOptions, runCrashes } from './crash-run.ts'

const KILLS = Number(process.env.POSTERN_CRASH_KILLS ?? 100)
const KILLS_A_SITE = 10
const seed = Number(process.env.POSTERN_CRASH_SEED ?? Date.now() % 1_000_000)

async function crash(store: string, points: readonly CrashPoint[], storeUrl?: CrashRunOptions['storeUrl']): Promise<void> {
  const startedAt = Date.now()
  const progress = (line: string) =>
    process.stdout.write(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${store}  ${line}\n`)
  progress(`seed ${seed}`)
  const report = await runCrashes({
    kills: planKills(KILLS, seed, points),
    sites: KILLS / KILLS_A_SITE,
    parallel: 2,
    progress,
    ...(storeUrl ? { storeUrl } : {}),
  })
  expect(report.problems, `POSTERN_CRASH_SEED=${seed}`).toEqual([])
  expect(report.kills).toBe(KILLS)
}

describe('SQLite', () => {
  it(`${KILLS} kills`, () => crash('sqlite', CRASH_POINTS))
})

describe('PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())

  it(`${KILLS} kills`, () => crash('postgres', CRASH_POINTS_WITHOUT_FILES, () => server.newUrl()))
})
