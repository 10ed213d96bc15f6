// `postern extract FILE`: the text that the detectors would see, of a message or of a file as if it were attached. Offsets of findings refer to it.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { DEFAULT_CONTENT_LIMITS, readAttachmentWith, readMessageWith } from '../../content/content.ts'
import type { TextPart, Uninspectable } from '../../domain/content.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { withOpener } from '../mail-inspector.ts'

interface ExtractedPart {
  readonly path: string
  readonly type: string
  readonly name: string
  readonly kind?: TextPart['kind']
  readonly text: string
  /** Why the part, or some of it, could not be read. */
  readonly uninspectable?: string
}

export function addExtract(program: Command): void {
  const command = program
    .command('extract')
    .description('the text that the detectors would see, of a message or an attachment')
    .argument('<file>', 'message (.eml) or any other file, or - for a message on standard input')
    .option('--json', 'print {parts:[{path,type,name,text,uninspectable?}]}')
    .action(extract)
  examples(command, ['postern extract message.eml', 'postern extract --json results.csv'])
}

async function extract(file: string, options: { readonly json?: boolean }): Promise<void> {
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file).catch(noSuchFile(file))
  const asMessage = file === '-' || /\.eml$/i.test(file) || looksLikeMessage(bytes)
  const view = await withOpener((opener) =>
    asMessage
      ? readMessageWith(opener, bytes, DEFAULT_CONTENT_LIMITS)
      : readAttachmentWith(opener, bytes, basename(file), DEFAULT_CONTENT_LIMITS),
  )
  const parts = joinParts(view.parts, view.uninspectable)
  if (!options.json && parts.length === 0) return say('No text.')
  print({ parts }, parts.map(describe).join('\n\n'), options.json)
}

function joinParts(texts: readonly TextPart[], unread: readonly Uninspectable[]): ExtractedPart[] {
  const parts: ExtractedPart[] = texts.map(({ path, type, name = '', kind, text }) => {
    const why = unread.filter((entry) => entry.path === path).map((entry) => entry.why)
    return { path, type, name, kind, text, ...(why.length > 0 ? { uninspectable: why.join('; ') } : {}) }
  })
  for (const { path, type, name, why } of unread) {
    if (!parts.some((part) => part.path === path)) parts.push({ path, type, name, text: '', uninspectable: why })
  }
  return parts
}

function describe({ path, type, name, text, uninspectable }: ExtractedPart): string {
  const head = `── ${path}  ${type}${name === '' ? '' : `  ${name}`}${uninspectable === undefined ? '' : `  [not readable: ${uninspectable}]`}`
  return text === '' ? head : `${head}\n${text.trimEnd()}`
}

/** A header field that every message has, among lines that are all header fields. */
function looksLikeMessage(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 16_384).toString('latin1')
  const lines = (head.split(/\r?\n\r?\n/, 1)[0] as string).split(/\r?\n/).filter((line) => !/^(?:[ \t]|>?From )/.test(line))
  const fields = lines.every((line) => /^[!-9;-~]+:/.test(line))
  return fields && lines.some((line) => /^(?:from|to|subject|received|message-id|mime-version|return-path):/i.test(line))
}

function noSuchFile(file: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new CommandFailure(EXIT.usage, `cannot read ${file} (${error.code ?? error.name}); give a readable file`)
  }
}
