// What `policy replay` counted, as a table for people: outcomes, rules, what could not be read, and with a second policy exactly what changes.
import type { Explanation } from '../policy/explain.ts'

export interface Replayed {
  readonly file: string
  readonly explanation: Explanation
  /** Under the policy that it is compared with. */
  readonly before?: Explanation
}

export interface Change {
  readonly recipient: string
  readonly from: string
  readonly to: string
  /** Rules that count now and did not before, and the other way round. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

interface Count {
  messages: number
  recipients: number
}

export interface ReplayTally {
  readonly messages: number
  readonly recipients: number
  readonly unread: number
  readonly outcomes: ReadonlyMap<string, Count>
  readonly rules: ReadonlyMap<string, Count>
  /** What rules in monitor mode would have done. */
  readonly wouldHave: ReadonlyMap<string, Count>
  readonly changed: readonly { readonly file: string; readonly changes: readonly Change[] }[]
}

type Recipient = Explanation['recipients'][number]

export function createTally() {
  const tally = { messages: 0, recipients: 0, unread: 0, outcomes: newCounts(), rules: newCounts(), wouldHave: newCounts() }
  const changed: { file: string; changes: readonly Change[] }[] = []
  return {
    add({ file, explanation, before }: Replayed): void {
      const { recipients } = explanation
      tally.messages++
      tally.recipients += recipients.length
      if (explanation.uninspectable.some((part) => !part.opaque)) tally.unread++
      count(tally.outcomes, recipients, (recipient) => [outcomeOf(recipient)])
      count(tally.rules, recipients, ({ rules }) => rules)
      count(tally.wouldHave, recipients, ({ monitored }) => monitored.map(({ rule, wouldHave }) => `${rule}: ${wouldHave}`))
      const changes = before ? changesOf(before, explanation) : []
      if (changes.length > 0) changed.push({ file, changes })
    },
    result: (): ReplayTally => ({ ...tally, changed }),
  }
}

/** In a few words what becomes of one copy. */
export function outcomeOf({ action, protection, minTls }: Recipient): string {
  const asked = minTls ? `${protection}, TLS ${minTls}` : protection
  return action === 'deliver' ? asked : action === 'hold' ? `hold (${asked})` : action
}

/** Per recipient, where the outcome or the rules that made it differ. Both explanations are of one message and the same recipients. */
export function changesOf(before: Explanation, after: Explanation): readonly Change[] {
  return after.recipients.flatMap((recipient, index) => {
    const was = before.recipients[index]
    if (!was) return []
    const gained = recipient.rules.filter((rule) => !was.rules.includes(rule))
    const lost = was.rules.filter((rule) => !recipient.rules.includes(rule))
    const change = { recipient: recipient.recipient, from: wholeOutcome(was), to: wholeOutcome(recipient), gained, lost }
    return change.from === change.to ? [] : [change]
  })
}

function wholeOutcome(recipient: Recipient): string {
  const { protection, otherwise } = recipient
  return protection === 'portal' || recipient.action === 'reject'
    ? outcomeOf(recipient)
    : `${outcomeOf(recipient)}, otherwise ${otherwise.join(' or ') || 'held'}`
}

/** @param names of the two policies: what is replayed, and what it is compared with */
export function replayText(tally: ReplayTally, seconds: number, names: { readonly policy: string; readonly against?: string }): string {
  const rate = seconds > 0 ? `, ${Math.round(tally.messages / seconds)} a second` : ''
  return [
    `${plural(tally.messages, 'message')}, ${plural(tally.recipients, 'recipient')} in ${seconds.toFixed(1)} s${rate}`,
    ...table('outcome', tally.outcomes, tally),
    ...table('rule', tally.rules, tally),
    ...(tally.wouldHave.size > 0 ? table('would have (monitor)', tally.wouldHave, tally) : []),
    ...(tally.unread > 0 ? ['', `${plural(tally.unread, 'message')} with parts that could not be read: \`--json\` names them`] : []),
    ...(names.against === undefined ? [] : ['', ...changesText(tally, names.policy, names.against)]),
  ].join('\n')
}

function changesText({ changed }: ReplayTally, policy: string, against: string): readonly string[] {
  if (changed.length === 0) return [`Nothing changes from ${against} to ${policy}`]
  return [
    `${plural(changed.length, 'message')} would change from ${against} to ${policy}:`,
    ...changed.flatMap(({ file, changes }) => [file, ...changes.map((change) => `  ${changeText(change)}`)]),
  ]
}

function changeText({ recipient, from, to, gained, lost }: Change): string {
  const why = [...gained.map((rule) => `+${rule}`), ...lost.map((rule) => `−${rule}`)].join(' ') || 'the same rules ask for something else'
  return `${recipient}: ${from} → ${to} (${why})`
}

function table(title: string, counts: ReadonlyMap<string, Count>, total: ReplayTally): readonly string[] {
  const rows = [...counts].sort(([, a], [, b]) => b.messages - a.messages)
  const width = Math.max(title.length, ...rows.map(([name]) => name.length))
  const share = (messages: number) => `${((messages / Math.max(1, total.messages)) * 100).toFixed(1)} %`
  return [
    '',
    `${title.padEnd(width)}  messages            recipients`,
    ...rows.map(
      ([name, { messages, recipients }]) =>
        `${name.padEnd(width)}  ${String(messages).padStart(8)}  ${share(messages).padStart(8)}  ${String(recipients).padStart(10)}`,
    ),
  ]
}

function newCounts(): Map<string, Count> {
  return new Map()
}

function count(counts: Map<string, Count>, recipients: readonly Recipient[], namesOf: (recipient: Recipient) => readonly string[]): void {
  const seen = new Set<string>()
  for (const recipient of recipients) {
    for (const name of namesOf(recipient)) {
      const entry = counts.get(name) ?? { messages: 0, recipients: 0 }
      counts.set(name, entry)
      entry.recipients++
      if (!seen.has(name)) entry.messages++
      seen.add(name)
    }
  }
}

function plural(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}
