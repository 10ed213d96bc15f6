// Postfix with TLS both ways, connections reused, no scanning: the tuned peer. An instance of its own on loopback, away from any that the
// machine runs: own configuration, queue and data folders. Settings of the reference figures, all else its default.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { listening } from './postern.ts'
import type { RunningSystem, Surroundings, System } from './system.ts'

const START_MS = 15_000

export const postfix: System = {
  name: 'Postfix, TLS reuse',
  relays: true,
  describe: () => described('smtp_tls_connection_reuse=yes, no scanning'),
  start: (around) => start(around, 'postfix', 12_525, []),
}

/** Everything goes to the hold queue as it comes: accepting without delivering. */
export const postfixAccept: System = {
  name: 'Postfix, accepting alone',
  relays: false,
  describe: () => described('all mail to the hold queue'),
  start: (around) => start(around, 'postfix-accept', 12_526, ['smtpd_client_restrictions = static:HOLD']),
}

function described(settings: string): string | undefined {
  if (userInfo().uid !== 0 || spawnSync('postconf', ['-h', 'mail_version']).status !== 0) return undefined
  return `Postfix ${execFileSync('postconf', ['-dh', 'mail_version'], { encoding: 'utf8' }).trim()}, ${settings}`
}

async function start(around: Surroundings, name: string, port: number, more: readonly string[]): Promise<RunningSystem> {
  const folder = join(around.folder, name)
  const config = join(folder, 'etc')
  for (const path of [config, join(folder, 'queue'), join(folder, 'data')]) mkdirSync(path, { recursive: true })
  execFileSync('chown', ['postfix', join(folder, 'data')])
  // Its processes run as `postfix` and pass through here.
  for (const path of [around.folder, folder]) chmodSync(path, 0o755)
  for (const file of ['dynamicmaps.cf', 'postfix-files'])
    if (existsSync(`/etc/postfix/${file}`)) copyFileSync(`/etc/postfix/${file}`, join(config, file))
  writeFileSync(join(config, 'main.cf'), `${[...settings(around, folder), ...more].join('\n')}\n`)
  writeFileSync(join(config, 'master.cf'), services(port))
  control(config, 'start')
  await listening(port, START_MS)
  const pid = Number(readFileSync(join(folder, 'queue/pid/master.pid'), 'utf8'))
  return {
    port,
    pid,
    tidy: () => void spawnSync('postsuper', ['-c', config, '-d', 'ALL'], { stdio: 'ignore' }),
    stop: async () => {
      control(config, 'stop')
    },
  }
}

function control(config: string, verb: 'start' | 'stop'): void {
  const { status, stderr } = spawnSync('postfix', ['-c', config, verb], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`postfix ${verb} failed (exit ${status}): ${stderr}`)
}

function settings(around: Surroundings, folder: string): readonly string[] {
  return [
    'compatibility_level = 3.6',
    `queue_directory = ${join(folder, 'queue')}`,
    `data_directory = ${join(folder, 'data')}`,
    'myhostname = mail-gw.bench.test',
    'mydestination =',
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'mynetworks = 127.0.0.0/8',
    `relayhost = [127.0.0.1]:${around.sinkPort}`,
    'disable_dns_lookups = yes',
    'smtpd_peername_lookup = no',
    'message_size_limit = 62914560',
    'alias_maps =',
    'local_transport = error:no local mail',
    'smtpd_tls_security_level = may',
    `smtpd_tls_cert_file = ${around.certFile}`,
    `smtpd_tls_key_file = ${around.keyFile}`,
    'smtp_tls_security_level = encrypt',
    `smtp_tls_CAfile = ${around.caFile}`,
    'smtp_tls_connection_reuse = yes',
  ]
}

/** The services that the job needs, not chrooted, with the process limits of Postfix's own master.cf. */
function services(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
tlsproxy unix - - n - 0 tlsproxy
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
`
}
