import { describe, expect, it } from 'vitest'
import { bounceDomainFits, bounceLabel, checksum, isOrgId, sameOrg } from './salesforce-org.ts'

describe('Salesforce organisation ids', () => {
  // The encodings that salesforce.md §2.5 proves.
  it.each([
    ['00D8d000003TRx3', 'EAG', '8d-3trx3eag'],
    ['00DA0000000Hu5a', 'MAC', 'a-hu5amac'],
    ['00D4x000004z0H4', 'EAI', '4x-4z0h4eai'],
  ])('%s has checksum %s and label %s', (id, expected, label) => {
    expect(checksum(id)).toBe(expected)
    expect(bounceLabel(id)).toBe(label)
    expect(bounceLabel(id + expected)).toBe(label)
    expect(sameOrg(id, id + expected)).toBe(true)
  })

  it('is strict about case, checksum and shape', () => {
    expect(sameOrg('00D8d000003TRx3', '00D8d000003TRX3')).toBe(false)
    expect(isOrgId('00D8d000003TRx3EAA')).toBe(false)
    expect(isOrgId('00E8d000003TRx3')).toBe(false)
    expect(sameOrg('', '')).toBe(false)
  })

  it('finds the label at any depth, and only at a Salesforce domain', () => {
    const org = '00D8d000003TRx3'
    expect(bounceDomainFits('h8g7.a1b2.8d-3trx3eag.um8.bnc.salesforce.com', org)).toBe(true)
    expect(bounceDomainFits('8d-3trx3eag.um8.bnc.salesforce.com', org)).toBe(true)
    expect(bounceDomainFits('a-hu5amac.um8.bnc.salesforce.com', org)).toBe(false)
    expect(bounceDomainFits('8d-3trx3eag.um8.bnc.salesforce.com.example.net', org)).toBe(false)
    expect(bounceDomainFits('x8d-3trx3eag.um8.bnc.salesforce.com', org)).toBe(false)
  })
})
