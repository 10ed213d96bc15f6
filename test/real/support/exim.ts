// One Exim (4.96, GnuTLS) of our own: it listens on an address for each personality and tells them apart by the address that was connected to.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { EXIM, giveTo, peerFolder } from './peers.ts'
import { listens, run, start } from './processes.ts'

export interface EximService {
  readonly domain: string
  readonly address: string
  /** PEM files. */
  readonly cert: string
  readonly key: string
  /** GnuTLS priority string; default `NORMAL`. */
  readonly priority?: string
}

export interface Exim {
  readonly mailbox: Mailbox
  log(): Promise<string>
  stop(): Promise<void>
}

const USER = 'Debian-exim'

/** @throws where Exim does not come up; its log is in the message */
export async function startExim({ port, services }: { readonly port: number; readonly services: readonly EximService[] }): Promise<Exim> {
  const folder = await peerFolder('exim')
  for (const name of ['spool', 'log', 'mail']) {
    await mkdir(join(folder, name))
    await giveTo(USER, join(folder, name))
  }
  for (const { cert, key } of services) await giveTo(USER, cert, key)
  const config = join(folder, 'exim.conf')
  await writeFile(config, configuration(folder, port, services))
  const log = async () => (await run('sh', ['-c', `cat ${folder}/log/*`])).stdout
  const daemon = start(EXIM, ['-bdf', '-C', config])
  try {
    await Promise.all(services.map(({ address }) => listens(address, port)))
  } catch (error) {
    const text = daemon.output() + (await log())
    await daemon.stop()
    throw new Error(`Exim did not start: ${(error as Error).message}\n${text.slice(-2000)}`)
  }
  return {
    mailbox: openMailbox(join(folder, 'mail')),
    log,
    stop: async () => {
      await daemon.stop()
      await run('rm', ['-rf', folder])
    },
  }
}

function configuration(folder: string, port: number, services: readonly EximService[]): string {
  const choose = (value: (service: EximService) => string) =>
    services.reduceRight((rest, service) => `\${if eq{$received_ip_address}{${service.address}}{${value(service)}}{${rest}}}`, '')
  return `exim_path = ${EXIM}
primary_hostname = mx.exim.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/spool/exim.pid
local_interfaces = <; ${services.map(({ address }) => address).join(' ; ')}
daemon_smtp_ports = ${port}
deliver_drop_privilege
keep_environment =
add_environment = PATH=/usr/bin:/bin
host_lookup =
smtp_enforce_sync = true
rfc1413_hosts =
message_size_limit = 60M
tls_advertise_hosts = *
tls_certificate = ${choose(({ cert }) => cert)}
tls_privatekey = ${choose(({ key }) => key)}
tls_require_ciphers = ${choose(({ priority }) => priority ?? 'NORMAL')}
acl_smtp_rcpt = recipient
acl_smtp_data = content
log_selector = +tls_cipher +received_recipients

begin acl
recipient:
  deny local_parts = nobody
       message = Unknown user
  accept
content:
  accept

begin routers
everything:
  driver = accept
  transport = one_maildir

begin transports
one_maildir:
  driver = appendfile
  directory = ${folder}/mail
  maildir_format
  envelope_to_add
`
}
