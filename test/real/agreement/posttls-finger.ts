// Postfix's posttls-finger as outside judge, reading DNS through this namespace's resolv.conf. It never refuses: its word is what counts (tls.md §7.3).
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../support/processes.ts'

export type Level = 'may' | 'dane' | 'verify'
/** `none`: no TLS connection came about. */
export type Word = 'Verified' | 'Trusted' | 'Untrusted' | 'Anonymous' | 'none'

export interface Finger {
  ask(domain: string, level: Level): Promise<{ readonly word: Word; readonly said: string }>
}

export async function createFinger(folder: string, ca: string): Promise<Finger> {
  await mkdir(join(folder, 'queue'), { recursive: true })
  const settings = [
    'compatibility_level = 3.6',
    `queue_directory = ${folder}/queue`,
    `data_directory = ${folder}`,
    'inet_protocols = ipv4',
    'myhostname = client.test',
  ]
  await writeFile(join(folder, 'main.cf'), `${settings.join('\n')}\n`)
  await writeFile(join(folder, 'master.cf'), '')
  return {
    ask: async (domain, level) => {
      const options = ['-c', '-t', '8', '-T', '8', '-l', level, '-L', 'routine,certmatch', '-F', ca]
      const { stdout, stderr } = await run('posttls-finger', [...options, domain], { env: { MAIL_CONFIG: folder } })
      const said = stdout + stderr
      return { word: (/(\w+) TLS connection established to/.exec(said)?.[1] as Word | undefined) ?? 'none', said }
    },
  }
}
