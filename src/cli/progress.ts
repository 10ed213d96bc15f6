// How far long work has come, on stderr, for people only: nothing is drawn where stderr is no terminal.
export interface Progress {
  /** @param done 0 to 1 */
  show(done: number, label: string): void
  /** Takes the bar away: what follows stands on a line of its own. */
  end(): void
}

const WIDTH = 24
const BETWEEN_MS = 100

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => {}, end: () => {} }
  let shownAt = 0
  return {
    show(done, label) {
      const now = performance.now()
      if (now - shownAt < BETWEEN_MS && done < 1) return
      shownAt = now
      const filled = Math.round(Math.min(1, Math.max(0, done)) * WIDTH)
      stream.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.floor(done * 100)} % ${label}`)
    },
    end() {
      stream.write('\r\x1b[K')
    },
  }
}
