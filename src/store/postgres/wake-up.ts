// Wake-ups between nodes: LISTEN/NOTIFY on a connection of its own. It is a hint and may be lost with the connection, so whoever listens
// also looks every `pollInterval`.
import pg from 'pg'

const CHANNEL = 'postern_work'

export interface WakeUp {
  watch(listener: (() => void) | undefined): void
  announce(): void
  close(): Promise<void>
}

export interface WakeUpOptions {
  readonly url: string
  /** At most one announcement in this time, ms. */
  readonly announceInterval: number
  /** Milliseconds; also how long until a lost connection is opened again. */
  readonly pollInterval: number
}

export function createWakeUp(options: WakeUpOptions): WakeUp {
  let listener: (() => void) | undefined
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client | undefined> | undefined
  let announcing: NodeJS.Timeout | undefined
  let poll: NodeJS.Timeout | undefined
  let closed = false

  const drop = (broken: pg.Client): void => {
    if (client === broken) client = undefined
  }
  async function connection(): Promise<pg.Client | undefined> {
    if (client || closed) return client
    connecting ??= open().finally(() => {
      connecting = undefined
    })
    return connecting
  }
  async function open(): Promise<pg.Client | undefined> {
    const opened = new pg.Client({ connectionString: options.url, application_name: 'postern wake-up' })
    opened.on('error', () => drop(opened))
    opened.on('end', () => drop(opened))
    // Our own announcements come back as well: their listeners were called when the work was made.
    opened.on('notification', (message) => {
      if (message.processId !== (opened as unknown as { processID: number }).processID) listener?.()
    })
    try {
      await opened.connect()
      await opened.query(`LISTEN ${CHANNEL}`)
      client = opened
      return opened
    } catch {
      await opened.end().catch(() => {})
      return undefined
    }
  }
  async function notify(): Promise<void> {
    const live = await connection()
    await live?.query(`NOTIFY ${CHANNEL}`).catch(() => drop(live))
  }

  return {
    watch: (next) => {
      listener = next
      clearInterval(poll)
      poll = undefined
      if (!next) return
      void connection()
      poll = setInterval(() => {
        void connection()
        next()
      }, options.pollInterval)
    },
    announce: () => {
      if (closed || announcing) return
      announcing = setTimeout(() => {
        announcing = undefined
        void notify()
      }, options.announceInterval)
      announcing.unref()
    },
    close: async () => {
      closed = true
      clearInterval(poll)
      clearTimeout(announcing)
      await connecting
      await client?.end().catch(() => {})
    },
  }
}
