// What a system costs: processor time and memory of a process and everything it started, from /proc (proc(5): stat, statm).
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
const PAGE = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }))

interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  readonly name: string
  /** Seconds of its own. */
  readonly own: number
  /** Seconds, with those of children that have ended and were waited for. */
  readonly cpu: number
  /** Bytes resident; pages shared with other processes count in each. */
  readonly resident: number
}

export interface Usage {
  readonly cpu: number
  readonly resident: number
}

/** Sum over `root` and all its descendants. A descendant that ended is counted in its parent. */
export function usageOf(root: number): Usage {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? [])
  const family = new Set([root])
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  const members = all.filter(({ pid }) => family.has(pid))
  return { cpu: sum(members.map(({ cpu }) => cpu)), resident: sum(members.map(({ resident }) => resident)) }
}

function readProcess(pid: number): ProcessFacts | undefined {
  const facts = readFacts(`/proc/${pid}/stat`)
  return facts && { pid, ...facts }
}

function readFacts(path: string): Omit<ProcessFacts, 'pid'> | undefined {
  try {
    const stat = readFileSync(path, 'utf8')
    // The command's name stands in brackets and may hold anything.
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const seconds = (...indexes: readonly number[]) => sum(indexes.map((index) => Number(fields[index]))) / TICKS_PER_SECOND
    return { name, parent: Number(fields[1]), own: seconds(11, 12), cpu: seconds(11, 12, 13, 14), resident: Number(fields[21]) * PAGE }
  } catch {
    return undefined
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Looks every `everyMs`; `stop` gives the largest resident sum seen. */
export function watchMemory(root: number, everyMs = 250): { stop(): number } {
  let peak = usageOf(root).resident
  const timer = setInterval(() => {
    peak = Math.max(peak, usageOf(root).resident)
  }, everyMs)
  return {
    stop: () => {
      clearInterval(timer)
      return Math.max(peak, usageOf(root).resident)
    },
  }
}

/** Seconds of each thread of a process by its name, and of its children together: where the time of a round goes. */
export function threadsOf(root: number): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>()
  const add = (name: string, cpu: number) => void seconds.set(name, (seconds.get(name) ?? 0) + cpu)
  for (const id of readdirSync(`/proc/${root}/task`)) {
    const thread = readFacts(`/proc/${root}/task/${id}/stat`)
    if (thread) add(Number(id) === root ? 'main thread' : thread.name, thread.own)
  }
  const whole = readProcess(root)
  if (whole) add('children', usageOf(root).cpu - whole.own)
  return seconds
}
