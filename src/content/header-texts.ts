// The words that people write into header fields, as a text for detectors: display names, comments, descriptions, and every field that no program is
// known to write. Trace fields, ids and addresses are left out: they are machine text, and matching in them would only be noise.

import { parseAddressList } from './addresses.ts'
import type { Collector } from './collector.ts'
import { decodeWords } from './encoded-words.ts'
import { joinPath } from './entity.ts'
import type { HeaderBlock } from './header-block.ts'

const ADDRESS_FIELDS = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'resent-from', 'resent-sender', 'resent-to', 'resent-cc'])
/** Exact names: a prefix would let anyone hide words in a field of their own. */
const MACHINE_FIELDS = new Set(
  (
    'authentication-results autocrypt auto-submitted bcc-id content-class content-disposition content-id content-language content-length ' +
    'content-md5 content-location content-base content-duration content-transfer-encoding content-type date delivered-to ' +
    'disposition-notification-to dkim-signature dkim-filter domainkey-signature feedback-id importance in-reply-to message-id mime-version ' +
    'original-message-id precedence priority received received-spf references resent-date resent-message-id return-path return-receipt-to status ' +
    'subject thread-index user-agent x-mailer x-priority x-originating-ip x-original-to x-uidl x-received x-sender x-msmail-priority x-mimeole ' +
    'x-spam-status x-spam-score x-spam-level x-spam-flag errors-to x-attachment-id arc-seal arc-message-signature arc-authentication-results ' +
    'list-id list-help list-unsubscribe list-unsubscribe-post list-subscribe list-post list-owner list-archive ' +
    // Salesforce; `X-SFDC-X-…` is not here: a Visualforce template wrote it.
    'x-sfdc-lk x-sfdc-user x-sfdc-tls-norelay x-sfdc-binding x-sfdc-emailcategory x-sfdc-entityid x-sfdc-interface x-sfdc-orgtype ' +
    'x-sfdc-correlation-id x-sfdc-app x-sfdc-restrict x-sfdc-tls-status x-sfdc-tls-cipher x-sfdc-tls-version x-sfdc-tls-verified ' +
    'x-sfdc-original-rcpt x-sfdcorgrelay x-sfdcrelayaddr x-sfdcrelayport x-sfdctls x-mail_abuse_inquiries ' +
    // Exchange and Outlook.
    'x-ms-has-attach x-ms-tnef-correlator x-ms-exchange-organization-authas x-ms-exchange-organization-authsource ' +
    'x-ms-exchange-organization-authmechanism x-ms-exchange-organization-scl x-ms-exchange-organization-network-message-id ' +
    'x-ms-exchange-organization-messagedirectionality x-ms-exchange-organization-expirationstarttime ' +
    'x-ms-exchange-organization-expirationstarttimereason x-ms-exchange-organization-expirationinterval ' +
    'x-ms-exchange-organization-expirationintervalreason x-ms-exchange-organization-recordreviewcfmtype ' +
    'x-ms-exchange-crosstenant-network-message-id x-ms-exchange-crosstenant-authas x-ms-exchange-crosstenant-authsource ' +
    'x-ms-exchange-crosstenant-id x-ms-exchange-crosstenant-fromentityheader x-ms-exchange-crosstenant-mailboxtype ' +
    'x-ms-exchange-crosstenant-userprincipalname x-ms-exchange-crosstenant-originalarrivaltime x-ms-exchange-transport-crosstenantheadersstamped ' +
    'x-ms-exchange-transport-endtoendlatency x-ms-exchange-processed-by-bccfoldering x-ms-exchange-messagesentrepresentingtype ' +
    'x-ms-exchange-senderadcheck x-ms-exchange-antispam-messagedata-0 x-ms-exchange-antispam-messagedata-chunkcount ' +
    'x-ms-exchange-antispam-relay x-ms-exchange-atpmessageproperties x-ms-publictraffictype x-ms-traffictypediagnostic x-ms-office365-filtering-correlation-id ' +
    'x-microsoft-antispam x-microsoft-antispam-message-info x-microsoft-antispam-mailbox-delivery x-forefront-antispam-report ' +
    // Google, Amazon SES, SendGrid, Mailgun.
    'x-google-smtp-source x-google-dkim-signature x-gm-message-state x-gm-features x-gm-gg x-gm-thrid x-gm-msgid ' +
    'x-ses-outgoing x-ses-receipt x-ses-dkim-signature x-ses-spam-verdict x-ses-virus-verdict x-sg-eid x-sg-id x-mailgun-sid ' +
    'x-mailgun-sending-ip x-mailgun-batch-id'
  ).split(' '),
)

/** @param key of a field, in lower case @returns whether only programs write it, so that nobody looks for words in it */
export function isMachineField(key: string): boolean {
  return MACHINE_FIELDS.has(key)
}

export function isAddressField(key: string): boolean {
  return ADDRESS_FIELDS.has(key)
}

/** @param path of the message that the header belongs to, '' for the outermost */
export function readHeaderTexts(collector: Collector, header: HeaderBlock, path: string): void {
  const lines: string[] = []
  for (const field of header.fields) {
    if (MACHINE_FIELDS.has(field.key)) continue
    if (ADDRESS_FIELDS.has(field.key)) {
      const { names } = parseAddressList(field.raw, collector.limits.addresses)
      if (names.length > 0) lines.push(decodeWords(names.join('\n')))
    } else lines.push(`${field.name}: ${decodeWords(field.raw)}`)
  }
  for (const line of header.junk) lines.push(line)
  if (lines.length > 0)
    collector.addText({ path: joinPath(path, 'headers'), type: 'text/rfc822-headers', kind: 'header', text: lines.join('\n') })
}
