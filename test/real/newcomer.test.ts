// What a newcomer does with only the README: `postern init`, point swaks at it, see mail arrive at a real Postfix over TLS, see one message that
// its host cannot protect held, release it to the portal, read it there, break the policy and understand the error.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import { peerFolder, publish, writeCertificate } from './support/peers.ts'
import { type Postfix, startPostfix } from './support/postfix.ts'
import { type Finished, type Running, run, start, until } from './support/processes.ts'

const POSTERN = join(import.meta.dirname, '../../bin/postern')

let folder: string
let certificates: string
let home: string
let internet: Internet
let postfix: Postfix
let gateway: Running
let port: number

const postern = (...args: readonly string[]): Promise<Finished> => run(POSTERN, args, { cwd: home })
const log = () => gateway.output()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-newcomer-'))
  home = join(folder, 'my-gateway')
  internet = await startInternet({ domains: ['example-health.test'] })
  certificates = await peerFolder('certificates')
  const domains = { 'good.example.test': 'may', 'old.example.test': 'none' }
  const services = await Promise.all(
    Object.entries(domains).map(async ([domain, level], index) => {
      const address = `127.0.62.${index + 1}`
      publish(internet.nameServer, domain, address)
      const { chain } = await writeCertificate(internet.ca, certificates, domain, { names: [`mx.${domain}`] })
      return { domain, address, settings: { smtpd_tls_security_level: level, smtpd_tls_chain_files: chain } }
    }),
  )
  postfix = await startPostfix({ port: internet.port, services })
})
afterAll(async () => {
  await gateway?.stop()
  await postfix?.stop()
  await internet?.close()
  for (const path of [folder, certificates]) await rm(path, { recursive: true, force: true })
})

const swaks = (to: string, body: string): Promise<Finished> =>
  run('swaks', [
    ...['--server', `localhost:${port}`, '--tls', '--from', 'you@example-health.org', '--to', to],
    ...['--header', 'Subject: A quiet subject', '--body', body],
  ])

describe('a newcomer', () => {
  it('writes a configuration that is sound as it is, with policies whose tests pass', async () => {
    expect(await run(POSTERN, ['init', 'my-gateway'], { cwd: folder })).toMatchObject({ code: 0 })
    expect(await postern('config', 'check')).toMatchObject({ code: 0 })
    expect(await postern('policy', 'test', 'policies')).toMatchObject({ code: 0 })
  })

  it('starts it, with a name server and an authority of a small world of its own', async () => {
    const path = join(home, 'postern.yaml')
    const [smtp, portal, metrics] = await Promise.all([freePort(), freePort(), freePort()])
    const written = (await readFile(path, 'utf8'))
      .replaceAll('2525', `${smtp}`)
      .replaceAll('8080', `${portal}`)
      .replaceAll('9464', `${metrics}`)
    const ca = join(folder, 'small-world.pem')
    await writeFile(ca, internet.caPem)
    const world = `destination: { resolver: ["${internet.resolverAddress}"], ca: ${ca}, port: ${internet.port}, private-addresses: allow }\n`
    await writeFile(path, `${written.replace(/^destination:.*(\n {2}.*)*\n/m, '')}\n${world}`)
    port = smtp
    gateway = start(POSTERN, ['start'], { cwd: home })
    await gateway.says(/"event":"started"/)
  })

  it('sees mail arrive at a real Postfix over TLS, and the trace of it', async () => {
    expect(await swaks('ana@good.example.test', 'The clinic is closed on Monday.')).toMatchObject({ code: 0 })
    expect(await swaks('ana@good.example.test', 'SSN 536-22-8145, diagnosis: lymphoma')).toMatchObject({ code: 0 })
    await postfix.mailbox('good.example.test').find('closed on Monday')
    expect(await postfix.mailbox('good.example.test').find('lymphoma')).toMatch(/using TLSv1\.3 with cipher/)
    const [newest] = (await postern('message', 'list', '--json')).stdout.trim().split('\n')
    const trace = await postern('message', 'trace', JSON.parse(newest ?? '{}').id)
    expect(trace.code).toBe(0)
    expect(trace.stdout).toMatch(/attempt\.succeeded/)
    expect(trace.stdout).toMatch(/mx\.good\.example\.test/)
    expect(trace.stdout).toMatch(/TLSv1\.3/)
    expect(trace.stdout + log()).not.toContain('536-22-8145')
  })

  it('finds the message held that its host cannot protect, releases it, reads it in the portal', async () => {
    expect(await swaks('ana@old.example.test', 'SSN 536-22-8145, diagnosis: lymphoma')).toMatchObject({ code: 0 })
    const held = await until(20_000, async () => {
      const { stdout } = await postern('quarantine', 'list', '--json')
      const [first] = stdout.trim().split('\n').filter(Boolean)
      return first ? (JSON.parse(first) as Record<string, string>) : 'nothing is held yet'
    })
    const id = held.recipient ?? held.id ?? ''
    const released = await postern('quarantine', 'release', id, '--reason', 'The patient asked for it', '--link-over', 'any')
    expect(released.code, released.stderr).toBe(0)
    const notice = await postfix.mailbox('old.example.test').find('/portal/')
    expect(notice).not.toContain('lymphoma')
    expect(notice).not.toContain('A quiet subject')
    const text = Buffer.from(notice, 'latin1').toString().replaceAll('=\n', '')
    const link = /http:\/\/127\.0\.0\.1:\d+\/portal\/[^\s"<>]+/.exec(text)?.[0] ?? ''
    const page = await (await fetch(link)).text()
    expect(page).not.toContain('lymphoma')
    expect(page).toMatch(/<form[^>]*method="?post/i)
    expect(await pressTheButton(link, page)).toContain('lymphoma')
    expect((await postfix.mailbox('old.example.test').messages()).join('')).not.toContain('536-22-8145')
  })

  it('breaks the policy: the error names file, line and the fix; the gateway keeps the policy it had', async () => {
    const path = join(home, 'policies/hipaa.yaml')
    const sound = await readFile(path, 'utf8')
    await writeFile(path, sound.replace('deliver: authenticated', 'delivr: authenticated'))
    const line = sound.slice(0, sound.indexOf('deliver: authenticated')).split('\n').length
    const checked = await postern('policy', 'check', 'policies')
    expect(checked.code).not.toBe(0)
    expect(checked.stdout + checked.stderr).toMatch(new RegExp(`hipaa\\.yaml:${line}:\\d+[^]*did you mean .deliver.`))
    gateway.signal('SIGHUP')
    await gateway.says(/"event":"policy[^"]*refused"/)
    expect(await swaks('ana@good.example.test', 'SSN 536-22-8145, still decided')).toMatchObject({ code: 0 })
    await postfix.mailbox('good.example.test').find('still decided')
  })

  it('stops it, and the ledger proves itself', async () => {
    expect(await gateway.stop()).toBe(0)
    expect(await postern('audit', 'verify')).toMatchObject({ code: 0 })
  })
})

/** Sends the page's only form, with its hidden fields and cookies, as a browser would. */
async function pressTheButton(link: string, page: string): Promise<string> {
  const first = await fetch(link)
  const cookies = first.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  const fresh = await first.text()
  const action = /<form[^>]*action="([^"]*)"/i.exec(page)?.[1] ?? ''
  const fields = [...fresh.matchAll(/<input[^>]*>/gi)].map(([input]) => [
    /name="([^"]*)"/.exec(input)?.[1] ?? '',
    /value="([^"]*)"/.exec(input)?.[1] ?? '',
  ])
  const answer = await fetch(new URL(action, link), {
    method: 'POST',
    body: new URLSearchParams(fields as [string, string][]),
    headers: { origin: new URL(link).origin, ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}) },
    redirect: 'manual',
  })
  const target = answer.headers.get('location')
  if (!target) return answer.text()
  const all = [...cookies, ...answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])]
  return (await fetch(new URL(target, link), { headers: { cookie: all.join('; ') } })).text()
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address() as { port: number }
      server.close(() => resolve(address.port))
    })
  })
}
