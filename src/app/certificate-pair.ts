// The certificate and key that a listener of postern.yaml names, read from their files.
import { readFile } from 'node:fs/promises'

export interface CertificatePair {
  readonly cert: string
  readonly key: string
}

/** @returns PEM texts; undefined where the listener names no pair @throws what reading a file throws */
export async function readPair(listener: {
  readonly cert?: string | undefined
  readonly key?: string | undefined
}): Promise<CertificatePair | undefined> {
  const { cert, key } = listener
  return cert && key ? { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') } : undefined
}
