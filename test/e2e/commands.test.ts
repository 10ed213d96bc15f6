// Commands that need no gateway, as a person meets them: exit codes, the JSON of design §7, and errors that say where, what and the fix.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import { objects, postern, type Ran, ROOT } from './postern.ts'

// Children of a busy machine are slow to start; what is waited for is a state, never a time.
vi.setConfig({ testTimeout: 60_000 })

const POLICY = join(ROOT, 'policies/hipaa.yaml')
const MAIL = [
  'From: ana@example-health.org',
  'To: pat@example.org, desk@example-health.org',
  'Subject: Your results',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Patient MRN <b>48213377</b>.</p><p>Diagnosis: type 2 diabetes</p>',
  '--b',
  'Content-Type: application/pdf; name=form.pdf',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('%PDF-1.4 invented').toString('base64'),
  '--b--',
  '',
].join('\r\n')

let folder: string
let mail: string
let internet: Internet

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-e2e-'))
  mail = join(folder, 'mail.eml')
  await writeFile(mail, MAIL)
  internet = await startInternet({ domains: ['clinic-tls13.test', 'hospice-two-mx.test', 'rehab-null-mx.test'] })
}, 30_000)

afterAll(async () => {
  await internet.close()
  await rm(folder, { recursive: true, force: true })
})

describe('usage', () => {
  it('--help lists every command, and each exit goes to the right stream', async () => {
    const [help, none, version] = await Promise.all([postern(['--help']), postern([]), postern(['--version'])])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const command of [
      'demo',
      'init',
      'start',
      'config',
      'policy',
      'detect',
      'extract',
      'probe',
      'route',
      'message',
      'queue',
      'quarantine',
    ])
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
    expect(none).toMatchObject({ code: 2, stdout: '' })
    expect(none.stderr).toContain('Usage: postern')
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  const wrong: readonly { readonly args: readonly string[]; readonly code: number; readonly says: RegExp }[] = [
    { args: ['queu'], code: 2, says: /unknown command 'queu'\n\(Did you mean queue\?\)/ },
    { args: ['message', 'list', '--jsn'], code: 2, says: /unknown option '--jsn'\n\(Did you mean --json\?\)/ },
    { args: ['queue', 'cancel', '01x'], code: 2, says: /required option '--reason <text>' not specified/ },
    { args: ['start', '-c', '/nowhere/postern.yaml'], code: 2, says: /postern\.yaml:1:1.*no such file; `postern init` writes one/ },
    { args: ['policy', 'explain', '/nowhere.eml', '-p', POLICY], code: 2, says: /\/nowhere\.eml cannot be read \(ENOENT\)/ },
  ]
  it.each(wrong)('postern $args', async ({ args, code, says }) => {
    const ran: Ran = await postern(args, { cwd: folder })
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toMatch(says)
  })
})

describe('looking at a message', () => {
  it('extract shows the text that detectors see, and says what cannot be read', async () => {
    const [answer] = await objects<{ parts: { path: string; type: string; name: string; text: string; uninspectable?: string }[] }>([
      'extract',
      mail,
    ])
    expect(answer?.parts.find(({ type }) => type === 'text/html')?.text).toContain('MRN 48213377.')
    expect(answer?.parts.find(({ path }) => path === '2')).toMatchObject({
      name: 'form.pdf',
      uninspectable: expect.stringContaining('PDF'),
    })
  })

  it('policy explain names rules, evidence and each recipient’s verdict, and never the matched text', async () => {
    const ran = await postern(['policy', 'explain', mail, '--policy', POLICY, '--json'])
    expect(ran.code).toBe(0)
    const answer = JSON.parse(ran.stdout)
    expect(answer.rules.filter((rule: { matched: boolean }) => rule.matched)).toMatchObject([
      { id: 'phi', evidence: expect.arrayContaining([expect.objectContaining({ condition: 'found', detector: 'mrn' })]) },
    ])
    expect(answer.recipients).toMatchObject([
      { recipient: 'pat@example.org', action: 'hold', protection: 'authenticated', otherwise: ['portal'], rules: ['phi', 'uninspectable'] },
      { recipient: 'desk@example-health.org', action: 'hold', rules: ['uninspectable', 'default'] },
    ])
    expect(answer.uninspectable).toMatchObject([{ type: 'application/pdf' }])
    expect(ran.stdout).not.toContain('48213377')
  })

  it('detect reads standard input', async () => {
    const text = 'SSN 123-45-6789'
    const ran = await postern(['detect', '--json'], { input: text })
    const { findings } = JSON.parse(ran.stdout)
    expect(findings).toEqual([{ detector: 'us-ssn', start: 4, end: 15, confidence: expect.anything() }])
  })
})

describe('policy check', () => {
  it('exit 1, with file, line, column and the fix for each mistake', async () => {
    const path = join(folder, 'mine.yaml')
    await writeFile(
      path,
      [
        'policy: mine',
        'default: { deliver: encrypted }',
        'rules:',
        '  - id: a',
        '    when: { fond: us-ssn }',
        '    then: { redact: x }',
        '',
      ].join('\n'),
    )
    const ran = await postern(['policy', 'check', 'mine.yaml'], { cwd: folder })
    expect(ran.code).toBe(1)
    expect(ran.stdout).toMatch(/^mine\.yaml:5:13\b.*fond/m)
    expect(ran.stdout).toMatch(/^mine\.yaml:6:21\b.*redact.*a map of keys/m)
    expect(ran.stdout).toMatch(/fix: /)
  })
})

describe('probe', () => {
  it('one object a domain: hosts, verdicts, and what each protection would do', async () => {
    const place = ['--resolver', internet.resolverAddress, '--ca', join(folder, 'ca.pem'), '--port', String(internet.port)]
    await writeFile(join(folder, 'ca.pem'), internet.caPem)
    const answers = await objects<{ domain: string; verdict: string; mx: object[]; outcomes: object }>([
      'probe',
      'clinic-tls13.test',
      'hospice-two-mx.test',
      'rehab-null-mx.test',
      ...place,
    ])
    expect(answers.map(({ domain, verdict }) => [domain, verdict])).toEqual([
      ['clinic-tls13.test', 'pkix-verified'],
      ['hospice-two-mx.test', 'no-tls + pkix-verified'],
      ['rehab-null-mx.test', 'null-mx'],
    ])
    expect(answers[0]).toMatchObject({
      mx: [
        {
          host: 'mx1.clinic-tls13.test',
          preference: 10,
          addresses: [expect.any(String)],
          verdict: 'pkix-verified',
          flags: expect.any(Array),
          reason: expect.any(String),
          tls: { version: 'TLSv1.3', cipher: expect.any(String), group: expect.any(String) },
          certificate: expect.any(Object),
          dane: { state: 'none' },
          sts: { state: 'none' },
        },
      ],
      outcomes: { encrypted: 'direct', authenticated: 'direct', 'dane-or-sts': 'portal', 'tls-1.3': 'direct' },
    })
    expect(answers[2]?.outcomes).toMatchObject({ encrypted: 'bounce' })
  })

  it('exit 3 where DNS does not answer', async () => {
    const ran = await postern(['probe', 'clinic-tls13.test', '--resolver', '127.0.0.1:1'])
    expect(ran.code).toBe(3)
  })
})
