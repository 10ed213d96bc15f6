// A greylisting policy server for Postfix (SMTPD_POLICY_README protocol): the first try of a client, sender and recipient is put off, the next one passes.
import { createServer } from 'node:net'

export interface Greylist {
  /** For `check_policy_service`. */
  readonly endpoint: string
  /** How often each recipient was put off. */
  readonly deferred: ReadonlyMap<string, number>
  close(): Promise<void>
}

export async function startGreylist(): Promise<Greylist> {
  const seen = new Set<string>()
  const deferred = new Map<string, number>()
  const server = createServer((socket) => {
    let pending = ''
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      pending += chunk.toString()
      for (let end = pending.indexOf('\n\n'); end >= 0; end = pending.indexOf('\n\n')) {
        const facts = new Map(
          pending
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
        )
        pending = pending.slice(end + 2)
        socket.write(`action=${answer(facts)}\n\n`)
      }
    })
  })
  function answer(facts: ReadonlyMap<string, string>): string {
    const recipient = facts.get('recipient') ?? ''
    const triplet = `${facts.get('client_address')} ${facts.get('sender')} ${recipient}`
    if (seen.has(triplet)) return 'dunno'
    seen.add(triplet)
    deferred.set(recipient, (deferred.get(recipient) ?? 0) + 1)
    return 'defer_if_permit 4.2.0 Greylisted, come back soon'
  }
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    endpoint: `inet:127.0.0.1:${port}`,
    deferred,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
