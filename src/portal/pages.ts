// The portal's pages as words. Short, for people who did not ask to meet a portal: one thing to do on each, and when it ends.

import type { DisplayAddress } from '../content/display.ts'
import { type Html, html, trusted } from '../web/html.ts'
import { renderPage } from '../web/layout.ts'
import type { ReadMessage } from './display-worker.ts'
import { linkText } from './mail-text.ts'

/** Addresses of a list that are shown; the rest is counted. */
const SHOWN_ADDRESSES = 20

/** @param action where the form goes: this page's own path */
export function landingPage(page: {
  readonly name: string
  readonly action: string
  readonly csrf: string
  readonly expiresAt: number
  readonly again: boolean
}): string {
  return renderPage(
    {
      title: 'Secure message',
      body: html`<section class="card">
<h1>A secure message is waiting for you</h1>
${page.again ? html`<p class="notice" role="alert">That did not reach us completely. Please press the button once more. If it happens again, allow cookies for this page.</p>` : undefined}
<p>Press the button to read it. You need no account and no password.</p>
<form method="post" action="${page.action}">
<input type="hidden" name="csrf" value="${page.csrf}">
<button type="submit">Read the message</button>
</form>
<p class="soft">You can read it until ${longDate(page.expiresAt)}.</p>
</section>`,
      footer: html`<p>Not what you expected? Do not press the button. Ask the person named in the mail first, by a phone number or address that you already know.</p>`,
    },
    page.name,
  )
}

/** One page for every link that does not open: never made, ended, or taken back. Which of them is nobody's business. */
export function closedPage(name: string): string {
  return renderPage(
    {
      title: 'Secure message',
      body: html`<section class="card">
<h1>This link does not open a message</h1>
<p>It may have ended, the sender may have taken the message back, or a part of the link may be missing.</p>
<p>Open the mail again and use the link in it. If that does not help, ask the sender to send the message once more.</p>
</section>`,
    },
    name,
  )
}

/** The cookie is gone: time is over, or the browser does not keep cookies. */
export function sessionOverPage(name: string): string {
  return renderPage(
    {
      title: 'Secure message',
      body: html`<section class="card">
<h1>Please open the link again</h1>
<p>This page closes by itself when it has not been used for a while. The message is still there: open the mail again and use the link in it.</p>
<p class="soft">If you come back here at once, your browser does not keep cookies for this page. Allow them, or open the link in another browser.</p>
</section>`,
    },
    name,
  )
}

export interface MessagePage {
  readonly name: string
  /** `/portal/m/…` of this view. */
  readonly path: string
  readonly expiresAt: number
}

export function messagePage(page: MessagePage, message: ReadMessage): string {
  return renderPage(
    {
      title: 'Secure message',
      body: html`<article>
<section class="card">
<h1>${readableSubject(message.subject)}</h1>
<dl class="facts">
<dt>From</dt><dd>${addressList(message.from)}</dd>
${message.to.length > 0 ? html`<dt>To</dt><dd>${addressList(message.to)}</dd>` : undefined}
${message.cc.length > 0 ? html`<dt>Cc</dt><dd>${addressList(message.cc)}</dd>` : undefined}
${message.date === undefined ? undefined : html`<dt>Sent</dt><dd>${longDate(message.date)}</dd>`}
</dl>
</section>
${notices(message)}
${body(message)}
${files(page, message)}
</article>`,
      footer: html`<p>You can read this until ${longDate(page.expiresAt)}. <a href="${page.path}/message.eml">Save the whole message</a> to keep it longer.</p>`,
    },
    page.name,
  )
}

/** The message is there but cannot be shown: it can still be taken home. */
export function unreadablePage(page: MessagePage): string {
  return renderPage(
    {
      title: 'Secure message',
      body: html`<section class="card">
<h1>This message cannot be shown here</h1>
<p>It is built in a way that this page cannot read safely. You can save it and open it with a mail program.</p>
<p><a class="button" href="${page.path}/message.eml">Save the message</a></p>
<p class="soft">You can do so until ${longDate(page.expiresAt)}.</p>
</section>`,
    },
    page.name,
  )
}

function notices(message: ReadMessage): Html {
  return html`${
    message.cut
      ? html`<p class="notice">A part of this message is too long to show. Save the whole message to read all of it.</p>`
      : undefined
  }${message.blockedPictures > 0 ? html`<p class="notice">Pictures from other sites are not loaded here, so that nobody learns that you read this.</p>` : undefined}`
}

function body(message: ReadMessage): Html {
  if (message.html !== undefined)
    return html`<section class="card mail" aria-label="Message" tabindex="0">${trusted(message.html)}</section>`
  if (message.text?.trim()) return html`<section class="card text" aria-label="Message">${linkText(message.text.trimEnd())}</section>`
  return html`<section class="card soft" aria-label="Message">This message has no text.</section>`
}

function files(page: MessagePage, message: ReadMessage): Html | undefined {
  if (message.attachments.length === 0) return undefined
  return html`<section class="card" aria-labelledby="files">
<h2 id="files">Attachments</h2>
<ul class="files">
${message.attachments.map(
  ({ index, name, type, size }) =>
    html`<li><span>${name || 'Attachment without a name'}<br><span class="soft">${kindOf(name, type)}, ${readableSize(size)}</span></span><a href="${page.path}/a/${index}" aria-label="Save ${name || 'attachment'}">Save</a></li>\n`,
)}</ul>
</section>`
}

/** The address stands beside the name always: names are the sender's own words. */
function addressList(list: readonly DisplayAddress[]): Html {
  const shown = list.slice(0, SHOWN_ADDRESSES)
  const rest = list.length - shown.length
  return html`${shown.map(({ name, address }) =>
    name && name !== address ? html`<span>${name}</span><span class="soft">${address}</span>` : html`<span>${address}</span>`,
  )}${rest > 0 ? html`<span class="soft">and ${rest} more</span>` : undefined}`
}

/** Salesforce's thread marks are for machines; the message that is saved keeps them. */
function readableSubject(subject: string): string {
  return subject.replace(/\[\s{0,4}(?:ref:[!_\w.]{1,80}:ref|thread::[\w-]{1,60}::)\s{0,4}\]/g, '').trim() || '(no subject)'
}

const KINDS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^application\/pdf$/, 'PDF'],
  [/^image\//, 'Picture'],
  [/^audio\//, 'Sound'],
  [/^video\//, 'Video'],
  [/^message\//, 'Mail message'],
  [/^text\/calendar$/, 'Calendar entry'],
  [/(word|opendocument\.text)/, 'Document'],
  [/(excel|spreadsheet|csv)/, 'Table'],
  [/(powerpoint|presentation)/, 'Slides'],
  [/zip|compressed|x-7z|x-rar/, 'Archive'],
  [/^text\//, 'Text'],
]

function kindOf(name: string, type: string): string {
  const known = KINDS.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1]
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]
  return known ?? (extension ? `${extension.toUpperCase()} file` : 'File')
}

function readableSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

const DATE = new Intl.DateTimeFormat('en-US', {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
})

function longDate(at: number): string {
  return DATE.format(at)
}
