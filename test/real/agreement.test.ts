// Postern beside Postfix's posttls-finger behind a validating Unbound and a signed root: MX, DANE and certificates of Postfix (OpenSSL), Exim (GnuTLS) and
// misbehaving hosts. Prints the table of agreement; a difference that no row gives a reason for fails, and so does a reason without a difference.
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Agreement, Compared } from './agreement/main.ts'
import { ROWS } from './agreement/rows.ts'
import { run } from './support/processes.ts'

const MAIN = join(import.meta.dirname, 'agreement/main.ts')
// Network: loopback of its own, with port 25 and 53 free. Mount: a resolv.conf of its own. Process: whatever is left dies with it.
const NAMESPACE = ['-mnp', '--fork', '--mount-proc', '--kill-child']

let agreement: Agreement
beforeAll(async () => {
  const node = ['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning', MAIN]
  const { code, stdout, stderr } = await run('unshare', [...NAMESPACE, process.execPath, ...node], { timeout: 170_000 })
  if (code !== 0) throw new Error(`exit ${code}: ${stderr.slice(-4000)}`)
  agreement = JSON.parse(stdout)
  console.log(table(agreement.rows))
}, 180_000)

const PROVED = ['dane-verified', 'pkix-verified', 'sts-verified']
const rowOf = (name: string) => ROWS.find((row) => row.name === name)

/** Levels at which both mean the same and do not say the same. `verify` knows no TLSA: where there is one it says nothing about ours. */
function differing({ ours, theirs, name }: Compared): readonly string[] {
  const verdict = ours.split(' ')[0] ?? ''
  const secured = PROVED.includes(verdict) || verdict === 'encrypted-unverified'
  const proved = PROVED.includes(verdict) && !ours.includes('-fail')
  const dane = rowOf(name)?.tlsa !== undefined || verdict === 'dane-verified'
  return [
    ...(secured === (theirs.may !== 'none') ? [] : ['may']),
    ...(proved === (theirs.dane === 'Verified') ? [] : ['dane']),
    ...(dane || proved === (theirs.verify === 'Verified') ? [] : ['verify']),
  ]
}

function table(rows: readonly Compared[]): string {
  const lines = rows.map((row) => {
    const different = differing(row)
    const why = rowOf(row.name)?.difference
    const word = different.length === 0 ? 'equal' : why ? `meant: ${why}` : `DIFFERENT at ${different.join(', ')}`
    return [row.name, row.ours, row.theirs.may, row.theirs.dane, row.theirs.verify, word]
  })
  const all = [['ROW', 'POSTERN', 'MAY', 'DANE', 'VERIFY', 'AGREEMENT'], ...lines]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}

describe('the same hosts, two judges', () => {
  it.each(ROWS)('$name: $verdict', ({ name, verdict, difference }) => {
    const seen = agreement.rows.find((row) => row.name === name) as Compared
    expect(seen.ours).toBe(verdict)
    const different = differing(seen)
    if (difference) expect(different, `${difference}: is that still so?`).not.toEqual([])
    else expect(different, seen.said).toEqual([])
  })
})

it('delivers as it forecasts, and a resolver that is gone lowers nothing', () => {
  expect(agreement.deliveries).toEqual([
    { to: 'pf-dane [proof]', state: 'delivered', verdicts: ['dane-verified'] },
    { to: 'exim-dane [proof]', state: 'delivered', verdicts: ['dane-verified'] },
    { to: 'pf-dane-anchor [proof]', state: 'delivered', verdicts: ['dane-verified'] },
    { to: 'pf-good [proof]', state: 'held', verdicts: [] },
    { to: 'pf-dane-other-key [proof]', state: 'held', verdicts: [] },
    { to: 'tlsa-bogus [proof]', state: 'deferred', verdicts: [] },
    { to: 'pf-dane-other-key encrypted', state: 'held', verdicts: [] },
    { to: 'pf-dane-expired [proof]', state: 'deferred', verdicts: [] },
  ])
})
