// `postern key list | rotate`: the role keys of this installation. Old keys stay, since they open what was sealed to them.
import type { Command } from 'commander'
import type { Context } from '../../app/context.ts'
import { createFileKeyService } from '../../platform/file-key-service.ts'
import { KeyServiceError } from '../../platform/key-folder.ts'
import { type KeyInfo, PAIR_ROLES, type PairRole } from '../../platform/keyring.ts'
import { CommandFailure, EXIT, examples, print, say } from '../command.ts'
import { byPerson, decisionOptions, type OperatorOptions, operatorOptions, table, when, withContext } from '../operator.ts'

type RotateOptions = OperatorOptions & { readonly reason: string; readonly actor?: string }

export function addKey(program: Command): void {
  const key = program.command('key').description('role keys: worker and portal open content, ledger signs the ledger')
  examples(
    operatorOptions(key.command('list'))
      .description('every key, with the fingerprint of ledger keys that strangers verify with')
      .action((options: OperatorOptions) => withContext(options.config, (context) => list(context, options.json))),
    ['postern key list', 'postern key list --json'],
  )
  examples(
    decisionOptions(key.command('rotate'))
      .argument('<role>', `${PAIR_ROLES.join(', ')}`)
      .description('make a new current key; running processes take it up within a minute')
      .action((role: string, options: RotateOptions) => withContext(options.config, (context) => rotate(context, role, options))),
    ['postern key rotate worker --reason "yearly rotation"', 'postern key rotate ledger --reason "old backup lost"'],
  )
}

async function list(context: Context, json: boolean | undefined): Promise<void> {
  const fingerprints = new Map(context.keyring.ledgerKeys().map((each) => [each.id, each.fingerprint]))
  const keys = await keyService(context).list()
  if (json) {
    for (const each of keys) print({ ...each, fingerprint: fingerprints.get(each.id) }, '', true)
    return
  }
  const rows = keys.map((each) => [
    each.role,
    String(each.generation),
    each.id,
    when(each.createdAt),
    each.current ? 'current' : 'old',
    each.held ? 'private' : 'public',
    fingerprints.get(each.id) ?? '',
  ])
  print(undefined, table(['ROLE', 'GENERATION', 'ID', 'CREATED', 'STATE', 'HALF', 'FINGERPRINT'], rows), false)
}

async function rotate(context: Context, role: string, options: RotateOptions): Promise<void> {
  const info = await makeKey(context, role)
  const { actor, reason } = byPerson(options)
  const data = { role: info.role, key: info.id, generation: info.generation }
  const sealed = await context.evidence.seal({ reason })
  await context.store.apply({ steps: [{ event: { kind: 'key.created', at: info.createdAt, actor, data, sealed } }] })
  print(info, `${info.role} key ${info.id} is current now (generation ${info.generation})`, options.json)
  say('back up the key folder; nodes with a folder of their own need the new files too')
}

async function makeKey(context: Context, role: string): Promise<KeyInfo> {
  if (role === 'hash')
    throw new CommandFailure(EXIT.usage, 'the hash secret is never rotated: stored hashes of addresses must stay comparable')
  if (!PAIR_ROLES.includes(role as PairRole))
    throw new CommandFailure(EXIT.usage, `there is no role ${role}; roles are ${PAIR_ROLES.join(', ')}`)
  try {
    return await keyService(context).rotate(role as PairRole)
  } catch (error) {
    if (error instanceof KeyServiceError) throw new CommandFailure(EXIT.service, error.message)
    throw error
  }
}

function keyService(context: Context) {
  return createFileKeyService({ path: context.config.keys.path }, context.clock)
}
