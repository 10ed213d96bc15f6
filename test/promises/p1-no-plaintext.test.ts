// P1: a message whose verdict asks for protection never crosses a connection that does not meet it, whatever breaks.
// Guards defended: `admit` before MAIL FROM (src/gate/admit.ts), the verdict of the live session over the remembered one (src/delivery), the notice's
// demand (src/policy/plan-route.ts), fail-closed decisions (src/pipeline/decide.ts).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Personality } from '../../src/demo/internet/personality.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { createOwnClock } from '../support/own-clock.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let test: TestGateway
beforeAll(async () => {
  test = await startTestGateway({ config: { delivery: { retry: ['1s'], 'tls-wait': '1s', unknown: { direct: 'park' } } } })
})
afterAll(() => test.close())

const SECRET = 'MRN 12345678, date of birth 1971-02-03'

/** Everything that a wiretap would have read: commands, addresses, content, or a link. */
function overheard(server: RecipientServer): string {
  return server.connections.map(({ plaintext }) => plaintext).join('\n')
}

const BAD_FOR_ENCRYPTED: readonly Personality[] = [
  'no-starttls',
  'tls10',
  'broken-handshake',
  'eof-handshake',
  'starttls-454',
  'injection',
  'rsa1024',
]
const BAD_FOR_AUTHENTICATED: readonly Personality[] = ['expired', 'self-signed', 'wrong-name']

describe('P1 no plaintext', () => {
  it.each([...BAD_FOR_ENCRYPTED, ...BAD_FOR_AUTHENTICATED])(
    'authenticated mail to a server that is %s: not a byte of the envelope',
    async (personality) => {
      const domain = `p1-${personality}.test`
      const [server] = await test.internet.add(domain, [personality])
      const { copies } = await test.deliver({ to: `bea@${domain}`, subject: '[authenticated]', text: SECRET })
      expect(copies.map(({ state }) => state)).toEqual(['held'])
      expect(server?.received).toEqual([])
      expect(overheard(server as RecipientServer)).not.toMatch(/MAIL FROM|RCPT TO|DATA|portal/i)
    },
  )

  it.each(BAD_FOR_ENCRYPTED)('the default level to a server that is %s: neither mail nor link in the clear', async (personality) => {
    const domain = `p1-default-${personality}.test`
    const [server] = await test.internet.add(domain, [personality])
    const { copies } = await test.deliver({ to: `bea@${domain}`, text: SECRET })
    expect(copies.map(({ state }) => state)).toEqual(['held'])
    expect(overheard(server as RecipientServer)).not.toMatch(/MAIL FROM|RCPT TO|portal/i)
  })

  it('a server that was good when it was probed and is bad when the mail goes', async () => {
    const domain = 'p1-turncoat.test'
    const [server] = await test.internet.add(domain, ['good'])
    const first = await test.deliver({ to: `bea@${domain}`, subject: '[authenticated]' })
    expect(first.copies[0]?.state).toBe('delivered')
    await server?.become('no-starttls')
    // The kept connection was proved and may be used up; what counts is that nothing ever goes in the clear.
    for (let i = 0; i < 3; i++) await test.deliver({ to: `bea@${domain}`, subject: '[authenticated]', text: SECRET })
    expect(overheard(server as RecipientServer)).not.toMatch(/MAIL FROM|RCPT TO/i)
  })

  it('the second host takes over only under its own proof; the first never hears of the mail', async () => {
    const [bad, good] = await test.internet.add('p1-two.test', ['no-starttls', 'good'])
    const { copies } = await test.deliver({ to: 'bea@p1-two.test', subject: '[authenticated]', text: SECRET })
    expect(copies[0]?.state).toBe('delivered')
    expect(good?.received).toHaveLength(1)
    expect(overheard(bad as RecipientServer)).not.toMatch(/MAIL FROM/i)
  })

  it('min-tls: 1.3 is not met by 1.2', async () => {
    const [server] = await test.internet.add('p1-tls12.test', ['tls12'])
    const { copies } = await test.deliver({ to: 'bea@p1-tls12.test', subject: '[tls13]', text: SECRET })
    expect(copies[0]?.state).not.toBe('delivered')
    expect(server?.received.some(({ data }) => data.includes('MRN'))).toBe(false)
  })

  it('the portal link counts as the content: no notice in the clear, the copy is held', async () => {
    const [server] = await test.internet.add('p1-link.test', ['no-starttls'])
    const { copies, events } = await test.deliver({ to: 'bea@p1-link.test', subject: '[portal]', text: SECRET })
    expect(copies[0]?.state).toBe('held')
    expect(server?.received).toEqual([])
    expect(events.some(({ kind }) => kind === 'recipient.held')).toBe(true)
  })

  it('only the officer’s recorded exception lets the link cross such a hop, and then only the link', async () => {
    const [server] = await test.internet.add('p1-link-over.test', ['no-starttls'])
    const { copies } = await test.deliver({ to: 'bea@p1-link-over.test', subject: '[portal-over-any]', text: SECRET })
    expect(copies[0]?.state).toBe('awaiting-pickup')
    expect(server?.received).toHaveLength(1)
    expect(overheard(server as RecipientServer)).not.toContain('MRN')
    expect(overheard(server as RecipientServer)).not.toContain('portal-over-any')
  })

  it('name servers that break are unknown, and unknown is not secure: the mail waits', async () => {
    const [server] = await test.internet.add('p1-servfail.test', ['no-starttls'])
    test.internet.nameServer.fail('p1-servfail.test', 'servfail')
    await test.send({ to: 'bea@p1-servfail.test', subject: '[authenticated]', text: SECRET })
    const [copy] = await test.settled(undefined, ({ state }) => state === 'deferred')
    expect(copy?.state).toBe('deferred')
    expect(overheard(server as RecipientServer)).toBe('')
  })
})

describe('the session counts, not what is remembered', () => {
  it('a certificate that was good at the first mail and has expired at the second', async () => {
    const clock = createOwnClock()
    const own = await startTestGateway({ clock })
    try {
      const [server] = (await own.internet.add('p1-renewal.test', ['good'])) as [RecipientServer]
      expect((await own.deliver({ to: 'bea@p1-renewal.test', subject: '[authenticated]' })).copies[0]?.state).toBe('delivered')
      await server.become('expired')
      // The kept connection is given up; the verdict is remembered for a day.
      clock.advance(3600_000)
      expect((await own.deliver({ to: 'bea@p1-renewal.test', subject: '[authenticated]', text: SECRET })).copies[0]?.state).toBe('held')
      expect(server.received).toHaveLength(1)
    } finally {
      await own.close()
    }
  })
})
