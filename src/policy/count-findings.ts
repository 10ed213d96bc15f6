// How many findings a message holds. What a sender wrote once often stands in a message twice: as text and as HTML, and where a part can be read in several
// ways, once in each reading. Such parts are choices: of each value the choice with the most findings counts, the others repeat it. Pure.

/** One place where a message parts into versions of the same, and which version this is. */
export interface Choice {
  readonly point: string
  readonly branch: string
}

export interface Counted {
  /** From the outermost to the innermost. */
  readonly choices: readonly Choice[]
}

/**
 * The choices that a part stands in, told by its path: `1~2` and `1~raw` are other readings of `1`; `1/html-attrs` are the parts of `1` that are not shown,
 * which repeat what is.
 * @param alternatives paths of `multipart/alternative` (RFC 2046 §5.1.4): their children are versions of one another
 */
export function choicesOf(path: string, alternatives: readonly string[], readings: ReadonlySet<string>): readonly Choice[] {
  const choices: { readonly at: number; readonly choice: Choice }[] = []
  for (const point of alternatives) {
    const child = point === '' ? path : path.startsWith(`${point}.`) ? path.slice(point.length + 1) : ''
    const branch = /^\d+/.exec(child)?.[0]
    if (branch) choices.push({ at: point.length, choice: { point: `alternative ${point}`, branch } })
  }
  for (const { index, 0: branch } of path.matchAll(OTHER_READING)) {
    choices.push({ at: index, choice: { point: `reading ${path.slice(0, index)}`, branch } })
  }
  for (const point of readings) {
    const first = path === point || /^[./]/.test(path.slice(point.length))
    if (first && path.startsWith(point) && path.slice(point.length).search(OTHER_READING) !== 0)
      choices.push({ at: point.length, choice: { point: `reading ${point}`, branch: '' } })
  }
  return choices.sort((a, b) => a.at - b.at).map(({ choice }) => choice)
}

/** `~mbox-2` is no other reading but the second message of a mailbox. */
const OTHER_READING = /~(?!mbox-)[^./~]*|\/html-[^./~]*/g

/** The paths that some part is another reading of. */
export function readingPoints(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => [...path.matchAll(OTHER_READING)].map(({ index }) => path.slice(0, index))))
}

/** @param findings of one value @returns how many there are, each choice counted once */
export function countOnce(findings: readonly Counted[], depth = 0): number {
  let sum = 0
  const points = new Map<string, Map<string, Counted[]>>()
  for (const finding of findings) {
    const choice = finding.choices[depth]
    if (!choice) {
      sum++
      continue
    }
    const branches = points.get(choice.point) ?? new Map<string, Counted[]>()
    points.set(choice.point, branches)
    const branch = branches.get(choice.branch)
    if (branch) branch.push(finding)
    else branches.set(choice.branch, [finding])
  }
  for (const branches of points.values()) sum += Math.max(...[...branches.values()].map((inside) => countOnce(inside, depth + 1)))
  return sum
}
