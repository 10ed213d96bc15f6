// Connections kept for the next message: per verified host and address, as many at a time as the host's pace allows (pace.ts), a bounded
// number of messages each, dropped when idle. A kept connection is the same TLS session (nothing is ever resumed), and it passes `admit` again for each job's demand.
import type { Demand } from '../domain/protection.ts'
import { admit } from '../gate/admit.ts'
import type { GateTarget } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import { DONE } from '../platform/done.ts'
import type { HostRests, HostTurn, Pace } from './pace.ts'
import type { SmtpClient } from './smtp-client.ts'

export interface ConnectionSettings {
  readonly maxMessagesPerConnection: number
  /** Milliseconds that a connection may wait for the next message. */
  readonly idleMs: number
  /** After this long without use, or after any failure, RSET is said first: it clears the state and shows whether the peer is still there. */
  readonly resetAfterIdleMs: number
  readonly commandMs: number
  readonly quitMs: number
}

export interface Connections {
  /** Waits for a turn at this host. @returns undefined where `signal` aborted first */
  enter(target: GateTarget, domain: string, signal: AbortSignal | undefined): Promise<Turn | HostRests | undefined>
  /** Connections that wait, for metrics. */
  idle(): number
  /** QUIT on every waiting connection; those in use close when their turn ends. */
  close(): Promise<void>
}

/** The right to use one connection to one host. */
export interface Turn extends Pick<HostTurn, 'tookOne' | 'pushedBack'> {
  /** A kept connection that meets the demand, if there is one. */
  reuse(demand: Demand): Promise<SmtpClient | undefined>
  /** Gives the turn back; `client` is kept when it can serve again. `clean`: its last transaction was accepted. */
  leave(client: SmtpClient | undefined, clean: boolean): void
}

interface Waiting {
  readonly client: SmtpClient
  readonly since: number
  readonly clean: boolean
  readonly taken: AbortController
}

interface Lane {
  running: number
  readonly waiting: Waiting[]
}

export function createConnections(clock: Clock, pace: Pace, settings: ConnectionSettings): Connections {
  const lanes = new Map<string, Lane>()
  let closed = false

  async function enter(target: GateTarget, domain: string, signal: AbortSignal | undefined): Promise<Turn | HostRests | undefined> {
    const turn = await pace.enter(target.host, domain, signal)
    if (!turn || 'restsUntil' in turn) return turn
    // A session was judged under what its target asks for: another domain's policies may ask for more.
    const { host, address, port, ...asked } = target
    const key = `${host} ${address} ${port} ${JSON.stringify(asked)}`
    const lane = lanes.get(key) ?? { running: 0, waiting: [] }
    lanes.set(key, lane)
    lane.running++
    return {
      reuse: (demand) => takeAdmitted(lane, demand),
      tookOne: turn.tookOne,
      pushedBack: turn.pushedBack,
      leave: (client, clean) => {
        if (client) put(key, lane, client, clean)
        lane.running--
        turn.leave()
        forget(key, lane)
      },
    }
  }

  async function takeAdmitted(lane: Lane, demand: Demand): Promise<SmtpClient | undefined> {
    for (;;) {
      // The one used last is the likeliest to be alive.
      const index = lane.waiting.findLastIndex(({ client }) => admit(client.session, demand).admitted)
      if (index < 0) return undefined
      const [found] = lane.waiting.splice(index, 1) as [Waiting]
      found.taken.abort(DONE)
      if (!found.client.alive) continue
      const stale = !found.clean || clock.now() - found.since > settings.resetAfterIdleMs
      if (!stale || (await found.client.reset(settings.commandMs))) return found.client
      found.client.destroy('did not answer RSET')
    }
  }

  function put(key: string, lane: Lane, client: SmtpClient, clean: boolean): void {
    if (!client.alive) return
    if (closed || client.messages >= settings.maxMessagesPerConnection) return void client.quit(settings.quitMs)
    const entry: Waiting = { client, since: clock.now(), clean, taken: new AbortController() }
    lane.waiting.push(entry)
    const drop = () => {
      const index = lane.waiting.indexOf(entry)
      if (index < 0) return
      lane.waiting.splice(index, 1)
      entry.taken.abort(DONE)
      void client.quit(settings.quitMs)
      forget(key, lane)
    }
    client.onEnd(drop)
    void clock.sleep(settings.idleMs, entry.taken.signal).then(drop)
  }

  function forget(key: string, lane: Lane): void {
    if (lane.running === 0 && lane.waiting.length === 0 && lanes.get(key) === lane) lanes.delete(key)
  }

  async function close(): Promise<void> {
    closed = true
    const clients = [...lanes.values()].flatMap((lane) => lane.waiting.splice(0))
    await Promise.all(
      clients.map(({ client, taken }) => {
        taken.abort(DONE)
        return client.quit(settings.quitMs)
      }),
    )
  }

  return { enter, idle: () => [...lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0), close }
}
