// The floor below Postern's intake: smtp-server by itself, STARTTLS, everything thrown away, nothing durable.
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { onceFromChild } from '../children.ts'
import type { System } from './system.ts'

export const bare: System = {
  name: 'bare smtp-server',
  relays: false,
  describe: () =>
    `smtp-server ${(createRequire(import.meta.url)('smtp-server/package.json') as { version: string }).version}, discards, nothing durable`,
  start: async ({ certFile, keyFile }) => {
    // A session of its own, like the other systems.
    const child = fork(new URL('./bare-child.ts', import.meta.url), [certFile, keyFile], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      detached: true,
    })
    const port = await onceFromChild<number>(child, (message) => (typeof message === 'number' ? message : undefined))
    return {
      port,
      pid: child.pid ?? 0,
      tidy: () => undefined,
      stop: () =>
        new Promise((resolve) => {
          child.once('exit', () => resolve())
          child.kill('SIGKILL')
        }),
    }
  },
}
