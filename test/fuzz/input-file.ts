// An input on disk: one line of JSON with what the target needs, then the bytes. A file without that line is taken whole.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Input } from './target.ts'

export interface Recorded {
  readonly target: string
  readonly rule: string
  readonly seed: number
  readonly run: number
}

export function writeInput(file: string, input: Input, recorded: Recorded): void {
  const { kind, shown, bytes } = input
  writeFileSync(file, Buffer.concat([Buffer.from(`${JSON.stringify({ postern: 'fuzz', ...recorded, kind, shown })}\n`), bytes]))
}

/** @param target for a file that does not name it */
export function readInput(file: string, target: string): { readonly target: string; readonly input: Input } {
  const bytes = readFileSync(file)
  if (!bytes.subarray(0, 20).toString('latin1').startsWith('{"postern":"fuzz"'))
    return { target, input: { kind: file, bytes, shown: false } }
  const end = bytes.indexOf(0x0a)
  const head = JSON.parse(bytes.subarray(0, end).toString('utf8'))
  return { target: head.target, input: { kind: head.kind, shown: head.shown, bytes: bytes.subarray(end + 1) } }
}
