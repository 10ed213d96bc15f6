// A few hundred executions of every target with a fixed seed: what `npm run fuzz` does for minutes. No time is judged here: the machine may be busy.
import { describe, expect, it } from 'vitest'
import { minimise } from './examine.ts'
import { createRandom } from './random.ts'
import type { Target } from './target.ts'
import { MARKER } from './target.ts'
import { TARGETS } from './targets.ts'

const SEED = 20261122
/** About a second each on an idle machine. */
const EXECUTIONS: Readonly<Record<string, number>> = { mail: 60, attachments: 40, policy: 40, detectors: 60, redaction: 50 }
/** Larger inputs are for `npm run fuzz`. */
const LARGEST = 20_000

describe.each(TARGETS)('$name', (target) => {
  it('no rule is broken', async () => {
    const broken: string[] = []
    for (let run = 0; run < (EXECUTIONS[target.name] ?? 0); run++) {
      const input = await target.input(createRandom(SEED, target.name, run))
      const fault = input.bytes.length > LARGEST ? undefined : await target.check(input)
      if (fault) broken.push(`run ${run}: ${fault.rule} ${fault.detail}`)
    }
    expect(broken).toEqual([])
  }, 120_000)

  it('a seed makes the same inputs again', async () => {
    const make = () => target.input(createRandom(SEED, target.name, 7))
    expect(await make()).toEqual(await make())
  })
})

it('a broken rule is told, and its input made small', async () => {
  const forgetful: Target = {
    name: 'forgetful',
    input: () => ({ kind: 'x', bytes: Buffer.from(`aaaaaaaaaaaaaaa${MARKER}bbbbbbbbbbbbbbbbbbbbbb`), shown: false }),
    check: ({ bytes }) => (bytes.includes(MARKER) ? { rule: 'it stands there', detail: '' } : undefined),
    budget: () => Number.POSITIVE_INFINITY,
  }
  const input = await forgetful.input(createRandom(SEED))
  const fault = await forgetful.check(input)
  if (!fault) throw new Error('the rule was not broken')
  expect((await minimise(forgetful, input, fault, 5000)).bytes.toString()).toBe(MARKER)
})
