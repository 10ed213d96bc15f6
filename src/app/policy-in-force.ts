// The policy in force, and its reload: on a change of any of its files or on SIGHUP, as a whole or not at all. A broken file keeps the old policy.
import type { NewEvent } from '../domain/event.ts'
import { loadPolicySet, type PolicyOptions } from '../pipeline/load-policy.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import { formatProblem, type Problem } from '../policy/problem.ts'
import { watchFiles } from './watch-files.ts'

export interface PolicyInForce {
  current(): PolicySet
  /** Reads the files again. @returns the problems that kept the old policy in force; none when the new one took over or nothing changed */
  reload(): Promise<readonly Problem[]>
  close(): void
}

export interface PolicyParts {
  readonly clock: Clock
  readonly log: Log
  readonly record: (event: NewEvent) => Promise<void>
  readonly observe: (result: 'loaded' | 'refused') => void
  readonly options: PolicyOptions
}

/** The first policy could not be loaded: the gateway must not start without one. */
export class PolicyBroken extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.name = 'PolicyBroken'
    this.problems = problems
  }
}

export async function startPolicy(files: readonly string[], parts: PolicyParts): Promise<PolicyInForce> {
  const first = loadPolicySet([...files], parts.options)
  if (!first.ok) throw new PolicyBroken(first.problems)
  let current = first.policy
  // One save may be told twice; the same fault is refused once.
  let refused = ''
  await parts.record(loadedEvent(parts, current))

  async function reload(): Promise<readonly Problem[]> {
    const next = loadPolicySet([...files], parts.options)
    if (!next.ok) {
      const faults = next.problems.map(formatProblem).join('\n')
      if (faults === refused) return next.problems
      refused = faults
      for (const problem of next.problems)
        parts.log.error('policy.refused', {
          file: problem.file,
          line: problem.line,
          column: problem.column,
          problem: problem.message,
          fix: problem.hint,
        })
      parts.observe('refused')
      await parts.record({
        kind: 'policy.refused',
        at: parts.clock.now(),
        actor: 'policy',
        data: { problems: next.problems.length, kept: current.version },
      })
      return next.problems
    }
    if (next.policy.version === current.version) {
      if (refused) parts.log.info('policy.restored', { version: current.version })
      refused = ''
      return []
    }
    refused = ''
    current = next.policy
    unwatch()
    unwatch = watch()
    parts.observe('loaded')
    parts.log.info('policy.loaded', { version: current.version, rules: current.rules.length })
    await parts.record(loadedEvent(parts, current))
    return []
  }

  // Lists and dictionaries are watched with the policies that name them, which a reload may change.
  let unwatch = watch()
  function watch(): () => void {
    return watchFiles(
      [...files, ...current.sideFiles],
      () => void reload().catch((error) => parts.log.error('policy.reload-failed', { error })),
    )
  }
  return {
    current: () => current,
    reload,
    close: () => unwatch(),
  }
}

function loadedEvent(parts: PolicyParts, policy: PolicySet): NewEvent {
  return { kind: 'policy.loaded', at: parts.clock.now(), actor: 'policy', data: { version: policy.version, rules: policy.rules.length } }
}
