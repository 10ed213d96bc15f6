// Watches the bytes of a message for what smuggles: a bare CR, a bare LF, a NUL (RFC 5321 §2.3.8, RFC 5322 §2.3), and for over-long lines
// (RFC 5321 §4.5.3.1.6). Used on the way in (refused) and on the way out (never sent). Streams: a CR LF may be split between two chunks.

export type LineFault = 'bare-cr' | 'bare-lf' | 'nul' | 'long-line'

export interface LineScanner {
  /** @returns the first fault seen so far; it stays once it is there */
  push(chunk: Uint8Array): LineFault | undefined
  /** The end of the message: a CR that waits for its LF is bare. */
  end(): LineFault | undefined
}

const NUL = 0x00
const LF = 0x0a
const CR = 0x0d

/** @param longestLine bytes of a line without its CRLF; left out: any length */
export function createLineScanner(longestLine = Number.POSITIVE_INFINITY): LineScanner {
  let fault: LineFault | undefined
  let afterCr = false
  let lineLength = 0

  function scan(chunk: Uint8Array): LineFault | undefined {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number
      if (byte === LF) {
        if (!afterCr) return 'bare-lf'
        afterCr = false
        lineLength = 0
        continue
      }
      if (afterCr) return 'bare-cr'
      if (byte === CR) afterCr = true
      else if (byte === NUL) return 'nul'
      else if (++lineLength > longestLine) return 'long-line'
    }
    return undefined
  }

  return {
    push: (chunk) => {
      fault ??= scan(chunk)
      return fault
    },
    end: () => {
      fault ??= afterCr ? 'bare-cr' : undefined
      return fault
    },
  }
}
