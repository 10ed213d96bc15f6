// Mail as files, for `policy replay` (design §7): a folder is one message a file, `cur/` and `new/` make it a Maildir, and a file that begins with
// `From ` is an mbox (RFC 4155; lines quoted `>From ` are unquoted as mboxrd does). Read as a stream: an archive of gigabytes costs one message's memory.
import { createReadStream } from 'node:fs'
import { open, opendir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

export interface MailFile {
  /** The path as a person finds it; for the n-th message of an mbox `PATH#n`. */
  readonly file: string
  /** Why there are no bytes, where there are none. */
  readonly read: { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly why: string }
  /** How much of the input lies behind, 0 to 1. */
  readonly done: number
}

/** @param maxBytes larger messages are named, not read */
export interface MailInputLimits {
  readonly maxBytes: number
}

export const DEFAULT_MAIL_INPUT_LIMITS: MailInputLimits = { maxBytes: 100 * 1024 * 1024 }

const NEW_LINE = 0x0a
const FROM = Buffer.from('From ')

/** @throws what the file system says of `path` itself; a single file that cannot be read is an answer */
export async function* readMail(path: string, limits = DEFAULT_MAIL_INPUT_LIMITS): AsyncGenerator<MailFile> {
  const facts = await stat(path)
  if (facts.isDirectory()) yield* readFolder(path, limits)
  else if (await beginsWithFrom(path)) yield* readMbox(path, facts.size, limits)
  else yield { ...(await readOne(path, limits)), done: 1 }
}

async function* readFolder(folder: string, limits: MailInputLimits): AsyncGenerator<MailFile> {
  const files = await filesBeneath(folder)
  for (const [index, file] of files.entries()) yield { ...(await readOne(file, limits)), done: (index + 1) / files.length }
}

/** A Maildir's `tmp/` holds mail that is still being written. */
async function filesBeneath(folder: string): Promise<readonly string[]> {
  const files: string[] = []
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
  }
  const maildirs = new Set(files.flatMap((file) => /^(.*)\/(?:cur|new)\/[^/]+$/.exec(file)?.[1] ?? []))
  const unfinished = (file: string) => maildirs.has(/^(.*)\/tmp\/[^/]+$/.exec(file)?.[1] ?? '')
  return files.filter((file) => !unfinished(file)).sort((a, b) => (relative(folder, a) < relative(folder, b) ? -1 : 1))
}

async function readOne(file: string, { maxBytes }: MailInputLimits): Promise<Omit<MailFile, 'done'>> {
  try {
    const { size } = await stat(file)
    if (size > maxBytes) return { file, read: tooLarge(size, maxBytes) }
    return { file, read: { ok: true, bytes: withoutEnvelopeLine(await readFile(file)) } }
  } catch (error) {
    return { file, read: { ok: false, why: `cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).name})` } }
  }
}

function tooLarge(size: number, maxBytes: number): { ok: false; why: string } {
  return { ok: false, why: `larger than ${maxBytes} bytes (${size}); raise --max-size to read it` }
}

/** A message saved out of an mbox brings its `From ` line along. */
function withoutEnvelopeLine(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, FROM.length).equals(FROM)) return bytes
  const end = bytes.indexOf(NEW_LINE)
  return end < 0 ? bytes.subarray(bytes.length) : bytes.subarray(end + 1)
}

async function beginsWithFrom(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FROM.length), 0, FROM.length, 0)
    return bytesRead === FROM.length && buffer.equals(FROM)
  } finally {
    await file.close()
  }
}

async function* readMbox(path: string, size: number, limits: MailInputLimits): AsyncGenerator<MailFile> {
  const mbox = createMboxSplitter(limits.maxBytes)
  let position = 0
  let count = 0
  const named = (read: MailFile['read']): MailFile => ({
    file: `${path}#${++count}`,
    read,
    done: size === 0 ? 1 : Math.min(1, position / size),
  })
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    position += chunk.length
    for (const message of mbox.push(chunk)) yield named(message)
  }
  for (const message of mbox.end()) yield named(message)
}

/** A line `From ` begins a message at the start and after an empty line (RFC 4155, appendix A). */
function createMboxSplitter(maxBytes: number) {
  let rest: Buffer = Buffer.alloc(0)
  let lines: Buffer[] = []
  let bytes = 0
  let begun = false
  let afterEmpty = true

  function take(line: Buffer): MailFile['read'] | undefined {
    const separates = afterEmpty && line.subarray(0, FROM.length).equals(FROM)
    afterEmpty = line.length === 1 || (line.length === 2 && line[0] === 0x0d)
    if (separates) {
      const finished = finish()
      begun = true
      return finished
    }
    bytes += line.length
    if (bytes <= maxBytes) lines.push(isQuotedFrom(line) ? line.subarray(1) : line)
    return undefined
  }

  function finish(): MailFile['read'] | undefined {
    if (!begun) return undefined
    const message = bytes > maxBytes ? tooLarge(bytes, maxBytes) : { ok: true as const, bytes: Buffer.concat(lines) }
    lines = []
    bytes = 0
    return message
  }

  return {
    *push(chunk: Buffer): Generator<MailFile['read']> {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let from = 0
      for (let end = data.indexOf(NEW_LINE); end >= 0; end = data.indexOf(NEW_LINE, from)) {
        const finished = take(data.subarray(from, end + 1))
        if (finished) yield finished
        from = end + 1
      }
      // A line without an end is cut, so that a file that is no mbox at all does not fill the memory.
      if (data.length - from > 1024 * 1024) {
        take(data.subarray(from))
        from = data.length
      }
      rest = data.subarray(from)
    },
    *end(): Generator<MailFile['read']> {
      const separated = rest.length > 0 ? take(rest) : undefined
      if (separated) yield separated
      const last = finish()
      if (last) yield last
    },
  }
}

/** `>From `, `>>From ` … lose one `>`. */
function isQuotedFrom(line: Buffer): boolean {
  let at = 0
  while (line[at] === 0x3e) at++
  return at > 0 && line.subarray(at, at + FROM.length).equals(FROM)
}
