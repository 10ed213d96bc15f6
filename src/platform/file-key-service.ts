// The key service that keeps keys as files (`keys: {service: file}`): a file a half, so that an intake-only node can be given the public
// halves and the hash secret and nothing else. Names carry role and generation: worker.1.key, worker.1.pub, hash.1.key; the highest
// generation is the current one. A generation is taken by linking its private file into place, which fails when another process was
// first: two starts at once never make two keys.
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { Clock } from './clock.ts'
import {
  type FolderKeys,
  HASH_FILE,
  hashFileText,
  KeyServiceError,
  keyFileName,
  keyFileText,
  placeKeyFile,
  readKeyFolder,
} from './key-folder.ts'
import {
  createKeyring,
  fingerprint,
  type KeyInfo,
  type KeyRole,
  type KeyService,
  type KeySet,
  newRoleKey,
  type PairRole,
  type RoleKey,
  withholdPrivate,
} from './keyring.ts'

export interface FileKeyServiceOptions {
  /** `keys.path`: the folder, mode 0700, made by `create`. */
  readonly path: string
  /** How often, in milliseconds, a keyring looks for keys that another process rotated: how long a rotation takes to be seen everywhere. */
  readonly refreshMs: number
  /** A box that names an unknown key makes the keyring look at once, but not more often than this, in milliseconds. */
  readonly missingRefreshMs: number
  /** Told when the folder could not be re-read; the keys read before stay in use. */
  readonly onRefreshError: (error: unknown) => void
}

export const FILE_KEY_DEFAULTS: Omit<FileKeyServiceOptions, 'path'> = {
  refreshMs: 60_000,
  missingRefreshMs: 1_000,
  onRefreshError: () => undefined,
}

export function createFileKeyService(given: { path: string } & Partial<FileKeyServiceOptions>, clock: Pick<Clock, 'now'>): KeyService {
  const options: FileKeyServiceOptions = { ...FILE_KEY_DEFAULTS, ...given }
  const { path } = options
  return {
    load: async (hold) => {
      // The stamp is taken before the folder is read: a rotation in between is then seen by the next look, not missed.
      const refresh = createRefresh(options, clock, hold)
      return createKeyring(heldSet(path, readKeyFolder(path), hold), refresh, clock.now)
    },
    create: (roles) => createMissing(path, roles, clock.now()),
    rotate: (role) => rotate(path, role, clock.now()),
    list: async () => describeKeys(readKeyFolder(path)),
  }
}

function heldSet(path: string, folder: FolderKeys, hold: readonly PairRole[]): KeySet {
  if (!folder.hash) throw missing(path, 'the hash secret', HASH_FILE)
  for (const role of hold) {
    const current = currentKey(folder, role)
    if (!current) throw missing(path, `the ${role} key`, `${role}.*.key`)
    if (!current.privateKey) throw missing(path, `the private half of the ${role} key ${current.id}`, keyFileName(current, 'key'))
  }
  return withholdPrivate({ keys: folder.keys, hashSecret: folder.hash.secret }, hold)
}

function missing(path: string, what: string, file: string): KeyServiceError {
  return new KeyServiceError(
    'KEYS_MISSING',
    `${what} is not in ${path}: copy ${file} there from the node that made it, or restore a backup`,
  )
}

/** Re-reads the folder when its time stamp moved, or when a box names a key that is not known here. */
function createRefresh(options: FileKeyServiceOptions, clock: Pick<Clock, 'now'>, hold: readonly PairRole[]) {
  let lookedAt = clock.now()
  let stamp = folderStamp(options.path)
  return (isMissing: boolean): KeySet | undefined => {
    if (clock.now() - lookedAt < (isMissing ? options.missingRefreshMs : options.refreshMs)) return undefined
    lookedAt = clock.now()
    const before = stamp
    stamp = folderStamp(options.path)
    if (stamp === before && !isMissing) return undefined
    try {
      return heldSet(options.path, readKeyFolder(options.path), hold)
    } catch (error) {
      stamp = before
      options.onRefreshError(error)
      return undefined
    }
  }
}

function folderStamp(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}

async function createMissing(path: string, roles: readonly KeyRole[], now: number): Promise<readonly KeyInfo[]> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const made: KeyInfo[] = []
  for (const role of roles) {
    const info = role === 'hash' ? await createHash(path, now) : await createPair(path, role, now)
    if (info) made.push(info)
  }
  return made
}

async function createHash(path: string, now: number): Promise<KeyInfo | undefined> {
  if (readKeyFolder(path).hash) return undefined
  const hash = { secret: randomBytes(32), createdAt: now }
  return (await placeKeyFile(path, HASH_FILE, hashFileText(hash), 0o600)) ? describeHash(hash) : undefined
}

async function createPair(path: string, role: PairRole, now: number): Promise<KeyInfo | undefined> {
  const current = currentKey(readKeyFolder(path), role)
  if (!current) {
    const key = newRoleKey(role, 1, now)
    if (await placePair(path, key)) return describeKey(key, true)
    return undefined
  }
  // A crash may have come between the two halves: the public one follows from the private one.
  if (current.privateKey) await placePublic(path, current)
  return undefined
}

async function rotate(path: string, role: PairRole, now: number): Promise<KeyInfo> {
  const current = currentKey(readKeyFolder(path), role)
  if (!current) throw missing(path, `the ${role} key`, `${role}.*.key`)
  if (!current.privateKey) {
    throw new KeyServiceError('KEYS_MISSING', `only the public half of the ${role} key is in ${path}: rotate it where the private half is`)
  }
  const key = newRoleKey(role, current.generation + 1, now, current)
  if (!(await placePair(path, key))) {
    throw new KeyServiceError(
      'KEYS_BROKEN',
      `another process rotated the ${role} key at the same time: its key is in use, nothing more to do`,
    )
  }
  return describeKey(key, true)
}

/** The private half takes the generation; the public half stands only after it, so nobody seals to a key that may be lost. */
async function placePair(path: string, key: RoleKey): Promise<boolean> {
  if (!(await placeKeyFile(path, keyFileName(key, 'key'), keyFileText(key, 'private'), 0o600))) return false
  await placePublic(path, key)
  return true
}

async function placePublic(path: string, key: RoleKey): Promise<void> {
  await placeKeyFile(path, keyFileName(key, 'pub'), keyFileText(key, 'public'), 0o644)
}

function currentKey(folder: FolderKeys, role: PairRole): RoleKey | undefined {
  return folder.keys.findLast((key) => key.role === role)
}

function describeKeys(folder: FolderKeys): readonly KeyInfo[] {
  const pairs = folder.keys.map((key) => describeKey(key, currentKey(folder, key.role) === key))
  return folder.hash ? [...pairs, describeHash(folder.hash)] : pairs
}

function describeKey(key: RoleKey, current: boolean): KeyInfo {
  const { role, id, generation, createdAt } = key
  return { role, id, generation, createdAt, current, held: key.privateKey !== undefined }
}

/** Its id is a hash of the secret, which 256 random bits do not mind. */
function describeHash({ secret, createdAt }: { secret: Uint8Array; createdAt: number }): KeyInfo {
  return { role: 'hash', id: fingerprint(secret).slice(0, 16), generation: 1, createdAt, current: true, held: true }
}
