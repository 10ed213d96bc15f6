// What happens to a random world while mail goes through it: hosts change their nature, also between the probe and the delivery, lines are cut at
// every byte in turn, name servers break, certificates, TLSA records and MTA-STS policies come, go and disagree.
import type { Internet } from '../../src/demo/internet/internet.ts'
import type { NameFailure } from '../../src/demo/internet/name-server.ts'
import { publishSts, publishTlsa } from '../../src/demo/internet/published-policy.ts'
import type { Random } from './random.ts'
import type { WireFault } from './wire.ts'
import { type Domain, type Host, pickPersonality, publishForeignKey, type World } from './world.ts'

export interface Weather {
  /** One change of the world. */
  blow(): Promise<void>
  /** The end of all trouble: every name answers, every line works, every host is good. */
  clear(): Promise<void>
}

/** Bytes of greeting, EHLO, STARTTLS, handshake and a small message, either way. */
const CONVERSATION = 4_200
const KINDS: readonly WireFault['kind'][] = ['reset', 'reset', 'end', 'half-close', 'silence']

/** @param stride how far apart the bytes are at which the line is cut, one after the other; 1: at each */
export function createWeather(internet: Internet, world: World, random: Random, stride: number): Weather {
  const { nameServer, policyHost } = internet
  const broken = new Set<string>()
  let position = random.below(stride)

  function cut(host: Host): void {
    const faults = Array.from({ length: 1 + random.below(3) }, () => {
      position = (position + stride) % CONVERSATION
      return { kind: random.pick(KINDS), after: position, side: random.pick(['client', 'server'] as const) }
    })
    host.wire.plan(faults)
  }

  function breakName(domain: Domain): void {
    const host = random.pick(domain.hosts).name
    const name = random.pick([domain.name, host, `_25._tcp.${host}`, `_mta-sts.${domain.name}`, `mta-sts.${domain.name}`])
    nameServer.fail(name, random.pick<NameFailure>(['servfail', 'servfail', 'refused', 'timeout']))
    broken.add(name)
  }

  function mendName(): void {
    for (const name of broken) if (random.chance(0.5)) mend(name)
  }

  function mend(name: string): void {
    nameServer.fail(name, 'none')
    broken.delete(name)
  }

  async function changeTlsa(domain: Domain): Promise<void> {
    const host = random.pick(domain.hosts)
    // The owner of a host says what is true of it; a forbidden domain's never change.
    if (world.domains.some((other) => other.forbidden && other.hosts.includes(host))) return
    const certificate = host.server.certificate()
    nameServer.secure(domain.name, random.chance(0.8))
    switch (random.below(5)) {
      case 0:
      case 1:
        host.daneKeys.add(certificate)
        publishTlsa(nameServer, host.name, [{ usage: 3, selector: 1, matchingType: 1, certificate }])
        return
      case 2:
        host.daneAnchor = true
        publishTlsa(nameServer, host.name, [{ usage: 2, selector: 1, matchingType: 1, certificate: internet.ca.intermediatePem }])
        return
      case 3:
        return publishForeignKey(internet, host)
      default:
        nameServer.set(`_25._tcp.${host.name}`, 'TLSA', [])
    }
  }

  function changeSts(domain: Domain): void {
    const named = domain.hosts.filter(() => random.chance(0.7))
    const mode = random.pick(['enforce', 'enforce', 'testing', 'none'] as const)
    switch (random.below(5)) {
      case 0:
        nameServer.set(`_mta-sts.${domain.name}`, 'TXT', [])
        return
      case 1:
        publishSts(nameServer, policyHost, domain.name, { status: random.pick([302, 404, 500]) })
        return
      case 2:
        policyHost.set(domain.name, undefined)
        return
      default:
        if (mode === 'enforce') for (const host of named) host.stsNamed = true
        publishSts(nameServer, policyHost, domain.name, { mode, mx: ['elsewhere.test', ...named.map(({ name }) => name)] })
    }
  }

  async function blow(): Promise<void> {
    const domain = random.pick(world.domains)
    const host = random.pick(domain.hosts)
    const next = pickPersonality(random)
    switch (random.below(12)) {
      case 0:
      case 1:
        return host.turn(next)
      case 2:
      case 3:
        // The probe has met the old nature; the delivery meets the new one.
        return host.wire.onNext(() => void host.turn(next))
      case 4:
      case 5:
      case 6:
        return cut(host)
      case 7:
        return breakName(domain)
      case 8:
        return mendName()
      case 9:
      case 10:
        return changeTlsa(domain)
      default:
        return changeSts(domain)
    }
  }

  async function clear(): Promise<void> {
    for (const name of [...broken]) mend(name)
    for (const host of world.hosts) {
      host.wire.plan([])
      host.wire.onNext(undefined)
      await host.turn('good')
    }
  }

  return { blow, clear }
}
