// Bounds and time-outs of postern.yaml, by the part of the gateway that they guard. The defaults are the parts' own; a test holds them together.
import { z } from 'zod'
import { count, duration, size } from './config-values.ts'

export const doorLimits = z
  .strictObject({
    message: size('40MiB').describe('Largest message, advertised as SIZE.'),
    recipients: count(500, 100_000).describe('Recipients of one transaction.'),
    connections: count(300, 100_000).describe('SMTP sessions at once.'),
    'connections-per-address': count(250, 100_000).describe('SMTP sessions at once from one address.'),
    rate: count(6000).describe('Messages a minute of one sender.'),
    headers: count(1000).describe('Header fields of a message.'),
    'header-bytes': size('1MiB').describe('Bytes of a message’s header block.'),
    received: count(50, 1000).describe('`Received` fields after which a message counts as looping.'),
    'line-length': count(998 * 100).describe('Longest line in bytes. RFC 5321 says 998; real mail is longer.'),
    commands: count(100, 100_000).describe('Commands besides RCPT since the last message of a session; then it ends.'),
    'protocol-errors': count(20, 1000).describe('Syntax errors and unknown commands in one session; then it ends.'),
    'auth-failures': count(3, 100).describe('Wrong passwords in one session; then it ends.'),
    'auth-failures-per-minute': count(20, 100_000).describe('Wrong passwords a minute from one address, over all its sessions.'),
  })
  .prefault({})
  .describe('Limits at the door.')

export const doorTimeouts = z
  .strictObject({
    idle: duration('5m').describe('Silence while the client owes us something (RFC 5321 §4.5.3.2.7 asks for 5 minutes).'),
    handshake: duration('30s').describe('From STARTTLS, or from connecting to an implicit listener, to the end of the handshake.'),
    data: duration('30m').describe('From DATA to the final dot.'),
    session: duration('1h').describe('Age at which a session is ended once it is between two messages.'),
  })
  .prefault({})
  .describe('Time-outs at the door.')

export const contentLimits = z
  .strictObject({
    parts: count(1000, 100_000).describe('MIME parts over all nesting levels and readings.'),
    depth: count(20, 200).describe('Nesting of multiparts and messages.'),
    'header-bytes': size('1MiB').describe('Bytes of all header blocks together.'),
    headers: count(5000).describe('Header fields of all header blocks together.'),
    text: size('8MiB').describe('Characters of all text parts together.'),
    addresses: count(2000).describe('Addresses of one From, To, Cc or Reply-To.'),
    passes: count(24, 1000).describe('How often, on average, each byte may be looked at: nesting and several readings cost a pass each.'),
    nesting: count(8, 100).describe('Documents and archives in one another.'),
    unpacked: size('128MiB').describe('Bytes of all files that are taken out of attachments.'),
  })
  .prefault({})
  .describe('What one message may make the reader do; beyond, it is uninspectable.')

export const attachmentLimits = z
  .strictObject({
    timeout: duration('20s').describe(
      'An attachment that takes longer is uninspectable. All attachments of a message share three quarters of `inspect.timeout`.',
    ),
    memory: size('768MiB').describe(
      'Memory of the process that opens attachments; above it the process ends and the attachment is uninspectable.',
    ),
    idle: duration('5m').describe('How long that process is kept without work.'),
    text: size('8MiB').describe('Characters of text of one attachment.'),
    entries: count(5000, 100_000).describe('Entries of one archive or office file, files in one document.'),
    unpacked: size('256MiB').describe('Bytes out of compression in one attachment.'),
    files: size('64MiB').describe('Bytes of the files in one attachment that are read themselves.'),
    ratio: count(250, 100_000).describe('Bytes out of compression for each byte in it, once 8 MiB came out.'),
  })
  .prefault({})
  .describe('What one attachment may make its reader do; beyond, it is uninspectable.')

export const portalLimits = z
  .strictObject({
    requests: count(120).describe('Requests a minute from one address (IPv6: one /64).'),
    forms: count(20).describe('Pressed buttons a minute from one address.'),
    'form-size': size('8KiB').describe('Bytes of a form.'),
    'request-time': duration('15s').describe('Time in which a request’s head and body must arrive.'),
    'silent-time': duration('2m').describe('A connection on which nothing moves for this long, be it an answer that nobody fetches, ends.'),
    connections: count(500, 100_000).describe('Connections at once.'),
    'connections-per-address': count(50, 100_000).describe(
      'Connections at once from one address (IPv6: one /64); a trusted proxy is exempt.',
    ),
    display: size('64MiB').describe('A larger message is not shown, only saved.'),
    'reads-per-link': count(2, 100).describe('Answers of one link at once.'),
    'reads-size': size('256MiB').describe('Bytes of all messages held for display at once.'),
    unused: duration('30m').describe('After this time without use the link has to be opened again.'),
    open: duration('8h').describe('After this time it has to in any case.'),
  })
  .prefault({})
  .describe('Limits of the portal.')

export const portalReader = z
  .strictObject({
    time: duration('10s').describe('Time for bringing and reading one message or attachment.'),
    threads: count(2, 64).describe('Threads at once.'),
    waiting: count(16, 10_000).describe('Requests that may wait for a thread; more are asked to come again.'),
    heap: size('256MiB').describe('JavaScript heap of a thread.'),
    idle: duration('1m').describe('How long an idle thread is kept.'),
  })
  .prefault({})
  .describe('Threads that read messages for the portal’s pages.')

/** @param what `probe` or `delivery`; the delivery is the more patient one */
const conversation = (connect: string, greeting: string, command: string, handshake: string, quit: string) => ({
  connect: duration(connect).describe('TCP connection.'),
  greeting: duration(greeting).describe('The host’s first words.'),
  command: duration(command).describe('EHLO and STARTTLS, each.'),
  handshake: duration(handshake).describe('TLS handshake.'),
  quit: duration(quit).describe('Answer to QUIT.'),
})

export const probeTimeouts = z
  .strictObject(conversation('10s', '12s', '12s', '10s', '1s'))
  .prefault({})
  .describe('Time-outs of a probe.')

export const deliveryTimeouts = z
  .strictObject({
    ...conversation('30s', '1m', '1m', '30s', '2s'),
    ehlo: duration('1m').describe('EHLO after TLS.'),
    envelope: duration('5m').describe('MAIL, RCPT and DATA together.'),
    block: duration('3m').describe('A block of data.'),
    'final-dot': duration('10m').describe('The answer to the final dot.'),
  })
  .prefault({})
  .describe('Time-outs of a delivery (RFC 5321 §4.5.3.2).')

export const stsLimits = z
  .strictObject({
    timeout: duration('30s').describe('Time for a policy file over HTTPS; the first message to a domain waits for it.'),
    size: size('64KiB').describe('Largest policy file.'),
    refresh: duration('24h').describe('Age at which a policy is renewed though its id is the same.'),
    'back-off': duration('5m').describe('Time before a policy that could not be fetched is asked for again.'),
  })
  .prefault({})
  .describe('MTA-STS policies (RFC 8461).')

export const postureHistory = z
  .strictObject({
    entries: count(200, 10_000).describe('Changes kept of one domain; the oldest go.'),
    keep: duration('1y').describe('How long a change is kept after it was last seen.'),
    every: duration('1h').describe(
      'How often a change of detail (cipher, certificate), or none, is written down; and how often one mail host raises the alarm `posture.downgraded`.',
    ),
  })
  .prefault({})
  .describe('What domains were found to offer: `postern probe --history`, `--ready`.')

export const resolverLimits = z
  .strictObject({
    timeout: duration('3s').describe('Time for one answer of one server.'),
    tries: count(2, 20).describe('How often the list of servers is gone through.'),
  })
  .prefault({})
  .describe('Questions to DNS.')
