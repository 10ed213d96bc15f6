// Text with collapsing white space: breaks and spaces never pile up, so distances are those that a person sees.

const SPACES = /[ \t\r\n\f]+/g
/** White space that a browser would not show as it stands. */
const PILED = /[\t\r\n\f]| {2}/

/** Told of every text that enters the flow: where it begins in the flow, and the text as it stands there. */
export type FlowObserver = (at: number, text: string) => void

export class TextFlow {
  #chunks: string[] = []
  #length = 0
  readonly #observe: FlowObserver | undefined
  /** What separates the next text from the last: nothing, a space, a tab or a line break; the strongest wins. */
  #gap = 0
  #empty = true

  constructor(observe?: FlowObserver) {
    this.#observe = observe
  }

  get empty(): boolean {
    return this.#empty
  }

  /** The text so far, to go on in another way. */
  copy(): TextFlow {
    const copy = new TextFlow()
    copy.#chunks = [this.finish()]
    copy.#gap = this.#gap
    copy.#empty = this.#empty
    return copy
  }

  flow(text: string): void {
    const collapsed = PILED.test(text) ? text.replace(SPACES, ' ') : text
    const first = collapsed.charCodeAt(0) === 32 ? 1 : 0
    if (first) this.#space()
    const last = collapsed.length > first && collapsed.charCodeAt(collapsed.length - 1) === 32 ? collapsed.length - 1 : collapsed.length
    if (last > first) this.#push(collapsed.slice(first, last))
    if (last < collapsed.length) this.#space()
  }

  /** Line ends stay, blanks before them go. */
  preformatted(text: string): void {
    const lines = text.split(/\r\n|\r|\n/)
    this.#push(lines.map((line, at) => (at < lines.length - 1 ? line.slice(0, endOfWords(line)) : line)).join('\n'))
  }

  character(char: string): void {
    if (char === ' ' || char === '\n' || char === '\t') this.#space()
    else this.#push(char)
  }

  tab(): void {
    if (this.#gap < 2) this.#gap = 2
  }

  lineBreak(): void {
    this.#gap = 3
  }

  finish(): string {
    return this.#chunks.join('')
  }

  #space(): void {
    if (this.#gap === 0) this.#gap = 1
  }

  #push(text: string): void {
    if (this.#gap > 0 && !this.#empty) {
      this.#chunks.push(this.#gap === 1 ? ' ' : this.#gap === 2 ? '\t' : '\n')
      this.#length++
    }
    this.#gap = 0
    this.#empty = false
    this.#chunks.push(text)
    this.#observe?.(this.#length, text)
    this.#length += text.length
  }
}

/** Walks back from the end: a pattern that looks for blanks before a line end would look at each of them again and again. */
function endOfWords(line: string): number {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t' || line[end - 1] === '\f')) end--
  return end
}
