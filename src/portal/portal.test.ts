import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCertificateAuthority } from '../demo/internet/certificate-authority.ts'
import type { RecipientState } from '../domain/recipient-state.ts'
import { nextState } from '../domain/recipient-state.ts'
import type { Log } from '../platform/log.ts'
import { issueGrant } from '../reroute/portal/issue-grant.ts'
import type { Change, GrantRow, MessageRow, RecipientRow } from '../store/store.ts'
import { type Portal, type PortalOptions, startPortal } from './portal.ts'

const MAIL = Buffer.from(
  [
    'From: "Ada <script>alert(1)</script> Example" <ada@example-health.org>',
    'To: Pat <pat@clinic.example>',
    'Date: Tue, 3 Mar 2026 14:05:00 +0000',
    'Subject: Lymphoma results & <b>more</b>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p style="color:red;position:fixed">Hello <script>alert(2)</script><img src="http://tracker.example/p.gif" width="300">',
    '<img src="cid:logo@x" alt="Logo"><a href="javascript:alert(3)">x</a><a href="https://ok.example/">ok</a><form action="http://evil.example"><input name=q></form></p>',
    '--b',
    'Content-Type: image/png; name=logo.png',
    'Content-ID: <logo@x>',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: inline',
    '',
    'iVBORw0KGgo=',
    '--b',
    'Content-Type: text/html; name="../../r\u00e9sum\u00e9.html"',
    'Content-Disposition: attachment; filename="../../notes.html"',
    '',
    '<script>alert(4)</script>',
    '--b--',
    '',
  ].join('\r\n'),
)
const DAY = 86_400_000

function world() {
  let now = Date.UTC(2026, 2, 3, 15)
  const lines: string[] = []
  const record = (event: string, fields?: object) => void lines.push(JSON.stringify({ event, ...fields }))
  const log: Log = { debug: record, info: record, warn: record, error: record, child: () => log }
  const changes: Change[] = []
  const keyring = {
    open: (_role: string, box: Uint8Array) => Buffer.from(box).reverse(),
    hash: (purpose: string, text: string) => Buffer.from(`${purpose}|${text}|secret`).toString('hex').slice(-64) + text.length,
  }
  const issued = issueGrant({
    message: 'message-one',
    recipient: 'recipient-one',
    contentKey: Buffer.from('content key'),
    keyring: { sealTo: (_role, secret) => Buffer.from(secret).reverse() },
    url: 'http://portal.test',
    now,
    expires: now + 30 * DAY,
  })
  let grant: GrantRow | undefined = { ...issued.grant, state: 'open' }
  let state: RecipientState = 'awaiting-pickup'
  let bytes: Uint8Array = MAIL
  let broken = false
  const message = () => ({ id: 'message-one', size: bytes.length }) as MessageRow
  const store = {
    grant: async (hash: string) => (grant?.tokenHash === hash ? grant : undefined),
    message: async () => ({ message: message(), recipients: [] }),
    recipient: async () => ({ id: 'recipient-one', state }) as RecipientRow,
    apply: async (change: Change) => {
      for (const { move } of change.steps) {
        const next = move && nextState(state, move)
        if (move && next === undefined) return { ok: false as const, reason: 'illegal-transition' as const, detail: '' }
        if (next) state = next
      }
      changes.push(change)
      return { ok: true as const }
    },
  }
  async function* openContent(_message: MessageRow, key: Uint8Array) {
    expect(Buffer.from(key).toString()).toBe('content key')
    yield bytes.subarray(0, 10)
    if (broken) throw new Error('the seal is broken')
    yield bytes.subarray(10)
  }
  return {
    deps: { store, keyring, openContent, clock: { now: () => now, sleep: async () => undefined }, log },
    path: new URL(issued.link).pathname,
    token: issued.link.slice(-64),
    lines,
    kinds: () => changes.flatMap(({ steps }) => steps.map(({ event }) => event.kind)),
    events: () => changes.flatMap(({ steps }) => steps.map(({ event }) => event)),
    state: () => state,
    set: (what: { now?: number; grant?: Partial<GrantRow> | undefined; state?: RecipientState; bytes?: Uint8Array; broken?: boolean }) => {
      if (what.now !== undefined) now = what.now
      if ('grant' in what) grant = what.grant && { ...issued.grant, state: 'open', ...what.grant }
      state = what.state ?? state
      bytes = what.bytes ?? bytes
      broken = what.broken ?? broken
    },
    now: () => now,
  }
}

let gateway: ReturnType<typeof world>
let portal: Portal
const start = async (more: Partial<PortalOptions> = {}) => {
  portal = await startPortal({ host: '127.0.0.1', port: 0, url: 'http://portal.test', ...more }, gateway.deps)
}
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(portal.address + path, { method, headers, redirect: 'manual' })
const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] as string

/** Loads the landing page and presses its button. */
async function press(path = gateway.path, headers: Record<string, string> = {}, change: (csrf: string) => string = (csrf) => csrf) {
  const landing = await get(path)
  const csrf = /name="csrf" value="([^"]+)"/.exec(await landing.text())?.[1] ?? ''
  return fetch(portal.address + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookieOf(landing), ...headers },
    body: new URLSearchParams({ csrf: change(csrf) }),
  })
}

/** Presses the button and gives the view's path and cookie. */
async function reveal() {
  const pressed = await press()
  expect(pressed.status).toBe(303)
  return {
    path: pressed.headers.get('location') as string,
    cookie: cookieOf(pressed),
    setCookie: pressed.headers.get('set-cookie') as string,
  }
}

beforeEach(() => {
  gateway = world()
})
afterEach(() => portal.stop())

describe('the link', () => {
  it('is inert on GET and HEAD, however often and by whomever', async () => {
    await start()
    for (const method of ['GET', 'HEAD', 'GET']) expect((await get(gateway.path, { 'sec-purpose': 'prefetch' }, method)).status).toBe(200)
    expect(gateway.kinds()).toEqual([])
    expect(gateway.state()).toBe('awaiting-pickup')
  })

  it('shows nothing of the message before the button is pressed', async () => {
    await start()
    const page = await (await get(gateway.path)).text()
    expect(page).toContain('April 2, 2026')
    expect(page).not.toMatch(/Lymphoma|Ada|example-health|clinic|message-one|recipient-one/)
  })

  it('opens by the button, once collected and every opening recorded', async () => {
    await start()
    const first = await reveal()
    expect(first.path).toMatch(/^\/portal\/m\/[\w-]{22}$/)
    expect(first.setCookie).toMatch(/^postern-view=.*; Path=\/portal\/m\/[\w-]{22}; Max-Age=1800; HttpOnly; SameSite=Strict$/)
    expect(gateway.state()).toBe('collected')
    await reveal()
    expect(gateway.kinds()).toEqual(['portal.opened', 'portal.collected', 'portal.opened'])
    expect(
      gateway
        .events()
        .every(({ actor, message, recipient }) => actor === 'portal' && message === 'message-one' && recipient === 'recipient-one'),
    ).toBe(true)
  })

  it('records an opening that comes before the notice was confirmed, without a move', async () => {
    gateway.set({ state: 'unknown' })
    await start()
    await reveal()
    expect(gateway.kinds()).toEqual(['portal.opened'])
    expect(gateway.state()).toBe('unknown')
  })

  it('answers every link that does not open with one and the same page', async () => {
    await start()
    const pages = new Set<string>()
    const look = async (path: string) => {
      for (const response of [await get(path), await fetch(portal.address + path, { method: 'POST' })]) {
        expect(response.status).toBe(404)
        pages.add(await response.text())
      }
    }
    await look(`/portal/o/${'0'.repeat(64)}`)
    await look('/portal/o/short')
    gateway.set({ grant: { state: 'revoked' } })
    await look(gateway.path)
    gateway.set({ grant: {}, now: gateway.now() + 31 * DAY })
    await look(gateway.path)
    expect(pages.size).toBe(1)
    expect(gateway.kinds()).toEqual([])
  })

  it('refuses a form that is not its own, opens nothing, and offers the button again', async () => {
    await start()
    const attempts = [
      await press(gateway.path, { cookie: '' }),
      await press(gateway.path, { 'sec-fetch-site': 'cross-site' }),
      await press(gateway.path, {}, (csrf) => csrf.replace(/.$/, 'x')),
      await press(gateway.path, {}, () => ''),
    ]
    for (const response of attempts) {
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('press the button once more')
    }
    expect(gateway.kinds()).toEqual([])
  })

  it('counts nothing as collected whose content does not open', async () => {
    gateway.set({ broken: true })
    await start()
    expect((await press()).status).toBe(500)
    expect(gateway.state()).toBe('awaiting-pickup')
    expect(gateway.kinds()).toEqual([])
  })
})

describe('the message', () => {
  it('is shown with its sender, harmless, and loads nothing from elsewhere', async () => {
    await start()
    const { path, cookie } = await reveal()
    const response = await get(path, { cookie })
    const page = (await response.text()).replace(/<style>[\s\S]*?<\/style>/, '')
    expect(response.status).toBe(200)
    expect(page).toContain('Lymphoma results &#38; &#60;b&#62;more&#60;/b&#62;')
    expect(page).toContain('ada@example-health.org')
    expect(page).toContain('data:image/png;base64,iVBORw0KGgo=')
    expect(page).toContain('<a href="https://ok.example/" target="_blank" rel="noopener noreferrer nofollow">')
    expect(page).toContain('style="color:red"')
    expect(page).toContain('Pictures from other sites are not loaded')
    expect(page).not.toMatch(/<script|javascript:|tracker\.example|position|<form|<input|evil\.example|<iframe|<object/i)
    expect(page).toContain('notes.html')
    expect(page).not.toContain('logo.png')
  })

  it('belongs to the browser in which the button was pressed', async () => {
    await start()
    const one = await reveal()
    const two = await reveal()
    expect((await get(one.path)).status).toBe(403)
    expect((await get(one.path, { cookie: two.cookie })).status).toBe(403)
    expect((await get(one.path, { cookie: one.cookie.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).status).toBe(403)
    expect((await get(one.path, { cookie: one.cookie })).status).toBe(200)
  })

  it('closes after half an hour unused, stays open while it is used, and never beyond the day’s limit', async () => {
    await start({ view: { total: 60 * 60_000 } })
    const { path, cookie } = await reveal()
    gateway.set({ now: gateway.now() + 20 * 60_000 })
    const used = await get(path, { cookie })
    const longer = cookieOf(used)
    expect(longer).not.toBe('')
    gateway.set({ now: gateway.now() + 20 * 60_000 })
    expect((await get(path, { cookie })).status).toBe(403)
    expect((await get(path, { cookie: longer })).status).toBe(200)
    gateway.set({ now: gateway.now() + 25 * 60_000 })
    expect((await get(path, { cookie: longer })).status).toBe(403)
  })

  it('is gone at once when the grant is revoked or ends', async () => {
    await start()
    const { path, cookie } = await reveal()
    gateway.set({ grant: { state: 'revoked' } })
    for (const what of ['', '/a/1', '/message.eml']) expect((await get(path + what, { cookie })).status).toBe(404)
    gateway.set({ grant: { expiresAt: gateway.now() } })
    expect((await get(path, { cookie })).status).toBe(404)
  })

  it('hands attachments over as files under a safe name, and records it', async () => {
    await start()
    const { path, cookie } = await reveal()
    const file = await get(`${path}/a/1`, { cookie })
    expect(file.headers.get('content-type')).toBe('application/octet-stream')
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="_.._notes.html"')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    expect(await file.text()).toContain('alert(4)')
    const whole = await get(`${path}/message.eml`, { cookie })
    expect(Buffer.from(await whole.arrayBuffer()).equals(MAIL)).toBe(true)
    expect(
      gateway
        .events()
        .filter(({ kind }) => kind === 'portal.downloaded')
        .map(({ data }) => data.part),
    ).toEqual([1, 'message'])
    for (const missing of ['/a/99', '/a/-1', '/a/x', '/a/1e1']) expect((await get(path + missing, { cookie })).status).toBe(404)
    expect((await get(`${path}/a/1`, { cookie }, 'HEAD')).status).toBe(404)
  })

  it('is given to few requests of one link at once, however slowly they fetch it', async () => {
    // More than the buffers of two sockets hold.
    gateway.set({ bytes: Buffer.concat([MAIL, Buffer.alloc(24 * 1024 * 1024, 'x\r\n')]) })
    await start()
    const { path, cookie } = await reveal()
    const slow: Socket[] = []
    for (let n = 0; n < 2; n++) {
      const socket = connectPlain(Number(new URL(portal.address).port), '127.0.0.1')
      slow.push(socket)
      socket.write(`GET ${path}/message.eml HTTP/1.1\r\nHost: portal.test\r\nCookie: ${cookie}\r\n\r\n`)
      const [first] = (await once(socket, 'data')) as [Buffer]
      socket.pause()
      expect(first.toString('latin1')).toMatch(/^HTTP\/1\.1 200/)
    }
    for (const what of ['', '/a/1', '/message.eml']) expect((await get(path + what, { cookie })).status).toBe(503)
    slow[0]?.destroy()
    const again = async () => {
      const response = await get(`${path}/message.eml`, { cookie })
      await response.body?.cancel()
      return response.status
    }
    await vi.waitFor(async () => expect(await again()).toBe(200), { timeout: 5000, interval: 50 })
    // Nor does the one that is still fetching hold up the end.
    await portal.stop(50)
    await once(slow[1]?.resume() as Socket, 'close')
  })

  it('that cannot be read can still be saved', async () => {
    gateway.set({ bytes: Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(3000)}--b--\r\n`) })
    await start()
    const { path, cookie } = await reveal()
    const page = await (await get(path, { cookie })).text()
    expect(page).toContain('cannot be shown here')
    expect(page).toContain(`${path}/message.eml`)
  })
})

describe('every answer', () => {
  it('forbids framing, storing, indexing, referring and loading', async () => {
    await start({ url: 'https://portal.test' })
    for (const path of [
      gateway.path,
      '/',
      '/nothing',
      '/portal/m/x',
      '/robots.txt',
      '/portal/o/%zz',
      `/portal/o/${'a'.repeat(5000)}`,
      '/%ff',
    ]) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy')).toMatch(
        /default-src 'none';style-src 'sha256-[^']+';img-src 'self' data:;form-action 'self';frame-ancestors 'none';base-uri 'none'/,
      )
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-robots-tag')).toContain('noindex')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-powered-by')).toBeNull()
    }
    expect((await get(gateway.path)).headers.get('set-cookie')).toMatch(/^__Secure-postern-form=[\w-]{22}; Path=\/portal\/o; .*; Secure$/)
  })

  it('quotes nothing of a URL that cannot be read', async () => {
    await start()
    for (const [path, status] of [
      [`${gateway.path}%zz`, 400],
      [`${gateway.path}${'a'.repeat(200)}`, 414],
    ] as const) {
      const response = await get(path)
      const page = await response.text()
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(page).toContain('That did not work')
      expect(page + gateway.lines.join()).not.toContain(gateway.token)
    }
  })

  it('takes forms and nothing else', async () => {
    await start()
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', ';;']) {
      const response = await fetch(portal.address + gateway.path, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"csrf":"x"}',
      })
      expect(response.status).toBe(415)
    }
    expect(gateway.kinds()).toEqual([])
  })

  it('leaves no token, address or subject in the log', async () => {
    await start()
    const { path, cookie } = await reveal()
    await get(path, { cookie })
    await get(`${gateway.path}/more`)
    await get(`/portal/o/${gateway.token}%ff`)
    gateway.set({ broken: true })
    await get(path, { cookie })
    const log = gateway.lines.join('\n')
    expect(log).toContain('"route":"/portal/o/:token"')
    expect(log).toContain('web.failed')
    for (const secret of [gateway.token, path.slice(-22), 'ada@', 'pat@', 'Lymphoma', cookie, '127.0.0.1'])
      expect(log).not.toContain(secret)
  })

  it('goes over TLS with its own certificate, and takes a renewed one while it runs', async () => {
    const ca = await createCertificateAuthority()
    const old = await ca.issue({ names: ['portal.test'] })
    const renewed = await ca.issue({ names: ['portal.test'] })
    await start({ url: 'https://portal.test', cert: old.cert, key: old.key })
    expect(portal.address).toMatch(/^https:/)
    const serial = () =>
      new Promise((resolve, reject) => {
        const socket = connect(
          { host: '127.0.0.1', port: Number(new URL(portal.address).port), servername: 'portal.test', ca: ca.pem },
          () => {
            resolve(socket.getPeerCertificate().serialNumber)
            socket.destroy()
          },
        )
        socket.on('error', reject)
      })
    const before = await serial()
    portal.renew(renewed)
    expect(await serial()).not.toBe(before)
  })

  it('slows down an address that asks too often, and believes a proxy only when told to', async () => {
    await start({ limits: { requestsPerMinute: 3, formsPerMinute: 1 } })
    const asked = async (from: string) => (await get('/', { 'x-forwarded-for': from })).status
    expect([await asked('192.0.2.1'), await asked('192.0.2.2'), await asked('192.0.2.3'), await asked('192.0.2.4')]).toEqual([
      200, 200, 200, 429,
    ])
    await portal.stop()
    await start({ limits: { requestsPerMinute: 1 }, trustedProxy: ['127.0.0.1'] })
    expect([await asked('192.0.2.1'), await asked('192.0.2.2'), await asked('192.0.2.2')]).toEqual([200, 200, 429])
    expect([await asked('2001:db8::1'), await asked('2001:db8::2'), await asked('2001:db8:0:1::2')]).toEqual([200, 429, 200])
  })
})
