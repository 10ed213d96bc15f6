// The command parser of smtp-server, made to know whether more input lies behind the command at hand. STARTTLS must be the last thing that a
// client says in the clear (RFC 3207 §4, CVE-2011-0411 and its kin); smtp-server drops what follows silently, we refuse.
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'

const LF = 0x0a

export class WatchedStream extends SMTPStream {
  #chunk = 0
  /** Lines of the newest chunk that were not dispatched yet; a part of a line counts as one. */
  #lines = 0

  override _write(chunk: Buffer, encoding: BufferEncoding | 'buffer', next: (error?: Error | null) => void): void {
    this.#chunk = chunk.length
    this.#lines = this._dataMode ? 0 : countLines(chunk)
    super._write(chunk, encoding, next)
  }

  /** To be called for each dispatched command. */
  dispatched(): void {
    this.#lines--
  }

  /** Bytes lie behind the command at hand, in its chunk or in those queued after it. */
  get hasMore(): boolean {
    return this.#lines > 0 || this.writableLength > this.#chunk
  }
}

function countLines(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) lines++
  return chunk.length > 0 && chunk.at(-1) !== LF ? lines + 1 : lines
}
