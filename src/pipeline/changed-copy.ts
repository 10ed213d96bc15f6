// The changed bytes of a copy: derived anew from the original and the recorded script whenever they are needed, so that every try, the portal and an
// auditor get the same ones (P7). The script lives as long as the content: it is sealed under a key that only the content key gives.
import { createHash } from 'node:crypto'
import { applyEditsTo } from '../content/redact/apply-edits.ts'
import type { EditScript } from '../domain/change-outcome.ts'
import type { ChangedCopy } from '../domain/edit-script.ts'
import { hmacSha256 } from '../platform/hmac.ts'
import { openBytes, sealBytes } from '../platform/seal.ts'

/** @param contentKey of the message, 32 bytes */
export function sealScript(contentKey: Uint8Array, message: string, script: EditScript): string {
  const bytes = Buffer.from(JSON.stringify(script), 'utf8')
  return Buffer.from(sealBytes(scriptKey(contentKey), bytes, context(message))).toString('base64')
}

/** @throws where the script is not the one that was sealed for this message */
export function openScript(contentKey: Uint8Array, message: string, changed: ChangedCopy): EditScript {
  const bytes = openBytes(scriptKey(contentKey), Buffer.from(changed.script, 'base64'), context(message))
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as EditScript
}

/** One key seals one thing: the content key seals the content. */
function scriptKey(contentKey: Uint8Array): Uint8Array {
  return hmacSha256(contentKey, Buffer.from('postern edit script 1'))
}

function context(message: string): string {
  return `${message} edit script`
}

/**
 * The copy's bytes as they stream by. What is not what was recorded never ends well: a reader must not take it for whole before the end.
 * @throws where the digest is another one
 */
export async function* changedContent(
  original: AsyncIterable<Uint8Array>,
  contentKey: Uint8Array,
  message: string,
  changed: ChangedCopy,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of inPasses(original, openScript(contentKey, message, changed))) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== changed.digest) throw new Error(`the changed copy of message ${message} is not the one that was recorded`)
}

export function inPasses(original: AsyncIterable<Uint8Array>, script: EditScript): AsyncIterable<Uint8Array> {
  return script.reduce((content, pass) => applyEditsTo(content, pass), original)
}
