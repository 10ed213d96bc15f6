// The portal route's second half: the mail that tells a recipient that a message waits. It says who wrote, how to read it, until when, and
// what to do if it looks odd. No subject, no content, no picture, nothing loaded from anywhere (P4).
// Threading: a Message-ID of its own and `References: <original references> <original id>`, so that an answer finds its Salesforce case.

export interface NoticeFacts {
  /** Address of this gateway's notices: the customer's own domain would fail DMARC without a signature. */
  readonly from: string
  readonly to: string
  /** Header From of the original. The name is shown only beside the address. */
  readonly sender: { readonly name?: string; readonly address: string }
  readonly link: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly now: number
  /** Fresh, with angle brackets. */
  readonly messageId: string
  /** Message-IDs of the original with angle brackets. */
  readonly original: { readonly messageId?: string; readonly references: readonly string[] }
}

/** A notice before MIME. */
export interface Notice {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: readonly [string]
  readonly replyTo: { readonly name?: string; readonly address: string }
  readonly subject: string
  readonly date: number
  readonly messageId: string
  readonly references: readonly string[]
  readonly fields: readonly (readonly [string, string])[]
  readonly text: string
  readonly html: string
}

/** @param compose makes MIME of it: `composeLetter` of src/notify, handed in because floor-3 folders do not import each other */
export function composeNotice(facts: NoticeFacts, compose: (notice: Notice) => Uint8Array): Uint8Array {
  return compose(writeNotice(facts))
}

export function writeNotice(facts: NoticeFacts): Notice {
  const { name, address } = facts.sender
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const shown = presentableName(name ?? '')
  const who = shown === '' ? domain : shown
  const until = readableDate(facts.expiresAt)
  const sender = shown === '' ? address : `${shown} <${address}>`
  return {
    from: { name: shown === '' ? domain : `${shown} via ${domain}`, address: facts.from },
    to: [facts.to],
    replyTo: { ...(shown === '' ? {} : { name: shown }), address },
    subject: `Secure message from ${who}`,
    date: facts.now,
    messageId: facts.messageId,
    references: [...facts.original.references, ...(facts.original.messageId ? [facts.original.messageId] : [])],
    fields: [['Auto-Submitted', 'auto-generated']],
    text: plainText(sender, facts.link, until),
    html: htmlText(sender, facts.link, until),
  }
}

/** Characters of a display name that are shown. */
const LONGEST_NAME = 80
/** An address, a link, or what mail programs make a link of: two labels with a dot between them. `M.Sc` and `J.R.` are none. */
const ADDRESS_OR_LINK = /@|:\/\/|\bwww\.|[\p{L}\p{N}-]{2,}\.\p{L}{2,}|[\p{L}\p{N}]\.\p{L}{2,}\//iu

/**
 * The sender's display name as it may stand in a mail of ours: one line, bounded. Names are the sender's own words: one that looks like an
 * address could pass for the sender's, and one that looks like a link would be made one beside ours. Of such a name nothing is shown.
 */
function presentableName(name: string): string {
  // Line breaks, blanks of any kind, and what turns the reading direction; joiners belong into names of some scripts.
  const line = name
    .toWellFormed()
    .replace(/(?![\u200c\u200d])[\s\p{C}]+/gu, ' ')
    .trim()
  if (ADDRESS_OR_LINK.test(line.normalize('NFKC').replace(/[\u200c\u200d]/g, ''))) return ''
  const characters = Array.from(line)
  return characters.length <= LONGEST_NAME ? line : `${characters.slice(0, LONGEST_NAME).join('').trimEnd()}…`
}

function plainText(sender: string, link: string, until: string): string {
  return [
    'You have a secure message from',
    sender,
    '',
    'Read it here:',
    link,
    '',
    'The link opens a page with one button. Press it and the message is shown.',
    'You need no account and no password.',
    '',
    `You can read it until ${until}. After that it cannot be opened any more.`,
    'Keep this mail to yourself: whoever has the link can read the message.',
    '',
    'Not what you expected? Do not open it. Ask the sender first, by a phone',
    'number or address that you already know.',
    '',
  ].join('\n')
}

function htmlText(sender: string, link: string, until: string): string {
  const paragraph = 'margin:0 0 16px;font:16px/1.5 system-ui,Segoe UI,Helvetica,Arial,sans-serif;color:#1b2430'
  const small = 'margin:0 0 12px;font:14px/1.5 system-ui,Segoe UI,Helvetica,Arial,sans-serif;color:#4a5563'
  const button =
    'display:inline-block;padding:14px 24px;border-radius:8px;background:#0b5c6b;color:#ffffff;text-decoration:none;font-weight:600'
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Secure message</title></head>',
    '<body style="margin:0;padding:24px;background:#ffffff">',
    '<div style="max-width:560px;margin:0 auto">',
    `<p style="${paragraph}">You have a secure message from<br><strong>${escapeText(sender)}</strong></p>`,
    `<p style="${paragraph}"><a href="${escapeText(link)}" style="${button}">Read the message</a></p>`,
    `<p style="${small}">The link opens a page with one button. Press it and the message is shown. You need no account and no password.</p>`,
    `<p style="${small}">You can read it until <strong>${escapeText(until)}</strong>. After that it cannot be opened any more. Keep this mail to yourself: whoever has the link can read the message.</p>`,
    `<p style="${small}">Not what you expected? Do not open it. Ask the sender first, by a phone number or address that you already know.</p>`,
    `<p style="${small}">If the button does not work, copy this into your browser:<br><span style="word-break:break-all">${escapeText(link)}</span></p>`,
    '</div></body></html>',
    '',
  ].join('\n')
}

function readableDate(at: number): string {
  return new Intl.DateTimeFormat('en-US', {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(at)
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
