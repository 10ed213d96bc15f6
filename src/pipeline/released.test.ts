import { describe, expect, it } from 'vitest'
import type { Verdict } from '../domain/verdict.ts'
import { released } from './commands.ts'
import { INTERNAL_VERDICT } from './internal-message.ts'

const verdict = (fields: Partial<Verdict>): Verdict => ({
  ...INTERNAL_VERDICT,
  action: 'hold',
  protection: 'encrypted',
  otherwise: ['portal'],
  via: ['portal'],
  ...fields,
})

describe('a released copy goes under the stricter of then and now', () => {
  it.each([
    [
      'protection',
      verdict({ protection: 'encrypted' }),
      verdict({ protection: 'portal', otherwise: [] }),
      { protection: 'portal', otherwise: [], via: ['portal'] },
    ],
    [
      'an exception for the link that today’s policy has taken back',
      verdict({ protection: 'portal', portal: { auth: 'link', linkOver: 'any' } }),
      verdict({ protection: 'portal' }),
      { portal: { auth: 'link' } },
    ],
    [
      'an exception that was made for less',
      verdict({ portal: { auth: 'link', linkOver: 'any' } }),
      verdict({ protection: 'portal', portal: { auth: 'link', linkOver: 'any' } }),
      { portal: { auth: 'link' } },
    ],
    [
      'the narrower of two exceptions',
      verdict({ protection: 'portal', portal: { auth: 'link', linkOver: 'any' } }),
      verdict({ protection: 'portal', portal: { auth: 'link', linkOver: 'encrypted' } }),
      { portal: { auth: 'link', linkOver: 'encrypted' } },
    ],
    ['the version floor', verdict({}), verdict({ minTls: '1.3' }), { minTls: '1.3' }],
    ['the proof', verdict({ proof: 'dane-or-sts' }), verdict({}), { proof: 'dane-or-sts' }],
    ['routes that both allow', verdict({ otherwise: ['relay', 'portal'] }), verdict({ otherwise: ['portal'] }), { otherwise: ['portal'] }],
    [
      'the shorter time',
      verdict({ portal: { auth: 'link', expires: 5 } }),
      verdict({ portal: { auth: 'link', expires: 3 } }),
      { portal: { auth: 'link', expires: 3 } },
    ],
  ])('%s', (_what, stored, today, expected) => {
    expect(released(stored, today, false, {})).toMatchObject({ action: 'deliver', ...expected })
    if ('portal' in expected) expect(released(stored, today, false, {}).portal).toEqual(expected.portal)
  })

  it('what nobody could read goes at least authenticated', () => {
    expect(released(verdict({}), verdict({}), true, {}).protection).toBe('authenticated')
  })

  it('what the person lifts is lifted, and nothing else', () => {
    expect(released(verdict({ protection: 'portal' }), verdict({ protection: 'portal' }), false, { linkOver: 'any' }).portal.linkOver).toBe(
      'any',
    )
    expect(released(verdict({}), verdict({}), false, { route: 'portal' })).toMatchObject({
      protection: 'portal',
      otherwise: [],
      via: ['portal'],
      portal: { auth: 'link' },
    })
  })
})
