// The officer's own words while the gateway runs: a dictionary that grows is looked for from then on, in mail that is held as well; a consent counts for the
// recipient who gave it, on the record.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordConsent, withdrawConsent } from '../../src/pipeline/consents.ts'
import { decideRecipients, inspectMessage } from '../../src/pipeline/decide.ts'
import { createInspector, type Inspector } from '../../src/pipeline/inspector.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const POLICY = `policy: words
default:
  deliver: encrypted
dictionaries:
  clinic: { file: words.txt }
detectors:
  member-id:
    pattern: '\\bXH[0-9]{9}\\b'
    check: luhn
    examples: { match: [XH000000018], ignore: [XH000000019] }
rules:
  - id: clinic
    when: { found: clinic }
    then: { hold: "A word of the clinic" }
  - id: member
    overridable: true
    when: { found: member-id }
    then: { deliver: authenticated }
  - id: plain
    when: { consent: plain-mail }
    then: { deliver: any, except: [member], reason: "asked for" }
`
const TO = 'pat@clinic-tls13.test'

let postern: TestGateway
let folder: string
let inspector: Inspector
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-words-'))
  await writeFile(join(folder, 'words.txt'), 'lymphoma\n')
  postern = await startTestGateway({ policy: POLICY, folder })
  inspector = createInspector({ workers: 1, timeout: 30_000, memory: 256 * 1024 ** 2 })
})
afterAll(async () => {
  await inspector?.close()
  await postern?.close()
  await rm(folder, { recursive: true, force: true })
})

/** What a person's decision is made with. */
function parts() {
  const { policy } = postern.gateway
  if (!policy) throw new Error('it does not decide')
  return { ...postern.gateway, policy: policy.current, inspector }
}

const rulesOf = (copies: Awaited<ReturnType<TestGateway['deliver']>>['copies']) => copies[0]?.verdict?.rules

describe('words of the officer', () => {
  it('a detector and a dictionary of the policy are looked for', async () => {
    expect(rulesOf((await postern.deliver({ to: TO, text: 'Member XH000000018' })).copies)).toEqual(['member'])
    expect(rulesOf((await postern.deliver({ to: TO, text: 'Member XH000000019' })).copies)).toEqual(['default'])
    expect(rulesOf((await postern.deliver({ to: TO, text: 'a lymphoma' })).copies)).toEqual(['clinic', 'default'])
  })

  it('a dictionary that changed is looked for in the next mail, and in mail that is held', async () => {
    const before = await postern.deliver({ to: TO, text: 'a lymphoma, and a sarcoma' })
    expect(rulesOf((await postern.deliver({ to: TO, text: 'a sarcoma' })).copies)).toEqual(['default'])
    await writeFile(join(postern.folder, 'words.txt'), 'sarcoma\n')
    expect(await postern.gateway.policy?.reload()).toEqual([])
    expect(rulesOf((await postern.deliver({ to: TO, text: 'a sarcoma' })).copies)).toEqual(['clinic', 'default'])
    expect(rulesOf((await postern.deliver({ to: TO, text: 'a lymphoma' })).copies)).toEqual(['default'])
    const held = await postern.gateway.store.message(before.message)
    if (!held) throw new Error('it is gone')
    const result = await inspectMessage(parts(), held.message)
    expect(result.ok && result.inspection.findings.map(({ detector, value }) => [detector, value])).toEqual([['clinic', 'sarcoma']])
  })

  it('no verdict rests on an inspection for another policy', async () => {
    const { message } = await postern.deliver({ to: TO, text: 'nothing' })
    const found = await postern.gateway.store.message(message)
    if (!found) throw new Error('it is gone')
    const result = await inspectMessage(parts(), found.message)
    const [decided] = await decideRecipients(parts(), found.message, found.recipients, { ...result, scan: 'another' } as typeof result)
    expect(decided?.verdict).toMatchObject({
      action: 'hold',
      protection: 'portal',
      reasons: ['The message was inspected for another policy'],
    })
  })
})

describe('consent', () => {
  it('counts for the recipient who gave it, until it is withdrawn, and the ledger says which', async () => {
    const mail = { to: [TO, 'lee@clinic-tls13.test'], text: 'Member XH000000018' }
    const id = await recordConsent(parts(), { address: TO, kind: 'plain-mail', wording: '2026-03', actor: 'cli:desk', reason: 'form' })
    const { copies, events } = await postern.deliver(mail)
    const verdicts = copies.map(({ verdict }) => [verdict?.protection, verdict?.rules])
    expect(verdicts).toContainEqual(['any', ['plain']])
    expect(verdicts).toContainEqual(['authenticated', ['member']])
    const decided = events.filter(({ kind, data }) => kind === 'recipient.decided' && data.protection === 'any')
    expect(decided.map(({ data }) => data.consents)).toEqual([[{ id, kind: 'plain-mail', wording: '2026-03', rules: ['plain'] }]])
    await withdrawConsent(parts(), id, { actor: 'cli:desk', reason: 'by phone' })
    expect((await postern.deliver({ ...mail, subject: 'again' })).copies.map(({ verdict }) => verdict?.protection)).toEqual([
      'authenticated',
      'authenticated',
    ])
  })
})
