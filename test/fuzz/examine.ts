// One execution: the target's own rules, and those that hold for all of them: no exception, no more processor time than the size allows.
import type { Fault, Input, Target } from './target.ts'

export async function examine(target: Target, input: Input): Promise<Fault | undefined> {
  const started = process.threadCpuUsage()
  let fault: Fault | undefined
  try {
    fault = await target.check(input)
  } catch (error) {
    return thrown(error)
  }
  const { user, system } = process.threadCpuUsage(started)
  const took = (user + system) / 1000
  const budget = target.budget(input.bytes.length)
  if (!fault && took > budget)
    return { rule: 'too slow', detail: `${Math.round(took)} ms for ${input.bytes.length} bytes; ${Math.round(budget)} ms are allowed` }
  return fault
}

export function thrown(error: unknown): Fault {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const place = /\/((?:src|node_modules)\/[^)\n]+)/.exec(stack)?.[1] ?? ''
  return { rule: `throws ${name} at ${place}`, detail: message.slice(0, 300) }
}

/**
 * Takes out of an input what its fault does not need: halves, quarters, … down to single bytes, as long as there is time.
 * @param time milliseconds
 */
export async function minimise(target: Target, input: Input, fault: Fault, time: number): Promise<Input> {
  // Where the marker is not in clear, nobody could tell whether less of the bytes still shows it.
  if (input.shown && fault.rule.startsWith('clean')) return input
  const end = performance.now() + time
  let least = input
  for (let size = Math.ceil(input.bytes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < least.bytes.length; ) {
      if (performance.now() > end) return least
      const shorter = { ...least, bytes: Buffer.concat([least.bytes.subarray(0, at), least.bytes.subarray(at + size)]) }
      if ((await examine(target, shorter))?.rule === fault.rule) least = shorter
      else at += size
    }
  }
  return least
}
