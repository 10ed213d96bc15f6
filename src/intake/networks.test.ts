import { describe, expect, it } from 'vitest'
import { parseNetworks } from './networks.ts'

describe('parseNetworks', () => {
  const networks = parseNetworks(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', 'salesforce'])

  it.each([
    ['10.255.0.1', true],
    ['11.0.0.1', false],
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['2001:db8:1::1', true],
    ['2001:db9::1', false],
    ['::ffff:10.1.2.3', true],
    ['::ffff:11.1.2.3', false],
    ['not an address', false],
  ])('%s: %s', (address, expected) => {
    expect(networks.contains(address)).toBe(expected)
  })

  it('knows the word salesforce', () => {
    expect(networks.salesforce).toBe(true)
    expect(parseNetworks(['10.0.0.0/8']).salesforce).toBe(false)
  })
})
