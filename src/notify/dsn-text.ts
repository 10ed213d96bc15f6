// The words of a delivery status notification for the person who reads it: what happened, why, and what to do next.
// Where the recipient's address is good (policy, TLS, time) every sentence passes `blamesContact`; where a server refused, it is quoted.
import type { Cause, CauseAt } from '../domain/cause.ts'
import { blamesContact } from './blame.ts'

/** Why a report is written. Decides wording, `Status` and whether the other side's words are quoted. */
export const DSN_REASONS = [
  'bounced',
  'notice-bounced',
  'protection',
  'policy',
  'refused',
  'cancelled',
  'expired',
  'hold-expired',
  'unknown-expired',
  'pickup-expired',
  'delayed',
  'delivered',
  'relayed',
  'portal',
] as const
export type DsnReason = (typeof DSN_REASONS)[number]

interface Wording {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed'
  /** RFC 3463 status used where the cause brings none that fits. */
  readonly status: string
  /** Which statuses of a cause may stand in the report. */
  readonly accepts: RegExp
  /** May the remote server's words be quoted? Never where they could blame an address that is good. */
  readonly quotes: boolean
  readonly what: string
  readonly why: string
  readonly next: string
}

const GOOD_STATUS = /^2\./
const POLICY_STATUS = /^5\.7\.\d+$/
const NOTHING = /^$/

export const WORDING: Readonly<Record<DsnReason, Wording>> = {
  bounced: {
    action: 'failed',
    status: '5.0.0',
    accepts: /^5\./,
    quotes: true,
    what: 'The message was not delivered.',
    why: 'The recipient’s mail server refused it for good.',
    next: 'Check the address with the recipient, then send the message again.',
  },
  'notice-bounced': {
    action: 'failed',
    status: '5.0.0',
    accepts: /^5\./,
    quotes: true,
    what: 'The message was kept on the secure page, but the notice that leads to it was not delivered.',
    why: 'The recipient’s mail server refused the notice for good.',
    next: 'Check the address with the recipient, then send the message again. Nobody can open the message any more.',
  },
  protection: {
    action: 'failed',
    status: '5.7.10',
    accepts: POLICY_STATUS,
    quotes: false,
    what: 'The message was not sent.',
    why: 'It needs a protected connection that the recipient’s mail server does not offer, and no other protected way was open.',
    next: 'The address itself is not in doubt. Ask your security team for another way, or reach the recipient by phone.',
  },
  policy: {
    action: 'failed',
    status: '5.7.1',
    accepts: POLICY_STATUS,
    quotes: false,
    what: 'The message was not sent.',
    why: 'Your organisation’s rules do not let it leave.',
    next: 'The address itself is not in doubt. Change the message, or ask your security team, naming the reference below.',
  },
  refused: {
    action: 'failed',
    status: '5.7.1',
    accepts: POLICY_STATUS,
    quotes: false,
    what: 'The message was not sent.',
    why: 'It was held for review, and the reviewer decided against sending it.',
    next: 'The address itself is not in doubt. Ask your security team, naming the reference below.',
  },
  cancelled: {
    action: 'failed',
    status: '5.7.1',
    accepts: POLICY_STATUS,
    quotes: false,
    what: 'The message was not sent.',
    why: 'It was taken out of the queue by an operator of this gateway.',
    next: 'The address itself is not in doubt. Ask your security team, naming the reference below.',
  },
  expired: {
    action: 'failed',
    // Action failed with class 4: time ended, the address is not wrong (RFC 3463 §2, class 4 with a failure report).
    status: '4.4.7',
    accepts: /^4\./,
    quotes: true,
    what: 'The message was not delivered.',
    why: 'The gateway kept trying until the time allowed for it was over.',
    next: 'Try again later, or reach the recipient another way.',
  },
  'hold-expired': {
    action: 'failed',
    status: '5.7.1',
    accepts: POLICY_STATUS,
    quotes: false,
    what: 'The message was not sent.',
    why: 'It was held for review, and nobody released it within the time allowed.',
    next: 'The address itself is not in doubt. Ask your security team, naming the reference below, and send the message again.',
  },
  'unknown-expired': {
    action: 'failed',
    status: '4.4.2',
    accepts: NOTHING,
    quotes: false,
    what: 'It is not certain whether the message arrived. It may have arrived.',
    why: 'The connection was lost after the whole message had been handed over and before the other side confirmed it.',
    next: 'Ask the recipient before you send it again: otherwise it may arrive twice.',
  },
  'pickup-expired': {
    action: 'failed',
    status: '4.4.7',
    accepts: NOTHING,
    quotes: false,
    what: 'The message was not read.',
    why: 'It waited on the secure page, and nobody opened it there within the time allowed. It can no longer be opened.',
    next: 'Reach the recipient another way, or send the message again.',
  },
  delayed: {
    action: 'delayed',
    status: '4.4.1',
    accepts: /^4\./,
    quotes: true,
    what: 'The message is delayed. It has not been given up.',
    why: 'The recipient’s mail server could not take it yet.',
    next: 'You need not do anything: the gateway keeps trying and tells you if it has to give up.',
  },
  delivered: {
    action: 'delivered',
    status: '2.0.0',
    accepts: GOOD_STATUS,
    quotes: false,
    what: 'The message was delivered.',
    why: 'The recipient’s mail server took it over a protected connection.',
    next: 'Whether it was read is not known.',
  },
  relayed: {
    action: 'relayed',
    status: '2.0.0',
    accepts: GOOD_STATUS,
    quotes: false,
    what: 'The message was passed on.',
    why: 'The next system took it. That system may not send reports of its own.',
    next: 'Whether it was read is not known.',
  },
  portal: {
    action: 'relayed',
    status: '2.0.0',
    accepts: GOOD_STATUS,
    quotes: false,
    what: 'The message waits on the secure page.',
    why: 'The recipient was sent a notice with a link to read it there.',
    next: 'If it is never opened, a failure report follows where you asked for one.',
  },
}

/** RFC 3463 status of a report: the cause's where it fits the reason, else the reason's own. */
export function statusOf(reason: DsnReason, cause: Cause | undefined): string {
  const wording = WORDING[reason]
  return cause && wording.accepts.test(cause.enhanced) ? cause.enhanced : wording.status
}

/** What a server says about TLS, and what was decided here, tells nothing about the address. */
const NOT_ABOUT_THE_ADDRESS: readonly CauseAt[] = ['starttls', 'tls', 'mta-sts', 'dane', 'gate', 'policy', 'portal', 'local']

/** Whether the other side's words may stand in the report. */
export function quotesRemote(reason: DsnReason, cause: Cause | undefined): boolean {
  return WORDING[reason].quotes && cause !== undefined && !NOT_ABOUT_THE_ADDRESS.includes(cause.at)
}

/** Sentences on one recipient, in the order they are read. Words from elsewhere that could blame a good address are left out. */
export function explain(reason: DsnReason, cause: Cause | undefined, reasons: readonly string[]): readonly string[] {
  const wording = WORDING[reason]
  const more = [...(cause?.publicText ? [sentence(cause.publicText)] : []), ...reasons.map((words) => sentence(`Reason given: ${words}`))]
  const allowed = quotesRemote(reason, cause) ? more : more.filter((text) => !blamesContact(text))
  return [wording.what, wording.why, ...allowed, wording.next]
}

function sentence(text: string): string {
  const trimmed = text.trim()
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
