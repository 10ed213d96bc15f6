// Keys of `dkim:` in postern.yaml, read and tried at start, so that a key that cannot sign is found before mail depends on it.
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config } from '../domain/config.ts'
import type { DkimKey } from '../smtp/dkim.ts'

/** RFC 8301 §3.2: signers use at least 1024 bits, and should use 2048. */
const LEAST_BITS = 1024

export class DkimKeyBroken extends Error {
  override readonly name = 'DkimKeyBroken'
}

/** @throws DkimKeyBroken, naming field, file and fix */
export async function loadDkimKeys(config: Pick<Config, 'dkim'>): Promise<readonly DkimKey[]> {
  return Promise.all(
    config.dkim.map(async ({ domain, selector, key }, index) => ({
      domain: domain.toLowerCase(),
      selector,
      privateKey: await loadKey(key, `dkim[${index}].key`),
    })),
  )
}

async function loadKey(path: string, field: string): Promise<KeyObject> {
  const broken = (why: string) => new DkimKeyBroken(`${field}: ${path} ${why}; make one with: openssl genrsa -out dkim.key 2048`)
  const pem = await readFile(path).catch(() => undefined)
  if (!pem) throw broken('cannot be read')
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
    sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', Buffer.from('postern'), key)
  } catch {
    throw broken('is no private key in PEM form without a pass phrase')
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  if (key.asymmetricKeyType !== 'rsa') throw broken('is neither an RSA nor an Ed25519 key')
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS) throw broken(`has fewer than ${LEAST_BITS} bits`)
  return key
}
