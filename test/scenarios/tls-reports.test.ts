// TLS reports (RFC 8460): sessions of one day, counted through a restart, told on the next by signed mail and by HTTPS.
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import * as https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { simpleParser } from 'mailparser'
import { expect, it } from 'vitest'
import { createReportPoster } from '../../src/destination/post-tls-report.ts'
import { createTlsReports } from '../../src/pipeline/tls-reports.ts'
import { createResolver } from '../../src/platform/dns-client.ts'
import { createOwnClock } from '../support/own-clock.ts'
import { startTestGateway } from '../support/test-gateway.ts'

const DAY_MS = 86_400_000
const DOMAIN = 'clinic-tls13.test'

it('counts through a restart, and reports once, by signed mail and by HTTPS', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-tlsrpt-'))
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(join(folder, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const clock = createOwnClock()
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  const config = {
    tlsrpt: { enabled: true, organisation: 'Example Health', contact: 'tls@example-health.test' },
    dkim: [{ domain: 'example-health.test', selector: 'p1', key: join(folder, 'dkim.pem') }],
  }

  const first = await startTestGateway({ folder, clock, config })
  await first.deliver({ to: `ann@${DOMAIN}` })
  const [host] = first.internet.recipients[DOMAIN] ?? []
  await host?.become('expired')
  await first.deliver({ to: `ann@${DOMAIN}`, subject: '[authenticated] x' })
  await first.close()

  const test = await startTestGateway({ folder, clock, config })
  const { internet, gateway } = test
  const taken: { type: string | undefined; body: Buffer }[] = []
  const { cert, key } = await internet.ca.issue({ names: ['reports.clinic-tls13.test'] })
  const server = https.createServer({ cert, key }, async (request, response) => {
    taken.push({ type: request.headers['content-type'], body: Buffer.concat(await request.toArray()) })
    response.writeHead(201).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const resolver = createResolver({ servers: [internet.resolverAddress], clock })
  const poster = createReportPoster(resolver, { ca: internet.caPem, maxAddresses: 4, privateAddresses: 'allow' })
  try {
    const url = `https://reports.clinic-tls13.test:${(server.address() as AddressInfo).port}/in`
    internet.nameServer.set('reports.clinic-tls13.test', 'A', [{ type: 'A', address: '127.0.0.1' }])
    const record = `v=TLSRPTv1; rua=mailto:tls-reports@example-health.test,${url}`
    internet.nameServer.set(`_smtp._tls.${DOMAIN}`, 'TXT', [{ type: 'TXT', text: record }])
    const reports = createTlsReports({ ...gateway, resolver, post: poster.post })
    await reports.sendDue()
    expect(taken).toHaveLength(0)

    clock.advance(DAY_MS)
    await reports.sendDue()
    await reports.sendDue()
    expect(taken.map(({ type }) => type)).toEqual(['application/tlsrpt+gzip'])
    const report = JSON.parse(gunzipSync(taken[0]?.body ?? '').toString())
    expect(report).toMatchObject({
      'organization-name': 'Example Health',
      'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
      'contact-info': 'tls@example-health.test',
      policies: [{ policy: { 'policy-type': 'no-policy-found', 'policy-domain': DOMAIN } }],
    })
    expect(report.policies[0].summary['total-successful-session-count']).toBeGreaterThanOrEqual(1)

    const mailbox = internet.recipients['example-health.test']?.[0]
    const received = await mailbox?.waitFor(({ to }) => to.some(({ address }) => address.startsWith('tls-reports@')))
    const mail = await simpleParser(received?.data ?? '')
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/report', params: { 'report-type': 'tlsrpt' } })
    expect(mail.headers.get('tls-report-domain')).toBe(DOMAIN)
    expect(mail.headers.has('dkim-signature')).toBe(true)
    expect(mail.attachments[0]?.filename).toMatch(/^mail-gw\.example-health\.test!clinic-tls13\.test!\d+!\d+\.json\.gz$/)
    expect(JSON.parse(gunzipSync(mail.attachments[0]?.content ?? '').toString())).toEqual(report)
    expect(await poster.post(new URL('https://127.0.0.1/in'), Buffer.from(''))).toBe(false)
  } finally {
    server.closeAllConnections()
    server.close()
    await poster.close()
    resolver.close()
    await test.close()
    await rm(folder, { recursive: true })
  }
}, 30_000)
