import { describe, expect, it } from 'vitest'
import { underOverrides } from '../domain/override.ts'
import { requiringTls } from '../domain/require-tls.ts'
import type { Verdict } from '../domain/verdict.ts'
import { fallBack } from './fall-back.ts'

const VERDICT: Verdict = {
  action: 'deliver',
  protection: 'encrypted',
  standard: 'encrypted',
  portal: { auth: 'link', linkOver: 'any', expires: 1 },
  otherwise: ['portal'],
  via: ['portal'],
  notify: [],
  tags: [],
  rules: ['default'],
  reasons: [],
  exceptions: [],
  monitored: [],
  policyVersion: 'v',
}
const override = (terms: Parameters<typeof underOverrides>[1][number]['terms']) =>
  underOverrides(VERDICT, [{ id: 'o', domain: 'example.org', terms, until: 1 }], () => true).verdict

describe('a raised protection', () => {
  it.each<[string, Verdict]>([
    ['by a redaction that could not be done', fallBack(VERDICT, [{ action: 'deliver', deliver: 'portal' }], 'why')],
    ['by an override for the portal', override({ route: 'portal' })],
    ['by an override for a level', override({ protection: 'authenticated' })],
    ['by REQUIRETLS', requiringTls(VERDICT)],
  ])('takes away the exception for the link that was granted for a lower one: %s', (_how, raised) => {
    expect(raised.protection).not.toBe('encrypted')
    expect(raised.portal).toEqual({ auth: 'link', expires: 1 })
  })

  it('leaves the exception where nothing was raised', () => {
    expect(override({ minTls: '1.3' }).portal.linkOver).toBe('any')
  })

  it('by a redaction that could not be done is no longer what `default` asks for: an override for ordinary mail does not lower it', () => {
    const portal: Verdict = { ...VERDICT, protection: 'portal', standard: 'portal', otherwise: [] }
    const failed = fallBack(portal, [{ action: 'deliver', deliver: 'portal' }], 'why')
    const allowed = underOverrides(failed, [{ id: 'o', domain: 'example.org', terms: { allowAny: 'exception' }, until: 1 }], () => true)
    expect(allowed.verdict.protection).toBe('portal')
  })
})
