// What a bench that was killed left behind: its folder, a gateway that still runs from there, a Postfix of its own. Ended before the next run.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'postern-bench-'

/** The folder's name says whose it is, so that a bench that still runs is left alone. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
}

export function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1] : undefined
    if (!owner || existsSync(`/proc/${owner}`)) continue
    const folder = join(tmpdir(), name)
    for (const system of readdirSync(folder)) {
      const config = join(folder, system, 'etc')
      if (existsSync(join(config, 'main.cf'))) spawnSync('postfix', ['-c', config, 'stop'], { stdio: 'ignore' })
    }
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Gateways that were started with a configuration in `folder`. */
function processesOf(folder: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      return words.includes('start') && words.some((word) => word.startsWith(`${folder}/`)) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
