// The portal on the real store, keyring and seals: a process that holds the portal's key only, as the `portal` role runs it.
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Verdict } from '../domain/verdict.ts'
import { createKeyring, newKeySet, withholdPrivate } from '../platform/keyring.ts'
import { newContentKey, openStream, sealBytes } from '../platform/seal.ts'
import { issueGrant } from '../reroute/portal/issue-grant.ts'
import { openStore } from '../store/open-store.ts'
import type { MessageRow, Step, Store } from '../store/store.ts'
import { createPickUp, type PickUp } from './pick-up.ts'

const NOW = Date.UTC(2026, 2, 3, 15)
const CLEAR = Buffer.from('Subject: x\r\n\r\nhello\r\n')
const VERDICT: Verdict = {
  action: 'deliver',
  protection: 'portal',
  portal: { auth: 'link' },
  otherwise: [],
  via: ['portal'],
  notify: [],
  tags: [],
  rules: ['default'],
  reasons: [],
  exceptions: [],
  monitored: [],
  policyVersion: 'p1',
}

let folder: string
let store: Store
let pickUp: PickUp
let tokenHash: string
let grantId: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-portal-'))
  store = await openStore({ url: `sqlite:${join(folder, 'postern.db')}`, dataDir: folder })
  const keys = newKeySet(NOW)
  const worker = createKeyring(withholdPrivate(keys, ['worker']))
  const contentKey = newContentKey()
  const sealed = { key: 'k', box: new Uint8Array(1) }
  await store.accept(
    {
      id: 'message',
      kind: 'mail',
      receivedAt: NOW,
      size: CLEAR.length,
      digest: createHash('sha256').update(CLEAR).digest('hex'),
      blob: { kind: 'inline', bytes: sealBytes(contentKey, CLEAR, 'message') },
      contentKey: worker.sealTo('worker', contentKey),
      envelope: sealed,
      recipients: [{ id: 'recipient', domain: 'clinic.example', addressHash: 'h', address: sealed, expiresAt: NOW + 86_400_000 }],
    },
    [],
  )
  const { grant, link } = issueGrant({
    message: 'message',
    recipient: 'recipient',
    contentKey,
    keyring: worker,
    url: 'https://portal.test',
    now: NOW,
    expires: NOW + 86_400_000,
  })
  tokenHash = createHash('sha256').update(link.slice(-64)).digest('hex')
  grantId = grant.id
  const step = (kind: Step['event']['kind'], more: Partial<Step> = {}): Step => ({
    event: { kind, at: NOW, message: 'message', recipient: 'recipient', actor: 'system', data: {} },
    ...more,
  })
  for (const change of [
    { steps: [step('recipient.decided', { move: { kind: 'recipient.decided', action: 'deliver' }, patch: { verdict: VERDICT } })] },
    { steps: [step('attempt.started', { move: { kind: 'attempt.started' } })] },
    {
      steps: [step('grant.created'), step('attempt.succeeded', { move: { kind: 'attempt.succeeded', to: 'awaiting-pickup' } })],
      grants: [grant],
    },
  ])
    expect(await store.apply(change)).toEqual({ ok: true })

  const openContent = async function* ({ id, blob }: MessageRow, key: Uint8Array) {
    if (blob.kind !== 'inline') throw new Error('stored inline')
    yield* openStream(
      key,
      id,
      (async function* () {
        yield blob.bytes
      })(),
    )
  }
  pickUp = createPickUp({
    store,
    keyring: createKeyring(withholdPrivate(keys, ['portal'])),
    openContent,
    clock: { now: () => NOW + 1000, sleep: async () => undefined },
  })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

async function read(chunks: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks ?? []) parts.push(chunk)
  return Buffer.concat(parts)
}

describe('pick-up', () => {
  it('opens with the portal’s key alone, collects once, and keeps working until the grant ends', async () => {
    const grant = await pickUp.find(tokenHash)
    if (!grant) throw new Error('no grant')
    expect(await Promise.all([pickUp.open(grant), pickUp.open(grant)])).toEqual(['opened', 'opened'])
    expect((await store.recipient('recipient'))?.state).toBe('collected')
    expect(await read((await pickUp.content(grant))?.chunks)).toEqual(CLEAR)
    await pickUp.downloaded(grant, 'message', CLEAR.length)
    const kinds = (await store.events('message')).map(({ kind }) => kind).filter((kind) => kind.startsWith('portal.'))
    expect(kinds.toSorted()).toEqual(['portal.collected', 'portal.downloaded', 'portal.opened', 'portal.opened'])
    expect((await pickUp.find(tokenHash))?.openedAt).toBe(NOW + 1000)
  })

  it('finds nothing once the grant is revoked', async () => {
    await store.apply({
      steps: [{ event: { kind: 'grant.revoked', at: NOW, message: 'message', recipient: 'recipient', actor: 'cli:ada', data: {} } }],
      revokeGrants: [grantId],
    })
    expect(await pickUp.find(tokenHash)).toBeUndefined()
    expect(await pickUp.find('0'.repeat(64))).toBeUndefined()
  })

  it('finds nothing once the message is shredded', async () => {
    await store.shred('message', { kind: 'message.shredded', at: NOW, message: 'message', actor: 'system', data: {} })
    expect(await pickUp.find(tokenHash)).toBeUndefined()
  })
})
