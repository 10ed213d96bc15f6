// `/portal/m/:view`: the message itself, its attachments and the whole of it to save, for the browser in which the button was pressed.
// Every request asks the grant anew: revoked or ended means gone at once.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GrantRow } from '../store/store.ts'
import { contentPolicy, sendError, sendPage } from '../web/server.ts'
import { contentDisposition, downloadType, safeFileName } from './file-name.ts'
import { closedPage, messagePage, sessionOverPage, unreadablePage } from './pages.ts'
import type { PickUp } from './pick-up.ts'
import type { ReadSlots } from './read-slots.ts'
import type { Reader } from './reader.ts'
import type { ViewSessions } from './view-session.ts'

export interface ReadMessageParts {
  readonly pickUp: PickUp
  readonly sessions: ViewSessions
  readonly reader: Reader
  readonly slots: ReadSlots
  readonly now: () => number
  readonly name: string
  /** Bytes of a message that is read for display; a larger one can only be saved. */
  readonly displayBytes: number
}

type ViewRequest = FastifyRequest<{ Params: { view: string; index: string } }>

/** The sender's HTML keeps its colours and sizes: inline styles, which the sanitiser has gone through. No style sheet, no other site. */
const MESSAGE_POLICY = contentPolicy({ 'style-src-attr': ["'unsafe-inline'"] })
const DOWNLOAD_POLICY = "default-src 'none';sandbox"

export function addReadMessage(server: FastifyInstance, parts: ReadMessageParts): void {
  server.get('/portal/m/:view', async (request: ViewRequest, reply) => {
    const grant = await admit(parts, request, reply)
    return grant ? showMessage(parts, request, reply, grant) : reply
  })
  // No HEAD for these: a download is recorded.
  server.get('/portal/m/:view/a/:index', { exposeHeadRoute: false }, async (request: ViewRequest, reply) => {
    const grant = await admit(parts, request, reply)
    return grant ? sendAttachment(parts, request, reply, grant) : reply
  })
  server.get('/portal/m/:view/message.eml', { exposeHeadRoute: false }, async (request: ViewRequest, reply) => {
    const grant = await admit(parts, request, reply)
    return grant ? sendWhole(parts, reply, grant) : reply
  })
}

/** The grant behind this view, or undefined after the page that says why not was sent. */
async function admit(parts: ReadMessageParts, request: ViewRequest, reply: FastifyReply): Promise<GrantRow | undefined> {
  const session = parts.sessions.find(request.params.view, request.headers.cookie, parts.now())
  if (!session) {
    sendPage(reply, 403, sessionOverPage(parts.name))
    return undefined
  }
  const grant = await parts.pickUp.find(session.view.tokenHash)
  if (!grant) sendPage(reply, 404, closedPage(parts.name))
  else if (session.setCookie) reply.header('set-cookie', session.setCookie)
  return grant
}

async function showMessage(parts: ReadMessageParts, request: ViewRequest, reply: FastifyReply, grant: GrantRow): Promise<FastifyReply> {
  const page = { name: parts.name, path: `/portal/m/${request.params.view}`, expiresAt: grant.expiresAt }
  const content = await parts.pickUp.content(grant)
  if (!content) return sendPage(reply, 404, closedPage(parts.name))
  if (content.size > parts.displayBytes) return sendPage(reply, 200, unreadablePage(page))
  if (!holdSlot(parts, reply, grant, content.size)) return sendError(reply, 503, parts.name)
  const read = await parts.reader.message(() => gather(content))
  if (read.kind === 'busy') return sendError(reply, 503, parts.name)
  if (read.kind === 'unreadable') return sendPage(reply, 200, unreadablePage(page))
  reply.header('content-security-policy', MESSAGE_POLICY)
  return sendPage(reply, 200, messagePage(page, read.value))
}

async function sendAttachment(parts: ReadMessageParts, request: ViewRequest, reply: FastifyReply, grant: GrantRow): Promise<FastifyReply> {
  const index = /^\d{1,4}$/.test(request.params.index) ? Number(request.params.index) : undefined
  const content = await parts.pickUp.content(grant)
  if (!content || index === undefined || content.size > parts.displayBytes) return sendError(reply, 404, parts.name)
  if (!holdSlot(parts, reply, grant, content.size)) return sendError(reply, 503, parts.name)
  const read = await parts.reader.attachment(() => gather(content), index)
  if (read.kind === 'busy') return sendError(reply, 503, parts.name)
  if (read.kind === 'unreadable' || !read.value) return sendError(reply, 404, parts.name)
  await parts.pickUp.downloaded(grant, index, read.value.content.length)
  const fallback = read.value.type === 'message/rfc822' ? `message-${index + 1}.eml` : `attachment-${index + 1}`
  return download(reply, safeFileName(read.value.name, fallback), downloadType(read.value.type)).send(asBuffer(read.value.content))
}

async function sendWhole(parts: ReadMessageParts, reply: FastifyReply, grant: GrantRow): Promise<FastifyReply> {
  const content = await parts.pickUp.content(grant)
  if (!content) return sendPage(reply, 404, closedPage(parts.name))
  if (!holdSlot(parts, reply, grant, 0)) return sendError(reply, 503, parts.name)
  await parts.pickUp.downloaded(grant, 'message', content.size)
  return download(reply, 'message.eml', 'application/octet-stream').send(Readable.from(content.chunks, { objectMode: false }))
}

function download(reply: FastifyReply, name: string, type: string): FastifyReply {
  return reply.header('content-disposition', contentDisposition(name)).header('content-security-policy', DOWNLOAD_POLICY).type(type)
}

/** Until the answer has left or the browser is gone, whichever comes first. @returns false: busy */
function holdSlot(parts: ReadMessageParts, reply: FastifyReply, grant: GrantRow, bytes: number): boolean {
  const release = parts.slots.take(grant.id, bytes)
  if (!release) return false
  if (reply.raw.closed) release()
  else reply.raw.once('close', release)
  return true
}

/** All of a message in memory of its own, so that it can move to the reader. */
async function gather({ size, chunks }: { readonly size: number; readonly chunks: AsyncIterable<Uint8Array> }): Promise<Uint8Array> {
  const bytes = new Uint8Array(size)
  let at = 0
  for await (const chunk of chunks) {
    if (at + chunk.length > size) throw new Error('a message is longer than its row says')
    bytes.set(chunk, at)
    at += chunk.length
  }
  if (at < size) throw new Error('a message is shorter than its row says')
  return bytes
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
