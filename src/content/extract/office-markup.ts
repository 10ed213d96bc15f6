// Text of WordprocessingML, PresentationML and DrawingML (ECMA-376 parts 1 and 4; strict and transitional alike, since names count without their prefix):
// documents, headers, footers, notes, comments, slides, charts, diagrams. Only elements that hold text count: between them stand positions and sizes.
import { createDocumentFlow, type DocumentFlow, type FlowText } from './document-flow.ts'
import { readXml, type XmlAttributes, type XmlHandler } from './xml-reader.ts'

const words = (text: string) => new Set(text.split(' '))
/** Elements whose text flows. `v` is a chart's cached value, `text` an old slide comment. */
const TEXT = words('t v text')
const DELETED_TEXT = words('delText')
const FIELD_CODES = words('instrText delInstrText')
/** In here a `tab` is a stop on the ruler. */
const RULERS = words('tabs tabLst')
/** Attributes that somebody reads, whatever their element: alternative texts, tips, prompts, names of authors. */
const SHOWN_ATTRIBUTES = ['descr', 'title', 'alt', 'tooltip', 'instr', 'author', 'initials', 'string', 'displayText', 'UnicodeString']
/** Elements whose `val` is written by a person: content controls, form fields, document variables. */
const NAMED_VALUES = words('alias tag default statusText helpText docVar listEntry entryMacro exitMacro name')
/** Elements that a `name` is worth reading of. */
const NAMED = words('docVar sld custShow')

export async function readOfficeMarkup(chunks: AsyncIterable<Buffer>): Promise<FlowText> {
  const flow = createDocumentFlow()
  await readXml(chunks, officeMarkup(flow))
  return flow.finish()
}

/** @returns a handler that writes what it reads into the flow */
export function officeMarkup(flow: DocumentFlow): XmlHandler {
  let taking: 'text' | 'deleted' | 'field' | undefined
  let inRuler = 0
  let deleted = 0
  let inserted = 0
  let hidden = false
  let inRun = 0

  const opened: Readonly<Record<string, (attributes: XmlAttributes) => void>> = {
    r: () => {
      inRun++
      hidden = false
    },
    vanish: (attributes) => {
      if (inRun > 0) hidden = !/^(?:0|false|off)$/.test(attributes.get('val'))
    },
    del: () => deleted++,
    moveFrom: () => deleted++,
    ins: () => inserted++,
    moveTo: () => inserted++,
    tab: () => {
      if (inRuler === 0) flow.tab()
    },
    ptab: () => flow.tab(),
    br: () => flow.lineBreak(),
    cr: () => flow.lineBreak(),
    noBreakHyphen: () => flow.text('-'),
    sym: (attributes) => flow.text(symbol(attributes.get('char'))),
    tc: () => flow.cellStart(),
    txbxContent: () => flow.open('box'),
    txbx: () => flow.open('box'),
    // The same once more for old programs: its lines count only where they differ.
    Fallback: () => flow.open('aside'),
  }
  const closed: Readonly<Record<string, () => void>> = {
    r: () => {
      inRun = Math.max(0, inRun - 1)
      hidden = false
    },
    del: () => deleted--,
    moveFrom: () => deleted--,
    ins: () => inserted--,
    moveTo: () => inserted--,
    p: () => flow.paragraphEnd(),
    pt: () => flow.paragraphEnd(),
    text: () => flow.paragraphEnd(),
    tc: () => flow.cellEnd(),
    tr: () => flow.rowEnd(),
    txbxContent: () => flow.close(),
    txbx: () => flow.close(),
    Fallback: () => flow.close(),
  }
  return {
    open(name, attributes) {
      if (RULERS.has(name)) inRuler++
      else if (TEXT.has(name)) taking = 'text'
      else if (DELETED_TEXT.has(name)) taking = 'deleted'
      else if (FIELD_CODES.has(name)) {
        taking = 'field'
        flow.open('aside')
      } else if (Object.hasOwn(opened, name)) opened[name]?.(attributes)
      readAttributes(flow, name, attributes)
    },
    text(text) {
      if (taking !== undefined) flow.text(text, { hidden, deleted: taking === 'deleted' || deleted > 0, inserted: inserted > 0 })
    },
    close(name) {
      if (RULERS.has(name)) inRuler--
      if (FIELD_CODES.has(name)) flow.close()
      if (TEXT.has(name) || DELETED_TEXT.has(name) || FIELD_CODES.has(name)) taking = undefined
      if (Object.hasOwn(closed, name)) closed[name]?.()
    },
  }
}

function readAttributes(flow: DocumentFlow, element: string, attributes: XmlAttributes): void {
  for (const key in attributes.all) {
    const name = key.slice(key.indexOf(':') + 1)
    const isShown =
      SHOWN_ATTRIBUTES.includes(name) ||
      (name === 'val' && NAMED_VALUES.has(element)) ||
      (name === 'name' && NAMED.has(element)) ||
      (name === 'value' && element === 'listItem')
    if (isShown) flow.aside(attributes.all[key] as string)
  }
}

/** Symbol fonts keep ASCII at U+F020 and up. */
function symbol(hex: string): string {
  const code = Number.parseInt(hex, 16) & 0xff
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : ''
}
