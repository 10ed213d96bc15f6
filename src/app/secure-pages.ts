// Wires the portal: it opens only what it was granted, with the content key of the grant.
import { readFile } from 'node:fs/promises'
import { sealedChunks } from '../pipeline/open-content.ts'
import { openStream } from '../platform/seal.ts'
import { startPortal } from '../portal/portal.ts'
import type { Context } from './context.ts'

export async function startSecurePages({
  config,
  store,
  keyring,
  clock,
  log,
}: Context): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { host, port, cert, key } = config.listen.portal
  const portal = await startPortal(
    {
      host,
      port,
      url: config.portal.url,
      ...(cert && key ? { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') } : {}),
    },
    {
      store,
      keyring,
      clock,
      log,
      openContent: (message, contentKey) => openStream(contentKey, message.id, sealedChunks({ store }, message)),
    },
  )
  return { port: Number(new URL(portal.address).port), stop: portal.stop }
}
