// Files beside a policy: lists and dictionaries, one entry a line, # begins a comment. Paths are relative to the policy file. What is read here counts in
// the policy's version and is watched with it.
import { dirname, isAbsolute, join } from 'node:path'
import { POLICY_DEFAULTS } from './policy-set.ts'
import type { Entry, YamlReader } from './yaml-reader.ts'

export interface SideLine {
  readonly text: string
  /** Counted from 1. */
  readonly line: number
  readonly column: number
}

export interface SideFile {
  readonly path: string
  readonly lines: readonly SideLine[]
}

/** What a policy file named and what it held, in the order named. */
export interface SideContent {
  readonly path: string
  /** Undefined where it could not be read: it is watched all the same. */
  readonly bytes?: Uint8Array
}

export interface SideFiles {
  /** Reads the file that `entry` names. Mistakes are noted. */
  read(reader: YamlReader, entry: Entry): SideFile | undefined
  readonly contents: readonly SideContent[]
}

/** @param readFile throws where it cannot */
export function createSideFiles(policyFile: string, readFile: (path: string) => Uint8Array): SideFiles {
  const contents: SideContent[] = []
  return {
    contents,
    read(reader, entry) {
      const named = reader.text(entry.node, entry.key, '`file`', 'write its path, relative to this policy: "lists/partners.txt"')
      if (named === undefined) return undefined
      const path = isAbsolute(named) ? named : join(dirname(policyFile), named)
      let bytes: Uint8Array
      try {
        bytes = readFile(path)
      } catch (error) {
        contents.push({ path })
        const code = (error as NodeJS.ErrnoException).code
        const why = code === 'ENOENT' ? `there is no file ${path}` : `the file ${path} cannot be read (${code ?? 'unknown error'})`
        return reader.problem(entry.node, why, 'the path is relative to this policy file')
      }
      contents.push({ path, bytes })
      if (bytes.length > POLICY_DEFAULTS.maxSideFileBytes)
        return reader.problem(entry.node, `the file ${path} is larger than ${POLICY_DEFAULTS.maxSideFileBytes} bytes`, 'split it in two')
      const text = decode(bytes)
      return text === undefined
        ? reader.problem(entry.node, `the file ${path} is not UTF-8 text`, 'save it as UTF-8')
        : { path, lines: linesOf(text) }
    },
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A # begins a comment at the start of a line or after white space. */
function linesOf(text: string): readonly SideLine[] {
  return text.split(/\r\n|\r|\n/).flatMap((raw, index) => {
    const comment = raw.search(/(?:^|\s)#/)
    const entry = comment < 0 ? raw : raw.slice(0, comment)
    const bare = entry.trim()
    return bare === '' ? [] : [{ text: bare, line: index + 1, column: entry.length - entry.trimStart().length + 1 }]
  })
}
