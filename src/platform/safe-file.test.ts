import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSafeFile, makeDirectories, nodeFiles, removeFile, writeSafeFile } from './safe-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('safe files on the real disk', () => {
  it('appear only when finished, for their owner only', async () => {
    const path = join(folder, 'a')
    const file = await createSafeFile(nodeFiles, path)
    await file.write(Buffer.from('one '))
    expect(await removeFile(nodeFiles, path)).toBe(false)
    await file.write(Buffer.from('two'))
    await file.finish()
    expect(await readFile(path, 'utf8')).toBe('one two')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['a'])
  })

  it('replace what is there, and leave it alone when aborted', async () => {
    const path = join(folder, 'a')
    await writeSafeFile(nodeFiles, path, Buffer.from('first'))
    const aborted = await createSafeFile(nodeFiles, path)
    await aborted.write(Buffer.from('half'))
    await aborted.abort()
    expect(await readFile(path, 'utf8')).toBe('first')
    await writeSafeFile(nodeFiles, path, Buffer.from('second'))
    expect(await readFile(path, 'utf8')).toBe('second')
    expect(await readdir(folder)).toEqual(['a'])
  })

  it('take the place of a temporary file that a crash left', async () => {
    await writeFile(join(folder, 'a.tmp'), 'left over')
    await writeSafeFile(nodeFiles, join(folder, 'a'), Buffer.from('new'))
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new')
  })

  it('get their folders, twice without harm', async () => {
    const deep = join(folder, 'x', 'y', 'z')
    await makeDirectories(nodeFiles, deep)
    await makeDirectories(nodeFiles, deep)
    expect((await stat(deep)).mode & 0o777).toBe(0o700)
    expect(await nodeFiles.directories(join(folder, 'x'))).toEqual(['y'])
  })

  it('are removed, listed and read', async () => {
    await writeSafeFile(nodeFiles, join(folder, 'a'), Buffer.from('text'))
    expect((await nodeFiles.list(folder)).map((entry) => entry.name)).toEqual(['a'])
    const chunks: Uint8Array[] = []
    for await (const chunk of nodeFiles.read(join(folder, 'a'))) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('text')
    expect(await removeFile(nodeFiles, join(folder, 'a'))).toBe(true)
    expect(await removeFile(nodeFiles, join(folder, 'a'))).toBe(false)
  })
})
