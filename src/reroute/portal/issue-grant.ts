// The portal route's first half: a recipient's right to open the content (attempt, design §3 step 6). The link carries 256 random bits and
// nothing else: no address, no message id. Only the token's hash is kept, and the content key only sealed to the portal (design §5).
import { createHash, randomBytes } from 'node:crypto'
import { newId } from '../../platform/id.ts'

/** The one thing asked of the keyring: `src/platform/keyring.ts` has it. */
export interface PortalSealer {
  sealTo(role: 'portal', secret: Uint8Array): Uint8Array
}

/** A grant as the store takes it (`NewGrant` of src/store; spelled out because floor-3 folders do not import each other). */
export interface IssuedGrant {
  readonly id: string
  readonly message: string
  readonly recipient: string
  readonly tokenHash: string
  readonly contentKey: Uint8Array
  readonly createdAt: number
  readonly expiresAt: number
}

export interface GrantRequest {
  /** Ids of the store. */
  readonly message: string
  readonly recipient: string
  /** The message's content key, in clear; the caller wipes its copy. */
  readonly contentKey: Uint8Array
  readonly keyring: PortalSealer
  /** `portal.url` of the configuration, with or without a slash at the end. */
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly expires: number
}

/** @returns the grant to store with the attempt's event, and the link for the notice. The link is a secret that opens the content (P1). */
export function issueGrant(request: GrantRequest): { readonly grant: IssuedGrant; readonly link: string } {
  // Hex survives every mail program's idea of where a link ends.
  const token = randomBytes(32).toString('hex')
  return {
    grant: {
      id: newId(request.now),
      message: request.message,
      recipient: request.recipient,
      tokenHash: hashToken(token),
      contentKey: request.keyring.sealTo('portal', request.contentKey),
      createdAt: request.now,
      expiresAt: request.expires,
    },
    link: `${request.url.replace(/\/+$/, '')}/portal/o/${token}`,
  }
}

/** SHA-256, lower-case hex: what the store knows of a token. A random token of 256 bits needs no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}

/** The shape of a token; anything else is not looked up. */
export function isToken(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}
