// What every command shares: exit codes of design §7, data on stdout, everything else on stderr.
import { access, constants } from 'node:fs/promises'
import type { Command } from 'commander'

/** 0 ok · 1 the answer is no · 2 usage or bad input · 3 a needed service failed. */
export const EXIT = { ok: 0, no: 1, usage: 2, service: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Thrown by a command to end with a message for the person and an exit code. The message says what to do. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode
  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

/** One object a line with `--json`, else the text. */
export function print(data: unknown, text: string, json: boolean | undefined): void {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`)
}

/** Progress and messages for the person. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** A path that a person named and that is not there is bad input, not the answer "no". @param fix what to do about it */
export async function requireReadable(path: string, fix: string): Promise<void> {
  await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code ?? error.name})`
    throw new CommandFailure(EXIT.usage, `${path}: ${why}; ${fix}`)
  })
}

/** Adds an `Examples:` block to `--help`. */
export function examples(command: Command, lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`)
}
