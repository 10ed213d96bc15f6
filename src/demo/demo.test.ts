// The whole demo as a test: every copy must take the way that the mailbag expects, and nothing that was asked to be protected may have
// crossed in the clear.
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type DemoResult, runDemo } from './demo.ts'
import type { DemoLine } from './demo-copies.ts'
import { composeTransactions, type SalesforceMail } from './salesforce/compose.ts'
import { MAILBAG } from './salesforce/mailbag.ts'

let result: DemoResult
const printed: string[] = []
const said: string[] = []
beforeAll(async () => {
  result = await runDemo({
    once: true,
    json: true,
    colour: false,
    print: (line) => void printed.push(line),
    say: (line) => void said.push(line),
    stop: new AbortController().signal,
  })
}, 120_000)

const ANY_ORG = { id: '00D4x000001DEMO', relay: { host: 'mail-gw.example-health.test', port: 587 } }

function lineOf(mail: SalesforceMail, recipient: string): DemoLine | undefined {
  const [first] = composeTransactions(mail, ANY_ORG, 0)
  return result.lines.find((line) => line.recipient === recipient && line.messageId === first?.messageId)
}

describe('postern demo --once --json', () => {
  it('brings every copy to rest', () => {
    expect(result.unfinished).toEqual([])
    expect(printed.map((line) => JSON.parse(line))).toEqual(result.lines)
  })

  it.each(
    MAILBAG.flatMap(({ shows, mail, expect: expected }) =>
      Object.entries(expected).map(([recipient, way]) => ({ shows, mail, recipient, way })),
    ),
  )('$shows ($recipient)', ({ mail, recipient, way }) => {
    const line = lineOf(mail, recipient)
    expect(line).toMatchObject({ route: way.route, state: way.state })
    expect(line?.rules).toContain(way.rule)
    if (way.route === 'direct' && way.state === 'delivered') expect(line?.tls?.version).toMatch(/^TLSv1\.[23]$/)
    else expect(line?.tls).toBeNull()
  })

  it('says what runs, warns, tells Salesforce of failures without blaming good addresses, and ends with a link', () => {
    const text = said.join('\n')
    expect(text).toContain('Shortened schedule')
    expect(text).toContain('WARNING: this policy says `link-over: any`')
    expect(text).toContain('nina@insurer-rejects.test: hard bounce 5.1.1, Salesforce marks the address of the contact as bad')
    expect(text).toMatch(/omar@dental-tls12\.test: hard bounce 5\.7\.\d+, Salesforce leaves the contact alone/)
    expect(text).not.toContain('OBJECTS')
    expect(text).toContain('the repeat was recognised and not delivered again')
    const [, verified, signed] = /(\d+) of (\d+) signed messages that arrived still verify/.exec(text) ?? []
    expect(Number(signed)).toBeGreaterThanOrEqual(result.lines.filter(({ tls }) => tls).length)
    expect(verified).toBe(signed)
    expect(text).toMatch(/got is a link, which ends with this run:\n {2}http:\/\/127\.0\.0\.1:\d+\/portal\/\S+/)
  })

  it('leaves nothing behind', () => {
    const folder = /Configuration (.*)\/postern\.yaml/.exec(said.join('\n'))?.[1] ?? ''
    expect(folder).toContain('postern-demo-')
    expect(existsSync(folder)).toBe(false)
  })
})
