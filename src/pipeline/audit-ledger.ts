// Verifies the ledger, live or exported (P6). Live: with the public keys of this installation. Exported: with the keys in the file, as far
// as they are trusted: those whose fingerprint was given, and those that a trusted one endorsed when the key was rotated.
import { createPublicKey, verify } from 'node:crypto'
import { createLedgerVerifier, type LedgerReport, type VerifyLedgerOptions } from '../domain/verify-ledger.ts'
import { endorsementBytes, fingerprint, type Keyring, type LedgerKey } from '../platform/keyring.ts'
import { LedgerFileBroken, parseLedgerFile } from './ledger-export.ts'
import { type LedgerReader, readLedger } from './read-ledger.ts'

export async function auditStore(
  store: LedgerReader,
  keyring: Pick<Keyring, 'verify'>,
  options: Partial<VerifyLedgerOptions>,
): Promise<LedgerReport> {
  const verifier = createLedgerVerifier(keyring.verify, options)
  for await (const part of readLedger(store)) {
    if (part.kind === 'segment') verifier.segment(part.segment, part.events)
    else verifier.uncovered(part.event)
  }
  return verifier.finish()
}

export interface FileAuditOptions extends Partial<VerifyLedgerOptions> {
  /** Fingerprints of ledger keys (hex) known from elsewhere. Left out: the keys of the file are believed, and the report names them. */
  readonly trust?: readonly string[]
}

export interface FileAudit {
  readonly report: LedgerReport
  readonly exportedAt: number
  /** Fingerprints of the keys believed, oldest first: to be compared with what the installation's owner published. */
  readonly keys: readonly string[]
}

/**
 * @param lines of the file, without line ends; it is read once, a segment in memory at a time
 * @throws LedgerFileBroken where the file is not what an export writes
 */
export async function auditFile(lines: AsyncIterable<string>, options: FileAuditOptions): Promise<FileAudit> {
  const { trust, ...verifyOptions } = options
  const file = parseLedgerFile(lines)
  const first = (await file.next()).value
  if (first?.kind !== 'header') throw new LedgerFileBroken(1, 'this is not a ledger export of Postern')
  const keys = trustedKeys(first.header.keys, trust)
  const byId = new Map(keys.map((key) => [key.id, publicKey(key)]))
  const verifier = createLedgerVerifier((id, data, signature) => {
    const key = byId.get(id)
    return key !== undefined && verify(null, data, key, signature)
  }, verifyOptions)
  let last: { readonly to: number; readonly hash: string } | undefined
  for await (const line of file) {
    if (line.kind === 'segment') {
      verifier.segment(line.segment, line.events)
      last = line.segment
    } else if (line.kind === 'uncovered') verifier.uncovered(line.event)
    else if (line.kind === 'head' && line.head?.hash !== last?.hash) {
      throw new LedgerFileBroken((last?.to ?? 0) + 1, 'the head does not belong to the last segment: the file was cut or put together')
    }
  }
  return { report: verifier.finish(), exportedAt: first.header.exportedAt, keys: keys.map((key) => key.fingerprint) }
}

/** Ids and fingerprints are computed anew: the file's own word for them counts nothing. */
function trustedKeys(keys: readonly LedgerKey[], trust: readonly string[] | undefined): readonly LedgerKey[] {
  const trusted: LedgerKey[] = []
  for (const key of keys) {
    const real = fingerprint(key.publicKey)
    if (key.fingerprint !== real || key.id !== real.slice(0, 16)) continue
    if (!trust || trust.includes(real) || isEndorsed(key, trusted)) trusted.push(key)
  }
  return trusted
}

function isEndorsed({ publicKey: spki, endorsement }: LedgerKey, trusted: readonly LedgerKey[]): boolean {
  const by = trusted.find((key) => key.id === endorsement?.key)
  return by !== undefined && endorsement !== undefined && verify(null, endorsementBytes(spki), publicKey(by), endorsement.signature)
}

function publicKey(key: LedgerKey) {
  return createPublicKey({ key: Buffer.from(key.publicKey), format: 'der', type: 'spki' })
}
