// One Postfix instance of our own, in the foreground, from its own folder, with a service for each personality: same programs as on any
// Debian server, other ports. What it takes goes to one maildir a domain.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { giveTo, idsOf, peerFolder } from './peers.ts'
import { listens, run, start } from './processes.ts'

export interface PostfixService {
  readonly domain: string
  readonly address: string
  /** `-o` settings of this smtpd; values without blanks. */
  readonly settings: Readonly<Record<string, string>>
}

export interface Postfix {
  readonly folder: string
  mailbox(domain: string): Mailbox
  /** The mail log so far. */
  log(): Promise<string>
  stop(): Promise<void>
}

export interface PostfixOptions {
  readonly port: number
  readonly services: readonly PostfixService[]
  /** More of main.cf. */
  readonly main?: Readonly<Record<string, string>>
}

const PROGRAMS = 'unix n - n - '

/** @throws where Postfix does not come up; its log is in the message */
export async function startPostfix({ port, services, main = {} }: PostfixOptions): Promise<Postfix> {
  const folder = await peerFolder('postfix')
  const [uid, gid] = await idsOf('nobody')
  for (const name of ['etc', 'queue', 'lib', 'mail']) await mkdir(join(folder, name))
  await giveTo('postfix', join(folder, 'lib'))
  await giveTo('nobody', join(folder, 'mail'))
  const settings = { ...mainSettings(folder, uid, gid, services), ...main }
  await writeFile(join(folder, 'etc/main.cf'), lines(Object.entries(settings).map(([key, value]) => `${key} = ${value}`)))
  await writeFile(join(folder, 'etc/master.cf'), lines([...services.flatMap((service) => smtpd(service, port)), ...MASTER]))
  const log = async () => (await run('cat', [join(folder, 'log')])).stdout
  const master = start('postfix', ['-c', join(folder, 'etc'), 'start-fg'])
  try {
    await Promise.all(services.map(({ address }) => listens(address, port)))
  } catch (error) {
    const text = master.output() + (await log())
    await master.stop()
    throw new Error(`Postfix did not start: ${(error as Error).message}\n${text.slice(-2000)}`)
  }
  return {
    folder,
    mailbox: (domain) => openMailbox(join(folder, 'mail', domain)),
    log,
    stop: async () => {
      await run('postfix', ['-c', join(folder, 'etc'), 'stop'])
      await master.stop()
      await run('rm', ['-rf', folder])
    },
  }
}

function mainSettings(folder: string, uid: number, gid: number, services: readonly PostfixService[]): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'lib'),
    maillog_file: join(folder, 'log'),
    maillog_file_prefixes: folder,
    multi_instance_name: 'postfix-postern',
    myhostname: 'mx.postfix.test',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    // An address of 127.0.0.0/8 need not be on the interface for a service that names it, but it must be to stand here.
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    smtpd_peername_lookup: 'no',
    virtual_mailbox_domains: services.map(({ domain }) => domain).join(' '),
    virtual_mailbox_base: join(folder, 'mail'),
    virtual_mailbox_maps: `inline:{${services.map(({ domain }) => `{@${domain}=${domain}/}`).join(' ')}}`,
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${gid}`,
    smtpd_relay_restrictions: 'permit_mynetworks,reject_unauth_destination',
    smtpd_tls_loglevel: '1',
    smtpd_tls_received_header: 'yes',
    message_size_limit: '62914560',
    virtual_mailbox_limit: '0',
  }
}

function smtpd({ address, domain, settings }: PostfixService, port: number): readonly string[] {
  const own = { myhostname: `mx.${domain}`, ...settings }
  return [`${address}:${port} inet n - n - - smtpd`, ...Object.entries(own).map(([key, value]) => `  -o ${key}=${value}`)]
}

const MASTER = [
  `cleanup ${PROGRAMS}0 cleanup`,
  `qmgr unix n - n 300 1 qmgr`,
  `tlsmgr unix - - n 1000? 1 tlsmgr`,
  `rewrite unix - - n - - trivial-rewrite`,
  `bounce unix - - n - 0 bounce`,
  `defer unix - - n - 0 bounce`,
  `trace unix - - n - 0 bounce`,
  `verify unix - - n - 1 verify`,
  `flush unix n - n 1000? 0 flush`,
  `proxymap unix - - n - - proxymap`,
  `smtp unix - - n - - smtp`,
  `error unix - - n - - error`,
  `retry unix - - n - - error`,
  `virtual unix - n n - - virtual`,
  `anvil unix - - n - 1 anvil`,
  `scache unix - - n - 1 scache`,
  `showq ${PROGRAMS}- showq`,
  `postlog unix-dgram n - n - 1 postlogd`,
]

function lines(list: readonly string[]): string {
  return `${list.join('\n')}\n`
}
