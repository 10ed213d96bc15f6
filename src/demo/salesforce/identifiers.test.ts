import { describe, expect, it } from 'vitest'
import {
  caseReference,
  lightningMessageId,
  longId,
  longMessageId,
  oldCaseReference,
  orgLabel,
  recipientOfVerp,
  threadToken,
  verpAddress,
} from './identifiers.ts'

const ORG = '00D4x000001DEMO'

describe('identifiers', () => {
  it.each([
    ['00D8d000003TRx3', 'EAG', '8d-3trx3eag'],
    ['00DA0000000Hu5a', 'MAC', 'a-hu5amac'],
    ['00D4x000004z0H4', 'EAI', '4x-4z0h4eai'],
  ])('derives checksum and bounce label of %s', (org, check, label) => {
    expect(longId(org)).toBe(org + check)
    expect(orgLabel(org)).toBe(label)
  })

  it('writes case references in both encodings', () => {
    expect(caseReference('00D1U0000013lbu', '500Kd0000300s0L')).toBe('ref:!00D1U013lbu.!500Kd0300s0L:ref')
    expect(caseReference('00Db0000000K8yP', '500Kd0000300s0L')).toMatch(/^ref:!00Db00K8yP\./)
    expect(oldCaseReference('00D4000000007XSp'.slice(0, 15), '500330000vj08wX')).toMatch(/^ref:_00D40[0-9A-Za-z]+\._50033[0-9A-Za-z]+:ref$/)
  })

  it('writes Message-IDs and tokens of the seen lengths and alphabets, different by seed, equal for equal seeds', () => {
    expect(longMessageId('1')).toMatch(/^<[\w-]{5}0{45}[A-Z0-9]{6}00[\w-]{22}@sfdc\.net>$/)
    expect(lightningMessageId('1')).toMatch(/^<[\w-]{22}\.[\w-]{23}@sfdc\.net>$/)
    expect(threadToken('1')).toMatch(/^thread::[\w-]{23}::$/)
    expect(lightningMessageId('1')).toContain(threadToken('1').slice(8, 31))
    expect(longMessageId('1')).toBe(longMessageId('1'))
    expect(longMessageId('1')).not.toBe(longMessageId('2'))
  })

  it('binds a return path to recipient and organisation', () => {
    const address = verpAddress('ann.lee@clinic-tls13.test', ORG, '7')
    expect(address).toMatch(
      /^ann\.lee=clinic-tls13\.test__0-[0-9a-z]{14}\.[0-9a-z]{16}@[0-9a-z]{16}\.[0-9a-z]{7}\.[a-z0-9-]+\.um8\.bnc\.salesforce\.com$/,
    )
    expect(address).toContain(`.${orgLabel(ORG)}.`)
    expect(recipientOfVerp(address)).toBe('ann.lee@clinic-tls13.test')
    expect(recipientOfVerp('desk@example-health.test')).toBeUndefined()
  })
})
