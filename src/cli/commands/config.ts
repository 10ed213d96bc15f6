// `postern config check | show`: is the configuration sound, and what is in force after defaults.
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { ConfigInvalid, loadConfig } from '../../app/config.ts'
import { configNotes } from '../../app/config-notes.ts'
import { DkimKeyBroken, loadDkimKeys } from '../../app/dkim-keys.ts'
import { effectiveConfig } from '../../app/effective-config.ts'
import type { Config } from '../../domain/config.ts'
import { loadPolicySet } from '../../pipeline/load-policy.ts'
import { formatProblem } from '../../policy/problem.ts'
import { unsignedNotes } from '../../policy/unsigned-notes.ts'
import { dkimRecord } from '../../smtp/dkim.ts'
import { CommandFailure, EXIT, examples, print, requireReadable, say } from '../command.ts'

export function addConfig(program: Command): void {
  const config = program.command('config').description('check and show the configuration')
  examples(
    config
      .command('check')
      .description('check postern.yaml and the policies that it names; exit 1 when something is wrong')
      .option('-c, --config <file>', 'configuration file', 'postern.yaml')
      .option('--json', 'problems and notes as JSON')
      .action(async (options: { config: string; json?: boolean }) => check(options.config, options.json)),
    ['postern config check', 'postern config check -c /etc/postern/postern.yaml'],
  )
  examples(
    config
      .command('show')
      .description('print the effective configuration, defaults filled in, secrets hidden')
      .option('-c, --config <file>', 'configuration file', 'postern.yaml')
      .option('--json', 'as JSON')
      .action(async (options: { config: string; json?: boolean }) => {
        const shown = effectiveConfig(await readConfig(options.config))
        print(shown, stringify(shown).trimEnd(), options.json)
      }),
    ['postern config show', 'postern config show --json | jq .delivery'],
  )
}

async function check(path: string, json: boolean | undefined): Promise<void> {
  await requireReadable(path, '`postern init` writes one')
  let problems: readonly string[]
  let notes: readonly string[] = []
  try {
    const config = await loadConfig(path)
    notes = configNotes(config)
    const policies = loadPolicySet([...config.policies], {
      routes: ['direct', 'portal', ...Object.keys(config.routes)],
    })
    const keys = await loadDkimKeys(config)
    const records = keys.map(dkimRecord).map(({ name, value }) => `dkim: publish ${name} TXT "${value}"`)
    notes = [...notes, ...records, ...(policies.ok ? unsignedNotes(policies.policy, keys) : [])]
    problems = policies.ok ? [] : policies.problems.map(formatProblem)
  } catch (error) {
    if (error instanceof DkimKeyBroken) problems = [error.message]
    else if (!(error instanceof ConfigInvalid)) throw error
    else problems = error.problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`)
  }
  if (!json) for (const note of notes) say(`note: ${note}`)
  print({ file: path, ok: problems.length === 0, problems, notes }, problems.length === 0 ? `${path} is sound` : problems.join('\n'), json)
  if (problems.length > 0) process.exitCode = EXIT.no
}

/** For commands: a broken configuration is a message to the person, not a stack trace. */
export async function readConfig(path: string): Promise<Config> {
  try {
    return await loadConfig(path)
  } catch (error) {
    if (error instanceof ConfigInvalid) throw new CommandFailure(EXIT.usage, `the configuration is not sound\n${error.message}`)
    throw error
  }
}
