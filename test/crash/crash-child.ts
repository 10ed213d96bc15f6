// The process that is killed: a real gateway, as `postern start` runs it, that sends itself SIGKILL at the n-th occurrence of one point.
// Arguments: path of postern.yaml, lease in milliseconds, and the kill as JSON; without a kill it runs until it is told to stop.
import { loadConfig } from '../../src/app/config.ts'
import { startGateway } from '../../src/app/gateway.ts'
import { createLog } from '../../src/platform/log.ts'
import { type FileLayer, nodeFiles } from '../../src/platform/safe-file.ts'
import type { CrashPoint, Kill } from './crash-points.ts'

const [configPath = '', leaseMs = '', kill = ''] = process.argv.slice(2)
const wanted = kill ? (JSON.parse(kill) as Kill) : undefined
let seen = 0

function reached(point: CrashPoint): void {
  if (point !== wanted?.point || ++seen !== wanted.occurrence) return
  if (wanted.delay === 0) process.kill(process.pid, 'SIGKILL')
  else setTimeout(() => process.kill(process.pid, 'SIGKILL'), wanted.delay)
}

const files: FileLayer = {
  ...nodeFiles,
  create: async (path) => {
    const file = await nodeFiles.create(path)
    return {
      ...file,
      write: async (chunk) => {
        await file.write(chunk)
        reached('blob.written')
      },
      sync: async () => {
        await file.sync()
        reached('blob.synced')
      },
    }
  },
  rename: async (from, to) => {
    await nodeFiles.rename(from, to)
    reached('blob.renamed')
  },
}

const gateway = await startGateway(await loadConfig(configPath), {
  checkpoint: reached,
  fileLayer: files,
  leaseMs: Number(leaseMs),
  // Killed again and again by the suite, not by a copy.
  lossWait: { second: 0 },
  log: createLog({ level: 'warn', destination: { write: (line) => void process.stderr.write(line) } }),
})
process.send?.({ ready: gateway.listening.smtp[0]?.port })
process.on('message', () => {
  void gateway.stop(5_000).then(() => process.exit(0))
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(1))
