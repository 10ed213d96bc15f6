// The identifiers that Salesforce writes into mail (reference/salesforce.md §2.4, §2.5, §3): ids of 15 and 18 characters, the bounce
// label of an organisation, VERP return paths, Message-IDs, case references and threading tokens. Random parts come from the caller's
// counter, so that a run can be repeated byte for byte.
import { createHash } from 'node:crypto'

const CHECK_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** 15 → 18 characters: each chunk of five gives a bit mask of its capitals, and the mask one more character. */
export function longId(id: string): string {
  const chunks = [id.slice(0, 5), id.slice(5, 10), id.slice(10, 15)]
  const checks = chunks.map(
    (chunk) => CHECK_DIGITS[[...chunk].reduce((mask, char, bit) => (/[A-Z]/.test(char) ? mask | (1 << bit) : mask), 0)],
  )
  return id + checks.join('')
}

/** `00D8d000003TRx3` → `8d-3trx3eag`: the label that binds a return path to its organisation. */
export function orgLabel(org: string): string {
  const instance = org.slice(3, 5).replace(/0$/, '')
  const rest = longId(org).slice(5).replace(/^0+/, '')
  return `${instance}-${rest}`.toLowerCase()
}

/** `!00D4x01DEMO.!500Kd0300s0L`: organisation and case as the newer subject reference writes them. */
export function caseReference(org: string, caseId: string): string {
  return `ref:${shortened(org, '!', 6)}.${shortened(caseId, '!', 6)}:ref`
}

/** The older form: `ref:_00D407XSp._50033vj08w:ref`. */
export function oldCaseReference(org: string, caseId: string): string {
  return `ref:${shortened(org, '_', 5)}.${shortened(caseId, '_', 5)}:ref`
}

function shortened(id: string, mark: string, head: number): string {
  return mark + id.slice(0, head) + id.slice(head).replace(/^0+/, '')
}

/** `thread::` and 23 characters, for subject or body. */
export function threadToken(seed: string): string {
  return `thread::${letters(`token ${seed}`, 23)}::`
}

/** Form 2 of §2.4: 5 characters, a long run of zeros, 6 characters, `00`, 22 characters. */
export function longMessageId(seed: string): string {
  return `<${letters(`a${seed}`, 5)}${'0'.repeat(45)}${letters(`b${seed}`, 6).toUpperCase().replace(/[-_]/g, 'Q')}00${letters(`c${seed}`, 22)}@sfdc.net>`
}

/** Form 3 of §2.4, of organisations with Lightning threading: 22 characters, a dot, 23 characters. */
export function lightningMessageId(seed: string): string {
  return `<${letters(`d${seed}`, 22)}.${letters(`token ${seed}`, 23)}@sfdc.net>`
}

/** The return path of bounce management, dotted form of 2021: recipient, token run, organisation's label, instance. */
export function verpAddress(recipient: string, org: string, seed: string): string {
  const at = recipient.lastIndexOf('@')
  const token = (name: string, length: number) => digits36(`${name} ${seed}`, length)
  const local = `${recipient.slice(0, at)}=${recipient.slice(at + 1)}__0-${token('a', 14)}.${token('b', 16)}`
  return `${local}@${token('c', 16)}.${token('d', 7)}.${orgLabel(org)}.um8.bnc.salesforce.com`
}

/** Undoes `verpAddress`: whom the bounce is about. */
export function recipientOfVerp(address: string): string | undefined {
  const match = /^(.+)=([^=@]+)__[0-9a-z.-]+@.+\.bnc\.salesforce\.com$/i.exec(address)
  return match ? `${match[1]}@${match[2]}` : undefined
}

/** Letters of the URL-safe base 64 alphabet, repeatable from the seed. */
export function letters(seed: string, length: number): string {
  return createHash('sha512').update(seed).digest('base64url').slice(0, length)
}

/** Lower-case base 36, repeatable from the seed. */
export function digits36(seed: string, length: number): string {
  return BigInt(`0x${createHash('sha512').update(seed).digest('hex')}`)
    .toString(36)
    .slice(1, length + 1)
}
