import { expect, it } from 'vitest'
import { requiringTls } from './require-tls.ts'
import type { Verdict } from './verdict.ts'

const VERDICT = {
  portal: { auth: 'link' },
  action: 'deliver',
  protection: 'any',
  standard: 'any',
  otherwise: ['portal'],
} as unknown as Verdict

it('REQUIRETLS raises what the policy asks, and takes away what an override could loosen', () => {
  const raised = {
    action: 'deliver',
    protection: 'authenticated',
    proof: 'dane-or-sts',
    requireTls: true,
    otherwise: ['portal'],
    portal: { auth: 'link' },
  }
  expect(requiringTls(VERDICT)).toEqual(raised)
  expect(requiringTls({ ...VERDICT, protection: 'portal' }).protection).toBe('portal')
  expect(requiringTls({ ...VERDICT, minTls: '1.3' }).minTls).toBe('1.3')
})
