// Mail to the officers that a rule's `notify` names, and to those who look after held mail. Rule titles, counts and how to look: whoever
// reads it over a shoulder learns nothing of the message (P4). What it is about is read in the gateway, with a name beside the reading.
import { composeLetter, newMessageId } from './compose.ts'

export interface OfficerNote {
  readonly kind: 'matched' | 'held' | 'unprotectable'
  readonly hostname: string
  /** Header From: the postmaster. */
  readonly from: string
  readonly to: readonly string[]
  readonly now: number
  /** Id of the message here. */
  readonly message: string
  readonly rules: readonly { readonly id: string; readonly title?: string }[]
  /** Recipients concerned. */
  readonly recipients: number
  /** Findings by detector id. */
  readonly findings?: Readonly<Record<string, number>>
  /** Held only: when it is given up, milliseconds since the epoch. */
  readonly expiresAt?: number
}

const SUBJECTS: Readonly<Record<OfficerNote['kind'], string>> = {
  matched: 'Postern: a rule that names you matched',
  held: 'Postern: a message waits for your decision',
  unprotectable: 'Postern: a message is held because no protected way was open',
}

/** @returns the note with CRLF line ends */
export function composeOfficerNote(note: OfficerNote): { readonly bytes: Uint8Array; readonly messageId: string } {
  const messageId = newMessageId(note.hostname, note.now)
  const bytes = composeLetter({
    from: { name: 'Postern', address: note.from },
    to: note.to,
    subject: SUBJECTS[note.kind],
    date: note.now,
    messageId,
    fields: [['Auto-Submitted', 'auto-generated']],
    text: words(note).join('\n'),
  })
  return { bytes, messageId }
}

function words(note: OfficerNote): readonly string[] {
  const held = note.kind !== 'matched'
  const lines = [`Message ${note.message}: ${held ? 'held for' : 'matched for'} ${plural(note.recipients, 'recipient')}.`, '']
  if (note.rules.length > 0) lines.push('Rules:', ...note.rules.map(({ id, title }) => `- ${title ? `${title} (${id})` : id}`), '')
  const findings = Object.entries(note.findings ?? {})
  if (findings.length > 0) lines.push('Findings:', ...findings.map(([detector, count]) => `- ${detector}: ${count}`), '')
  if (held) {
    lines.push(
      'To look at it and decide, on the gateway:',
      `  postern quarantine show ${note.message}`,
      `  postern quarantine release ${note.message} --reason "…"`,
      `  postern quarantine reject ${note.message} --reason "…"`,
      '',
    )
    if (note.expiresAt !== undefined)
      lines.push(
        `Without a decision it is given up on ${new Date(note.expiresAt).toUTCString().replace('GMT', 'UTC')},`,
        'and the sender is told.',
        '',
      )
  } else lines.push('To look at it, on the gateway:', `  postern message trace ${note.message}`, '')
  return [...lines, `Sent by the mail gateway ${note.hostname}.`, '']
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
