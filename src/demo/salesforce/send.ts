// The sending half of the pretend Salesforce: one SMTP session to the Email Relay, STARTTLS required, one transaction per recipient.
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { composeTransactions, type Organisation, type SalesforceMail, type Transaction } from './compose.ts'

export interface RelayOptions {
  readonly host: string
  readonly port: number
  /** PEM of the authorities that may have signed the relay's certificate. */
  readonly ca: string
  /** Name that the certificate must show (Salesforce: the relay host in Setup). Left out: `host`. */
  readonly servername?: string
  readonly auth?: { readonly user: string; readonly password: string }
  /** EHLO name; default one of Salesforce's. */
  readonly helo?: string
  /** Default 30,000 ms for connection, greeting and silence. */
  readonly timeout?: number
}

/** What the relay said to one transaction. */
export interface Submission {
  readonly transaction: Transaction
  readonly accepted: boolean
  /** 0 where the connection was lost. */
  readonly code: number
  /** The relay's last words. */
  readonly reply: string
}

/** Sends a mail, all its recipients in one session. A refusal is a result; no session (no TLS, bad AUTH) rejects. */
export async function sendAsSalesforce(
  relay: RelayOptions,
  mail: SalesforceMail,
  org: Organisation,
  at = Date.now(),
): Promise<readonly Submission[]> {
  return submit(relay, composeTransactions(mail, org, at))
}

/** Sends ready transactions again, to the byte: what Salesforce does when it did not hear the answer. */
export async function submit(relay: RelayOptions, transactions: readonly Transaction[]): Promise<readonly Submission[]> {
  const { connection, ended } = await openSession(relay)
  try {
    const results: Submission[] = []
    for (const transaction of transactions) results.push(await sendOne(connection, transaction))
    return results
  } finally {
    connection.quit()
    await ended
  }
}

async function openSession(relay: RelayOptions): Promise<{ connection: SMTPConnection; ended: Promise<void> }> {
  const timeout = relay.timeout ?? 30_000
  const connection = new SMTPConnection({
    host: relay.host,
    port: relay.port,
    name: relay.helo ?? 'smtp02-ia6-sp4.mta.salesforce.com',
    requireTLS: true,
    tls: { ca: relay.ca, servername: relay.servername ?? relay.host, minVersion: 'TLSv1.2' },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  })
  const ended = new Promise<void>((resolve) => {
    connection.once('end', () => resolve())
  })
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  const { auth } = relay
  if (auth) {
    await new Promise<void>((resolve, reject) => {
      connection.login({ type: 'login', credentials: { user: auth.user, pass: auth.password } }, (error) =>
        error ? reject(error) : resolve(),
      )
    })
  }
  // Later errors come back through the callback of `send`.
  connection.removeAllListeners('error').on('error', () => undefined)
  return { connection, ended }
}

function sendOne(connection: SMTPConnection, transaction: Transaction): Promise<Submission> {
  const envelope = { from: transaction.returnPath, to: [transaction.recipient] }
  return new Promise((resolve) => {
    connection.send(envelope, transaction.message, (error, info) => {
      if (!error) return resolve({ transaction, accepted: true, code: 250, reply: info?.response ?? '' })
      const { responseCode, response, message } = error as { responseCode?: number; response?: string; message: string }
      const refused = { transaction, accepted: false, code: responseCode ?? 0, reply: response ?? message }
      // After 421, or without any answer, nobody is there to answer RSET.
      if (refused.code === 0 || refused.code === 421) return resolve(refused)
      connection.reset(() => resolve(refused))
    })
  })
}
