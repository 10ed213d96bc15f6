// One installation from `postern init` to its last signal, as an operator lives through it: only commands, signals, files and ports.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseDocument } from 'yaml'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import { submit, type TestMail } from '../support/test-gateway.ts'
import { objects, postern, type Running, startPostern } from './postern.ts'

// Children of a busy machine are slow to start; what is waited for is a state, never a time.
vi.setConfig({ testTimeout: 60_000 })

const SENDER = 'ana@example-health.test'
const PHI = 'Patient MRN 48213377. Diagnosis: type 2 diabetes, please call us.'

let folder: string
let internet: Internet
let gateway: Running
let relay: { port: number; ca: string }
let metricsUrl: string
let portalUrl: string

interface Copy {
  readonly id: string
  readonly message: string
  readonly address: string
  readonly state: string
  readonly because: string
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-e2e-'))
  internet = await startInternet({ domains: ['clinic-tls13.test', 'village-no-tls.test', 'county-servfail.test', 'example-health.test'] })
}, 30_000)

afterAll(async () => {
  gateway?.child.kill('SIGKILL')
  await internet.close()
  await rm(folder, { recursive: true, force: true })
})

describe('from nothing to a running gateway', () => {
  it('init writes what check and test find sound', async () => {
    const made = await postern(['init', '.', '--hostname', 'mail-gw.example-health.test', '--domain', 'example-health.test'], {
      cwd: folder,
    })
    expect(made).toMatchObject({ code: 0 })
    expect(made.stdout).toContain(join(folder, 'postern.yaml'))
    expect(made.stderr).toContain('postern start')

    const [checked, tested, again] = await Promise.all([
      postern(['config', 'check'], { cwd: folder }),
      postern(['policy', 'test', 'policies'], { cwd: folder }),
      postern(['init', '.'], { cwd: folder }),
    ])
    expect(checked).toMatchObject({ code: 0, stdout: 'postern.yaml is sound\n' })
    expect(tested.code).toBe(0)
    expect(tested.stdout).toMatch(/\d\d passed, 0 failed\n {2}every rule matched at least once/)
    expect(await readFile(join(folder, 'policies/hipaa.yaml'), 'utf8')).toContain('"*.example-health.test"')
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('--force overwrites it')
  })

  it('start listens, and says where', async () => {
    await pointAtTheSmallInternet()
    gateway = startPostern(folder)
    const started = await gateway.logged('started')
    metricsUrl = `http://127.0.0.1:${started.metrics}`
    expect(await (await fetch(`${metricsUrl}/readyz`)).json()).toMatchObject({ status: 'ready' })
    relay = { port: Number(String(started.smtp).split(':')[1]), ca: await readFile(join(folder, 'certs/trial-ca.pem'), 'utf8') }
  })
})

describe('mail', () => {
  it('goes out over a proved TLS connection, and the trace tells how', async () => {
    await send({ to: 'ann@clinic-tls13.test', text: PHI })
    const arrived = await internet.recipients['clinic-tls13.test']?.[0]?.waitFor(() => true)
    expect(arrived?.tls?.version).toBe('TLSv1.3')
    await until('delivered', 1)

    const [message] = await objects<{ id: string; states: object }>(['message', 'list'], { cwd: folder })
    expect(message?.states).toEqual({ delivered: 1 })
    const id = message?.id as string
    const [shown, traced, told] = await Promise.all([
      objects<{ recipients: Copy[] }>(['message', 'show', id], { cwd: folder }),
      objects<{ kind: string; data: Record<string, unknown> }>(['message', 'trace', id], { cwd: folder }),
      postern(['message', 'trace', id, '--transcript'], { cwd: folder }),
    ])
    expect(shown[0]?.recipients).toMatchObject([{ address: 'ann@clinic-tls13.test', state: 'delivered', protection: 'authenticated' }])
    expect(traced.map(({ kind }) => kind)).toEqual([
      'message.accepted',
      'message.inspected',
      'recipient.decided',
      'message.decided',
      'attempt.started',
      'attempt.committing',
      'attempt.succeeded',
      'message.closed',
    ])
    expect(traced.find(({ kind }) => kind === 'recipient.decided')?.data).toMatchObject({ rules: ['phi'], protection: 'authenticated' })
    expect(told.stdout).toMatch(/mx1\.clinic-tls13\.test \[127\.0\.\d+\.\d+\] pkix-verified/)
    expect(told.stdout).toMatch(/TLSv1\.3 TLS_\w+/)
    expect(told.stdout).toMatch(/STARTTLS/)
    expect(told.stdout).not.toContain('48213377')
  })

  it('without any TLS at the other side is held, until a person lets the link cross; then a browser opens it', async () => {
    await send({ to: 'piet@village-no-tls.test', text: PHI })
    await until('held', 1)
    const [held] = await objects<Copy>(['queue', 'list', '--state', 'held'], { cwd: folder })
    expect(held).toMatchObject({ address: 'piet@village-no-tls.test', because: expect.stringContaining('5.7.') })
    expect(internet.recipients['village-no-tls.test']?.[0]?.received).toEqual([])

    const released = await postern(
      ['quarantine', 'release', held?.id as string, '--link-over', 'any', '--reason', 'the patient asked by phone', '--actor', 'pam'],
      { cwd: folder },
    )
    expect(released).toMatchObject({ code: 0, stdout: expect.stringContaining('1 released') })
    const notice = await internet.recipients['village-no-tls.test']?.[0]?.waitFor(() => true)
    const text = notice?.data.toString() ?? ''
    expect(text).not.toContain('48213377')
    const link = (new RegExp(`${portalUrl}/portal/o/\\S+`).exec(text.replaceAll('=\r\n', '')) ?? [''])[0]

    const page = await fetch(link)
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
    await until('awaiting-pickup', 1)
    const opened = await fetch(link, { method: 'POST', body: new URLSearchParams({ csrf }), redirect: 'manual', headers: cookies(page) })
    const message = await fetch(new URL(opened.headers.get('location') ?? '', link), { headers: cookies(page, opened) })
    expect(await message.text()).toContain('48213377')
    await until('collected', 1)

    const trace = await postern(['message', 'trace', held?.id as string], { cwd: folder })
    expect(trace.stdout).toMatch(/recipient\.released {2}piet@village-no-tls\.test {2}by cli:pam/)
    expect(trace.stdout).toContain('the patient asked by phone')
    expect(trace.stdout).toContain('portal.collected')
  })

  it('with a broken PDF is held: one is released, one rejected, and the sender of that one is told', async () => {
    await send({ to: 'ann@clinic-tls13.test', raw: withPdf('ann@clinic-tls13.test', 'form-1') })
    await send({ to: 'ben@clinic-tls13.test', raw: withPdf('ben@clinic-tls13.test', 'form-2') })
    await until('held', 2)
    const held = await objects<Copy>(['quarantine', 'list'], { cwd: folder })
    const [ann, ben] = ['ann', 'ben'].map((who) => held.find(({ address }) => address.startsWith(who))?.id as string) as [string, string]

    const [shown, unreasoned] = await Promise.all([
      postern(['quarantine', 'show', ann], { cwd: folder }),
      postern(['quarantine', 'release', ann], { cwd: folder }),
    ])
    expect(shown.stdout).toMatch(/why {5}Part of the message could not be read/)
    expect(shown.stdout).toMatch(/unread {2}part 2 application\/pdf form\.pdf: a PDF that is broken/)
    expect(unreasoned).toMatchObject({ code: 2, stderr: expect.stringContaining("required option '--reason <text>'") })

    const [release, reject] = await Promise.all([
      postern(['quarantine', 'release', ann, '--reason', 'read it: a blank form'], { cwd: folder }),
      postern(['quarantine', 'reject', ben, '--reason', 'not for this partner'], { cwd: folder }),
    ])
    expect([release.code, reject.code]).toEqual([0, 0])
    await until('delivered', (count) => count >= 2)
    const dsn = await internet.recipients['example-health.test']?.[0]?.waitFor(({ data }) => data.includes('report-type=delivery-status'))
    expect(dsn).toMatchObject({ from: '', to: [{ address: SENDER }] })
    const report = dsn?.data.toString() ?? ''
    expect(report).toMatch(/^Final-Recipient: rfc822; ?ben@clinic-tls13\.test/m)
    expect(report).toMatch(/^Action: failed/m)
    expect(report).toMatch(/^Status: 5\.7\.\d/m)
    expect(report).not.toContain('not for this partner')
  })

  it('whose destination does not answer waits in the queue; a person tries again, then gives up', async () => {
    await send({ to: 'kim@county-servfail.test' })
    await until('deferred', 1)
    const [waiting] = await objects<Copy>(['queue', 'list', '--domain', 'county-servfail.test'], { cwd: folder })
    expect(waiting).toMatchObject({ state: 'deferred', because: expect.stringContaining('4.4.3') })
    const id = waiting?.id as string
    expect(await postern(['queue', 'retry', '--domain', 'county-servfail.test', '--reason', 'they called'], { cwd: folder })).toMatchObject(
      {
        code: 0,
        stdout: '1 due now\n',
      },
    )
    const cancelled = await postern(['queue', 'cancel', id, '--reason', 'sent by post'], { cwd: folder })
    expect(cancelled).toMatchObject({ code: 0, stdout: '1 cancelled; the sender is told\n' })
    expect(await postern(['queue', 'cancel', id, '--reason', 'once more'], { cwd: folder })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has ended already'),
    })
  })

  it('is refused at the door with a reply that says why', async () => {
    await expect(send({ to: 'ann@clinic-tls13.test', from: 'eve@elsewhere.example' })).rejects.toThrow(/550 5\.7\.1 MAIL FROM is outside/)
    expect(await gateway.logged('intake.refused')).toMatchObject({ reason: 'envelope-domain', code: 550 })
    expect(await (await fetch(`${metricsUrl}/metrics`)).text()).toContain('postern_messages_refused_total{reason="envelope-domain"} 1')
  })
})

describe('policy', () => {
  const path = () => join(folder, 'policies/hipaa.yaml')

  it('that breaks stays out: the old one goes on, the log and `policy check` name the place', async () => {
    const sound = await readFile(path(), 'utf8')
    const mark = gateway.log.length
    await writeFile(path(), sound.replace('found: [us-ssn,', 'fuond: [us-ssn,'))
    const line = sound.slice(0, sound.indexOf('found: [us-ssn,')).split('\n').length
    expect(await gateway.logged('policy.refused', mark)).toMatchObject({ level: 'error', line, problem: expect.stringContaining('fuond') })

    const check = await postern(['policy', 'check', 'policies/hipaa.yaml'], { cwd: folder })
    expect(check.code).toBe(1)
    expect(check.stdout).toMatch(new RegExp(`policies/hipaa\\.yaml:${line}:7\\b.*fuond[\\s\\S]*fix: .*found`))
    expect(await postern(['config', 'check'], { cwd: folder })).toMatchObject({ code: 1, stdout: expect.stringContaining('fuond') })

    await send({ to: 'ann@clinic-tls13.test', subject: 'while broken', text: PHI })
    await internet.recipients['clinic-tls13.test']?.[0]?.waitFor(({ data }) => data.includes('Subject: while broken'))
    await writeFile(path(), sound)
  })

  it('that is sound again is taken at SIGHUP', async () => {
    const mark = gateway.log.length
    const sound = await readFile(path(), 'utf8')
    await writeFile(path(), sound.replace('title: "A social security number"', 'title: "Any social security number"'))
    gateway.child.kill('SIGHUP')
    expect(await gateway.logged('policy.loaded', mark)).toMatchObject({ level: 'info', rules: expect.any(Number) })
  })
})

describe('evidence', () => {
  it('verifies here and, from a file, anywhere; a rotated key goes on with the chain', async () => {
    const rotated = await objects<{ role: string; id: string }>(['key', 'rotate', 'ledger', '--reason', 'yearly'], { cwd: folder })
    expect(rotated).toMatchObject([{ role: 'ledger', generation: 2 }])
    const [live] = await objects<{ ok: boolean; positions: number }>(['audit', 'verify'], { cwd: folder })
    expect(live).toMatchObject({ ok: true })
    expect(live?.positions).toBeGreaterThan(30)

    const exported = await postern(['audit', 'export', '-o', 'ledger.jsonl'], { cwd: folder })
    expect(exported.code).toBe(0)
    const file = await readFile(join(folder, 'ledger.jsonl'), 'utf8')
    expect(file).not.toContain('ann@clinic-tls13.test')
    await writeFile(join(folder, 'forged.jsonl'), file.replace('"protection":"authenticated"', '"protection":"any"'))
    const elsewhere = { cwd: tmpdir() }
    const [stranger, forged] = await Promise.all([
      postern(['audit', 'verify', join(folder, 'ledger.jsonl')], elsewhere),
      postern(['audit', 'verify', join(folder, 'forged.jsonl')], elsewhere),
    ])
    expect(stranger).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sound: \d+ events/) })
    expect(forged).toMatchObject({ code: 1, stdout: expect.stringMatching(/^NOT SOUND\nposition \d+/) })
  })
})

describe('the end', () => {
  it('SIGTERM stops gracefully with exit 0; what happened stays readable', async () => {
    expect(await gateway.end('SIGTERM')).toBe(0)
    expect(gateway.log.at(-1)).toMatchObject({ event: 'stopped' })
    const [queue, audit] = await Promise.all([postern(['queue', 'list'], { cwd: folder }), postern(['audit', 'verify'], { cwd: folder })])
    expect(queue.code).toBe(0)
    expect(audit).toMatchObject({ code: 0, stdout: expect.stringContaining('sound') })
  })

  it('a broken policy or a missing service keeps it from starting, with an exit code that says which', async () => {
    await writeFile(join(folder, 'policies/hipaa.yaml'), 'policy: broken\nrules: []\n')
    const broken = await postern(['start'], { cwd: folder })
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('the policy is not sound') })
    const text = await readFile(join(folder, 'postern.yaml'), 'utf8')
    await writeFile(join(folder, 'away.yaml'), `${text}\nstore: { url: "postgres://postern@127.0.0.1:1/postern" }\n`)
    const away = await postern(['queue', 'list', '-c', 'away.yaml'], { cwd: folder })
    expect(away.code).toBe(3)
    expect(away.stderr).toMatch(/^postern: \S/)
  })
})

const send = (mail: TestMail) => submit(relay, { from: SENDER, ...mail })

/** Edits the file as a person would: what stays is what `init` wrote. */
async function pointAtTheSmallInternet(): Promise<void> {
  const path = join(folder, 'postern.yaml')
  const config = parseDocument(await readFile(path, 'utf8'))
  const [smtp, portal] = await Promise.all([freePort(), freePort()])
  portalUrl = `http://127.0.0.1:${portal}`
  await writeFile(join(folder, 'ca.pem'), internet.caPem)
  config.setIn(['listen', 'smtp', 0, 'host'], '127.0.0.1')
  config.setIn(['listen', 'smtp', 0, 'port'], smtp)
  config.setIn(['listen', 'portal', 'port'], portal)
  config.setIn(['listen', 'metrics', 'port'], 0)
  config.setIn(['portal', 'url'], portalUrl)
  config.set('destination', { resolver: [internet.resolverAddress], ca: 'ca.pem', port: internet.port, 'private-addresses': 'allow' })
  config.set('delivery', { retry: ['1h'], 'tls-wait': '1s' })
  await writeFile(path, config.toString())
}

/** Free now; the gateway binds it a moment later. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Watches what an operator's monitoring sees: the gauge of copies in a state. */
async function until(state: string, wanted: number | ((count: number) => boolean)): Promise<void> {
  const fits = typeof wanted === 'number' ? (count: number) => count === wanted : wanted
  const end = Date.now() + 15_000
  for (;;) {
    const text = await (await fetch(`${metricsUrl}/metrics`)).text()
    const count = Number(new RegExp(`^postern_recipients\\{state="${state}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
    if (fits(count)) return
    if (Date.now() > end) throw new Error(`postern_recipients{state="${state}"} is ${count}`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

function cookies(...answers: readonly Response[]): Record<string, string> {
  const all = answers.flatMap((answer) => answer.headers.getSetCookie()).map((cookie) => cookie.split(';')[0])
  return { cookie: all.join('; ') }
}

function withPdf(to: string, id: string): string {
  return [
    `From: ${SENDER}`,
    `To: ${to}`,
    'Subject: Your form',
    `Message-ID: <${id}@sfdc.example>`,
    'Date: Sat, 21 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Please fill in the form.',
    '--b',
    'Content-Type: application/pdf; name=form.pdf',
    'Content-Disposition: attachment; filename=form.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.4 invented').toString('base64'),
    '--b--',
    '',
  ].join('\r\n')
}
