// Waiting for what a child process says.
import type { ChildProcess } from 'node:child_process'

/** @param pick returns a value for the message waited for @throws when the child ends first */
export function onceFromChild<T>(child: ChildProcess, pick: (message: unknown) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = () => {
      child.off('message', onMessage)
      child.off('exit', onExit)
    }
    const onMessage = (message: unknown) => {
      const value = pick(message)
      if (value === undefined) return
      done()
      resolve(value)
    }
    const onExit = (code: number | null, signal: string | null) => {
      done()
      reject(new Error(`${child.spawnargs.slice(1, 3).join(' ')} ended early: ${signal ?? `exit ${code}`}`))
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
  })
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}
