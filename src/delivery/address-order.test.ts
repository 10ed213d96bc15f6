import { describe, expect, it } from 'vitest'
import { judgeHost } from '../domain/host-verdict.ts'
import { createAddressOrder, hasGlobalIpv6, wasConnected } from './address-order.ts'

const V4 = ['192.0.2.1', '192.0.2.2', '192.0.2.3']
const V6 = ['2001:db8::1', '2001:db8::2']
const MINUTE = 60_000

function at(ipv6First: boolean) {
  let now = 0
  const order = createAddressOrder({ now: () => now }, ipv6First)
  const pass = (ms: number) => {
    now += ms
  }
  return { ...order, pass }
}

describe('the order of addresses', () => {
  it('takes the families in turn, IPv6 first where there is a way out over it', () => {
    expect(at(true).order([...V4, ...V6])).toEqual([V6[0], V4[0], V6[1], V4[1], V4[2]])
    expect(at(false).order([V6[0] as string, ...V4])).toEqual([...V4, V6[0]])
    expect(at(true).order([])).toEqual([])
  })

  it('puts what could not be connected to last, for ten minutes or until it can', () => {
    const { order, learn, pass } = at(true)
    learn('2001:db8::1', false)
    expect(order([...V4.slice(0, 1), ...V6])).toEqual(['2001:db8::2', '192.0.2.1', '2001:db8::1'])
    learn('2001:db8::1', true)
    expect(order(V6)).toEqual(V6)
    learn('192.0.2.1', false)
    expect(order(V4)).toEqual(['192.0.2.2', '192.0.2.3', '192.0.2.1'])
    pass(10 * MINUTE)
    expect(order(V4)).toEqual(V4)
  })

  it('puts all of IPv6 last after three in a row, so that other hosts cost no time-out; one that works begins the count anew', () => {
    const { order, learn, pass } = at(true)
    for (const address of ['2001:db8:1::1', '2001:db8:2::1']) learn(address, false)
    learn('2001:db8:3::1', true)
    learn('2001:db8:4::1', false)
    expect(order([V4[0] as string, V6[0] as string])[0]).toBe(V6[0])
    for (const address of ['2001:db8:5::1', '2001:db8:6::1']) learn(address, false)
    expect(order([V4[0] as string, V6[0] as string])[0]).toBe(V4[0])
    pass(10 * MINUTE)
    expect(order([V4[0] as string, V6[0] as string])[0]).toBe(V6[0])
  })
})

it('wasConnected tells silence of the network from words of the host', () => {
  expect(wasConnected(judgeHost({ kind: 'connect', reason: 'connection: no answer in time' }))).toBe(false)
  expect(wasConnected(judgeHost({ kind: 'connect', reason: 'greeting: no answer in time', slow: true }))).toBe(true)
  expect(wasConnected(judgeHost({ kind: 'greeting', code: 421 }))).toBe(true)
})

it('hasGlobalIpv6 does not count loopback, link-local and unique local addresses', () => {
  const of = (address: string, internal = false) => ({ eth0: [{ address, internal, family: 'IPv6' } as never] })
  expect([of('2001:db8::5'), of('fe80::1'), of('fd00::1'), of('::1', true), { eth0: undefined }].map(hasGlobalIpv6)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})
