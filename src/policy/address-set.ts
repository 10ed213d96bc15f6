// Addresses as policy names them: `user@example.org`, `example.org` (that domain only), `*.example.org` (its subdomains). RFC 5321 §2.3.11, §2.4:
// the domain is compared as A-labels without case; the local part without case too, since no host that matters tells `Ann@` from `ann@`.
import { domainToASCII } from 'node:url'

export type AddressPattern =
  | { readonly kind: 'address'; readonly address: string; readonly domain: string }
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'subdomains'; readonly domain: string }

/** Patterns with their lookup tables, so that a list of thousands costs one look. */
export interface AddressSet {
  readonly patterns: readonly AddressPattern[]
  readonly addresses: ReadonlySet<string>
  readonly domains: ReadonlySet<string>
  readonly parents: ReadonlySet<string>
}

export type PatternProblem = { readonly message: string; readonly hint: string }

/** Reads one entry. Lists are not resolved here: a bare name (no dot, no `@`) is the caller's. */
export function parseAddressPattern(text: string): AddressPattern | PatternProblem {
  const at = text.lastIndexOf('@')
  if (at === 0) return { message: `\`${text}\` has nothing before the @`, hint: `write ${text.slice(1)} for everyone at that domain` }
  if (at > 0) return addressPattern(text, at)
  if (text.startsWith('*.')) {
    const domain = asDomain(text.slice(2))
    return domain ? { kind: 'subdomains', domain } : notADomain(text)
  }
  if (text.includes('*')) return { message: `\`${text}\` has a * where none can stand`, hint: wildcardHint(text) }
  const domain = asDomain(text)
  return domain ? { kind: 'domain', domain } : notADomain(text)
}

export function addressSet(patterns: readonly AddressPattern[]): AddressSet {
  return {
    patterns,
    addresses: new Set(patterns.flatMap((p) => (p.kind === 'address' ? [p.address] : []))),
    domains: new Set(patterns.flatMap((p) => (p.kind === 'domain' ? [p.domain] : []))),
    parents: new Set(patterns.flatMap((p) => (p.kind === 'subdomains' ? [p.domain] : []))),
  }
}

/** @param address `local@domain`; anything without a domain matches nothing */
export function inAddressSet(set: AddressSet, address: string): boolean {
  const at = address.lastIndexOf('@')
  if (at < 0) return false
  const domain = asDomain(address.slice(at + 1)) ?? address.slice(at + 1).toLowerCase()
  if (set.domains.has(domain) || underAny(set.parents, domain)) return true
  return set.addresses.has(`${address.slice(0, at).toLowerCase()}@${domain}`)
}

/** True where every address of `pattern` is in `set`: the base of "can never hold". */
export function covers(set: AddressSet, pattern: AddressPattern): boolean {
  if (pattern.kind === 'subdomains') return set.parents.has(pattern.domain) || underAny(set.parents, pattern.domain)
  if (set.domains.has(pattern.domain) || underAny(set.parents, pattern.domain)) return true
  return pattern.kind === 'address' && set.addresses.has(pattern.address)
}

/** True where at least one address can be in both. */
export function overlaps(a: AddressSet, b: AddressSet): boolean {
  const touches = (set: AddressSet, p: AddressPattern) =>
    covers(set, p) ||
    (p.kind === 'domain' && [...set.addresses].some((address) => address.endsWith(`@${p.domain}`))) ||
    (p.kind === 'subdomains' && set.patterns.some((other) => other.domain.endsWith(`.${p.domain}`)))
  return a.patterns.some((p) => touches(b, p)) || b.patterns.some((p) => touches(a, p))
}

function underAny(parents: ReadonlySet<string>, domain: string): boolean {
  if (parents.size === 0) return false
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
    if (parents.has(domain.slice(dot + 1))) return true
  }
  return false
}

function addressPattern(text: string, at: number): AddressPattern | PatternProblem {
  const local = text.slice(0, at)
  const domain = asDomain(text.slice(at + 1))
  if (!domain) return notADomain(text.slice(at + 1))
  if (local.includes('*')) return { message: `\`${text}\` has a * in the local part`, hint: wildcardHint(text) }
  if (/[\s<>,;]/.test(local))
    return { message: `\`${text}\` is not one address`, hint: 'write one entry for each address, as name@example.org' }
  return { kind: 'address', address: `${local.toLowerCase()}@${domain}`, domain }
}

function asDomain(text: string): string | undefined {
  const ascii = domainToASCII(text.replace(/\.$/, '')).toLowerCase()
  const labels = ascii.split('.')
  const good = labels.length >= 2 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
  return good && ascii.length <= 253 ? ascii : undefined
}

function notADomain(text: string): PatternProblem {
  return {
    message: `\`${text}\` is not a domain`,
    hint: 'write example.org, "*.example.org" for its subdomains, name@example.org, or the name of a list',
  }
}

function wildcardHint(text: string): string {
  const domain = text.replace(/^.*@/, '').replace(/^[*.]+/, '')
  return `write ${domain || 'example.org'} for that domain, "*.${domain || 'example.org'}" for its subdomains`
}
