// The folder of key files: what a file looks like, who may read it, and how one is put there so that a crash leaves all of it or none.
// A key file is PEM (RFC 7468) with explaining lines in front, which `openssl pkey` skips; the hash secret is such lines only.
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Endorsement, PAIR_ROLES, type PairRole, type RoleKey, roleKey } from './keyring.ts'

export type KeyServiceCode = 'KEYS_MISSING' | 'KEYS_EXPOSED' | 'KEYS_BROKEN' | 'KEYS_UNREADABLE'

/** Keys are missing, readable by others or damaged. The message names the file and the fix. */
export class KeyServiceError extends Error {
  readonly code: KeyServiceCode
  constructor(code: KeyServiceCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KeyServiceError'
    this.code = code
  }
}

export interface HashSecret {
  readonly secret: Uint8Array
  readonly createdAt: number
}

export interface FolderKeys {
  readonly keys: readonly RoleKey[]
  readonly hash?: HashSecret
}

export const HASH_FILE = 'hash.1.key'
const FILE_NAME = /^(worker|portal|ledger)\.([1-9][0-9]{0,5})\.(key|pub)$/

export function keyFileName(key: Pick<RoleKey, 'role' | 'generation'>, half: 'key' | 'pub'): string {
  return `${key.role}.${key.generation}.${half}`
}

/** Reads and checks the whole folder. Synchronous, since it is small and a keyring re-reads it inside a synchronous call. Throws KeyServiceError. */
export function readKeyFolder(path: string): FolderKeys {
  const names = listFolder(path)
  const found = new Map<string, RoleKey>()
  for (const name of names.toSorted()) {
    const [, role, generation, half] = FILE_NAME.exec(name) ?? []
    if (!role || !generation) continue
    const slot = `${role}.${generation}`
    const key = parseKeyFile(join(path, name), role as PairRole, Number(generation), half === 'key' ? 'private' : 'public')
    const other = found.get(slot)
    if (other && other.id !== key.id)
      throw new KeyServiceError('KEYS_BROKEN', `${slot}.key and ${slot}.pub in ${path} are halves of two different keys`)
    if (!other?.privateKey) found.set(slot, key)
  }
  const keys = [...found.values()].toSorted(
    (a, b) => a.generation - b.generation || PAIR_ROLES.indexOf(a.role) - PAIR_ROLES.indexOf(b.role),
  )
  return { keys, ...(names.includes(HASH_FILE) ? { hash: parseHashFile(join(path, HASH_FILE)) } : {}) }
}

function listFolder(path: string): readonly string[] {
  try {
    const stat = statSync(path)
    if (!stat.isDirectory()) throw new KeyServiceError('KEYS_BROKEN', `keys.path ${path} is not a folder`)
    refuseExposed(path, stat, 0o077, 'chmod 700')
    return readdirSync(path)
  } catch (error) {
    throw reading(path, error)
  }
}

function readGuarded(file: string, forbidden: number): string {
  try {
    refuseExposed(file, statSync(file), forbidden, forbidden === 0o022 ? 'chmod go-w' : 'chmod 600')
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw reading(file, error)
  }
}

function reading(path: string, error: unknown): unknown {
  if (error instanceof KeyServiceError) return error
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT')
    return new KeyServiceError('KEYS_MISSING', `${path} is not there: check keys.path, or start the gateway once to make keys`)
  return new KeyServiceError('KEYS_UNREADABLE', `${path} cannot be read (${code}): it must belong to the user that Postern runs as`, {
    cause: error,
  })
}

/** Windows has no such modes; there the folder's access list is the operator's care. */
function refuseExposed(path: string, stat: Stats, forbidden: number, fix: string): void {
  const uid = process.getuid?.()
  if (uid === undefined) return
  if ((stat.mode & forbidden) !== 0) {
    const mode = (stat.mode & 0o777).toString(8).padStart(3, '0')
    throw new KeyServiceError(
      'KEYS_EXPOSED',
      `${path} is open to other users (mode ${mode}): run \`${fix} ${path}\`, and rotate the keys if others could log in`,
    )
  }
  if (uid !== 0 && stat.uid !== uid && stat.uid !== 0) {
    throw new KeyServiceError('KEYS_EXPOSED', `${path} belongs to another user (uid ${stat.uid}): run \`chown ${uid} ${path}\``)
  }
}

function parseKeyFile(file: string, role: PairRole, generation: number, half: 'private' | 'public'): RoleKey {
  const text = readGuarded(file, half === 'private' ? 0o077 : 0o022)
  let key: KeyObject
  try {
    key = half === 'private' ? createPrivateKey(text) : createPublicKey(text)
  } catch {
    throw new KeyServiceError('KEYS_BROKEN', `${file} does not hold a PEM ${half} key: restore it from a backup`)
  }
  const type = role === 'ledger' ? 'ed25519' : 'x25519'
  if (key.asymmetricKeyType !== type)
    throw new KeyServiceError('KEYS_BROKEN', `${file} holds a key of type ${key.asymmetricKeyType}, not ${type}`)
  return roleKey(role, generation, createdAt(text), key, endorsementOf(text))
}

function parseHashFile(file: string): HashSecret {
  const text = readGuarded(file, 0o077)
  const secret = Buffer.from(field(text, 'Secret') ?? '', 'base64')
  if (secret.length !== 32) throw new KeyServiceError('KEYS_BROKEN', `${file} does not hold a 32 byte secret: restore it from a backup`)
  return { secret, createdAt: createdAt(text) }
}

function field(text: string, name: string): string | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${name}: `))
  return line?.slice(name.length + 2).trim()
}

function createdAt(text: string): number {
  const at = Date.parse(field(text, 'Created') ?? '')
  return Number.isNaN(at) ? 0 : at
}

function endorsementOf(text: string): Endorsement | undefined {
  const [key, signature] = field(text, 'Endorsed-By')?.split(' ') ?? []
  return key && signature ? { key, signature: Buffer.from(signature, 'base64') } : undefined
}

export function keyFileText(key: RoleKey, half: 'private' | 'public'): string {
  const pem =
    half === 'private' ? key.privateKey?.export({ format: 'pem', type: 'pkcs8' }) : key.publicKey.export({ format: 'pem', type: 'spki' })
  if (!pem) throw new Error('the private half is not held')
  const lines = [
    `Postern ${key.role} key, generation ${key.generation}, ${half} half`,
    `Id: ${key.id}`,
    `Created: ${new Date(key.createdAt).toISOString()}`,
  ]
  if (key.endorsement) lines.push(`Endorsed-By: ${key.endorsement.key} ${Buffer.from(key.endorsement.signature).toString('base64')}`)
  return `${lines.join('\n')}\n${pem}`
}

export function hashFileText({ secret, createdAt: at }: HashSecret): string {
  const lines = ['Postern hash secret: every node needs it, and it never changes', `Created: ${new Date(at).toISOString()}`]
  return `${lines.join('\n')}\nSecret: ${Buffer.from(secret).toString('base64')}\n`
}

/**
 * Puts a file there whole and synced, or not at all.
 * @returns false when a file of that name was there first; it is left as it was
 */
export async function placeKeyFile(folder: string, name: string, text: string, mode: 0o600 | 0o644): Promise<boolean> {
  const temporary = join(folder, `.${name}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(temporary, join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(folder)
  return true
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its file system journals the name by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
