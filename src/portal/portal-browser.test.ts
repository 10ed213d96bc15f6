// The portal in a real browser on a phone's screen: the way a recipient goes, without JavaScript, and axe-core's opinion of each page.
// PORTAL_SHOTS=folder keeps screenshots, light and dark, to look at.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Log } from '../platform/log.ts'
import { issueGrant } from '../reroute/portal/issue-grant.ts'
import type { MessageRow, RecipientRow } from '../store/store.ts'
import { type Portal, startPortal } from './portal.ts'

const SHOTS = process.env.PORTAL_SHOTS
const PHONE: BrowserContextOptions = { viewport: { width: 375, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
/** The package's own list would switch off web security and run everything in one process: a browser that nobody has. */
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-zygote']
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC'

const MAIL = [
  'From: "Ada Example, MD" <ada.example@example-health.org>',
  'To: Pat Sample <pat.sample@clinic.example>',
  'Cc: Records <records@example-health.org>',
  'Date: Tue, 3 Mar 2026 14:05:00 +0000',
  'Subject: Your appointment on Thursday and what to bring [ ref:!00D1U013lbu.!500Kd0300s0L:ref ]',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<div style="font-family:Arial;color:#000000"><p>Dear Pat,</p><p>we look forward to seeing you. Please bring your insurance card and the list below.</p>',
  '<table width="700" border="1" cellpadding="6" style="border-collapse:collapse"><tr><th scope="col">What</th><th scope="col">Why</th></tr><tr><td>Insurance card</td><td>For the desk</td></tr><tr><td>Medication list</td><td>So that nothing is forgotten</td></tr></table>',
  '<p>More at <a href="https://www.example-health.org/visit?with=a-rather-long-address-that-has-no-blank-to-break-at">our visitors’ page</a>.</p>',
  '<img src="cid:logo@x" alt="Example Health" width="40" height="40"><img src="https://tracker.example/pixel.gif" width="1" height="1">',
  '<img src="https://cdn.example/banner.png" width="600" alt="Banner"><blockquote>You wrote: may I come on Thursday?</blockquote><script>document.title="owned"</script></div>',
  '--b',
  'Content-Type: image/png',
  'Content-ID: <logo@x>',
  'Content-Transfer-Encoding: base64',
  '',
  PNG,
  '--b',
  'Content-Type: application/pdf; name="Directions and parking, building C, second floor.pdf"',
  'Content-Disposition: attachment; filename="Directions and parking, building C, second floor.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.alloc(48_000, '%PDF-1.4 invented ').toString('base64'),
  '--b--',
  '',
].join('\r\n')
const TEXT_MAIL =
  'From: ada.example@example-health.org\r\nTo: pat@clinic.example\r\nSubject: A note\r\n\r\nDear Pat,\r\n\r\nyour visit is on Thursday. See https://www.example-health.org/visit.\r\n\r\n> May I come on Thursday?\r\n'

let browser: Browser
let portal: Portal
let axe: string
const requests: string[] = []
const kinds: string[] = []
const links: Record<string, string> = {}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const bytes: Record<string, Buffer> = {
    html: Buffer.from(MAIL),
    text: Buffer.from(TEXT_MAIL),
    broken: Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(3000)}`),
  }
  const now = Date.UTC(2026, 2, 3, 15)
  const grants = Object.keys(bytes).map((message) => {
    const issued = issueGrant({
      message,
      recipient: message,
      contentKey: Buffer.from('k'),
      keyring: { sealTo: (_role, key) => key },
      url: 'http://portal.test',
      now,
      expires: now + 30 * 86_400_000,
    })
    links[message] = new URL(issued.link).pathname
    return { ...issued.grant, state: 'open' as const }
  })
  portal = await startPortal(
    { host: '127.0.0.1', port: 0, url: 'http://secure.example-health.org', limits: { requestsPerMinute: 1000, formsPerMinute: 1000 } },
    {
      store: {
        grant: async (hash) => grants.find(({ tokenHash }) => tokenHash === hash),
        message: async (id) => ({ message: { id, size: bytes[id]?.length } as MessageRow, recipients: [] }),
        recipient: async (id) => ({ id, state: 'awaiting-pickup' }) as RecipientRow,
        apply: async ({ steps }) => {
          kinds.push(...steps.map(({ event }) => event.kind))
          return { ok: true }
        },
      },
      keyring: {
        open: (_role, box) => new Uint8Array(box),
        hash: (purpose, text) => Buffer.from(`${purpose}${text}`).toString('hex').slice(-64),
      },
      openContent: async function* ({ id }) {
        yield bytes[id] as Buffer
      },
      clock: { now: () => now, sleep: async () => undefined },
      log: silent,
    },
  )
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ARGS,
    headless: true,
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

async function visit(context: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const window = await browser.newContext(context)
  try {
    const page = await window.newPage()
    page.setDefaultTimeout(10_000)
    page.on('request', (request) => requests.push(request.url()))
    await look(page)
  } finally {
    await window.close()
  }
}

/** axe-core needs script, which our pages do not allow: it is brought in from outside, past the page's policy. The other tests keep the policy. */
async function allowAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
}

async function faults(page: Page): Promise<readonly string[]> {
  const run = `axe.run(document,{resultTypes:['violations']}).then((result)=>result.violations.map(({id,impact,nodes})=>id+' '+impact+' '+nodes.map((node)=>node.html).join(' ')))`
  return (await page.evaluate(`${axe};${run}`)) as readonly string[]
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

async function open(page: Page, link: string): Promise<void> {
  await page.goto(portal.address + link)
  await page.getByRole('button', { name: 'Read the message' }).click()
  await page.waitForURL('**/portal/m/*')
}

describe('on a phone', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`the way from link to message has no fault that axe finds (${colorScheme})`, async () => {
      await visit({ ...PHONE, colorScheme }, async (page) => {
        await allowAxe(page)
        for (const [name, path] of [
          ['landing', links.html],
          ['closed', `/portal/o/${'0'.repeat(64)}`],
        ]) {
          await page.goto(portal.address + path)
          expect(await faults(page)).toEqual([])
          await shoot(page, `${name}-${colorScheme}`)
        }
        for (const kind of ['html', 'text', 'broken']) {
          await open(page, links[kind] as string)
          expect(await faults(page)).toEqual([])
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
          await shoot(page, `${kind}-${colorScheme}`)
        }
      })
    }, 60_000)
  }

  it('works without JavaScript, by keyboard alone, and saves an attachment', async () => {
    kinds.length = 0
    await visit({ ...PHONE, javaScriptEnabled: false, acceptDownloads: true }, async (page) => {
      await page.goto(portal.address + links.html)
      expect(kinds).toEqual([])
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/portal/m/*')
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Your appointment on Thursday')
      expect(await page.getByText('ada.example@example-health.org').isVisible()).toBe(true)
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Save Directions/ }).click()])
      expect(download.suggestedFilename()).toBe('Directions and parking, building C, second floor.pdf')
      expect((await readFile(await download.path())).length).toBe(48_000)
    })
    expect(kinds).toEqual(['portal.opened', 'portal.collected', 'portal.downloaded'])
  })

  it('runs none of the sender’s script and asks nothing of other hosts', async () => {
    requests.length = 0
    await visit({ viewport: { width: 1100, height: 800 } }, async (page) => {
      await open(page, links.html as string)
      await shoot(page, 'wide')
      expect(await page.title()).toBe('Secure message')
      expect(await page.locator('img').count()).toBe(1)
      expect(await page.evaluate('document.querySelector(".mail img").naturalWidth')).toBe(10)
    })
    expect(requests.filter((url) => !url.startsWith(portal.address) && !url.startsWith('data:'))).toEqual([])
  })
})
