// Which copies a queue command means, which of them it may change, and the words for those that it may not.
import type { Context } from '../app/context.ts'
import { OPEN_STATES, type OpenState, type RecipientState } from '../domain/recipient-state.ts'
import type { RecipientRow } from '../store/store.ts'
import { CommandFailure, EXIT } from './command.ts'
import { find } from './operator.ts'

/** What a person may do, and in which states it makes sense. */
export const QUEUE_VERBS = {
  retry: ['ready', 'deferred'],
  hold: ['ready', 'deferred'],
  move: ['ready', 'deferred', 'held'],
  cancel: ['pending', 'held', 'ready', 'deferred', 'awaiting-pickup'],
  expire: ['pending', 'held', 'ready', 'deferred', 'unknown', 'awaiting-pickup'],
} as const satisfies Record<string, readonly OpenState[]>
export type QueueVerb = keyof typeof QUEUE_VERBS

export interface Selection {
  /** Those that the verb may change. */
  readonly fit: readonly RecipientRow[]
  readonly unfit: readonly { readonly id: string; readonly state: string; readonly why: string }[]
}

export interface SelectionOptions {
  readonly domain?: string
  readonly state?: string
}

const PAGE = 500

/**
 * @param target id of a message or a copy, or a domain
 * @throws CommandFailure where nothing is named, or nothing open is there
 */
export async function selectCopies(
  context: Pick<Context, 'store'>,
  verb: QueueVerb,
  target: string | undefined,
  options: SelectionOptions,
): Promise<Selection> {
  if (Boolean(target) === Boolean(options.domain)) throw new CommandFailure(EXIT.usage, 'name an id or a domain, and only one of them')
  const state = openState(options.state)
  const domain = options.domain ?? (target && isDomain(target) ? target : undefined)
  const copies = domain
    ? await copiesOf(context, { domain: domain.toLowerCase(), states: state ? [state] : OPEN_STATES })
    : (await find(context as Context, target as string)).recipients.filter((copy) => !state || copy.state === state)
  const selection = sortOut(verb, copies)
  if (selection.fit.length > 0) return selection
  const first = selection.unfit[0]
  const where = domain ?? target
  throw new CommandFailure(
    EXIT.no,
    first
      ? `nothing of ${where} can be changed: copy ${first.id} is ${first.state}: ${first.why}`
      : `${where} has no open copies; \`postern queue list\` shows what is open`,
  )
}

export function openState(name: string | undefined): OpenState | undefined {
  if (name === undefined) return undefined
  if (!(OPEN_STATES as readonly string[]).includes(name))
    throw new CommandFailure(EXIT.usage, `--state is one of ${OPEN_STATES.join(', ')}`)
  return name as OpenState
}

/** An id has no dot; a domain, or an address literal, has one or a bracket. */
export function isDomain(target: string): boolean {
  return target.includes('.') || target.startsWith('[')
}

/** All of them, page by page. @param most copies */
export async function copiesOf(
  { store }: Pick<Context, 'store'>,
  filter: { readonly domain?: string; readonly states: readonly RecipientState[] },
  most = Number.POSITIVE_INFINITY,
): Promise<readonly RecipientRow[]> {
  const found: RecipientRow[] = []
  for (let after: string | undefined; found.length < most; ) {
    const limit = Math.min(PAGE, most - found.length)
    const page = await store.recipients({ ...filter, limit, ...(after ? { after } : {}) })
    found.push(...page)
    after = page.at(-1)?.id
    if (page.length < limit) break
  }
  return found
}

export function sortOut(verb: QueueVerb, copies: readonly RecipientRow[]): Selection {
  const allowed: readonly RecipientState[] = QUEUE_VERBS[verb]
  return {
    fit: copies.filter(({ state }) => allowed.includes(state)),
    unfit: copies.filter(({ state }) => !allowed.includes(state)).map(({ id, state }) => ({ id, state, why: whyNot(verb, state) })),
  }
}

/** Why the state machine forbids it, and what to do instead. */
export function whyNot(verb: QueueVerb, state: RecipientState): string {
  switch (state) {
    case 'unknown':
      return 'nobody knows whether it arrived. `postern quarantine release` sends it again, `postern queue expire` gives it up and tells the sender that it may have arrived'
    case 'attempting':
      return 'a try is under way, and what it brings must be written down first. Wait for its end and repeat the command'
    case 'handed-over':
      return 'a provider has it and says what becomes of it'
    case 'awaiting-pickup':
      return `its notice was taken and the recipient can open it, so there is nothing to ${verb}. \`postern queue cancel\` takes it back`
    case 'held':
      return 'it waits for a person: `postern quarantine release` or `reject`'
    case 'pending':
      return 'policy has not decided on it yet, which takes moments. Repeat the command'
    default:
      return 'it has ended already'
  }
}
