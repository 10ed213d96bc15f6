// Target `detectors`: every built-in detector over texts torn from the detectors' own examples. What is found lies where it is said to lie, twice alike,
// in linear time; and no text beside a value takes the value away.

import { normaliseText } from '../../src/content/normalise.ts'
import { DETECTORS } from '../../src/dlp/catalog.ts'
import { oddFinding, scanOrHeld } from './inspection-target.ts'
import { BYTE_MUTATORS, inserter, LINE_MUTATORS, type Mutator, mutate } from './mutate.ts'
import type { Random } from './random.ts'
import { type Fault, type Input, MARKER, type Target } from './target.ts'

const EXAMPLES = DETECTORS.flatMap(({ examples }) => [...examples.match, ...examples.ignore])
const MUTATORS: readonly Mutator[] = [
  ...BYTE_MUTATORS,
  ...LINE_MUTATORS,
  inserter([
    '1',
    '1-',
    '1 ',
    '12/',
    ' ',
    '\t',
    '\n',
    '.',
    ',',
    '-',
    '/',
    '(',
    '@',
    'http://',
    '+1',
    '#',
    ':',
    'SSN ',
    'DOB ',
    'MRN: ',
    'Dr. ',
    'St',
    '\xe9',
    'A',
    '0',
    '|',
    '*',
    'ICD ',
    'www.',
    '::',
  ]),
]
const SPECIAL = ['\u00a0', '\u2011', '\u200b', '\uff11', '\ud800', '\udc00', '\u0130', '\ufb01', '\u{1f600}', '\u0660', '\u0000', '\u2028']
const PLANTED = `\n\nSSN: ${MARKER}\n\n`

export const detectorTarget: Target = {
  name: 'detectors',
  input(random) {
    const text = Array.from({ length: 1 + random.below(6) }, () => random.pick(EXAMPLES)).join(random.pick(['\n', ' ', '\t', ', ', '']))
    const torn = mutate(Buffer.from(text), MUTATORS, [Buffer.from(random.pick(EXAMPLES))], random).toString('utf8')
    return { kind: 'text', bytes: Buffer.from(sprinkle(torn, random), 'utf16le'), shown: false }
  },
  check: checkText,
  budget: (bytes) => 400 + bytes / 100,
}

function sprinkle(text: string, random: Random): string {
  let sprinkled = text
  for (let i = random.below(4); i > 0; i--) {
    const at = random.below(sprinkled.length + 1)
    sprinkled = sprinkled.slice(0, at) + random.pick(SPECIAL) + sprinkled.slice(at)
  }
  return sprinkled
}

/** Bytes are the text in UTF-16, so that halves of characters can stand in it. */
function checkText({ bytes }: Input): Fault | undefined {
  const text = normaliseText(bytes.toString('utf16le'))
  const part = (content: string) => ({ path: '1', type: 'text/plain', kind: 'body' as const, text: content, subjectLength: 0 })
  const parts = [part(text)]
  const findings = scanOrHeld(parts)
  if (!findings) return undefined
  const odd = oddFinding(parts, findings)
  if (odd) return odd
  if (JSON.stringify(findings) !== JSON.stringify(scanOrHeld(parts))) return { rule: 'two scans differ', detail: '' }
  const planted = scanOrHeld([part(text + PLANTED + text)])
  if (!planted) return undefined
  const at = text.length + PLANTED.indexOf(MARKER)
  const found = planted.some(({ detector, start, end }) => detector === 'us-ssn' && start <= at && end >= at + MARKER.length)
  return found ? undefined : { rule: 'a value lost beside other text', detail: '' }
}
