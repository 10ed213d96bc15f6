// Wires the portal: it opens only what it was granted, with the content key of the grant.
import { changedContent } from '../pipeline/changed-copy.ts'
import { sealedChunks } from '../pipeline/open-content.ts'
import { openStream } from '../platform/seal.ts'
import { startPortal } from '../portal/portal.ts'
import { readPair } from './certificate-pair.ts'
import { configNotes } from './config-notes.ts'
import type { Context } from './context.ts'
import { portalBounds } from './limits.ts'

export interface SecurePages {
  readonly port: number
  /** Its certificate, read again. */
  reload(): Promise<void>
  stop(graceMs?: number): Promise<void>
}

export async function startSecurePages({ config, store, keyring, clock, log }: Context): Promise<SecurePages> {
  const { host, port, 'trusted-proxy': trustedProxy } = config.listen.portal
  for (const note of configNotes(config)) log.warn('config.note', { note })
  const portal = await startPortal(
    { host, port, url: config.portal.url, trustedProxy, ...portalBounds(config), ...(await readPair(config.listen.portal)) },
    {
      store,
      keyring,
      clock,
      log,
      openContent: (message, contentKey, changed) => {
        const original = openStream(contentKey, message.id, sealedChunks({ store }, message))
        return changed ? changedContent(original, contentKey, message.id, changed) : original
      },
    },
  )
  return {
    port: Number(new URL(portal.address).port),
    reload: async () => {
      const pair = await readPair(config.listen.portal)
      if (pair) portal.renew(pair)
    },
    stop: portal.stop,
  }
}
