import { describe, expect, it } from 'vitest'
import { HOST_VERDICTS, type HostFlag, type HostVerdictName, type Posture } from '../domain/posture.ts'
import type { Plan, RouteCapability } from '../domain/route.ts'
import type { Verdict } from '../domain/verdict.ts'
import { planRoutes } from './plan-route.ts'

const EVERY = Number.POSITIVE_INFINITY
const DIRECT: RouteCapability = { name: 'direct', kind: 'direct', auths: [], maxSize: EVERY }
const PORTAL: RouteCapability = { name: 'portal', kind: 'portal', auths: ['link'], maxSize: EVERY }
const ROUTES = [DIRECT, PORTAL]
const SETTINGS = { portalExpires: 30 }

const ASKED: readonly [string, Partial<Verdict>][] = [
  ['any', { protection: 'any' }],
  ['encrypted', {}],
  ['encrypted, TLS 1.3', { minTls: '1.3' }],
  ['authenticated', { protection: 'authenticated' }],
  ['authenticated, dane-or-sts', { protection: 'authenticated', proof: 'dane-or-sts' }],
  ['authenticated, link over any', { protection: 'authenticated', portal: { auth: 'link', linkOver: 'any' } }],
  ['authenticated, or bounce', { protection: 'authenticated', otherwise: ['bounce'] }],
  ['authenticated, or held', { protection: 'authenticated', otherwise: [] }],
  ['portal', { protection: 'portal', otherwise: [] }],
  ['portal, link over encrypted', { protection: 'portal', otherwise: [], portal: { auth: 'link', linkOver: 'encrypted' } }],
  ['portal, link over any', { protection: 'portal', otherwise: [], portal: { auth: 'link', linkOver: 'any' } }],
]
const FLAGS: Readonly<Record<HostVerdictName, readonly string[]>> = {
  'null-mx': ['permanent'],
  unreachable: ['temporary', 'hard', 'permanent'],
  'no-tls': ['hard', 'temporary', 'hard,sts-fail'],
  'weak-tls': ['hard', 'attack-suspected'],
  'dane-verified': [''],
  'sts-verified': [''],
  'pkix-verified': ['', 'sts-fail', 'dane-fail'],
  'encrypted-unverified': ['', 'dane-fail'],
}

function verdict(asked: Partial<Verdict>): Verdict {
  return {
    action: 'deliver',
    protection: 'encrypted',
    portal: { auth: 'link' },
    otherwise: ['portal'],
    via: ['portal'],
    notify: [],
    tags: [],
    rules: [],
    reasons: [],
    exceptions: [],
    monitored: [],
    policyVersion: 'v',
    ...asked,
  }
}

function posture(name: HostVerdictName, flags = '', version = '1.2'): Posture {
  const tls = name.endsWith('verified') ? { tls: { version: `TLSv${version}`, cipher: 'TLS_AES_256_GCM_SHA384' } } : {}
  const host = { verdict: name, flags: flags === '' ? [] : (flags.split(',') as HostFlag[]), reason: 'as tested', ...tls }
  const slots = { host: 'mx.example.org', preference: 10, addresses: [], dane: { state: 'off' }, sts: { state: 'off' } } as const
  return { domain: 'example.org', verdict: name, mx: [{ ...host, ...slots }], checkedAt: 0, expiresAt: 0 }
}

/** `direct(authenticated) → portal(any)`, `hold`, `bounce 5.1.10`. */
function tell(plan: Plan): string {
  if (plan.kind === 'bounce') return `bounce ${plan.cause.enhanced}`
  if (plan.kind === 'hold') return `hold: ${plan.cause.publicText}`
  return plan.routes
    .map(
      ({ route, demand }) =>
        `${route}(${demand.protection}${demand.minTls ? `, TLS ${demand.minTls}` : ''}${demand.proof ? `, ${demand.proof}` : ''})`,
    )
    .join(' → ')
}

function goldenTable(): string {
  const lines = ASKED.flatMap(([name, asked]) => {
    const unseen = `  ${'not looked at'.padEnd(34)} ${tell(planRoutes(verdict(asked), undefined, ROUTES, SETTINGS))}`
    const seen = HOST_VERDICTS.flatMap((host) =>
      FLAGS[host].flatMap((flags) =>
        (host.endsWith('verified') && flags === '' ? ['1.2', '1.3'] : ['1.2']).map((version) => {
          const label = [host, flags, host.endsWith('verified') ? version : ''].filter(Boolean).join(' ')
          return `  ${label.padEnd(34)} ${tell(planRoutes(verdict(asked), posture(host, flags, version), ROUTES, SETTINGS))}`
        }),
      ),
    )
    return [name, unseen, ...seen, '']
  })
  return lines.join('\n')
}

describe('planRoutes', () => {
  it('is the golden table', async () => {
    await expect(goldenTable()).toMatchFileSnapshot('./plan-route.golden.txt')
  })

  it("never plans a connection below what the verdict asks for, save by the officer's exception", () => {
    const order = ['any', 'encrypted', 'authenticated']
    for (const [name, asked] of ASKED) {
      const wanted = verdict(asked)
      const least = wanted.portal.linkOver ?? (wanted.protection === 'portal' ? 'authenticated' : wanted.protection)
      const plans = HOST_VERDICTS.flatMap((host) => FLAGS[host].map((flags) => planRoutes(wanted, posture(host, flags), ROUTES, SETTINGS)))
      for (const plan of plans) {
        for (const { demand } of plan.kind === 'routes' ? plan.routes : [])
          expect(order.indexOf(demand.protection), name).toBeGreaterThanOrEqual(order.indexOf(least))
      }
    }
  })

  it("gives the grant the policy's life, else the configuration's", () => {
    const grantOf = (asked: Partial<Verdict>) => {
      const plan = planRoutes(verdict(asked), undefined, ROUTES, SETTINGS)
      return plan.kind === 'routes' ? plan.routes.at(-1)?.portal : undefined
    }
    expect(grantOf({})).toEqual({ auth: 'link', expires: 30 })
    expect(grantOf({ protection: 'portal', portal: { auth: 'link', expires: 7 } })).toEqual({ auth: 'link', expires: 7 })
  })

  it('holds where the gateway has no such route, or its portal cannot ask for the sign-in', () => {
    expect(tell(planRoutes(verdict({ protection: 'portal' }), undefined, [DIRECT], SETTINGS))).toBe(
      'hold: no route is left that keeps the protection',
    )
    expect(tell(planRoutes(verdict({ protection: 'portal', portal: { auth: 'mfa' } }), undefined, ROUTES, SETTINGS))).toBe(
      'hold: no route is left that keeps the protection',
    )
    expect(tell(planRoutes(verdict({ otherwise: ['paubox'] }), posture('no-tls', 'hard'), ROUTES, SETTINGS))).toBe(
      'hold: no route is left that keeps the protection',
    )
  })

  it('a provider takes a refused message only if its portal can be forced', () => {
    const provider = (auths: RouteCapability['auths']): RouteCapability => ({ name: 'paubox', kind: 'provider', auths, maxSize: EVERY })
    const asked = verdict({ otherwise: ['paubox', 'portal'], portal: { auth: 'link', linkOver: 'any' } })
    const refused = posture('no-tls', 'hard')
    expect(tell(planRoutes(asked, refused, [...ROUTES, provider(['login'])], SETTINGS))).toBe('paubox(encrypted) → portal(any)')
    expect(tell(planRoutes(asked, refused, [...ROUTES, provider([])], SETTINGS))).toBe('portal(any)')
  })

  it('a notice without a secret may cross any hop but one whose own policy failed', () => {
    const signIn = verdict({ protection: 'portal', portal: { auth: 'login' } })
    const routes = [DIRECT, { ...PORTAL, auths: ['login'] as const }]
    expect(tell(planRoutes(signIn, posture('no-tls', 'hard'), routes, SETTINGS))).toBe('portal(any)')
    expect(tell(planRoutes(signIn, posture('pkix-verified', 'sts-fail'), routes, SETTINGS))).toMatch(/^hold/)
  })
})

describe('REQUIRETLS', () => {
  const required = verdict({ protection: 'authenticated', proof: 'dane-or-sts', requireTls: true })
  const of = (name: HostVerdictName): Posture => ({
    domain: 'clinic.test',
    verdict: name,
    mx: [
      {
        host: 'mx.clinic.test',
        preference: 10,
        addresses: [],
        verdict: name,
        flags: [],
        reason: '',
        dane: { state: 'off' },
        sts: { state: 'off' },
      },
    ],
    checkedAt: 0,
    expiresAt: 0,
  })

  it('goes on with the message, not with the notice', () => {
    const plan = planRoutes(required, of('sts-verified'), ROUTES, SETTINGS)
    expect(plan.kind === 'routes' && plan.routes.map(({ route, demand }) => [route, demand.requireTls ?? false])).toEqual([
      ['direct', true],
      ['portal', false],
    ])
  })

  it('returns with 5.7.30 where no route is left that keeps it', () => {
    const plan = planRoutes(required, of('pkix-verified'), ROUTES, SETTINGS)
    expect(plan).toMatchObject({ kind: 'bounce', cause: { enhanced: '5.7.30' } })
  })
})
