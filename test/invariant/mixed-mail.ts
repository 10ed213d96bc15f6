// Messages of every demand, each with marks of its own: one in subject, body and a header field, which must never be read on a wire, and one in the
// recipient's address.
import type { TestMail } from '../support/test-gateway.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** What a message asks of the connection that carries it. */
export interface Ask {
  readonly tag: string
  readonly protection: 'any' | 'encrypted' | 'authenticated' | 'portal'
  readonly tls13?: true
  readonly proof?: true
}

export const ASKS: readonly Ask[] = [
  { tag: '', protection: 'encrypted' },
  { tag: '[authenticated]', protection: 'authenticated' },
  { tag: '[proof]', protection: 'authenticated', proof: true },
  { tag: '[tls13]', protection: 'encrypted', tls13: true },
  { tag: '[authenticated] [tls13]', protection: 'authenticated', tls13: true },
  { tag: '[portal]', protection: 'portal' },
  { tag: '[any]', protection: 'any' },
]

const rule = (id: string, then: string) => `  - id: ${id}
    title: "Asks for ${id}"
    when:
      subject:
        has: ["[${id}]"]
    then:
      ${then}
`

// The far end date is what makes a rule with `deliver: any` legal without a consent.
export const MIXED_POLICY = `policy: under-fire
default:
  deliver: encrypted
  otherwise: portal
rules:
${rule('authenticated', 'deliver: authenticated')}${rule('proof', 'deliver: authenticated\n      proof: dane-or-sts')}${rule('tls13', 'min-tls: "1.3"')}${rule('portal', 'deliver: portal')}  - id: any
    title: "Ordinary mail will do"
    until: 2099-12-31
    when:
      subject:
        has: ["[any]"]
    then:
      deliver: any
`

export interface Sent {
  readonly ask: Ask
  /** In subject, body and header. */
  readonly secret: string
  readonly recipients: readonly { readonly address: string; readonly domain: string }[]
  /** Id that the gateway gave. */
  readonly id: string
}

let count = 0

export function composeMixed(world: World, random: Random): { readonly mail: TestMail; readonly sent: Omit<Sent, 'id'> } {
  const ask = random.pick(ASKS)
  const number = `${process.pid.toString(36)}${(++count).toString(36)}`
  const secret = `SECRET-${number}-TERCES`
  const recipients = Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const domain = random.pick(world.domains).name
    return { address: `pat-${number}-${index}@${domain}`, domain }
  })
  const filler = `${'x'.repeat(70)}\r\n`.repeat(random.chance(0.1) ? 1 + random.below(4000) : random.below(8))
  const raw = [
    'From: Ana Example <ana@example-health.test>',
    `To: undisclosed-recipients:;`,
    `Subject: ${ask.tag} ${secret}`,
    `X-Chart: ${secret}`,
    `Message-ID: <${number}@sfdc.example>`,
    'Date: Sat, 21 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `The chart of ${secret}.`,
    filler,
  ].join('\r\n')
  return { mail: { to: recipients.map(({ address }) => address), raw }, sent: { ask, secret, recipients } }
}
