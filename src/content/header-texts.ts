// The words that people write into header fields, as a text for detectors: display names, comments, descriptions, and every field that no program is
// known to write. Trace fields, ids and addresses are left out: they are machine text, and matching in them would only be noise.

import { parseAddressList } from './addresses.ts'
import type { Collector } from './collector.ts'
import { decodeWords } from './encoded-words.ts'
import { joinPath } from './entity.ts'
import type { HeaderBlock } from './header-block.ts'

const ADDRESS_FIELDS = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'resent-from', 'resent-sender', 'resent-to', 'resent-cc'])
const MACHINE_FIELDS = new Set(
  (
    'authentication-results autocrypt auto-submitted bcc-id content-class content-disposition content-id content-language content-length ' +
    'content-md5 content-location content-base content-duration content-transfer-encoding content-type date delivered-to disposition-notification-to dkim-signature domainkey-signature feedback-id ' +
    'importance in-reply-to message-id mime-version original-message-id precedence priority received received-spf references resent-date ' +
    'resent-message-id return-path return-receipt-to status subject thread-index user-agent x-mailer x-priority x-originating-ip x-original-to ' +
    'x-uidl x-received x-sender x-msmail-priority x-mimeole x-spam-status x-spam-score x-spam-level x-spam-flag errors-to'
  ).split(' '),
)
const MACHINE_PREFIXES = [
  'arc-',
  'dkim-',
  'list-',
  'x-attachment-',
  'x-sfdc',
  'x-ms-',
  'x-microsoft-',
  'x-forefront-',
  'x-google-',
  'x-gm-',
  'x-ses-',
  'x-sg-',
  'x-mailgun-',
]

/** @param path of the message that the header belongs to, '' for the outermost */
export function readHeaderTexts(collector: Collector, header: HeaderBlock, path: string): void {
  const lines: string[] = []
  for (const field of header.fields) {
    if (isMachineField(field.key)) continue
    if (ADDRESS_FIELDS.has(field.key)) {
      const { names } = parseAddressList(field.raw, collector.limits.addresses)
      if (names.length > 0) lines.push(decodeWords(names.join('\n')))
    } else lines.push(`${field.name}: ${decodeWords(field.raw)}`)
  }
  lines.push(...header.junk)
  if (lines.length > 0)
    collector.addText({ path: joinPath(path, 'headers'), type: 'text/rfc822-headers', kind: 'header', text: lines.join('\n') })
}

function isMachineField(key: string): boolean {
  // `X-SFDC-X-…` is what a Visualforce template wrote, the other X-SFDC fields are Salesforce's own.
  if (key.startsWith('x-sfdc-x-')) return false
  return MACHINE_FIELDS.has(key) || MACHINE_PREFIXES.some((prefix) => key.startsWith(prefix))
}
