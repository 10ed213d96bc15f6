// A person's override for one recipient's domain, or all domains beneath it: recorded with a reason and an end, applied in step 5 (plan). It only tightens what
// policy asks for; `allowAny` alone loosens, in place of `default` and of nothing else (design §6, `deliver: any`). Pins and authorities are proofs of a person's
// choosing, shown by the live session at the gate.
import { domainMatches } from '../smtp/address.ts'
import type { HostTrust } from './posture.ts'
import { stricterProtection } from './protection.ts'
import { raised, type Verdict } from './verdict.ts'

export interface OverrideTerms {
  readonly route?: 'portal'
  readonly protection?: 'encrypted' | 'authenticated'
  readonly minTls?: '1.3'
  /** SHA-256 of public keys (SPKI), lower-case hex: a host with another key is refused at every protection, one with such a key counts as proved. */
  readonly pins?: readonly string[]
  /** PEM of an authority that is trusted beside the configured ones, for this domain only. */
  readonly ca?: string
  /** Mail hosts that may offer less than they did. */
  readonly acceptDowngrade?: readonly string[]
  /** Ordinary mail: of one recipient by their consent, or of the domain by an exception that somebody signed. */
  readonly allowAny?: { readonly consent: string; readonly addressHash: string } | 'exception'
}

export interface Override {
  readonly id: string
  /** `example.org`: that domain only; `*.example.org`: its subdomains. Lower-case A-labels. */
  readonly domain: string
  readonly terms: OverrideTerms
  /** It holds before this time (ms since the epoch). */
  readonly until: number
}

/** What the ledger and a trace say of an override that was applied. */
export interface AppliedOverride {
  readonly id: string
  /** Words of the terms that counted. */
  readonly terms: readonly string[]
}

export function holdsFor({ domain, until }: Override, recipientDomain: string, now: number): boolean {
  return until > now && domainMatches(recipientDomain, domain)
}

/**
 * What these overrides together ask of a domain's hosts. Several pins: a host must have one of the keys, so that a new one can be pinned before the old
 * one goes. @returns undefined where they ask nothing
 */
export function hostTrust(overrides: readonly Override[]): HostTrust | undefined {
  const pins = unique(overrides.flatMap(({ terms }) => terms.pins ?? []))
  const authorities = unique(overrides.flatMap(({ terms }) => terms.ca ?? []))
  const forgiven = unique(overrides.flatMap(({ terms }) => terms.acceptDowngrade ?? []))
  if (pins.length + authorities.length + forgiven.length === 0) return undefined
  return {
    ...(pins.length > 0 ? { pins } : {}),
    ...(authorities.length > 0 ? { ca: authorities.join('\n') } : {}),
    ...(forgiven.length > 0 ? { forgiven } : {}),
  }
}

export interface Overridden {
  readonly verdict: Verdict
  /** Only those that changed something, or that the hosts are judged by. */
  readonly applied: readonly AppliedOverride[]
}

/**
 * The verdict under a domain's overrides: first what loosens, then what tightens, so that the strictest always wins.
 * @param overrides that hold for the recipient's domain @param holdsConsent whether `allowAny` by a consent is that of this recipient, and still given
 */
export function underOverrides(
  verdict: Verdict,
  overrides: readonly Override[],
  holdsConsent: (allowed: { readonly consent: string; readonly addressHash: string }) => boolean,
): Overridden {
  const applied: AppliedOverride[] = []
  let result = verdict
  const loosening = overrides.filter(({ terms }) => terms.allowAny !== undefined)
  const tightening = overrides.filter(({ terms }) => terms.allowAny === undefined)
  for (const { id, terms } of loosening) {
    const allowed = terms.allowAny === 'exception' || (terms.allowAny !== undefined && holdsConsent(terms.allowAny))
    // A rule's protection, a release's, an unreadable part's, the sender's REQUIRETLS: none of them is `default`, so none of them gives way.
    if (!allowed || verdict.standard === undefined || verdict.protection !== verdict.standard || verdict.requireTls) continue
    result = { ...result, protection: 'any' }
    applied.push({ id, terms: ['allow any'] })
  }
  for (const { id, terms } of tightening) {
    const { verdict: tightened, words } = tighten(result, terms)
    result = tightened
    if (words.length > 0) applied.push({ id, terms: words })
  }
  return { verdict: result, applied }
}

function tighten(verdict: Verdict, terms: OverrideTerms): { readonly verdict: Verdict; readonly words: readonly string[] } {
  const words = [
    ...(terms.pins ? ['pin'] : []),
    ...(terms.ca ? ['ca'] : []),
    ...(terms.acceptDowngrade ?? []).map((host) => `accept downgrade of ${host}`),
  ]
  let result = verdict
  if (terms.minTls && !result.minTls) {
    result = { ...result, minTls: terms.minTls }
    words.push(`min-tls ${terms.minTls}`)
  }
  if (terms.protection && stricterProtection(terms.protection, result.protection) !== result.protection) {
    result = raised(result, terms.protection)
    words.push(`protection ${terms.protection}`)
  }
  if (terms.route && result.protection !== 'portal') {
    result = { ...raised(result, 'portal'), via: ['portal'], otherwise: [] }
    words.push('route portal')
  }
  return { verdict: result, words }
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}
