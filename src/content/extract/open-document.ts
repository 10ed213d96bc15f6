// Text of OpenDocument (OASIS ODF 1.3 part 3): text, sheets, presentations; master pages with headers and footers; notes, comments, tracked changes.
import { createDocumentFlow, type DocumentFlow, type FlowText } from './document-flow.ts'
import { readXml, type XmlAttributes, type XmlHandler } from './xml-reader.ts'

/** How often a repeated cell or row is written out: the file says once that it stands a million times. */
const MAX_REPEATS = 20
const MAX_SPACES = 50
const words = (text: string) => new Set(text.split(' '))
const PARAGRAPHS = words('p h')
const CELLS = words('table-cell covered-table-cell')
const BOXES = words('text-box')
/** Beside the text where they stand: notes, comments, what was deleted, readings above a word. */
const ASIDES = words('note annotation deletion ruby-text tracked-changes')
/** Text only in these. */
const TEXTS = words('p h creator date title desc initials sender-initials')
const SHOWN_ATTRIBUTES = words('string-value formula href description display-name help-message title')
const PLACEHOLDER = words('creator date')

export async function readOpenDocument(chunks: AsyncIterable<Buffer>): Promise<FlowText> {
  const flow = createDocumentFlow()
  await readXml(chunks, openDocumentMarkup(flow))
  return flow.finish()
}

function openDocumentMarkup(flow: DocumentFlow): XmlHandler {
  let texts = 0
  let lineEmpty = true
  let spaced = false
  /** Texts of the cell and the row under way, for their repetition. */
  let cell: { readonly repeats: number } = { repeats: 1 }
  let cellText = ''
  const outside: boolean[] = []

  const enter = (kind: 'box' | 'aside') => {
    outside.push(lineEmpty, spaced)
    flow.open(kind)
  }
  const leave = () => {
    flow.close()
    spaced = outside.pop() ?? false
    lineEmpty = outside.pop() ?? true
  }
  const say = (text: string) => {
    // White space collapses as in HTML (ODF part 3 §6.1.2); spaces that count have an element of their own.
    const collapsed = text.replace(/[ \t\r\n]+/g, ' ')
    const shown = (lineEmpty || spaced) && collapsed.startsWith(' ') ? collapsed.slice(1) : collapsed
    if (shown === '') return
    spaced = shown.endsWith(' ')
    lineEmpty = false
    cellText += shown
    flow.text(shown)
  }
  return {
    open(name, attributes) {
      if (TEXTS.has(name)) texts++
      if (PARAGRAPHS.has(name)) lineEmpty = true
      else if (CELLS.has(name)) {
        flow.cellStart()
        cell = { repeats: repeatsOf(attributes, 'number-columns-repeated') }
        cellText = ''
      } else if (BOXES.has(name)) enter('box')
      else if (ASIDES.has(name)) enter('aside')
      else if (name === 'tab') flow.tab()
      else if (name === 'line-break') flow.lineBreak()
      else if (name === 's') flow.text(' '.repeat(Math.min(MAX_SPACES, Number(attributes.get('c')) || 1)))
      else if (name === 'table' || name === 'page') addName(flow, attributes)
      readAttributes(flow, attributes)
    },
    text(text) {
      if (texts > 0) say(text)
    },
    close(name) {
      if (TEXTS.has(name)) texts--
      if (PARAGRAPHS.has(name) || PLACEHOLDER.has(name) || name === 'title' || name === 'desc') {
        flow.paragraphEnd()
        lineEmpty = true
      } else if (CELLS.has(name)) {
        flow.cellEnd()
        for (let i = 1; i < Math.min(cell.repeats, cellText === '' ? MAX_SPACES : MAX_REPEATS); i++) {
          flow.cellStart()
          flow.text(cellText)
          flow.cellEnd()
        }
      } else if (name === 'table-row') flow.rowEnd()
      else if (BOXES.has(name) || ASIDES.has(name)) leave()
    },
  }
}

function repeatsOf(attributes: XmlAttributes, name: string): number {
  return Number(attributes.get(name)) || 1
}

/** Names of sheets are seen on their tabs. */
function addName(flow: DocumentFlow, attributes: XmlAttributes): void {
  const name = attributes.get('name')
  if (name === '') return
  flow.text(name)
  flow.rowEnd()
}

function readAttributes(flow: DocumentFlow, attributes: XmlAttributes): void {
  for (const key in attributes.all) {
    const value = attributes.all[key] as string
    if (SHOWN_ATTRIBUTES.has(key.slice(key.indexOf(':') + 1)) && value.length > 3) flow.aside(value)
  }
}
