// MTA-STS (RFC 8461): the record that says there is a policy, the policy, and which mail hosts it names. Pure; destination fetches and remembers.

export type StsMode = 'enforce' | 'testing' | 'none'

export interface StsPolicy {
  readonly mode: StsMode
  /** Seconds. */
  readonly maxAge: number
  /** Mail host patterns, lower-case A-labels; `*.` stands for one label. Empty only under `none`. */
  readonly mx: readonly string[]
}

/** What the policy of a recipient's domain asks of one mail host's session. */
export interface StsDemand {
  /** The policy names this host. */
  readonly named: boolean
}

/** RFC 8461 §3.2: a year and a few hours; larger values are errors. */
export const MAX_MAX_AGE = 31_557_600

/**
 * The policy id of the TXT records at `_mta-sts.DOMAIN` (RFC 8461 §3.1).
 * @returns `none` where there is not exactly one record of this version, `malformed` where that one cannot be read
 */
export function readStsRecord(texts: readonly string[]): { readonly id: string } | 'none' | 'malformed' {
  const records = texts.filter((text) => /^v=STSv1\s*(?:;|$)/.test(text))
  if (records.length !== 1) return 'none'
  const fields = (records[0] as string).split(';').map((field) => field.trim())
  const ids = fields.slice(1).flatMap((field) => /^id\s*=\s*([A-Za-z0-9]{1,32})$/.exec(field)?.[1] ?? [])
  return ids.length === 1 ? { id: ids[0] as string } : 'malformed'
}

/**
 * The policy file (RFC 8461 §3.2): `key: value` lines ended by LF or CRLF; unknown keys are ignored, of keys other than `mx` the first counts.
 * @returns a sentence where it is no valid policy
 */
export function readStsPolicy(text: string): StsPolicy | string {
  const fields = new Map<string, string[]>()
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const field = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31})[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line)
    if (!field) return 'a line is no `key: value`'
    const [, key, value] = field as unknown as [string, string, string]
    fields.set(key, [...(fields.get(key) ?? []), value])
  }
  const first = (key: string) => fields.get(key)?.[0]
  if (first('version') !== 'STSv1') return 'its version is not STSv1'
  const mode = first('mode')
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return 'its mode is not enforce, testing or none'
  const maxAge = first('max_age') ?? ''
  if (!/^\d{1,10}$/.test(maxAge) || Number(maxAge) > MAX_MAX_AGE) return `its max_age is not a number of seconds up to ${MAX_MAX_AGE}`
  // An address, or a pattern with the wildcard elsewhere, is some people's mistake: it can name no host, and must not spoil the other lines.
  const mx = (fields.get('mx') ?? []).map((name) => name.toLowerCase().replace(/\.$/, '')).filter(isHostPattern)
  if (mx.length === 0 && mode !== 'none') return 'it names no mail host'
  return { mode, maxAge: Number(maxAge), mx }
}

/** RFC 8461 §4.1: the same name, or a wildcard for exactly one leftmost label. @param host lower-case A-labels */
export function namesHost({ mx }: StsPolicy, host: string): boolean {
  const name = host.replace(/\.$/, '')
  const parent = name.slice(name.indexOf('.') + 1)
  return mx.some((pattern) => (pattern.startsWith('*.') ? name.includes('.') && parent === pattern.slice(2) : name === pattern))
}

function isHostPattern(pattern: string): boolean {
  const name = pattern.replace(/^\*\./, '')
  return (
    name.length <= 253 &&
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name) &&
    !/^[\d.]+$/.test(name)
  )
}
