// Overrides of recipients' domains, recorded and withdrawn by a person; overrides-in-force.ts finds them when a copy is planned.
import { createHash } from 'node:crypto'
import type { OverrideTerms } from '../domain/override.ts'
import { newId } from '../platform/id.ts'
import type { OverrideRow } from '../store/overrides.ts'
import type { ByPerson } from './commands.ts'
import type { PipelineParts } from './parts.ts'

type OverrideParts = Pick<PipelineParts, 'store' | 'evidence' | 'clock'>

export interface OverrideRequest extends ByPerson {
  /** `example.org` or `*.example.org`, lower-case A-labels. */
  readonly domain: string
  readonly terms: OverrideTerms
  /** Milliseconds since the epoch. */
  readonly until: number
  /** Who signed the exception that `allowAny` rests on; sealed. */
  readonly signedBy?: string
}

/** A person's words; sealed. */
export interface OverrideNote {
  readonly reason: string
  readonly signedBy?: string
}

/** @returns the id under which it is logged and withdrawn */
export async function recordOverride(parts: OverrideParts, request: OverrideRequest): Promise<string> {
  const { domain, terms, until, actor, reason, signedBy } = request
  const at = parts.clock.now()
  const id = newId(at)
  const words: OverrideNote = { reason, ...(signedBy === undefined ? {} : { signedBy }) }
  const note = await parts.evidence.seal(words)
  await parts.store.addOverride(
    { id, domain, terms, until, note, recordedAt: at, recordedBy: actor },
    {
      kind: 'override.added',
      at,
      actor,
      data: { override: id, domain, terms: termsInWords(terms), until },
      sealed: await parts.evidence.seal(words),
    },
  )
  return id
}

/** @returns false where there is none under this id that still holds */
export async function withdrawOverride(parts: OverrideParts, id: string, { actor, reason }: ByPerson): Promise<boolean> {
  const sealed = await parts.evidence.seal({ reason })
  return parts.store.withdrawOverride(id, { kind: 'override.withdrawn', at: parts.clock.now(), actor, data: { override: id }, sealed })
}

export async function overrideNote(parts: Pick<OverrideParts, 'evidence'>, { note }: OverrideRow): Promise<OverrideNote> {
  return (await parts.evidence.open(note)) as OverrideNote
}

/** For the ledger and for people: an authority by its digest. */
export function termsInWords({ route, protection, minTls, pins, ca, acceptDowngrade, allowAny }: OverrideTerms): readonly string[] {
  return [
    ...(route ? [`route ${route}`] : []),
    ...(protection ? [`protection ${protection}`] : []),
    ...(minTls ? [`min-tls ${minTls}`] : []),
    ...(pins ?? []).map((pin) => `pin ${pin}`),
    ...(ca === undefined ? [] : [`ca ${createHash('sha256').update(ca).digest('hex').slice(0, 16)}`]),
    ...(acceptDowngrade ?? []).map((host) => `accept downgrade of ${host}`),
    ...(allowAny === undefined
      ? []
      : [allowAny === 'exception' ? 'allow any by a signed exception' : `allow any by consent ${allowAny.consent}`]),
  ]
}
