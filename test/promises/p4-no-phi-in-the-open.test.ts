// P4: no subject, body, matched text or address in logs, metrics, errors, portal URLs, notices, or reports beyond RFC need; at rest all of it is sealed.
// Guards defended: sealing in src/pipeline/accept.ts, the log's cleaning (src/platform/log.ts), what DSN, notice and officer note are made of.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const SUBJECT = 'Quetzalcoatl lymphoma follow-up'
const BODY = 'Patient Wilhelmina Fotheringay, SSN 219-09-9999-x, takes zanubrutinib'
const SSN = '536-90-4399'
const RECIPIENT = 'wilhelmina.fotheringay'
/** Nothing of these may be found anywhere but in sealed form and in the mail itself. */
const NEEDLES = ['Quetzalcoatl', 'Wilhelmina', 'zanubrutinib', SSN, RECIPIENT, 'fotheringay']

let test: TestGateway
let over: RecipientServer
let reports: readonly string[]
beforeAll(async () => {
  test = await startTestGateway({ config: { officers: ['privacy@example-health.test'], delivery: { retry: ['1s'], 'tls-wait': '1s' } } })
  await test.internet.add('p4-reject.test', ['reject'])
  await test.internet.add('p4-no-tls.test', ['no-starttls'])
  over = (await test.internet.add('p4-over.test', ['good']))[0] as RecipientServer
  const text = `${BODY}\r\nHer number is ${SSN}.`
  for (const [domain, tag] of [
    ['clinic-tls13', ''],
    ['p4-reject', ''],
    ['p4-no-tls', ''],
    ['p4-over', '[portal]'],
    ['p4-over', '[hold]'],
    ['p4-over', '[reject]'],
  ]) {
    await test.deliver({ to: `${RECIPIENT}@${domain}.test`, subject: `${SUBJECT} ${tag}`, text })
  }
  const home = test.internet.recipients['example-health.test']?.[0] as RecipientServer
  // Two failure reports, a hold and two refusals of the gate or more: wait until they are all here.
  await home.waitFor(() => home.received.length >= 5)
  reports = home.received.map(({ data }) => data.toString('utf8'))
}, 60_000)
afterAll(() => test.close())

function leaks(text: string): readonly string[] {
  return NEEDLES.filter((needle) => text.toLowerCase().includes(needle.toLowerCase()))
}

describe('P4 no PHI in the open', () => {
  it('logs, at their most talkative', () => {
    expect(test.logLines.length).toBeGreaterThan(5)
    expect(leaks(test.logLines.join('\n'))).toEqual([])
  })

  it('an error whose words name a person, and a field that does, come out cleaned', () => {
    const before = test.logLines.length
    const error = new Error(`no such mailbox: ${RECIPIENT}@p4-over.test`, { cause: new Error(`asked for <${RECIPIENT}@p4-over.test>`) })
    test.gateway.log.error('test.error', { error })
    test.gateway.log.warn('test.field', { detail: `sent to ${RECIPIENT}@p4-over.test` })
    expect(test.logLines.length).toBe(before + 2)
    expect(leaks(test.logLines.slice(before).join(''))).toEqual([])
  })

  it('metrics and health', async () => {
    const base = `http://127.0.0.1:${test.gateway.listening.metrics}`
    for (const path of ['/metrics', '/readyz', '/healthz']) expect(leaks(await (await fetch(base + path)).text()), path).toEqual([])
  })

  it('everything on disk: database, write-ahead log, blobs, key files', () => {
    const files = readdirSync(join(test.folder, 'data'), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(test.folder, 'data', name),
    )
    const found = files
      .filter((file) => statSync(file).isFile())
      .flatMap((file) => leaks(readFileSync(file, 'latin1')).map((needle) => `${file}: ${needle}`))
    expect(files.some((file) => file.endsWith('.db'))).toBe(true)
    expect(found).toEqual([])
  })

  it('portal notice: sender, link and expiry, nothing of the message, no address in the link', async () => {
    const notice = over.received.map(({ data }) => data.toString('utf8')).find((mail) => mail.includes('/portal/o/')) ?? ''
    const plain = notice.replace(/=\r?\n/g, '')
    expect(plain).toContain('/portal/o/')
    expect(leaks(plain.replace(/^(To|Delivered-To):.*$/gim, ''))).toEqual([])
    expect(plain).not.toMatch(/<img|http:\/\/(?!127\.0\.0\.1)/)
  })

  it('reports and notes to sender and officers: the addresses that RFC 3464 needs, nothing else', () => {
    const secrets = NEEDLES.filter((needle) => !RECIPIENT.includes(needle.toLowerCase()) && needle !== 'Wilhelmina')
    for (const report of reports) {
      expect(secrets.filter((needle) => report.includes(needle))).toEqual([])
      expect(report).not.toMatch(/^Subject: .*(Quetz|lymph)/im)
    }
  })

  it('an error at the door quotes neither address nor header', async () => {
    const before = test.logLines.length
    await expect(
      test.send({ to: `${RECIPIENT}@p4-over.test`, raw: `From: a@b.test\r\nFrom: c@d.test\r\nSubject: ${SUBJECT}\r\n\r\nx\r\n` }),
    ).rejects.toThrow()
    expect(leaks(test.logLines.slice(before).join(''))).toEqual([])
  })

  it('the clear part of every event', async () => {
    const events = (
      await Promise.all((await test.gateway.store.messages({ limit: 100 })).map(({ id }) => test.gateway.store.events(id)))
    ).flat()
    expect(events.length).toBeGreaterThan(20)
    expect(leaks(JSON.stringify(events.map(({ sealed: _, ...open }) => open)))).toEqual([])
  })
})
