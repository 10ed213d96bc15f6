// Where `test/real/prepare` put the peers, and what every one of them needs: a name, an address of its own on loopback, a certificate.
import { chown, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CertificateAuthority, IssueRequest } from '../../../src/demo/internet/certificate-authority.ts'
import type { NameServer } from '../../../src/demo/internet/name-server.ts'
import { run } from './processes.ts'

export const EXIM = join(process.env.POSTERN_PEERS ?? '/var/tmp/postern-peers', 'exim/usr/sbin/exim4')

/** A folder that other users may enter: mail servers do not stay root. */
export async function peerFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `postern-${name}-`))
  const { code, stderr } = await run('chmod', ['755', folder])
  if (code !== 0) throw new Error(stderr)
  return folder
}

/** Key and certificate in one PEM file, key first (Postfix's `smtpd_tls_chain_files`), and apart for Exim. */
export async function writeCertificate(
  ca: CertificateAuthority,
  folder: string,
  name: string,
  request: IssueRequest,
): Promise<{ readonly chain: string; readonly cert: string; readonly key: string }> {
  const issued = await ca.issue(request)
  const files = { chain: join(folder, `${name}.pem`), cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
  await writeFile(files.chain, issued.key + issued.cert, { mode: 0o600 })
  await writeFile(files.cert, issued.cert)
  await writeFile(files.key, issued.key, { mode: 0o600 })
  return files
}

export async function giveTo(user: string, ...paths: readonly string[]): Promise<void> {
  const [uid, gid] = await idsOf(user)
  for (const path of paths) await chown(path, uid, gid)
}

export async function idsOf(user: string): Promise<readonly [number, number]> {
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
  if (uid.code !== 0) throw new Error(`there is no user ${user}: run test/real/prepare`)
  return [Number(uid.stdout), Number(gid.stdout)]
}

/** One MX, one address. */
export function publish(dns: NameServer, domain: string, address: string): void {
  dns.set(domain, 'MX', [{ type: 'MX', preference: 10, exchange: `mx.${domain}` }])
  dns.set(`mx.${domain}`, 'A', [{ type: 'A', address }])
}
