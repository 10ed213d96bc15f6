// One byte form for one JSON value: members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them (RFC 8785).
// The ledger hashes these bytes, so they must not depend on how a database kept the value.

/** @throws TypeError for what JSON cannot hold (bigint, NaN, infinities, functions): a wrong hash would be worse */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number of a ledger event is not finite')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`a ledger event cannot hold a ${typeof value}`)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new TypeError('a ledger event holds plain data only')
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}
