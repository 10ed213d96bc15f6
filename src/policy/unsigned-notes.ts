// The warning of `policy check -c` and `config check`: rules that change mail where nobody can sign it anew (design §6).
import type { PolicySet } from './policy-set.ts'

/** @param keys of `dkim:`; only whether there are any counts, since a policy does not know who will send */
export function unsignedNotes({ rules }: Pick<PolicySet, 'rules'>, keys: readonly unknown[]): readonly string[] {
  if (keys.length > 0) return []
  const changing = rules.filter(({ actions: { redact, header, subject, notice } }) => redact || header || subject || notice)
  return changing.map(
    ({ id }) =>
      `rule ${id} changes mail, and postern.yaml has no dkim key: a copy whose From domain had signed it takes \`otherwise\` instead; add dkim: [{ domain, selector, key }]`,
  )
}
