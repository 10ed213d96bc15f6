// The command line (design §7): one file a command group in `commands/`, put together here.
import { Command } from 'commander'
import { addAudit } from './commands/audit.ts'
import { addConfig } from './commands/config.ts'
import { addDemo } from './commands/demo.ts'
import { addDetect } from './commands/detect.ts'
import { addExtract } from './commands/extract.ts'
import { addInit } from './commands/init.ts'
import { addKey } from './commands/key.ts'
import { addMessage } from './commands/message.ts'
import { addPolicy } from './commands/policy.ts'
import { addProbe } from './commands/probe.ts'
import { addQuarantine } from './commands/quarantine.ts'
import { addQueue } from './commands/queue.ts'
import { addRoute } from './commands/route.ts'
import { addSalesforce } from './commands/salesforce.ts'
import { addStart } from './commands/start.ts'

/** In the order in which a newcomer meets them. */
const COMMANDS = [
  addDemo,
  addInit,
  addStart,
  addConfig,
  addPolicy,
  addDetect,
  addExtract,
  addProbe,
  addRoute,
  addMessage,
  addQueue,
  addQuarantine,
  addAudit,
  addKey,
  addSalesforce,
]

export function buildProgram(): Command {
  const program = new Command('postern')
    .description('Policy-driven secure mail gateway: enforced TLS straight to the inbox, or a secure portal. Never plaintext.')
    .exitOverride()
    .showHelpAfterError('(add --help for how to use it)')
  for (const add of COMMANDS) add(program)
  return program
}
