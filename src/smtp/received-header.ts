// The trace field that Postern puts on top of what it sends on: RFC 5321 §4.4, `with` words of RFC 3848 and RFC 6531 §4.3,
// the `tls` clause of RFC 8314 §4.3. What the client said of itself is untrusted: it enters only if it is a name or a literal.
import { isIP } from 'node:net'
import { mailDate } from './mail-date.ts'

export interface TraceFacts {
  /** Name of this gateway. */
  readonly by: string
  /** Message id. */
  readonly id: string
  /** When the message was accepted, milliseconds since the epoch. */
  readonly at: number
  readonly client: {
    readonly helo: string
    readonly remoteAddress: string
    readonly tls: { readonly version: string; readonly cipher: string } | null
    readonly authUser?: string
  }
  /** Only when the copy has a single recipient: `for` would tell the others otherwise (RFC 5321 §7.6). */
  readonly recipient?: string
  readonly smtpUtf8: boolean
}

/** @returns the whole field, folded, with its final CRLF */
export function receivedHeader({ by, id, at, client, recipient, smtpUtf8 }: TraceFacts): string {
  const clauses = [
    `Received: from ${helloName(client.helo)} (${clientLiteral(client.remoteAddress)})`,
    `by ${by} (Postern) with ${protocol(client, smtpUtf8)} id ${id}`,
    ...(recipient && mayStandInTrace(recipient, smtpUtf8) ? [`for <${recipient}>`] : []),
    // A registered clause: after all of RFC 5321's own.
    ...(client.tls ? [`(${client.tls.version}) tls ${token(client.tls.cipher)}`] : []),
  ]
  return `${clauses.join('\r\n\t')};\r\n\t${mailDate(at)}\r\n`
}

function protocol(client: TraceFacts['client'], smtpUtf8: boolean): string {
  return `${smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'}${client.tls ? 'S' : ''}${client.authUser === undefined ? '' : 'A'}`
}

function helloName(helo: string): string {
  const isName = /^[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?$/i.test(helo)
  const isLiteral = /^\[[0-9a-f.:]{2,45}\]$/i.test(helo) || /^\[ipv6:[0-9a-f.:]{2,45}\]$/i.test(helo)
  return isName || isLiteral ? helo : 'unknown'
}

function clientLiteral(address: string): string {
  const kind = isIP(address)
  if (kind === 0) return '[unknown]'
  return kind === 6 ? `[IPv6:${address}]` : `[${address}]`
}

function token(text: string): string {
  return /^[\w-]+$/.test(text) ? text : 'unknown'
}

/** An address that would need UTF-8 or could break the field stays out: the clause is optional. */
function mayStandInTrace(address: string, smtpUtf8: boolean): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass
  if (/[\x00-\x1f\x7f<>]/.test(address) || address.length > 254) return false
  return smtpUtf8 || /^[ -~]*$/.test(address)
}
