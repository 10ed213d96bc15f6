// postern.yaml: every field once, with the words that the generated reference prints (design §9). Durations become milliseconds, sizes bytes.
import { z } from 'zod'
import {
  attachmentLimits,
  contentLimits,
  deliveryTimeouts,
  doorLimits,
  doorTimeouts,
  portalLimits,
  portalReader,
  postureHistory,
  probeTimeouts,
  resolverLimits,
  stsLimits,
} from './config-limits.ts'
import { address, count, domainOrBelow, duration, file, hostName, network, port, size } from './config-values.ts'
import { parseDuration } from './quantity.ts'

const smtpListener = z.strictObject({
  host: z.string().default('0.0.0.0').describe('Address to listen on.'),
  port: port.default(587).describe('Port. Salesforce can reach 25, 587, 10025 and 11025 only.'),
  tls: z
    .enum(['starttls', 'implicit', 'optional', 'off'])
    .default('starttls')
    .describe('`starttls`: mail only after STARTTLS (what Salesforce speaks) · `implicit`: TLS from the first byte · `optional` · `off`.'),
  cert: file.optional().describe('PEM file: certificate and its full chain.'),
  key: file.optional().describe('PEM file: private key.'),
})

const webListener = (defaultPort: number) =>
  z.strictObject({
    host: z.string().default('127.0.0.1').describe('Address to listen on; loopback unless a named proxy or a certificate stands in front.'),
    port: port.default(defaultPort).describe('Port; 0 picks a free one.'),
    cert: file.optional().describe('PEM file: certificate and its full chain.'),
    key: file.optional().describe('PEM file: private key.'),
  })

const sender = z.strictObject({
  name: z.string().min(1).describe('Name for logs, metrics and trace.'),
  networks: z
    .array(z.string())
    .optional()
    .describe('CIDR blocks that may connect; the word `salesforce` asks the published SPF record of Salesforce about the peer.'),
  auth: z
    .strictObject({
      user: z.string().min(1).describe('User name for AUTH PLAIN or LOGIN, offered inside TLS only.'),
      password: z.string().min(1).meta({ secret: true }).describe('Password; write `${NAME}` to read it from the environment.'),
    })
    .optional()
    .describe('Credentials that the sender must show.'),
  certificate: z
    .strictObject({
      fingerprint: z.string().optional().describe('SHA-256 of the client certificate, hex.'),
      subject: z.string().optional().describe('Common name of a client certificate that verifies against `listen.client-ca`.'),
    })
    .optional()
    .describe('Client certificate that the sender must show.'),
  salesforce: z
    .strictObject({
      org: z
        .string()
        .regex(/^00D[A-Za-z0-9]{12}([A-Z0-5]{3})?$/, 'is not an organisation id (15 or 18 characters, 00D…)')
        .describe('Organisation id: exactly one X-SFDC-LK, and this one.'),
    })
    .optional()
    .describe('Binds the sender to one Salesforce organisation.'),
  domains: z
    .array(domainOrBelow)
    .optional()
    .describe(
      'Domains of the header From (`example.org`, or `"*.example.org"` for what is below it); the envelope is in the same domains, null, or a Salesforce bounce address whose label fits the organisation.',
    ),
})

export const configSchema = z.strictObject({
  hostname: hostName.describe('Name of this gateway: banner, EHLO, `Received`, and the certificate that Salesforce checks.'),
  data: file.default('./data').describe('Folder for queue, blobs and keys.'),
  listen: z
    .strictObject({
      smtp: z.array(smtpListener).min(1).prefault([{}]).describe('Where Salesforce hands mail in.'),
      inbound: z
        .array(z.unknown())
        .max(0, 'arrives later: replies and bounces by mail. Leave it out until then')
        .default([])
        .describe('Replies and bounces to addresses that the gateway made. Arrives later.'),
      'client-ca': z
        .union([z.literal('system'), file])
        .default('system')
        .describe('`system`, or a PEM file of the authorities that client certificates named by `subject` must come from.'),
      portal: webListener(8080)
        .extend({
          'trusted-proxy': z
            .array(network)
            .default([])
            .describe(
              'Addresses or CIDR blocks of a proxy in front, whose `X-Forwarded-For` is believed: rate limits then count its clients.',
            ),
        })
        .prefault({})
        .describe('The secure portal for recipients.'),
      api: webListener(8081).optional().describe('HTTP interface. Arrives later: nothing listens there yet.'),
      console: webListener(8082).optional().describe('Operators’ console. Arrives later: nothing listens there yet.'),
      metrics: webListener(9464).prefault({}).describe('/healthz, /readyz and /metrics.'),
    })
    .prefault({})
    .describe('Listeners.'),
  senders: z
    .array(sender)
    .min(1, 'name at least one sender: nobody may submit otherwise')
    .describe('Who may submit; all that one sender names must hold.'),
  policies: z.array(file).min(1, 'name at least one policy file').describe('Policy files; those without `layer` are the base.'),
  destination: z
    .strictObject({
      resolver: z
        .union([z.literal('system'), z.array(z.string()).min(1)])
        .default('system')
        .describe('`system`, or addresses such as 127.0.0.1:53.'),
      dane: z
        .enum(['auto', 'required', 'off'])
        .default('auto')
        .describe(
          'DANE. `auto`: on where every DNS server is on this machine (127.0.0.1, ::1); `required`: the servers named here validate and the way to them is safe, and start fails where they do not validate.',
        ),
      'dane-canary': z
        .string()
        .default('.')
        .describe('A signed name that is asked for at start: an answer without the AD bit means that the resolver does not validate.'),
      ca: z
        .union([z.literal('system'), file])
        .default('system')
        .describe('`system`, or a PEM file of the authorities that prove a mail host.'),
      'tls-profile': z
        .enum(['default', 'strict', 'nist-800-52r2'])
        .default('default')
        .describe(
          'What TLS to recipients’ hosts must be. `default`: forward secrecy, AEAD ciphers, and CBC with ECDHE, which is flagged · `strict`: ECDHE with AEAD only · `nist-800-52r2`: AES and SHA-2 only, curves P-256 and P-384. A host without it counts as weak.',
        ),
      'min-tls': z
        .enum(['1.2', '1.3'])
        .default('1.2')
        .describe('Oldest TLS version to recipients’ hosts, under every policy. Write it in quotes: "1.3".'),
      port: port.default(25).describe('Port of recipients’ mail servers; other values for tests and demo.'),
      'sts-port': port.default(443).describe('Port of MTA-STS policy hosts; other values for tests and demo.'),
      sts: stsLimits,
      'private-addresses': z
        .enum(['refuse', 'allow'])
        .default('refuse')
        .describe('Whether public DNS may send mail to loopback or private addresses.'),
      'good-for': duration('24h').describe('How long a good host verdict is remembered.'),
      'bad-for': duration('15m').describe('How long a hard failure is remembered.'),
      'temporary-for': duration('5m').describe('How long a temporary failure is remembered.'),
      remember: duration('14d').describe(
        'How long the best that a host was seen to offer counts: until then less is refused at every protection, and alerted. 0s: nothing is remembered.',
      ),
      history: postureHistory,
      timeouts: probeTimeouts,
      dns: resolverLimits,
    })
    .prefault({})
    .describe('How recipients’ servers are found and judged.'),
  delivery: z
    .strictObject({
      expire: duration('4d').describe('Queue lifetime of a copy; then the sender gets a failure notice.'),
      warn: duration('4h').describe('After this time in the queue the sender is told of the delay.'),
      'tls-wait': duration('20m').describe(
        'How long a softly failing TLS (454, end of file in the handshake) is retried before the next route.',
      ),
      retry: z
        .array(z.string())
        .min(1)
        .transform((list, context) =>
          list.map((text, index) => {
            const value = parseDuration(text)
            if (value === undefined)
              context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not a duration such as 5m`, path: [index] })
            return value ?? 0
          }),
        )
        .default([1, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000))
        .meta({ written: 'a list of durations', initial: '[1m, 5m, 15m, 30m, 1h, 2h, 4h]' })
        .describe('Waits between tries; the last one repeats.'),
      unknown: z
        .strictObject({
          direct: z
            .enum(['retry', 'park'])
            .default('retry')
            .describe(
              'An unknown outcome by SMTP: `retry` once after `after`, same Message-ID, event `possible-duplicate`; `park` waits for a person.',
            ),
          provider: z.enum(['park', 'retry']).default('park').describe('The same for a provider route. Arrives later with the providers.'),
          after: duration('30m').describe('When the one retry of an unknown outcome is due.'),
        })
        .prefault({})
        .describe('What happens when an outcome cannot be known.'),
      'strip-trace': z
        .boolean()
        .default(false)
        .describe('Take unsigned trace headers of Salesforce (X-SFDC…, X-Sender) off on the way out; recorded.'),
      parallel: count(20, 1000).describe('Transactions under way at once.'),
      'parallel-per-host': count(5, 100).describe(
        'Connections to one host at once, at most: fewer while it answers 421 or 4xx to connection, EHLO or MAIL, and one more for each round that it takes.',
      ),
      source: z
        .strictObject({
          v4: z.ipv4().optional().describe('IPv4 address of this machine.'),
          v6: z.ipv6().optional().describe('IPv6 address of this machine.'),
        })
        .prefault({})
        .describe(
          'Addresses that deliveries connect from; left out, the system chooses. IPv6 goes first where this machine has a global IPv6 address or `v6` names one; what cannot be connected to comes last for ten minutes.',
        ),
      'slow-down': z
        .strictObject({
          pause: duration('30s').describe(
            'How long a host is left alone that turns even a single connection away; its mail waits and uses up no tries. Twice as long each time it goes on.',
          ),
          longest: duration('10m').describe('Longest such pause.'),
        })
        .prefault({})
        .describe('Hosts that ask for less.'),
      addresses: count(12, 1000).describe('Addresses tried in one attempt, over all hosts of a domain.'),
      'recipients-per-transaction': count(100, 1000).describe(
        'Recipients of one transaction (RFC 5321 §4.5.3.1.8: every host takes a hundred).',
      ),
      'messages-per-connection': count(100, 100_000).describe('Messages over one connection.'),
      'keep-open': duration('5s').describe('How long a connection waits for another message.'),
      timeouts: deliveryTimeouts,
    })
    .prefault({})
    .describe('Delivery and retries.'),
  routes: z
    .record(z.string(), z.unknown())
    .refine((routes) => Object.keys(routes).length === 0, 'arrives later: provider routes. Leave it out until then')
    .default({})
    .describe('Provider routes. Arrives later.'),
  dkim: z
    .array(
      z.strictObject({
        domain: hostName.describe('Domain that signs: the one of the header From, or one above it.'),
        selector: z
          .string()
          .regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i, 'is not a selector such as postern1')
          .describe('Name beneath `_domainkey` in DNS; `postern config check` prints the record to publish.'),
        key: file.describe('PEM file: RSA (2048 bits) or Ed25519 private key.'),
      }),
    )
    .default([])
    .describe('DKIM keys: copies that a policy changed are signed anew, and the mail that the gateway writes itself is signed.'),
  portal: z
    .strictObject({
      url: z.url().default('http://127.0.0.1:8080').describe('Address of the portal as recipients see it; the part before /portal.'),
      expires: duration('30d').describe('How long a recipient may open a message.'),
      limits: portalLimits,
      reader: portalReader,
    })
    .prefault({})
    .describe('The built-in portal.'),
  tlsrpt: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe(
          'Send daily TLS reports (RFC 8460) to recipients’ domains that ask for them: how many sessions worked, and why others did not.',
        ),
      organisation: z.string().min(1).max(200).optional().describe('Who reports; left out: `hostname`.'),
      contact: address.optional().describe('Whom to ask about a report; left out: `postmaster`.'),
    })
    .prefault({})
    .describe('Reports on TLS to recipients’ domains.'),
  postmaster: address.describe('Who gets what can be told to nobody else; the From of notices.'),
  officers: z.array(address).default([]).describe('Told of each held message, besides those whom a rule names.'),
  quarantine: z
    .strictObject({ expire: duration('14d').describe('Held copies end after this time with a failure notice to the sender.') })
    .prefault({})
    .describe('Held mail.'),
  store: z
    .strictObject({
      url: z
        .string()
        .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'starts with sqlite: or postgres://')
        .default('sqlite:./data/postern.db')
        .meta({ secret: true })
        .describe('`sqlite:` and a path, or `postgres://user@host/db`; left out: `postern.db` in `data`.'),
    })
    .prefault({})
    .describe('Queue and ledger.'),
  keys: z
    .strictObject({
      service: z
        .literal('file', { error: 'is file; vault-transit and aws-kms arrive later' })
        .default('file')
        .describe('Key service; `vault-transit` and `aws-kms` arrive later.'),
      path: file.default('./data/keys').describe('Folder of the file keyring; left out: `keys` in `data`.'),
    })
    .prefault({})
    .describe('Keys that seal content and evidence.'),
  retention: z
    .strictObject({
      content: duration('30d').describe('Sealed content of closed messages is shredded after this time.'),
      events: duration('6y').describe('Life of evidence. Not applied yet: nothing is deleted.'),
    })
    .prefault({})
    .describe('How long things are kept.'),
  inspect: z
    .strictObject({
      workers: count(2, 64).describe('Child processes that open messages: one that hangs must not stop the others.'),
      timeout: duration('1m').describe('A message that takes longer is uninspectable.'),
      memory: size('512MiB').describe('Heap limit of a child; above it the child ends and the message is uninspectable.'),
      losses: count(3, 100).describe(
        'How often the gateway itself may end (killed, out of memory) while it reads a message; then that message is uninspectable.',
      ),
      'in-memory': size('64MiB').describe(
        'Bytes of accepted messages that stay in memory, beside their durable copy, until they are inspected and tried once; what finds no room is read from the store. 0: all of it.',
      ),
      limits: contentLimits,
      attachments: attachmentLimits,
      ocr: z
        .boolean()
        .default(false)
        .describe(
          'Look for words in pictures (English, seconds a picture, in the process that opens attachments). A picture counts as opaque all the same: what OCR does not recognise is still there.',
        ),
    })
    .prefault({})
    .describe('Looking inside messages.'),
  limits: doorLimits,
  timeouts: doorTimeouts,
  'duplicate-window': duration('48h').describe(
    'How long a repeated Message-ID with the same recipient and content counts as the sender’s retry.',
  ),
  'stop-grace': duration('30s').describe('How long work under way may take to end on SIGTERM; then it is cut off and becomes due again.'),
  log: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level printed.') })
    .prefault({})
    .describe('Logs on stdout.'),
})

/** The effective configuration: defaults filled in, durations in milliseconds, sizes in bytes, paths absolute. */
export type Config = z.output<typeof configSchema>
export type ConfigInput = z.input<typeof configSchema>
