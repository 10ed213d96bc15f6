// Salesforce organisation ids on the wire: 15 and 18 character forms, and the label that binds a bounce address
// (VERP at *.bnc.salesforce.com) to its organisation (salesforce.md §2.1, §2.5). Pure.

const BOUNCE_SUFFIX = '.bnc.salesforce.com'
const CHECK_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** An organisation id, 15 characters or 18 with a right checksum. */
export function isOrgId(text: string): boolean {
  if (!/^00D[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?$/.test(text)) return false
  return text.length === 15 || text === text.slice(0, 15) + checksum(text)
}

/** Are two ids the same organisation? The 15-character form is case-sensitive; the checksum of an 18-character one must be right. */
export function sameOrg(a: string, b: string): boolean {
  return isOrgId(a) && isOrgId(b) && a.slice(0, 15) === b.slice(0, 15)
}

/** Three characters, one for each five of the id: bit k is set where character k is an upper-case letter. */
export function checksum(id: string): string {
  return [0, 5, 10].map((start) => CHECK_DIGITS[caseMask(id.slice(start, start + 5))]).join('')
}

function caseMask(five: string): number {
  return [...five].reduce((mask, char, bit) => mask | (/[A-Z]/.test(char) ? 1 << bit : 0), 0)
}

/** `00D8d000003TRx3` → `8d-3trx3eag`: the label of this organisation's bounce and Email-to-Case addresses. */
export function bounceLabel(org: string): string {
  const instance = org.slice(3, 5).replace(/0$/, '')
  const rest = org.slice(5, 15).replace(/^0+/, '')
  return `${instance}-${rest}${checksum(org)}`.toLowerCase()
}

/** Is this domain (lower-case) one of Salesforce's bounce domains? */
export function isBounceDomain(domain: string): boolean {
  return domain.endsWith(BOUNCE_SUFFIX)
}

/** Does a bounce domain carry the label of this organisation? The number of labels before the instance varies, so each one is looked at. */
export function bounceDomainFits(domain: string, org: string): boolean {
  if (!isBounceDomain(domain) || !isOrgId(org)) return false
  return domain.slice(0, -BOUNCE_SUFFIX.length).split('.').includes(bounceLabel(org))
}
