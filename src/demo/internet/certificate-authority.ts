// A certificate authority in memory: the trust anchor of the small internet, so that demo, tests and dev need no openssl.
// A root signs an intermediate, the intermediate signs leaves, as public authorities do; every way in which a mail server's
// certificate can be bad (RFC 6125 name, RFC 5280 validity, self-signed, short key) can be asked for. Nothing touches the disk.
import 'reflect-metadata'
import { randomBytes, type webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

const DAY = 86_400_000
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export interface IssueRequest {
  /** DNS names and IP addresses for the SAN; the first is also the CN. */
  readonly names: readonly string[]
  /** Milliseconds since the epoch; default: a day before the authority's `now`. */
  readonly from?: number
  /** Default: 90 days after the authority's `now`. A past date makes an expired certificate. */
  readonly to?: number
  /** Default `ec` (P-256): made in a millisecond, an RSA key takes a hundred. */
  readonly keyType?: 'ec' | 'rsa'
  /** Default 2048. */
  readonly rsaBits?: number
  /** Signed by its own key instead of by the authority. */
  readonly selfSigned?: boolean
  /** Organisation in the subject, whatever stands in it; default none. */
  readonly organisation?: string
  /** `client` makes a certificate for client authentication; default `server`. */
  readonly usage?: 'server' | 'client'
}

export interface IssuedCertificate {
  /** PEM: the leaf, then the intermediate (a self-signed one stands alone). */
  readonly cert: string
  /** PEM, PKCS #8. */
  readonly key: string
}

export interface CertificateAuthority {
  /** PEM of the root: what a client trusts. */
  readonly pem: string
  /** PEM of the intermediate. */
  readonly intermediatePem: string
  issue(request: IssueRequest): Promise<IssuedCertificate>
}

export interface CertificateAuthorityOptions {
  /** Organisation in the root's subject; default `Postern demo`. */
  readonly name?: string
  /** The present, milliseconds since the epoch; default `Date.now()`. */
  readonly now?: number
}

/** Makes a new root and intermediate. Each call makes other keys: two authorities never trust each other's certificates. */
export async function createCertificateAuthority(options: CertificateAuthorityOptions = {}): Promise<CertificateAuthority> {
  const name = options.name ?? 'Postern demo'
  const now = options.now ?? Date.now()
  const rootKeys = await newKeys('ec')
  const root = await signAuthority({ subject: `CN=${name} Root CA, O=${name}`, keys: rootKeys, now, pathLength: 1 })
  const middleKeys = await newKeys('ec')
  const issuer = { certificate: root, key: rootKeys.privateKey }
  const middle = await signAuthority({ subject: `CN=${name} Issuing CA, O=${name}`, keys: middleKeys, now, pathLength: 0, issuer })

  async function issue(request: IssueRequest): Promise<IssuedCertificate> {
    const keys = await newKeys(request.keyType ?? 'ec', request.rsaBits)
    const from = new Date(request.from ?? Math.min(now - DAY, (request.to ?? now) - DAY))
    const to = new Date(request.to ?? now + 90 * DAY)
    const subject = new x509.Name([
      ...(request.organisation === undefined ? [] : [{ O: [request.organisation] }]),
      { CN: [request.names[0] ?? ''] },
    ]).toString()
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject,
      issuer: request.selfSigned ? subject : middle.subject,
      notBefore: from,
      notAfter: to,
      publicKey: keys.publicKey,
      signingKey: request.selfSigned ? keys.privateKey : middleKeys.privateKey,
      signingAlgorithm: request.selfSigned ? algorithmOf(request.keyType ?? 'ec') : EC,
      extensions: await leafExtensions(request, keys, middle),
    })
    const chain = request.selfSigned ? [leaf] : [leaf, middle]
    return { cert: chain.map(pemOf).join(''), key: await exportKey(keys.privateKey) }
  }

  return { pem: pemOf(root), intermediatePem: pemOf(middle), issue }
}

interface AuthorityRequest {
  readonly subject: string
  readonly keys: webcrypto.CryptoKeyPair
  readonly now: number
  readonly pathLength: number
  /** Left out: a root, signed by itself. */
  readonly issuer?: { readonly certificate: x509.X509Certificate; readonly key: webcrypto.CryptoKey }
}

async function signAuthority({ subject, keys, now, pathLength, issuer }: AuthorityRequest): Promise<x509.X509Certificate> {
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
  return x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    notBefore: new Date(now - 400 * DAY),
    notAfter: new Date(now + 3650 * DAY),
    publicKey: keys.publicKey,
    signingKey: issuer?.key ?? keys.privateKey,
    signingAlgorithm: EC,
    extensions: [
      new x509.BasicConstraintsExtension(true, pathLength, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(issuer ? [await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey)] : []),
    ],
  })
}

async function leafExtensions(
  request: IssueRequest,
  keys: webcrypto.CryptoKeyPair,
  issuer: x509.X509Certificate,
): Promise<x509.Extension[]> {
  const authority = request.selfSigned ? keys.publicKey : issuer.publicKey
  const purpose = request.usage === 'client' ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth
  const names = request.names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const)
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([purpose]),
    new x509.SubjectAlternativeNameExtension(names),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(authority),
  ]
}

function algorithmOf(keyType: 'ec' | 'rsa') {
  return keyType === 'ec' ? EC : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
}

function newKeys(keyType: 'ec' | 'rsa', rsaBits = 2048): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = algorithmOf(keyType)
  const rsa = { ...algorithm, modulusLength: rsaBits, publicExponent: new Uint8Array([1, 0, 1]) }
  return crypto.subtle.generateKey(keyType === 'ec' ? EC : rsa, true, ['sign', 'verify'])
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}

// 127 random bits with the top one of the first byte clear: a positive INTEGER (RFC 5280 §4.1.2.2).
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes.readUInt8(0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`
}
