// A wiretap in front of one pretend mail server: whatever crosses is kept as raw bytes, and the line can be reset, closed, half closed or silenced
// at any byte of either direction. It knows nothing of SMTP or TLS, so it is a witness that no mistake of gateway or server can talk over.
import { once } from 'node:events'
import * as net from 'node:net'

export interface WireFault {
  /** `reset`: RST both ways · `end`: FIN both ways · `half-close`: FIN to the receiver only, the other direction goes on · `silence`: nothing crosses any more. */
  readonly kind: 'reset' | 'end' | 'half-close' | 'silence'
  /** Bytes of `side` that still cross. */
  readonly after: number
  readonly side: 'client' | 'server'
}

export interface Tapped {
  readonly fromClient: Buffer[]
  readonly fromServer: Buffer[]
}

export interface Wire {
  readonly address: string
  readonly connections: readonly Tapped[]
  /** What happens to connections to come, one fault each; beyond the list they are left alone. */
  plan(faults: readonly WireFault[]): void
  /** Runs once, when the next connection opens: the host changes between a probe and the delivery. */
  onNext(action: (() => void) | undefined): void
  close(): Promise<void>
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** @param server where the mail server listens @param at where the gateway finds it */
export async function startWire(server: Endpoint, at: Endpoint): Promise<Wire> {
  const connections: Tapped[] = []
  const sockets = new Set<net.Socket>()
  let faults: WireFault[] = []
  let action: (() => void) | undefined
  const keep = (socket: net.Socket) => {
    sockets.add(socket)
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const listener = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const inner = keep(net.connect({ ...server, allowHalfOpen: true, noDelay: true }))
    const tapped: Tapped = { fromClient: [], fromServer: [] }
    connections.push(tapped)
    join(keep(client), inner, tapped, faults.shift())
    const act = action
    action = undefined
    act?.()
  })
  listener.listen(at.port, at.host)
  await once(listener, 'listening')
  return {
    address: at.host,
    connections,
    plan: (list) => {
      faults = [...list]
    },
    onNext: (next) => {
      action = next
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((done) => listener.close(() => done()))
    },
  }
}

function join(client: net.Socket, server: net.Socket, tapped: Tapped, fault: WireFault | undefined): void {
  let silent = false
  const pass = (side: WireFault['side'], from: net.Socket, to: net.Socket, kept: Buffer[]) => {
    let left = fault?.side === side ? fault.after : Number.POSITIVE_INFINITY
    from.on('data', (chunk: Buffer) => {
      // Heard is also what was sent after the cut: the witness listens on the sender's side of it.
      if (side === 'client') kept.push(chunk)
      if (silent || left < 0) return
      const crosses = chunk.subarray(0, Math.max(0, Math.min(left, chunk.length)))
      left -= chunk.length
      if (side === 'server') kept.push(crosses)
      if (crosses.length > 0 && !to.destroyed && !to.writableEnded) to.write(crosses)
      if (left < 0 && fault) strike(fault.kind, from, to, () => (silent = true))
    })
    from.on('end', () => silent || to.end())
    from.on('close', () => to.destroy())
  }
  pass('client', client, server, tapped.fromClient)
  pass('server', server, client, tapped.fromServer)
}

function strike(kind: WireFault['kind'], from: net.Socket, to: net.Socket, silence: () => void): void {
  switch (kind) {
    case 'reset':
      from.resetAndDestroy()
      to.resetAndDestroy()
      return
    case 'end':
      from.end()
      to.end()
      return
    case 'half-close':
      to.end()
      return
    case 'silence':
      silence()
  }
}
