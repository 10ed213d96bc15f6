// The command line (design §7). One file a command group in `commands/`; this file only puts them together.
import { Command, CommanderError } from 'commander'
import { CommandFailure, EXIT, say } from './command.ts'

export function buildProgram(): Command {
  const program = new Command('postern')
    .description('Policy-driven secure mail gateway: enforced TLS straight to the inbox, or a secure portal. Never plaintext.')
    .exitOverride()
    .showHelpAfterError('(add --help for how to use it)')
  return program
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    await buildProgram().parseAsync(argv)
    return Number(process.exitCode ?? EXIT.ok)
  } catch (error) {
    if (error instanceof CommandFailure) {
      say(`postern: ${error.message}`)
      return error.exitCode
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    throw error
  }
}

process.exitCode = await main(process.argv)
