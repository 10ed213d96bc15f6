// Text of a word processor, a presentation or a page as it flows on the screen: paragraphs are lines, cells are parted by tabs. Kept in up to three
// readings: all that is there; without hidden text; as it was before tracked changes. What stands outside the flow (field codes, text boxes, names) is kept apart.

export interface FlowMarks {
  readonly hidden: boolean
  readonly deleted: boolean
  readonly inserted: boolean
}

export interface FlowText {
  readonly text: string
  /** Readings that have lines which `text` has not. */
  readonly others: readonly string[]
  /** Lines from outside the flow, each once. */
  readonly asides: string
}

export interface DocumentFlow {
  text(text: string, marks?: FlowMarks): void
  tab(): void
  lineBreak(): void
  paragraphEnd(): void
  cellStart(): void
  cellEnd(): void
  rowEnd(): void
  /** Something that stands in the middle of a paragraph and is not part of it, until `close`: a text box, a note, a field code. */
  open(kind: 'box' | 'aside'): void
  close(): void
  aside(text: string): void
  finish(): FlowText
}

const PLAIN: FlowMarks = { hidden: false, deleted: false, inserted: false }

export function createDocumentFlow(): DocumentFlow {
  const asides = new Set<string>()
  const stack: Frame[] = []
  let frame = createFrame()
  let depth = 0
  return {
    text: (text, marks = PLAIN) => frame.push(text, marks),
    tab: () => frame.push('\t', PLAIN),
    lineBreak: () => frame.push('\n', PLAIN),
    paragraphEnd: () => frame.paragraphEnd(),
    cellStart: () => frame.cellStart(),
    cellEnd: () => frame.cellEnd(),
    rowEnd: () => frame.rowEnd(),
    open(kind) {
      depth++
      // Boxes in boxes without end flow on in the innermost one.
      if (depth > MAX_FRAMES) return
      stack.push(frame)
      frame = createFrame(kind)
    },
    close() {
      if (depth === 0 || depth-- > MAX_FRAMES) return
      const inner = frame.finish()
      const { kind } = frame
      frame = stack.pop() as Frame
      for (const text of kind === 'aside' ? [inner.text, ...inner.others] : inner.others) addLine(asides, text)
      if (kind === 'box') frame.later(inner.text)
    },
    aside: (text) => addLine(asides, text),
    finish() {
      while (stack.length > 0) this.close()
      return { ...frame.finish(), asides: [...asides].join('\n') }
    },
  }
}

const MAX_FRAMES = 50

interface Frame {
  readonly kind: 'box' | 'aside' | undefined
  push(text: string, marks: FlowMarks): void
  paragraphEnd(): void
  cellStart(): void
  cellEnd(): void
  rowEnd(): void
  /** A text that follows the paragraph under way. */
  later(text: string): void
  finish(): Omit<FlowText, 'asides'>
}

function createFrame(kind?: 'box' | 'aside'): Frame {
  const all: string[] = []
  const shown: string[] = []
  const before: string[] = []
  const boxes: string[] = []
  let hides = false
  let changes = false
  // What separates the next text from the last.
  let lines = 0
  let tabs = 0
  let lineInCell = false
  let cells = 0
  let cellHasText = false

  const separator = () => {
    const lead = (all.length + before.length === 0 ? '' : '\n'.repeat(lines)) + '\t'.repeat(tabs) + (lineInCell ? '\n' : '')
    lines = tabs = 0
    lineInCell = false
    return lead
  }
  const push = (text: string, { hidden, deleted, inserted }: FlowMarks) => {
    if (text === '') return
    const lead = separator()
    hides ||= hidden
    changes ||= deleted || inserted
    cellHasText = true
    all.push(deleted ? lead : lead + text)
    shown.push(deleted || hidden ? lead : lead + text)
    before.push(inserted ? lead : lead + text)
  }
  const pushBoxes = () => {
    for (const text of boxes.splice(0)) {
      lines = Math.max(1, lines)
      push(text, PLAIN)
      lines = 1
    }
  }
  return {
    kind,
    push,
    paragraphEnd() {
      if (cells > 0) lineInCell = cellHasText
      else {
        // Blank paragraphs are one blank line, however many.
        lines = Math.min(2, lines + 1)
        tabs = 0
      }
      pushBoxes()
    },
    cellStart() {
      cells++
      cellHasText = false
    },
    cellEnd() {
      if (cells > 0) cells--
      lineInCell = false
      // Runs of empty cells without end say nothing more.
      if (tabs < MAX_TABS) tabs++
    },
    rowEnd() {
      lines = 1
      tabs = 0
      lineInCell = false
    },
    later(text) {
      if (text !== '') boxes.push(text)
    },
    finish() {
      pushBoxes()
      const text = all.join('')
      const others = [...(hides ? [shown.join('')] : []), ...(changes ? [before.join('')] : [])]
      return { text, others: others.filter((other) => hasOtherLines(other, text)) }
    },
  }
}

const MAX_TABS = 200

/** Leaving out whole lines makes no new reading. */
export function hasOtherLines(other: string, text: string): boolean {
  const known = new Set(text.split('\n'))
  return other.split('\n').some((line) => !known.has(line))
}

function addLine(lines: Set<string>, text: string): void {
  const line = text.trim()
  if (line !== '') lines.add(line)
}
