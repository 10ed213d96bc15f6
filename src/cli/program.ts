// The command line (design §7): one file a command group in `commands/`, put together here. Only what the command line names is loaded:
// `postern detect` should not wait for the gateway's libraries.
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { examples } from './command.ts'

type Add = (program: Command) => void

/** In the order in which a newcomer meets them. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  demo: async () => (await import('./commands/demo.ts')).addDemo,
  init: async () => (await import('./commands/init.ts')).addInit,
  start: async () => (await import('./commands/start.ts')).addStart,
  config: async () => (await import('./commands/config.ts')).addConfig,
  policy: async () => (await import('./commands/policy.ts')).addPolicy,
  detect: async () => (await import('./commands/detect.ts')).addDetect,
  extract: async () => (await import('./commands/extract.ts')).addExtract,
  probe: async () => (await import('./commands/probe.ts')).addProbe,
  route: async () => (await import('./commands/route.ts')).addRoute,
  message: async () => (await import('./commands/message.ts')).addMessage,
  queue: async () => (await import('./commands/queue.ts')).addQueue,
  quarantine: async () => (await import('./commands/quarantine.ts')).addQuarantine,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  consent: async () => (await import('./commands/consent.ts')).addConsent,
  override: async () => (await import('./commands/override.ts')).addOverride,
  key: async () => (await import('./commands/key.ts')).addKey,
  salesforce: async () => (await import('./commands/salesforce.ts')).addSalesforce,
}

/** @param name of the command that will run; left out or unknown (help, a typo): all of them */
export async function buildProgram(name?: string): Promise<Command> {
  const program = new Command('postern')
    .description('Policy-driven secure mail gateway: enforced TLS straight to the inbox, or a secure portal. Never plaintext.')
    .version(version(), '-V, --version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(add --help for how to use it)')
  const one = name === undefined ? undefined : COMMANDS[name]
  const adds = await Promise.all((one ? [one] : Object.values(COMMANDS)).map((load) => load()))
  for (const add of adds) add(program)
  examples(program, ['postern demo', 'postern init my-gateway', 'postern policy test policies', 'postern message trace ID'])
  for (const group of program.commands) {
    if (group.commands.length > 0)
      examples(
        group,
        group.commands.map((child) => `postern ${group.name()} ${child.name()} --help`),
      )
  }
  return program
}

/** From package.json, which stands at the same place above `src/cli` and above the packed `dist/cli`. */
function version(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
