// Opens one YAML file for the policy reader: text → document tree with positions. YAML's own traps come back as problems that say what to write.
import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml'
import { POLICY_DEFAULTS } from './policy-set.ts'
import type { Problem } from './problem.ts'

export interface YamlSource {
  readonly file: string
  readonly text: string
  readonly root: Node | null
  /** Position of a node; the document's start where it has none. */
  at(node: { readonly range?: readonly [number, number, number] | null } | null | undefined): {
    readonly line: number
    readonly column: number
  }
  /** Undefined for an alias: a policy has no anchors, so it is a `*` that lacks its quotes. */
  resolve(node: Node | null): Node | null | undefined
}

export type OpenedYaml = { readonly ok: true; readonly source: YamlSource } | { readonly ok: false; readonly problems: readonly Problem[] }

/** @param bytes the file as read; UTF-8 is required, a byte order mark is allowed */
export function openYaml(file: string, bytes: Uint8Array): OpenedYaml {
  const whole = (message: string, hint: string): OpenedYaml => ({ ok: false, problems: [{ file, line: 0, column: 0, message, hint }] })
  if (bytes.length > POLICY_DEFAULTS.maxFileBytes) {
    return whole(`the file is larger than ${POLICY_DEFAULTS.maxFileBytes} bytes`, 'split it: several policy files count together')
  }
  const text = decode(bytes)
  if (text === undefined) return whole('the file is not UTF-8 text', 'save it as UTF-8')
  const lines = new LineCounter()
  // Unique keys are checked by the reader, which names both places and costs no square of the number of keys.
  const document = parse(text, lines)
  if (!document)
    return whole('the file is nested too deep', 'a policy needs no more than a few levels: look for brackets that are not closed')
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) return { ok: false, problems: [faultProblem(file, text, document, faults[0] as YAMLError, position)] }
  const anchored = firstAnchor(document)
  if (anchored) {
    // The anchor stands before what it names.
    const start = text.lastIndexOf('&', anchored.range?.[0])
    const message = `\`&${anchored.anchor}\` is an anchor of YAML, which a policy may not use`
    return {
      ok: false,
      problems: [
        { file, ...position(Math.max(0, start)), message, hint: 'write the value out where it counts; quote it where it begins with &' },
      ],
    }
  }
  return {
    ok: true,
    source: {
      file,
      text,
      root: document.contents,
      at: (node) => (node?.range ? position(node.range[0]) : { line: 1, column: 1 }),
      resolve: (node) => (isAlias(node) ? undefined : node),
    },
  }
}

/** @returns undefined where levels in one another exhaust the parser's stack */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, version: '1.2', merge: false })
    visit(document, { Value: () => undefined })
    // Of some levels the parser makes a fault of its own.
    return document.errors.some(({ message }) => /call stack/i.test(message)) ? undefined : document
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** An anchor says that something will be repeated: in a policy, what counts stands where it is read, and a bomb cannot unfold. */
function firstAnchor(document: Document.Parsed): Node | undefined {
  let found: Node | undefined
  visit(document, {
    Value(_, node) {
      if (!node.anchor) return undefined
      found = node as Node
      return visit.BREAK
    },
  })
  return found
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

// After the first fault YAML's reading is guesswork, so only that one is told.
function faultProblem(
  file: string,
  text: string,
  document: Document.Parsed,
  fault: YAMLError,
  position: (offset: number) => { line: number; column: number },
): Problem {
  const offset = fault.code === 'MISSING_CHAR' ? startOfScalarEndingAt(document, fault.pos[0]) : fault.pos[0]
  const place = position(offset)
  const line = text.split('\n')[place.line - 1] ?? ''
  return { file, ...place, ...tellFault(fault, line.slice(place.column - 1).trim()) }
}

function startOfScalarEndingAt(document: Document.Parsed, offset: number): number {
  let start = offset
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && node.range && node.range[0] <= offset && node.range[2] >= offset) start = node.range[0]
    },
  })
  return start
}

function tellFault(fault: YAMLError, rest: string): { message: string; hint: string } {
  const quoted = rest.length > 60 ? `${rest.slice(0, 57)}…` : rest
  switch (fault.code as string) {
    case 'BAD_SCALAR_START':
      return { message: `YAML does not let a plain value begin with \`${rest[0] ?? ''}\``, hint: `put quotes around it: "${quoted}"` }
    case 'TAG_RESOLVE_FAILED':
      return { message: `YAML reads \`${quoted}\` as a type, because it begins with !`, hint: 'put quotes around the value' }
    case 'TAB_AS_INDENT':
      return { message: 'a tab stands where YAML wants spaces', hint: 'indent with two spaces for each level' }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'YAML sees a second `key:` here, or a line that is indented wrongly',
        hint: 'put quotes around text that contains ": "; else check the indentation',
      }
    case 'MISSING_CHAR':
      return { message: 'a quote or bracket opens here and never closes', hint: 'close it on the same line' }
    case 'BAD_DQ_ESCAPE':
      return { message: 'a backslash in double quotes means something else to YAML', hint: "use single quotes around patterns: '\\d+'" }
    case 'BAD_INDENT':
      return {
        message: 'a list or map is not closed, or a line is indented wrongly',
        hint: 'close every [ with ] and every { with }; align the keys of one level',
      }
    case 'MULTIPLE_DOCS':
      return { message: 'a second document begins here (---)', hint: 'one file holds one policy: move the rest to a file of its own' }
    case 'UNEXPECTED_TOKEN':
      return {
        message: `\`${quoted}\` does not fit what stands before it`,
        hint: 'put quotes around the whole value, or check the indentation',
      }
    default:
      return {
        message: `YAML cannot read this: ${fault.message.charAt(0).toLowerCase()}${fault.message.slice(1)}`,
        hint: 'check quotes, brackets and indentation',
      }
  }
}
