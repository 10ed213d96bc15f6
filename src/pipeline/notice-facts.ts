// What the portal notice says of the original: who wrote it, and the ids that keep the thread. Never the subject (P4).
import addressparser from 'nodemailer/lib/addressparser'
import { decodeWords } from '../content/encoded-words.ts'
import { readHeaderBlock as readFields } from '../content/header-block.ts'
import { messageIds } from '../notify/returned-headers.ts'
import { headerAddresses } from '../smtp/header-address.ts'

/** Enough for any mailbox list with one author; a longer field is cut, its first address stands. */
const FROM_LIMIT = 2000

export interface NoticeOrigin {
  readonly sender: { readonly name?: string; readonly address: string }
  readonly original: { readonly messageId?: string; readonly references: readonly string[] }
}

/**
 * The address is read as strictly as at the door, so that the notice names whom the door has checked; the name as leniently as mail programs do.
 * @param block the original's header block @param fallback address where the From field cannot be read
 */
export function noticeOrigin(block: Uint8Array, fallback: string): NoticeOrigin {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  const from = readFields(bytes, 0, bytes.length, 1000).fields.find((field) => field.key === 'from')?.raw ?? ''
  const [address = fallback] = headerAddresses(from) ?? []
  const [mailbox] = addressparser(from.slice(0, FROM_LIMIT), { flatten: true })
  const name = decodeWords(mailbox?.name ?? '').trim()
  const { own, references } = messageIds(block)
  return {
    sender: { ...(name ? { name } : {}), address },
    original: { ...(own ? { messageId: own } : {}), references },
  }
}
