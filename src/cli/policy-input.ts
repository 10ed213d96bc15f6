// What `postern policy …` reads: policies as one, messages, and who they are for.
import { readFile } from 'node:fs/promises'
import addressparser from 'nodemailer/lib/addressparser'
import type { ContentView } from '../domain/content.ts'
import { loadPolicySet } from '../pipeline/load-policy.ts'
import { policyFilesOf } from '../policy/files.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import { formatProblem, type Problem } from '../policy/problem.ts'
import { CommandFailure, EXIT, say } from './command.ts'

/** The policy, or the end of the command with its problems. */
export function loadPolicy(paths: readonly string[]): PolicySet {
  const loaded = loadPolicySet(policyFilesOf(paths))
  for (const warning of loaded.warnings) say(`warning: ${formatProblem(warning)}`)
  if (loaded.ok) return loaded.policy
  throw new CommandFailure(EXIT.usage, `the policy does not load\n${problemsText(loaded.problems)}`)
}

export function problemsText(problems: readonly Problem[]): string {
  return [...problems.map(formatProblem), `${problems.length} problem${problems.length === 1 ? '' : 's'}: this policy does not load`].join(
    '\n',
  )
}

/** To, Cc and Bcc of the message, each address once. */
export function recipientsOf(view: ContentView): readonly string[] {
  const bcc = view.headers
    .filter(({ name }) => name.toLowerCase() === 'bcc')
    .flatMap(({ value }) => addressparser(value, { flatten: true }))
  return [...new Set([...view.to, ...view.cc, ...bcc.flatMap(({ address }) => address || [])])]
}

/** @throws CommandFailure where the file cannot be read */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}
