// The parser of smtp-server with two changes. It knows whether more input lies behind the command at hand: STARTTLS must be the last thing that
// a client says in the clear (RFC 3207 §4, CVE-2011-0411 and its kin); smtp-server drops what follows silently, we refuse. And the bytes of DATA go
// through our own decoder: smtp-server spends a turn of the event loop on each stuffed dot, 2.3 seconds for a megabyte of them.
import type { SMTPServerDataStream } from 'smtp-server'
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { createDataDecoder } from '../smtp/data-decoder.ts'

const LF = 0x0a

export class WatchedStream extends SMTPStream {
  #chunk = 0
  /** Lines of the newest chunk that were not dispatched yet; a part of a line counts as one. */
  #lines = 0
  #decoder = createDataDecoder()

  override _write(chunk: Buffer, encoding: BufferEncoding | 'buffer', next: (error?: Error | null) => void): void {
    this.#chunk = chunk.length
    this.#lines = this._dataMode ? 0 : countLines(chunk)
    super._write(chunk, encoding, next)
  }

  override startDataMode(maxBytes?: number | string | null): SMTPServerDataStream {
    this.#decoder = createDataDecoder()
    return super.startDataMode(maxBytes)
  }

  override _feedDataStream(chunk: Buffer, done: () => void): void {
    const stream = this._dataStream
    const { bytes, rest } = this.#decoder.push(chunk)
    this._countDataBytes(bytes.length)
    if (rest) this._endDataMode(bytes.length > 0 && bytes, rest, done)
    else if (!stream?.writable || bytes.length === 0 || stream.write(bytes)) done()
    else whenDrained(stream, done)
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

/** A stream that was destroyed never drains, it only closes. */
function whenDrained(stream: SMTPServerDataStream, done: () => void): void {
  const go = () => {
    stream.off('drain', go)
    stream.off('close', go)
    done()
  }
  if (stream.destroyed) go()
  else stream.on('drain', go).on('close', go)
}

function countLines(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) lines++
  return chunk.length > 0 && chunk.at(-1) !== LF ? lines + 1 : lines
}
