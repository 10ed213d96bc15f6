// The mail hosts of the rows, all on port 25 of loopback addresses in a network namespace, and the names that lead to them.

import { readFile, writeFile } from 'node:fs/promises'
import type { CertificateAuthority, IssueRequest } from '../../../src/demo/internet/certificate-authority.ts'
import type { NameRecord } from '../../../src/demo/internet/name-server.ts'
import { type TlsaSpec, tlsaRecord } from '../../../src/demo/internet/published-policy.ts'
import { type RecipientServer, startRecipient } from '../../../src/demo/internet/recipient-server.ts'
import { type Exim, startExim } from '../support/exim.ts'
import { writeCertificate } from '../support/peers.ts'
import { type Postfix, startPostfix } from '../support/postfix.ts'
import type { Row } from './rows.ts'

export interface Hosts {
  readonly names: Readonly<Record<string, readonly NameRecord[]>>
  readonly postfix: Postfix
  readonly exim: Exim
  stop(): Promise<void>
}

export interface Authorities {
  readonly trusted: CertificateAuthority
  /** Nobody trusts it but by DANE. */
  readonly foreign: CertificateAuthority
}

interface Served {
  readonly row: Row
  readonly domain: string
  readonly address: string
  readonly files: { readonly chain: string; readonly cert: string; readonly key: string }
}

const NET: Readonly<Record<Row['by'], string>> = { postfix: '127.0.60', exim: '127.0.61', node: '127.0.62', nobody: '127.0.63' }

export async function startHosts(rows: readonly Row[], { trusted, foreign }: Authorities, folder: string): Promise<Hosts> {
  const served = await Promise.all(
    rows.map(async (row, index): Promise<Served> => {
      const domain = `${row.name}.test`
      const ca = row.certificate?.startsWith('foreign') ? foreign : trusted
      const files = await writeCertificate(ca, folder, domain, requestOf(row, domain))
      if (row.tlsa === 'forged') for (const file of [files.chain, files.cert]) await append(file, foreign.intermediatePem)
      return { row, domain, address: `${NET[row.by]}.${index + 1}`, files }
    }),
  )
  const by = (who: Row['by']) => served.filter(({ row }) => row.by === who)
  const [postfix, exim, ...node] = await Promise.all([
    startNeighbourPostfix(by('postfix')),
    startNeighbourExim(by('exim')),
    ...startNode(by('node'), trusted),
  ])
  const names: Record<string, readonly NameRecord[]> = {}
  for (const one of served) Object.assign(names, await namesOf(one, { trusted, foreign }))
  return {
    names: { ...names, ...oddNames(served) },
    postfix,
    exim,
    stop: async () => {
      await Promise.all([postfix.stop(), exim.stop(), ...node.map((server) => server.close())])
    },
  }
}

function requestOf(row: Row, domain: string): IssueRequest {
  return {
    names: [row.certificate?.endsWith('wrong-name') ? 'mx.elsewhere.test' : `mx.${domain}`],
    ...(row.by === 'exim' ? { keyType: 'rsa' } : {}),
    ...(row.certificate === 'expired' ? { to: Date.now() - 86_400_000 } : {}),
    ...(row.certificate === 'self-signed' ? { selfSigned: true } : {}),
  }
}

async function append(file: string, pem: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')) + pem)
}

function startNeighbourPostfix(served: readonly Served[]): Promise<Postfix> {
  const services = served.map(({ row, domain, address, files }) => ({
    domain,
    address,
    settings: { smtpd_tls_security_level: 'may', smtpd_tls_chain_files: files.chain, ...row.settings },
  }))
  return startPostfix({ port: 25, services })
}

function startNeighbourExim(served: readonly Served[]): Promise<Exim> {
  const services = served.map(({ row, domain, address, files }) => ({
    domain,
    address,
    cert: files.cert,
    key: files.key,
    ...(row.priority ? { priority: row.priority } : {}),
  }))
  return startExim({ port: 25, services })
}

function startNode(served: readonly Served[], ca: CertificateAuthority): readonly Promise<RecipientServer>[] {
  return served.map(({ row, domain, address }) =>
    startRecipient({ host: `mx.${domain}`, address, port: 25, personality: row.personality ?? 'good', ca }),
  )
}

async function namesOf({ row, domain, address, files }: Served, authorities: Authorities): Promise<Record<string, readonly NameRecord[]>> {
  if (row.by === 'nobody') return {}
  const host = `mx.${domain}`
  return {
    [domain]: [{ type: 'MX', preference: 10, exchange: host }],
    [host]: [{ type: 'A', address }],
    [`_25._tcp.${host}`]: row.tlsa ? [await recordOf(row.tlsa, host, await readFile(files.cert, 'utf8'), authorities)] : [],
  }
}

async function recordOf(
  tlsa: NonNullable<Row['tlsa']>,
  host: string,
  certificate: string,
  { trusted, foreign }: Authorities,
): Promise<NameRecord> {
  const own: TlsaSpec = { usage: 3, selector: 1, matchingType: 1, certificate }
  switch (tlsa) {
    case '3-1-1':
      return tlsaRecord(own)
    case 'other':
      return tlsaRecord({ ...own, certificate: (await trusted.issue({ names: [host] })).cert })
    case '2-1-1':
    case 'forged':
      return tlsaRecord({ ...own, usage: 2, certificate: foreign.intermediatePem })
    case '3-1-255':
      return { ...tlsaRecord(own), matchingType: 255 }
    case '1-1-1':
      return tlsaRecord({ ...own, usage: 1 })
  }
}

/** Rows whose oddity is DNS alone; the delegations of `unsigned`, `bogus` and the TLSA name of `tlsa-bogus` are made where DNS is. */
function oddNames(served: readonly Served[]): Record<string, readonly NameRecord[]> {
  const addressOf = (name: string) => served.find(({ row }) => row.name === name)?.address ?? ''
  const mx = (exchange: string): readonly NameRecord[] => [{ type: 'MX', preference: exchange === '.' ? 0 : 10, exchange }]
  return {
    'null-mx.test': mx('.'),
    'lost-mx.test': mx('mx.lost-mx.test'),
    'refused.test': mx('mx.refused.test'),
    'mx.refused.test': [{ type: 'A', address: addressOf('refused') }],
    'tlsa-bogus.test': mx('mx.tlsa-bogus.test'),
    'mx.tlsa-bogus.test': [{ type: 'A', address: addressOf('pf-good') }],
    'alias.test': mx('mx.alias.test'),
    'mx.alias.test': [{ type: 'CNAME', target: 'mx.pf-dane.test' }],
  }
}
