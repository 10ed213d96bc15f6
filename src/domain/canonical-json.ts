// One byte form for one JSON value: members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them (RFC 8785).
// The ledger hashes these bytes, so they must not depend on how a database kept the value.

/** @throws TypeError for what JSON cannot hold (bigint, NaN, infinities, functions, Dates): a wrong hash would be worse */
export function canonicalJson(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number of a ledger event is not finite')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`a ledger event cannot hold a ${typeof value}`)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new TypeError('a ledger event holds plain data only')
  return canonicalObject(value as Readonly<Record<string, unknown>>)
}

/** A plain loop: the sealer writes every event of the gateway this way, and this takes half the time of the chained form. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let members = ''
  for (const name of Object.keys(value).sort()) {
    const member = value[name]
    if (member === undefined) continue
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${members}}`
}
