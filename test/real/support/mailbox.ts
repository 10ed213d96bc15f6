// Mailboxes as Postfix and Exim write them: maildirs with LF line ends and the server's own trace fields on top.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from './processes.ts'

/** Fields that a receiving server may put above what came. */
const TRACE = /^(Return-Path|X-Original-To|Delivered-To|Envelope-to|Delivery-date|Received|Authentication-Results):/i

export interface Mailbox {
  /** Every message so far, whole, in no order. */
  messages(): Promise<readonly string[]>
  /** The message that has `text` in it, once it is there. */
  find(text: string, timeoutMs?: number): Promise<string>
}

export function openMailbox(maildir: string): Mailbox {
  async function messages(): Promise<readonly string[]> {
    const folder = join(maildir, 'new')
    const names = await readdir(folder).catch(() => [])
    return Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
  }
  return {
    messages,
    find: async (text, timeoutMs = 20_000) => {
      const found = await until(timeoutMs, async () => {
        const all = await messages()
        const matching = all.filter((message) => message.includes(text))
        return matching.length > 0 ? matching : `no message with ${JSON.stringify(text)} among ${all.length} in ${maildir}`
      })
      return found[0] as string
    },
  }
}

/** What stands above the original in a mailbox file; the rest is byte for byte the original with LF line ends. @throws where it is not */
export function traceAbove(stored: string, original: string | Uint8Array): readonly string[] {
  const wanted = Buffer.from(original).toString('latin1').replaceAll('\r\n', '\n')
  const whole = stored.endsWith('\n') && !wanted.endsWith('\n') ? stored.slice(0, -1) : stored
  if (!whole.endsWith(wanted)) throw new Error(`the stored message does not end with the original: ${firstDifference(whole, wanted)}`)
  const fields = whole.slice(0, whole.length - wanted.length).split(/\n(?![ \t])/)
  const above = fields.filter((field) => field !== '')
  const strange = above.find((field) => !TRACE.test(field))
  if (strange !== undefined) throw new Error(`something other than trace fields stands above the original: ${strange.slice(0, 80)}`)
  return above
}

// Counted from the end: the beginning differs anyway, by the trace fields.
function firstDifference(whole: string, wanted: string): string {
  for (let back = 1; back <= wanted.length; back++) {
    if (whole.at(-back) !== wanted.at(-back))
      return `${back} bytes before the end ${JSON.stringify(wanted.slice(-back, -back + 40))} became ${JSON.stringify(whole.slice(-back, -back + 40))}`
  }
  return 'no difference'
}
