// What strace saw, as a list of calls in the order in which they began, and the order that P2 asks for before `250`.
import { readFile } from 'node:fs/promises'

export interface Call {
  readonly pid: string
  readonly name: string
  /** Arguments, and behind `=` the result. */
  readonly text: string
  /** Places in the trace: when it began, when it had its result. */
  readonly began: number
  readonly ended: number
}

export async function readTrace(file: string): Promise<readonly Call[]> {
  return parseTrace(await readFile(file, 'latin1'))
}

/** @param trace output of `strace -f`: `PID name(…) = result`, or in two halves, `<unfinished ...>` and `<... name resumed>` */
export function parseTrace(trace: string): readonly Call[] {
  const calls: Call[] = []
  const open = new Map<string, { name: string; text: string; began: number }>()
  for (const [place, line] of trace.split('\n').entries()) {
    const begun = /^(\d+) +([a-z0-9_]+)\((.*) <unfinished \.\.\.>$/.exec(line)
    const resumed = /^(\d+) +<\.\.\. ([a-z0-9_]+) resumed>(.*)$/.exec(line)
    const whole = /^(\d+) +([a-z0-9_]+)\((.*)$/.exec(line)
    if (begun) {
      const [, pid = '', name = '', text = ''] = begun
      open.set(pid, { name, text, began: place })
    } else if (resumed) {
      const [, pid = '', name = '', rest = ''] = resumed
      const half = open.get(pid)
      open.delete(pid)
      if (half?.name === name) calls.push({ pid, name, text: half.text + rest, began: half.began, ended: place })
    } else if (whole) {
      const [, pid = '', name = '', text = ''] = whole
      calls.push({ pid, name, text, began: place, ended: place })
    }
  }
  return calls.sort((one, other) => one.began - other.began)
}

const SYNC = /^(fsync|fdatasync)$/
const WRITE = /^(write|writev|pwrite64|pwritev|sendto|sendmsg)$/

/** The reply to the final dot. */
export function replyOf(calls: readonly Call[], id: string): Call {
  return one(calls, `250 for ${id}`, ({ name, text }) => WRITE.test(name) && text.includes(`250 2.0.0 Accepted as ${id}`))
}

/**
 * The sync of a log that made the rows of message `id` durable: the first that began after the id was first written there.
 * @param log part of the log's path
 * @throws where there is none before `250`, or it failed
 */
export function syncedBeforeReply(calls: readonly Call[], id: string, log: string): { readonly logged: Call; readonly synced: Call } {
  const reply = replyOf(calls, id)
  const logged = one(
    calls,
    `the rows of ${id} in ${log} before 250`,
    ({ name, text, ended }) => WRITE.test(name) && target(text).includes(log) && text.includes(id) && ended < reply.began,
  )
  const synced = one(
    calls,
    `a sync of ${log} between the rows of ${id} and 250`,
    ({ name, text, began, ended }) =>
      SYNC.test(name) && target(text).includes(log) && / = 0$/.test(text) && began > logged.ended && ended < reply.began,
  )
  return { logged, synced }
}

/**
 * Bytes and name of a blob, durable before the row that names them: writes, sync, rename, sync of the folder.
 * @param path the blob's path
 * @throws where one is missing or out of order
 */
export function blobBefore(calls: readonly Call[], path: string, row: Call): void {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const renamed = one(
    calls,
    `the rename to ${path}`,
    ({ name, text, ended }) => /^rename/.test(name) && text.includes(`"${path}"`) && ended < row.began,
  )
  const temporary = /"([^"]+)"/.exec(renamed.text)?.[1] ?? ''
  const writes = calls.filter(({ name, text, began }) => WRITE.test(name) && target(text).includes(temporary) && began < renamed.began)
  const last = writes.at(-1)
  if (!last) throw new Error(`no write to ${temporary}`)
  one(
    calls,
    'the sync of the bytes between the last write and the rename',
    ({ name, text, began, ended }) =>
      SYNC.test(name) && target(text).includes(temporary) && / = 0$/.test(text) && began > last.ended && ended < renamed.began,
  )
  one(
    calls,
    'the sync of the folder between the rename and the row',
    ({ name, text, began, ended }) =>
      SYNC.test(name) && target(text).endsWith(folder) && / = 0$/.test(text) && began > renamed.ended && ended < row.began,
  )
}

/** `21</path>, …` → `/path` */
function target(text: string): string {
  return /^\d+<([^>]*)>/.exec(text)?.[1] ?? ''
}

function one(calls: readonly Call[], what: string, wanted: (call: Call) => boolean): Call {
  const found = calls.find(wanted)
  if (!found) throw new Error(`the trace does not show ${what}`)
  return found
}
