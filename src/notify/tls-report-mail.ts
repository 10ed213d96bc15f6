// A TLS report as mail (RFC 8460 §5.3): multipart/report, words for people and the gzipped JSON for machines.
import { composeMime, newMessageId } from './compose.ts'

export interface TlsReportMail {
  readonly hostname: string
  readonly from: string
  readonly to: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Policy domain that is reported on. */
  readonly domain: string
  readonly reportId: string
  readonly fileName: string
  /** gzip of the JSON. */
  readonly gzip: Uint8Array
}

export function composeTlsReport({ hostname, from, to, now, domain, reportId, fileName, gzip }: TlsReportMail): Uint8Array {
  return composeMime(
    {
      from: { address: from },
      to: [to],
      subject: `Report Domain: ${domain} Submitter: ${hostname} Report-ID: <${reportId}>`,
      date: now,
      messageId: newMessageId(hostname, now),
      fields: [
        ['TLS-Report-Domain', domain],
        ['TLS-Report-Submitter', hostname],
        ['Auto-Submitted', 'auto-generated'],
      ],
    },
    {
      type: 'multipart/report; report-type="tlsrpt"',
      parts: [
        {
          type: 'text/plain; charset=utf-8',
          text: `This is an aggregate TLS report (RFC 8460) from ${hostname} on mail to ${domain}.\n`,
        },
        { type: 'application/tlsrpt+gzip', bytes: gzip, fileName },
      ],
    },
  )
}
