// The Dockerfile without Docker: its build steps run in a clean copy, and what they leave runs as an unprivileged user with a read-only root, in
// namespaces of its own, with the health check of the image. The text of the Dockerfile itself is what is run.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCertificateAuthority } from '../../src/demo/internet/certificate-authority.ts'
import { type Finished, type Running, run, start, until } from './support/processes.ts'

const ROOT = join(import.meta.dirname, '../..')
const NODE = dirname(process.execPath)

interface Instruction {
  readonly word: string
  readonly rest: string
}

let folder: string
let build: string
let image: string
let running: Running | undefined
let instructions: readonly Instruction[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-image-'))
  await run('chmod', ['755', folder])
  build = join(folder, 'build')
  image = join(folder, 'image')
  const text = (await readFile(join(ROOT, 'Dockerfile'), 'utf8')).replaceAll('\\\n', ' ')
  instructions = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }))
})
afterAll(async () => {
  await running?.stop('SIGKILL')
  if (folder) await rm(folder, { recursive: true, force: true })
})

const second = () => instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'))
const shell = (command: string, cwd: string): Promise<Finished> =>
  run('sh', ['-c', command], {
    cwd,
    env: { PATH: `${folder}/bin:${process.env.PATH?.replaceAll(`${ROOT}/node_modules/.bin:`, '')}` },
    timeout: 240_000,
  })

it('builds from a clean copy with its own steps', async () => {
  // The base image has the pinned major version of Node and npm.
  await mkdir(join(folder, 'bin'))
  await cp(join(NODE, 'node'), join(folder, 'bin/node'), { dereference: true })
  await copyContext()
  for (const { rest } of instructions.slice(0, -second().length).filter(({ word }) => word === 'RUN')) {
    const { code, stdout, stderr } = await shell(rest, build)
    expect(code, `${rest}\n${stdout}${stderr}`).toBe(0)
  }
  for (const { word, rest } of second()) if (word === 'COPY') await copyIn(rest)
  const left = (
    await run(
      'sh',
      ['-c', 'ls -d node_modules/typescript node_modules/vitest node_modules/node-linux-* node_modules/.bin/node src test 2>/dev/null'],
      { cwd: image },
    )
  ).stdout
  expect(left).toBe('')
}, 300_000)

it('runs as an unprivileged user with a read-only root, is healthy, and stops when told', async () => {
  const etc = join(folder, 'etc')
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  await run('chown', ['nobody', data])
  await writeInstallation(etc)
  // New namespaces: ports of its own, the whole tree read-only but for the data and /tmp; then another user without any capability.
  const inside = [
    'ip link set lo up',
    // As Docker sets it for every container: ports below 1024 need no privilege.
    'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start',
    'mount -o remount,bind,ro / 2>/dev/null || mount --bind / / && mount -o remount,bind,ro /',
    // Again for the folder, which may be on another file system than the root.
    `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`,
    `mount --bind ${data} ${data} && mount -o remount,bind,rw ${data}`,
    `cd / && exec setpriv --reuid nobody --regid nogroup --clear-groups --inh-caps=-all --no-new-privs env PATH=${folder}/bin:/usr/bin:/bin HOME=/nonexistent NODE_ENV=production ${image}/bin/postern start -c ${etc}/postern.yaml`,
  ].join('\n')
  running = start('unshare', ['-m', '-n', 'sh', '-ec', inside])
  await running.says(/"event":"started"/, 40_000)
  const health = instructions.find(({ word }) => word === 'HEALTHCHECK')?.rest.replace(/^.*?CMD /, '') ?? 'exit 1'
  const enter = (line: string): Promise<Finished> =>
    run('nsenter', ['-t', String(running?.pid), '-m', '-n', 'env', `PATH=${folder}/bin:/usr/bin:/bin`, 'sh', '-c', line])
  await until(20_000, async () => {
    const { code, stderr } = await enter(health)
    return code === 0 || `the health check says ${code}: ${stderr}`
  })
  const status = await readFile(`/proc/${running.pid}/status`, 'utf8')
  expect(status).toMatch(/^Uid:\s+65534\s+65534/m)
  expect(status).toMatch(/^CapEff:\s+0+$/m)
  expect((await enter(`touch ${image}/x`)).stderr).toMatch(/Read-only file system/)
  const sent = await enter('swaks --server 127.0.0.1:587 --tls --from ana@example-health.org --to ana@example.org')
  expect(sent.code, sent.stdout).toBe(0)
  expect(await running.stop('SIGTERM')).toBe(0)
  expect((await run('ls', [data])).stdout).toContain('postern.db')
  // Unhealthy once it is gone.
  expect((await shell(health, folder)).code).not.toBe(0)
})

/** `COPY . .` of the first stage: what git would hand out, without what .dockerignore names. */
async function copyContext(): Promise<void> {
  const ignored = (await readFile(join(ROOT, '.dockerignore'), 'utf8')).split('\n').filter(Boolean)
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  const files = stdout.split('\0').filter((file) => file !== '' && !ignored.includes(file.split('/')[0] ?? ''))
  for (const file of files) await cp(join(ROOT, file), join(build, file)).catch(ignoreMissing)
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** `COPY --from=build /build/a /build/b ./`, or one folder to another. */
async function copyIn(rest: string): Promise<void> {
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'))
  const target = words.pop() ?? ''
  for (const word of words) {
    const source = word.replace('/build', build)
    await cp(source, join(image, target, target.endsWith('/') ? (word.split('/').at(-1) ?? '') : ''), {
      recursive: true,
      verbatimSymlinks: true,
    })
  }
}

async function writeInstallation(etc: string): Promise<void> {
  await mkdir(etc)
  const { cert, key } = await (await createCertificateAuthority()).issue({ names: ['mail-gw.example-health.org'] })
  await writeFile(join(etc, 'gw.pem'), cert)
  await writeFile(join(etc, 'gw.key'), key)
  await cp(join(ROOT, 'policies/hipaa.yaml'), join(etc, 'hipaa.yaml'))
  await writeFile(
    join(etc, 'postern.yaml'),
    `hostname: mail-gw.example-health.org
postmaster: postmaster@example-health.org
data: ${join(folder, 'data')}
listen:
  smtp: [{ host: 0.0.0.0, port: 587, tls: starttls, cert: gw.pem, key: gw.key }]
senders: [{ name: local, networks: [127.0.0.0/8], domains: [example-health.org] }]
policies: [hipaa.yaml]
`,
  )
}
