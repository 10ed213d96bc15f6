// `postern start`: run the gateway until a signal ends it. SIGHUP reads policies and certificates again; SIGINT and SIGTERM stop gracefully.
import type { Command } from 'commander'
import { type Gateway, ROLES, type Role, startGateway } from '../../app/gateway.ts'
import { PolicyBroken } from '../../app/policy-in-force.ts'
import { CommandFailure, EXIT, examples } from '../command.ts'
import { readConfig } from './config.ts'

export function addStart(program: Command): void {
  examples(
    program
      .command('start')
      .description('run the gateway')
      .option('-c, --config <file>', 'configuration file', 'postern.yaml')
      .option('--role <role>', `only this role of a gateway split over processes: ${ROLES.join(', ')}; left out: all`)
      .action(start),
    ['postern start', 'postern start -c /etc/postern/postern.yaml', 'postern start --role portal'],
  )
}

async function start(options: { readonly config: string; readonly role?: string }): Promise<void> {
  if (options.role && !(ROLES as readonly string[]).includes(options.role))
    throw new CommandFailure(EXIT.usage, `--role is one of ${ROLES.join(', ')}`)
  const config = await readConfig(options.config)
  const gateway = await startGateway(config, options.role ? { roles: [options.role as Role] } : {}).catch((error: Error) => {
    if (error instanceof PolicyBroken) throw new CommandFailure(EXIT.usage, `the policy is not sound\n${error.message}`)
    throw new CommandFailure(EXIT.service, error.message)
  })
  process.on('SIGHUP', () => void gateway.reload().catch((error) => gateway.log.error('reload.failed', { error })))
  await ended(gateway, config['stop-grace'])
  gateway.log.info('stopped')
}

/** Resolves once the gateway has stopped; a second signal cuts off work and browsers, and ends the process as soon as what came in is safe. */
function ended(gateway: Gateway, grace: number): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0
    const end = async (signal: NodeJS.Signals) => {
      const again = ++signals > 1
      const graceMs = again ? 0 : grace
      gateway.log.info('stopping', { signal, grace: graceMs })
      await gateway.stop(graceMs).catch((error: unknown) => gateway.log.error('stop.failed', { error }))
      if (again) process.exit(EXIT.ok)
      resolve()
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
  })
}
