// What the fuzzer drives: a source of inputs that a seed repeats, and what must be true of each of them.
import type { Random } from './random.ts'

export interface Input {
  readonly bytes: Buffer
  /** What a target needs to know beside the bytes: the name of a file, which of two readers. */
  readonly kind: string
  /** The marker is shown by some program, though it does not stand in the bytes letter for letter. */
  readonly shown: boolean
}

export interface Fault {
  /** A short word for the rule that was broken: one fault of a kind is minimised and written, the others are counted. */
  readonly rule: string
  readonly detail: string
}

export interface Target {
  readonly name: string
  input(random: Random): Promise<Input> | Input
  /** @returns the first rule that the input breaks. An exception is a fault by itself, and so is one that comes later, and too long a time */
  check(input: Input): Promise<Fault | undefined> | Fault | undefined
  /** Milliseconds of processor time that an input of so many bytes may take. */
  budget(bytes: number): number
}

/** A number of the shape of a social security number, from those that were never issued and that only tests use; beside it, words that stay whole. */
export const MARKER = '219-09-9998'
export const MARKER_LINE = `\r\nSSN: ${MARKER} end\r\n`

/** The marker counts as shown while its line is whole: a mutation in it is none of ours. */
export const showsMarker = ({ bytes, shown }: Input): boolean => shown || bytes.includes(MARKER_LINE)
