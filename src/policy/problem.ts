// What is wrong in a policy file, where, and the fix: one shape for `policy check`, start and reload.

export interface Problem {
  readonly file: string
  /** Counted from 1; 0 where the whole file is meant. */
  readonly line: number
  readonly column: number
  /** One sentence without a full stop. Quotes the policy, never a message. */
  readonly message: string
  /** What to write instead. */
  readonly hint?: string
}

/** `policies/hipaa.yaml:12:9: message (hint)`, the form that editors can jump to. */
export function formatProblem(problem: Problem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file
  return `${place}: ${problem.message}${problem.hint ? `\n    fix: ${problem.hint}` : ''}`
}
