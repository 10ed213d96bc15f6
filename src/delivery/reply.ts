// From what a peer said, or did not say, to a Cause: code, enhanced code, safe words for logs, the peer's words for the sealed trace.
import type { Cause, CauseAt, SmtpReply } from '../domain/cause.ts'
import type { Outcome } from '../domain/route.ts'

const MAX_TEXT = 1_000

/**
 * Reads a reply as nodemailer hands it over: all lines, joined by LF, each with its code.
 * @returns undefined where it is no failure reply of RFC 5321 §4.2
 */
export function parseReply(response: string | undefined): SmtpReply | undefined {
  const code = Number(/^([245]\d\d)(?=[ -]|$)/.exec(response ?? '')?.[1])
  if (response === undefined || !code) return undefined
  const text = response
    .split('\n')
    .map((line) => line.replace(/^\d{3}[ -]?/, '').trim())
    .join(' ')
  // RFC 3463 §2; a class that contradicts the code is worth nothing.
  const enhanced = /^([245])\.\d{1,3}\.\d{1,3}(?=\s|$)/.exec(text)
  const trusted = enhanced && enhanced[1] === String(code)[0] ? enhanced[0] : undefined
  return { code, ...(trusted ? { enhanced: trusted } : {}), text: safeText(text) }
}

export const STEP_WORDS: Readonly<Partial<Record<CauseAt, string>>> = {
  mail: 'MAIL FROM',
  rcpt: 'RCPT TO',
  data: 'DATA',
  'final-dot': 'the end of the message',
}

/** @returns `failed` for 5xx, `deferred` for everything else */
export function replyOutcome(at: CauseAt, reply: SmtpReply, host: string): Outcome {
  // RFC 5321 §4.5.3.1.10: 552 to RCPT means "too many recipients", which another transaction mends.
  const permanent = reply.code >= 500 && !(at === 'rcpt' && reply.code === 552)
  const statusClass = permanent ? '5' : '4'
  const cause: Cause = {
    at,
    enhanced: reply.enhanced?.startsWith(statusClass) ? reply.enhanced : `${statusClass}.0.0`,
    publicText: `${host} answered ${reply.code} to ${STEP_WORDS[at] ?? at}`,
    detail: `${host} answered ${reply.code} ${reply.text}`,
    blame: 'peer',
    reply,
  }
  return { kind: permanent ? 'failed' : 'deferred', cause }
}

/** A cause without a reply: nothing was said. */
export function silentCause(at: CauseAt, enhanced: string, text: string, blame: Cause['blame'] = 'peer'): Cause {
  return { at, enhanced, publicText: text, detail: text, blame }
}

function safeText(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, MAX_TEXT)
}
