// Mail to measure with: text of pseudo-words in which no detector finds anything, lines of ordinary length, a Message-ID of its own each.

const SYLLABLES = ['ba', 'ke', 'lo', 'mi', 'nu', 'pa', 're', 'so', 'ti', 'vu', 'wa', 'ze']
const LINE = 72
/** The same words in every run, so that runs can be compared. */
const SEED = 20_261_121

export const SENDER = 'relay@example-health.org'
export const SINK_DOMAIN = 'sink.bench.test'
export const SINK_HOST = 'mx.sink.bench.test'

export interface MessageMaker {
  /** Bytes of message `number`, ready for DATA: no line begins with a dot, the last one ends with CRLF. */
  make(number: number): Buffer
  /** Its envelope recipient. */
  recipient(number: number): string
}

/** @param size bytes of a whole message, nearly @param run makes Message-IDs unlike those of other runs */
export function createMessageMaker(size: number, run: string): MessageMaker {
  const body = text(Math.max(LINE, size - 350))
  const recipient = (number: number) => `person${number % 100}@${SINK_DOMAIN}`
  return {
    recipient,
    make: (number) =>
      Buffer.concat([
        Buffer.from(
          [
            `From: Ana Example <${SENDER}>`,
            `To: ${recipient(number)}`,
            'Subject: News of the week',
            `Message-ID: <${run}-${number}@example-health.org>`,
            'Date: Sat, 21 Nov 2026 10:00:00 +0000',
            'MIME-Version: 1.0',
            'Content-Type: text/plain; charset=us-ascii',
            'Content-Transfer-Encoding: 7bit',
            '',
            '',
          ].join('\r\n'),
        ),
        body,
      ]),
  }
}

function text(size: number): Buffer {
  const random = generator(SEED)
  const lines: string[] = []
  let written = 0
  let line = ''
  while (written < size) {
    const word = Array.from({ length: 1 + Math.floor(random() * 4) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
    if (line.length + word.length >= LINE) {
      lines.push(line)
      written += line.length + 2
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`)
}

/** A linear congruential generator: good enough for words, the same everywhere. @returns numbers in [0, 1) */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
