import { afterEach, expect, it } from 'vitest'
import { DEFAULT_CONTENT_LIMITS } from '../content/content-limits.ts'
import { createInspector, type Inspector } from './inspector.ts'

let inspector: Inspector
afterEach(() => inspector.close())

it('a reader keeps to the limits that the configuration gives', async () => {
  const part = '--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
  const mail = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(8)}--b--\r\n`)
  const unread = async (parts: number) => {
    inspector = createInspector({ workers: 1, timeout: 30_000, memory: 256 * 1024 * 1024, content: { ...DEFAULT_CONTENT_LIMITS, parts } })
    const result = await inspector.inspect(async () => mail)
    await inspector.close()
    return result?.ok ? result.inspection.view.uninspectable.length : undefined
  }
  expect(await unread(DEFAULT_CONTENT_LIMITS.parts)).toBe(0)
  expect(await unread(3)).toBeGreaterThan(0)
})
