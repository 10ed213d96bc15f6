// `postern demo`: see the main job with nothing but this package (design §7).
import { type Command, Option } from 'commander'
import pc from 'picocolors'
import { CommandFailure, EXIT, examples, say } from '../command.ts'

interface DemoCommandOptions {
  readonly once?: boolean
  readonly all?: boolean
  readonly json?: boolean
  readonly data?: string
}

export function addDemo(program: Command): void {
  examples(
    program
      .command('demo')
      .description('gateway, pretend Salesforce and good and bad recipients on loopback; sends mail through and shows each path live')
      .option('--once', 'end when every copy is delivered, refused, held or waiting in the portal')
      .addOption(
        new Option('--all', 'every kind of recipient that there is, in a table, and no mail but yours: for developers').conflicts('once'),
      )
      .option('--json', 'one JSON object a recipient')
      .option('--data <dir>', 'keep queue, ledger, keys and configuration in this folder')
      .action(demo),
    [
      'postern demo',
      'postern demo --once',
      'postern demo --once --json | jq .route',
      'postern demo --data ./my-demo',
      'postern demo --all',
    ],
  )
}

async function demo(options: DemoCommandOptions): Promise<void> {
  // Loaded here: the pretend world is large, and every other command starts without it.
  const { runDemo } = await import('../../demo/demo.ts')
  const stop = new AbortController()
  // SIGHUP: the terminal was closed. The demo's folder, with its keys, goes all the same.
  const end = () => stop.abort()
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end)
  try {
    const { unfinished } = await runDemo({
      once: options.once ?? false,
      all: options.all ?? false,
      json: options.json ?? false,
      ...(options.data ? { data: options.data } : {}),
      colour: Boolean(process.stdout.isTTY) && pc.isColorSupported,
      print: (line) => void process.stdout.write(`${line}\n`),
      say,
      stop: stop.signal,
    })
    if (options.once && unfinished.length > 0 && !stop.signal.aborted) {
      throw new CommandFailure(EXIT.no, `${unfinished.length} copies came to no end in time: ${unfinished.join(', ')}`)
    }
  } finally {
    process.removeListener('SIGINT', end).removeListener('SIGTERM', end).removeListener('SIGHUP', end)
  }
}
