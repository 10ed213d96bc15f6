// The gateway under test, in this process, with the small internet's name server and authority, and Debian's Postfix and Exim as neighbours.
import { rm } from 'node:fs/promises'
import { startTestGateway, TEST_POLICY, type TestGateway, type TestGatewayOptions } from '../../support/test-gateway.ts'
import { type Exim, startExim } from './exim.ts'
import { type Greylist, startGreylist } from './greylist.ts'
import { peerFolder, publish, writeCertificate } from './peers.ts'
import { type Postfix, type PostfixService, startPostfix } from './postfix.ts'

export interface Rig {
  readonly gateway: TestGateway
  readonly postfix: Postfix
  readonly exim: Exim
  readonly greylist: Greylist
  close(): Promise<void>
}

/** As the demo's: a message that its host cannot protect goes to the portal, and the notice may cross what there is. */
const REROUTE = `  - id: reroute
    title: "Straight over proved TLS, else the portal, with the link in ordinary mail"
    when:
      subject:
        has: ["[reroute]"]
    then:
      deliver: authenticated
      otherwise: [portal]
      portal:
        link-over: any
`

// GnuTLS: the one cipher that OpenSSL 3 has no more (reference: Debian's own build offers it).
const ONLY_3DES = 'NONE:+VERS-TLS1.2:+3DES-CBC:+SHA1:+SIGN-ALL:+COMP-NULL:+RSA:+ECDHE-RSA:+GROUP-ALL:%COMPAT'

export async function startRig(options: TestGatewayOptions = {}): Promise<Rig> {
  const gateway = await startTestGateway({ policy: TEST_POLICY + REROUTE, ...options })
  const certificates = await peerFolder('certificates')
  const greylist = await startGreylist()
  const undo: (() => Promise<unknown>)[] = [() => gateway.close(), () => rm(certificates, { recursive: true }), greylist.close]
  const close = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const postfix = await startNeighbourPostfix(gateway, certificates, greylist)
    undo.push(postfix.stop)
    const exim = await startNeighbourExim(gateway, certificates)
    undo.push(exim.stop)
    return { gateway, postfix, exim, greylist, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startNeighbourPostfix(gateway: TestGateway, folder: string, greylist: Greylist): Promise<Postfix> {
  const { ca, nameServer, port } = gateway.internet
  const yesterday = Date.now() - 86_400_000
  const plain: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'pf-good.test': {},
    'pf-tls13.test': { smtpd_tls_protocols: '>=TLSv1.3' },
    'pf-tls12.test': { smtpd_tls_protocols: 'TLSv1.2' },
    // Debian's OpenSSL speaks TLS 1.0 at security level 0 only, since its handshake is signed with SHA-1.
    'pf-tls10.test': { smtpd_tls_protocols: 'TLSv1', tls_medium_cipherlist: 'DEFAULT:@SECLEVEL=0' },
    'pf-no-tls.test': { smtpd_tls_security_level: 'none' },
    'pf-must-tls.test': { smtpd_tls_security_level: 'encrypt' },
    'pf-expired.test': {},
    'pf-self-signed.test': {},
    'pf-wrong-name.test': {},
    'pf-grey.test': { smtpd_recipient_restrictions: `check_policy_service,${greylist.endpoint}` },
    'pf-users.test': { smtpd_recipient_restrictions: 'check_recipient_access,inline:{{nobody@pf-users.test=550\t5.1.1\tUser\tunknown}}' },
  }
  const services: PostfixService[] = []
  for (const [index, [domain, settings]] of Object.entries(plain).entries()) {
    const address = `127.0.60.${index + 1}`
    const { chain } = await writeCertificate(ca, folder, domain, {
      names: [domain === 'pf-wrong-name.test' ? 'mx.elsewhere.test' : `mx.${domain}`],
      ...(domain === 'pf-expired.test' ? { to: yesterday } : {}),
      ...(domain === 'pf-self-signed.test' ? { selfSigned: true } : {}),
    })
    services.push({ domain, address, settings: { smtpd_tls_security_level: 'may', smtpd_tls_chain_files: chain, ...settings } })
    publish(nameServer, domain, address)
  }
  return startPostfix({ port, services })
}

async function startNeighbourExim(gateway: TestGateway, folder: string): Promise<Exim> {
  const { ca, nameServer, port } = gateway.internet
  const domains = ['exim-good.test', 'exim-self-signed.test', 'exim-3des.test']
  const services = await Promise.all(
    domains.map(async (domain, index) => ({
      domain,
      address: `127.0.61.${index + 1}`,
      ...(await writeCertificate(ca, folder, domain, {
        names: [`mx.${domain}`],
        keyType: 'rsa',
        selfSigned: domain === 'exim-self-signed.test',
      })),
      ...(domain === 'exim-3des.test' ? { priority: ONLY_3DES } : {}),
    })),
  )
  for (const { domain, address } of services) publish(nameServer, domain, address)
  return startExim({ port, services })
}
