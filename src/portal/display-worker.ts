// Worker thread of src/portal/reader.ts: everything that touches a stranger's MIME and HTML happens here, where it can be ended.
import { parentPort } from 'node:worker_threads'
import { type DisplayMessage, readAttachment, readForDisplay } from '../content/display.ts'
import { cleanHtml } from './mail-html.ts'

export type ReadRequest =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'attachment'; readonly bytes: Uint8Array; readonly index: number }

/** A message ready for the page: `html` is sanitised, pictures stand in it. */
export type ReadMessage = Omit<DisplayMessage, 'inline'> & { readonly blockedPictures: number }

export interface ReadAttachment {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
}

export type ReadAnswer =
  | { readonly ok: true; readonly message: ReadMessage }
  | { readonly ok: true; readonly attachment: ReadAttachment | undefined }
  | { readonly ok: false }

parentPort?.on('message', async (request: ReadRequest) => {
  let answer: ReadAnswer
  try {
    answer = request.kind === 'message' ? { ok: true, message: await show(request.bytes) } : { ok: true, attachment: await pick(request) }
  } catch {
    // What the parser says may quote the message: it goes no further than here.
    answer = { ok: false }
  }
  parentPort?.postMessage(answer, movable(answer))
})

/** An attachment moves to the portal instead of being copied, unless it shares its memory with something else. */
function movable(answer: ReadAnswer): ArrayBuffer[] {
  const content = answer.ok && 'attachment' in answer ? answer.attachment?.content : undefined
  return content?.buffer instanceof ArrayBuffer && content.buffer.byteLength === content.byteLength ? [content.buffer] : []
}

async function show(bytes: Uint8Array): Promise<ReadMessage> {
  const { inline, html, ...message } = await readForDisplay(bytes)
  if (html === undefined) return { ...message, blockedPictures: 0 }
  const clean = cleanHtml(html, inline)
  return { ...message, html: clean.html, blockedPictures: clean.blocked }
}

async function pick({ bytes, index }: Extract<ReadRequest, { kind: 'attachment' }>): Promise<ReadAttachment | undefined> {
  const found = await readAttachment(bytes, index)
  return found && { name: found.name, type: found.type, content: found.content }
}
