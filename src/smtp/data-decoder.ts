// The bytes after DATA: finds the end, CRLF.CRLF and nothing like it, and takes stuffed dots off (RFC 5321 §4.1.1.4, §4.5.2). One pass, one copy,
// linear whatever the message holds; only CRLF begins a line, so no bare CR or LF can make an end that another server would not see.

export interface DecodedData {
  /** Bytes of the message, dots unstuffed. */
  readonly bytes: Buffer
  /** Set once the end was found: what came behind it. */
  readonly rest?: Buffer
}

const CR = 0x0d
const LF = 0x0a
const DOT = 0x2e

/** Where the decoder stands between two bytes. `dot` and `dotCr` hold back a line's first dot until it is known what it is. */
type Place = 'lineStart' | 'inLine' | 'afterCr' | 'dot' | 'dotCr'

/** @returns a decoder for one message; it must not be used after the end */
export function createDataDecoder(): { push(chunk: Buffer): DecodedData } {
  let place: Place = 'lineStart'

  return {
    push(chunk) {
      // A CR that was held back behind a dot may be added to what this chunk holds.
      const out = Buffer.allocUnsafe(chunk.length + 1)
      let length = 0
      let at = 0
      while (at < chunk.length) {
        if (place === 'inLine') {
          const cr = chunk.indexOf(CR, at)
          const end = cr < 0 ? chunk.length : cr + 1
          length += chunk.copy(out, length, at, end)
          if (cr >= 0) place = 'afterCr'
          at = end
          continue
        }
        const byte = chunk[at++] as number
        if (place === 'dotCr') {
          if (byte === LF) return { bytes: out.subarray(0, length), rest: chunk.subarray(at) }
          out[length++] = CR
          place = 'afterCr'
        }
        if (place === 'lineStart' && byte === DOT) place = 'dot'
        else if (place === 'dot' && byte === CR) place = 'dotCr'
        else {
          out[length++] = byte
          place = placeAfter(place, byte)
        }
      }
      return { bytes: out.subarray(0, length) }
    },
  }
}

function placeAfter(place: Place, byte: number): Place {
  if (place === 'afterCr' && byte === LF) return 'lineStart'
  return place !== 'dot' && byte === CR ? 'afterCr' : 'inLine'
}
