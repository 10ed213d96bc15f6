// DATA as it streams in: one pass that watches line endings, collects the header block, asks who sends it, then hands bytes on while hashing them.
// Memory is the header block and one chunk, whatever the message's size. A message that is refused half-way is read to its end and dropped:
// SMTP has no other way to answer (RFC 5321 §4.1.1.4).
import { createHash, type Hash } from 'node:crypto'
import { createHeaderCollector, type HeaderBlock, type RawField } from '../smtp/header-block.ts'
import { createLineScanner, type LineFault } from '../smtp/line-endings.ts'
import { headerFacts, headerRefusal, startDedupeDigest } from './header-facts.ts'
import type { HeaderFacts, Incoming, ReceivedFacts } from './incoming.ts'
import type { IntakeLimits } from './intake-options.ts'
import { type Refusal, refusal } from './refusal.ts'

/** Decides who sends a message with these fields and opens it in the pipeline. Called once, for a header block that is sound in itself. */
export type OpenMessage = (
  fields: readonly RawField[],
) => { readonly ok: true; readonly incoming: Incoming } | { readonly ok: false; readonly refusal: Refusal }

export type Reception =
  | { readonly kind: 'complete'; readonly incoming: Incoming; readonly facts: ReceivedFacts }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly error?: unknown }
  /** The client went away; whatever was opened is aborted. */
  | { readonly kind: 'lost'; readonly size: number }

type ReceiveLimits = Pick<IntakeLimits, 'message' | 'headerBytes' | 'headerFields' | 'lineLength' | 'received'>

export async function receive(stream: AsyncIterable<Uint8Array>, limits: ReceiveLimits, open: OpenMessage): Promise<Reception> {
  const reader = createReader(limits, open)
  try {
    for await (const chunk of stream) {
      const pending = reader.take(chunk)
      if (pending) await pending
    }
  } catch {
    return reader.lose()
  }
  return reader.finish()
}

interface Opened {
  readonly incoming: Incoming
  readonly headers: HeaderFacts
  readonly whole: Hash
  readonly dedupe: Hash
}

function createReader(limits: ReceiveLimits, open: OpenMessage) {
  const lines = createLineScanner(limits.lineLength)
  const header = createHeaderCollector({ bytes: limits.headerBytes, fields: limits.headerFields })
  let size = 0
  let opened: Opened | undefined
  let refused: { refusal: Refusal; error?: unknown } | undefined

  function refuse(because: Refusal, error?: unknown): void {
    refused ??= { refusal: because, ...(error === undefined ? {} : { error }) }
    opened?.incoming.abort()
    opened = undefined
  }

  /** What is thrown by the pipeline is our trouble, never the client's: 451. */
  async function write(chunk: Uint8Array): Promise<void> {
    try {
      await opened?.incoming.write(chunk)
    } catch (error) {
      refuse(refusal('commit-failed'), error)
    }
  }

  function start(block: HeaderBlock, head: Uint8Array): void {
    const unsound = headerRefusal(block, limits.received)
    if (unsound) refuse(unsound)
    if (unsound || !block.ok) return
    try {
      const answer = open(block.fields)
      if (!answer.ok) {
        refuse(answer.refusal)
        return
      }
      const whole = createHash('sha256').update(head)
      opened = { incoming: answer.incoming, headers: headerFacts(block.fields), whole, dedupe: startDedupeDigest(block.fields) }
    } catch (error) {
      refuse(refusal('commit-failed'), error)
    }
  }

  async function takeBody(chunk: Uint8Array): Promise<void> {
    if (!opened || chunk.length === 0) return
    opened.whole.update(chunk)
    opened.dedupe.update(chunk)
    await write(chunk)
  }

  async function takeHeader(chunk: Uint8Array): Promise<void> {
    const collected = header.push(chunk)
    if (!collected.done) return
    start(collected.block, collected.head)
    if (opened) await write(collected.head)
    await takeBody(collected.body)
  }

  function take(chunk: Uint8Array): Promise<void> | undefined {
    size += chunk.length
    if (refused) return undefined
    const fault = lines.push(chunk)
    if (fault) refuse(refusal(faultReason(fault)))
    else if (size > limits.message) refuse(refusal('size'))
    else return opened ? takeBody(chunk) : takeHeader(chunk)
    return undefined
  }

  async function finish(): Promise<Reception> {
    const fault = refused ? undefined : lines.end()
    if (fault) refuse(refusal(faultReason(fault)))
    if (!refused && !opened) {
      const { block, head } = header.end()
      start(block, head)
      if (opened) await write(head)
    }
    if (refused || !opened) return { kind: 'refused', ...(refused ?? { refusal: refusal('commit-failed') }) }
    const { incoming, headers, whole, dedupe } = opened
    return { kind: 'complete', incoming, facts: { size, digest: whole.digest('hex'), headers, dedupeDigest: dedupe.digest('hex') } }
  }

  return {
    take,
    finish,
    lose(): Reception {
      opened?.incoming.abort()
      opened = undefined
      return { kind: 'lost', size }
    },
  }
}

function faultReason(fault: LineFault): 'line-length' | 'line-endings' {
  return fault === 'long-line' ? 'line-length' : 'line-endings'
}
