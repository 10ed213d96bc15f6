// The store's contract, on both dialects. One file, so that one PostgreSQL server serves all of it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../../src/store/open-store.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { acceptSuite } from './accept.suite.ts'
import { applySuite } from './apply.suite.ts'
import { consentSuite } from './consent.suite.ts'
import { contentSuite } from './content.suite.ts'
import { leaseSuite } from './lease.suite.ts'
import { ledgerSuite } from './ledger.suite.ts'
import { overrideSuite } from './override.suite.ts'
import { newPostgresPlace, newSqlitePlace, type Place } from './places.ts'
import { postgresSuite } from './postgres.suite.ts'
import { postureSuite } from './posture.suite.ts'
import { readSuite } from './read.suite.ts'
import { tlsReportSuite } from './tls-report.suite.ts'

let server: TestPostgres | undefined
const running = (): TestPostgres => {
  if (!server) throw new Error('PostgreSQL is not running')
  return server
}

beforeAll(async () => {
  server = await startPostgres()
}, 60_000)
afterAll(() => server?.stop())

function contract(newPlace: () => Promise<Place>): void {
  let place: Place
  beforeAll(async () => {
    place = await newPlace()
  })
  afterEach(() => place.clear())
  afterAll(() => place.leave())
  describe('accept', () => acceptSuite(() => place))
  describe('apply', () => applySuite(() => place))
  describe('leases', () => leaseSuite(() => place))
  describe('content', () => contentSuite(() => place))
  describe('consents', () => consentSuite(() => place))
  describe('overrides', () => overrideSuite(() => place))
  describe('postures', () => postureSuite(() => place))
  describe('TLS reports', () => tlsReportSuite(() => place))
  describe('ledger', () => ledgerSuite(() => place))
  describe('reads', () => readSuite(() => place))
}

describe('SQLite', () => {
  contract(newSqlitePlace)

  it('syncs the log at every commit', async () => {
    const place = await newSqlitePlace()
    const store = await place.open()
    expect(await store.durability()).toMatchObject({ journal_mode: 'wal', synchronous: 'full', foreign_keys: 'on', secure_delete: 'on' })
    await place.leave()
  })

  it('has one worker at a time, whoever else opens it', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'postern-store-'))
    const open = (worker: boolean) => openStore({ url: `sqlite:${join(dataDir, 'postern.db')}`, dataDir, worker })
    const first = await open(true)
    await expect(open(true)).rejects.toMatchObject({ code: 'STORE_IN_USE', message: expect.stringContaining(dataDir) })
    const person = await open(false)
    await person.ping()
    await first.close()
    const next = await open(true)
    await Promise.all([person.close(), next.close()])
    await rm(dataDir, { recursive: true })
  })

  it('says where and what when the file cannot be opened', async () => {
    await expect(openStore({ url: 'sqlite:/proc/none/postern.db', dataDir: '/tmp' })).rejects.toThrow(/\/proc/)
    await expect(openStore({ url: 'mysql://x', dataDir: '/tmp' })).rejects.toThrow('"mysql:" is not known')
  })
})

describe('PostgreSQL', () => {
  contract(() => newPostgresPlace(running()))
  postgresSuite(running)
})
