import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockWorker } from './worker-lock.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-lock-'))
  file = join(folder, 'postern.db')
})
afterEach(() => rm(folder, { recursive: true }))

/** Another process that holds the lock and says so. */
async function holder(): Promise<ChildProcess> {
  const module = JSON.stringify(new URL('./worker-lock.ts', import.meta.url).href)
  const program = `const { lockWorker } = await import(${module}); globalThis.held = lockWorker(process.argv[1])
    process.stdout.write('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return child
}

describe('lockWorker', () => {
  it('lets one in, and the next one once it is released', () => {
    const first = lockWorker(file)
    expect(() => lockWorker(file)).toThrow(`Another gateway works on ${file}. Stop it first`)
    first.release()
    lockWorker(file).release()
  })

  it('keeps other processes out until its own is killed', async () => {
    const child = await holder()
    const refused = expect(() => lockWorker(file))
    refused.toThrow(expect.objectContaining({ code: 'STORE_IN_USE' }))
    child.kill('SIGKILL')
    await once(child, 'exit')
    lockWorker(file).release()
  })

  it('knows a database by its other name', async () => {
    await writeFile(file, '')
    const other = join(folder, 'other.db')
    await symlink(file, other)
    const held = lockWorker(file)
    expect(() => lockWorker(other)).toThrow(expect.objectContaining({ code: 'STORE_IN_USE' }))
    held.release()
  })

  it('says where and what when there is no such folder', () => {
    expect(() => lockWorker(join(folder, 'none', 'postern.db'))).toThrow(expect.objectContaining({ code: 'STORE_UNREACHABLE' }))
  })
})
