// What a person's decision needs besides the store: today's policy, and the inspector that looks again.
import type { Context } from '../app/context.ts'
import { attachmentBounds, contentBounds } from '../app/limits.ts'
import { createInspector } from '../pipeline/inspector.ts'
import { loadPolicySet } from '../pipeline/load-policy.ts'
import type { NoticeParts, ReviewParts } from '../pipeline/parts.ts'
import { formatProblem } from '../policy/problem.ts'
import { CommandFailure, EXIT } from './command.ts'

export async function withPolicy(context: Context): Promise<NoticeParts> {
  const loaded = loadPolicySet([...context.config.policies], {
    routes: ['direct', 'portal', ...Object.keys(context.config.routes)],
  })
  if (!loaded.ok) throw new CommandFailure(EXIT.usage, `the policy is not sound\n${loaded.problems.map(formatProblem).join('\n')}`)
  return { ...context, policy: () => loaded.policy }
}

/** The inspector's worker ends with `run`. */
export async function withReview<T>(context: Context, run: (parts: ReviewParts) => Promise<T>): Promise<T> {
  const { timeout, memory } = context.config.inspect
  const inspector = createInspector({
    workers: 1,
    timeout,
    memory,
    content: contentBounds(context.config),
    attachments: attachmentBounds(context.config),
  })
  try {
    return await run({ ...(await withPolicy(context)), inspector })
  } finally {
    await inspector.close()
  }
}
