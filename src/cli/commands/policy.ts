// `postern policy check | test | explain` (replay: policy-replay.ts): work on policies without a gateway and, unless -c is given, without postern.yaml.
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import type { ChangeOutcome } from '../../domain/change-outcome.ts'
import type { MessageChanges } from '../../domain/verdict.ts'
import type { Inspection } from '../../pipeline/inspect-message.ts'
import { loadPolicySet } from '../../pipeline/load-policy.ts'
import { createTryChanges, type TryChanges } from '../../pipeline/try-changes.ts'
import { type PolicyFacts, prepareDecision } from '../../policy/evaluate.ts'
import { explain, explanationText, UNKNOWN_RECIPIENT } from '../../policy/explain.ts'
import { policyFilesOf, policyTestsOf } from '../../policy/files.ts'
import type { PolicySet } from '../../policy/policy-set.ts'
import { type CaseResult, runCase } from '../../policy/policy-test.ts'
import { formatProblem } from '../../policy/problem.ts'
import { POLICY_SCHEMA } from '../../policy/schema.ts'
import { readPolicyTests } from '../../policy/test-file.ts'
import { unsignedNotes } from '../../policy/unsigned-notes.ts'
import { CommandFailure, EXIT, examples, print, requireReadable, say } from '../command.ts'
import { withMailInspector } from '../mail-inspector.ts'
import { loadPolicy, problemsText, readInput, recipientsOf } from '../policy-input.ts'
import { buildMail } from '../policy-mail.ts'
import { readConfig } from './config.ts'
import { addReplay } from './policy-replay.ts'

interface CheckOptions {
  readonly config?: string
  readonly json?: boolean
}
interface ExplainOptions {
  readonly policy: readonly string[]
  readonly to?: readonly string[]
  readonly json?: boolean
}

export function addPolicy(program: Command): void {
  const policy = program.command('policy').description('check, test and explain policies')
  examples(
    policy
      .command('check')
      .argument('[path...]', 'policy files, or folders of them; together they are one policy')
      .description('check policies as start would load them; exit 1 when something is wrong')
      .option('-c, --config <file>', 'check routes against this postern.yaml (and its own policies, where no path is given)')
      .option('--json', 'problems and warnings as JSON')
      .action((paths: string[], options: CheckOptions) => check(paths, options)),
    ['postern policy check policies/hipaa.yaml', 'postern policy check policies/ -c postern.yaml'],
  )
  examples(
    policy
      .command('test')
      .argument('<path...>', '*.test.yaml files, policies with a test beside them, or folders')
      .description('run the tests of policies; exit 1 when one fails')
      .option('--json', 'one object a case')
      .action((paths: string[], options: { json?: boolean }) => test(paths, options)),
    ['postern policy test policies/', 'postern policy test policies/hipaa.test.yaml'],
  )
  examples(
    policy
      .command('explain')
      .argument('<file>', 'a message (.eml)')
      .description('which rules match a message, why, and what every recipient gets')
      .requiredOption('-p, --policy <path...>', 'policy files or folders')
      .option('--to <address...>', 'recipients; else To, Cc and Bcc of the message, else one unknown external')
      .option('--json', 'as JSON')
      .action((file: string, options: ExplainOptions) => explainFile(file, options)),
    [
      'postern policy explain mail.eml --policy policies/hipaa.yaml',
      'postern policy explain mail.eml -p policies/hipaa.yaml --to ann@example.org --json',
    ],
  )
  examples(
    policy
      .command('schema')
      .description('the policy language as JSON Schema, for editors')
      .action(() => print(POLICY_SCHEMA, JSON.stringify(POLICY_SCHEMA, null, 2), false)),
    ['postern policy schema > policy.schema.json'],
  )
  addReplay(policy)
}

async function check(paths: readonly string[], options: CheckOptions): Promise<void> {
  const config = options.config === undefined ? undefined : await readConfig(options.config)
  if (paths.length === 0 && !config) throw new CommandFailure(EXIT.usage, 'name a policy file or folder, or a configuration with -c')
  for (const path of paths) await requireReadable(path, 'name a policy file or a folder of them')
  const files = paths.length > 0 ? policyFilesOf(paths) : (config?.policies ?? [])
  if (files.length === 0) throw new CommandFailure(EXIT.usage, `there is no policy file (*.yaml) in ${paths.join(', ')}`)
  const loaded = loadPolicySet(files, config ? { routes: Object.keys(config.routes) } : {})
  const problems = loaded.ok ? [] : loaded.problems
  // Without a configuration, keys are assumed (design §6).
  const unsigned = loaded.ok && config ? unsignedNotes(loaded.policy, config.dkim) : []
  if (options.json) print({ files, ok: loaded.ok, problems, warnings: loaded.warnings, unsigned }, '', true)
  else {
    for (const warning of loaded.warnings) say(`warning: ${formatProblem(warning)}`)
    for (const note of unsigned) say(`warning: ${note}`)
    print(undefined, loaded.ok ? soundText(loaded.policy) : problemsText(problems), false)
  }
  if (!loaded.ok) process.exitCode = EXIT.no
}

function soundText(policy: PolicySet): string {
  const monitored = policy.rules.filter((rule) => rule.mode === 'monitor').length
  const counts = `${policy.rules.length} rule${policy.rules.length === 1 ? '' : 's'}${monitored > 0 ? `, ${monitored} of them in monitor mode` : ''}`
  return `${policy.files.join(', ')}: sound, ${counts}, version ${policy.version.slice(0, 12)}`
}

async function test(paths: readonly string[], options: { json?: boolean }): Promise<void> {
  const files = policyTestsOf(paths)
  if (files.length === 0) throw new CommandFailure(EXIT.usage, `there is no test (*.test.yaml) in ${paths.join(', ')}`)
  let failed = 0
  for (const file of files) {
    const { results, unmatched } = await runFile(file)
    failed += results.filter((result) => !result.ok).length
    if (options.json) for (const result of results) print({ file, ...result }, '', true)
    else print(undefined, resultsText(file, results, unmatched), false)
  }
  if (failed > 0) process.exitCode = EXIT.no
}

async function runFile(file: string): Promise<{ results: readonly CaseResult[]; unmatched: readonly string[] }> {
  const read = readPolicyTests(file, await readInput(file))
  if (!read.ok) throw new CommandFailure(EXIT.usage, `the test does not load\n${read.problems.map(formatProblem).join('\n')}`)
  const folder = dirname(file)
  const policy = loadPolicy(read.tests.policies.map((path) => resolve(folder, path)))
  const facts = {
    policy,
    buildMail: (mail: Parameters<typeof buildMail>[0]) => buildMail(mail, folder),
    readFile: (path: string) => readInput(resolve(folder, path)),
    now: Date.now(),
  }
  const results: CaseResult[] = []
  await withMailInspector(policy.scan, async (inspect, reader) => {
    const tryChanges = (bytes: Uint8Array, inspection: Inspection) => createTryChanges(reader, bytes, inspection)
    for (const one of read.tests.cases) results.push(await runCase(one, { ...facts, inspect, tryChanges }))
  })
  const matched = new Set(results.flatMap((result) => result.matched))
  return { results, unmatched: policy.rules.map((rule) => rule.id).filter((id) => !matched.has(id)) }
}

function resultsText(file: string, results: readonly CaseResult[], unmatched: readonly string[]): string {
  const failed = results.filter((result) => !result.ok)
  return [
    `${file}: ${results.length - failed.length} passed, ${failed.length} failed`,
    ...failed.flatMap((result) => [`  ✗ ${result.name} (line ${result.line})`, ...result.failures.map((failure) => `      ${failure}`)]),
    unmatched.length > 0 ? `  rules never matched: ${unmatched.join(', ')}` : '  every rule matched at least once',
  ].join('\n')
}

async function explainFile(file: string, options: ExplainOptions): Promise<void> {
  const policy = loadPolicy(options.policy)
  const bytes = await readInput(file)
  const explanation = await withMailInspector(policy.scan, async (inspect, reader) => {
    const inspection = await inspect(bytes)
    const { view, findings } = inspection
    const facts = { view, findings, envelopeFrom: view.from[0] ?? '', now: Date.now() }
    const recipients = options.to ?? recipientsOf(view)
    const tried = await triedFor(policy, facts, recipients, createTryChanges(reader, bytes, inspection))
    return explain(policy, facts, recipients, tried, { nearMisses: true })
  })
  print(explanation, explanationText(explanation), options.json)
}

/** Changes that some recipient's copy would get, tried. */
async function triedFor(policy: PolicySet, facts: PolicyFacts, recipients: readonly string[], tryChanges: TryChanges) {
  const decision = prepareDecision(policy, facts)
  const asked = [UNKNOWN_RECIPIENT, ...recipients].flatMap((address) => decision.verdict({ address }).changes ?? [])
  const outcomes = new Map<string, ChangeOutcome>()
  for (const changes of asked) outcomes.set(JSON.stringify(changes), await tryChanges(changes))
  return (changes: MessageChanges) => outcomes.get(JSON.stringify(changes))
}
