// Target `redaction`: a message is read, its numbers are taken out, and the result is read again with other eyes than those that allowed it. Either no text
// shows a value any more, or the change was refused, and the reason quotes nothing.
import { applyEdits } from '../../src/content/redact/apply-edits.ts'
import type { RedactMode } from '../../src/domain/verdict.ts'
import { changeMessage } from '../../src/pipeline/change-message.ts'
import { createMessageReader } from '../../src/pipeline/inspect-message.ts'
import { MAIL_MUTATORS, PLAIN_MAILS, shapeMail } from './mail-seeds.ts'
import { BYTE_MUTATORS, LINE_MUTATORS, mutate } from './mutate.ts'
import { type Fault, type Input, MARKER, type Target } from './target.ts'

const MODES: readonly RedactMode[] = ['mask', 'label', 'pseudonym']
const DIGITS = MARKER.replaceAll('-', '')
const reader = createMessageReader({ scan: { detectors: ['us-ssn'] } })

export const redactionTarget: Target = {
  name: 'redaction',
  input(random) {
    const mutators = [...MAIL_MUTATORS, ...BYTE_MUTATORS, ...LINE_MUTATORS]
    const bytes = random.chance(1, 2) ? shapeMail(random) : mutate(random.pick(PLAIN_MAILS), mutators, PLAIN_MAILS, random)
    return { kind: random.pick(MODES), bytes, shown: false }
  },
  check: checkRedaction,
  budget: (bytes) => 1500 + bytes / 30,
}

async function checkRedaction({ bytes, kind }: Input): Promise<Fault | undefined> {
  const before = await reader.inspect(bytes)
  const redact = [{ rule: 'r', values: ['us-ssn'], mode: kind as RedactMode, else: { deliver: 'portal' as const } }]
  const request = { changes: { redact, notices: [] }, pseudonymKey: Buffer.alloc(32, 1), shiftDays: -30 }
  const outcome = await changeMessage(reader, bytes, request as unknown as Parameters<typeof changeMessage>[2], before)
  if (!outcome.ok) return outcome.why.replace(/\D/g, '').includes(DIGITS) ? { rule: 'a reason that quotes', detail: '' } : undefined
  if (before.findings.length === 0) return outcome.script.length === 0 ? undefined : { rule: 'changed without a reason', detail: '' }
  const changed = outcome.script.reduce((now, pass) => applyEdits(now, pass), bytes)
  const after = await reader.inspect(changed)
  const gone = new Set(before.findings.map(({ value }) => value.replace(/\D/g, '')))
  const left = after.findings.find(({ value }) => gone.has(value.replace(/\D/g, '')))
  if (left) return { rule: `a value is still there (${kind})`, detail: left.part }
  if (after.view.uninspectable.length > before.view.uninspectable.length) return { rule: 'unreadable afterwards', detail: '' }
  return undefined
}
