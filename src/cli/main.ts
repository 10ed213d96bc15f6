// Where `bin/postern` begins: run one command, turn its end into an exit code.
import { CommanderError } from 'commander'
import { CommandFailure, EXIT, say } from './command.ts'
import { buildProgram } from './program.ts'

async function main(argv: readonly string[]): Promise<number> {
  try {
    await (await buildProgram(argv[2])).parseAsync(argv)
    return Number(process.exitCode ?? EXIT.ok)
  } catch (error) {
    if (error instanceof CommandFailure) {
      say(`postern: ${error.message}`)
      return error.exitCode
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    // A bug or a broken environment: the message, and the stack for whoever has to mend it.
    say(`postern: ${(error as Error).message}`)
    if (process.env.POSTERN_DEBUG) say(String((error as Error).stack))
    return EXIT.service
  }
}

// `postern … | head` closes our output early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
})

process.exitCode = await main(process.argv)
