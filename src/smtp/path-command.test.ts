import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isXtext, parsePathCommand } from './path-command.ts'

describe('parsePathCommand', () => {
  it('keeps address and parameters to the byte', () => {
    const command = parsePathCommand(
      'RCPT TO',
      'RCPT TO:<User@xn--bcher-kva.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;User+2Btag@example.org',
    )
    expect(command?.address).toBe('User@xn--bcher-kva.example')
    expect({ ...command?.parameters }).toEqual({ NOTIFY: 'FAILURE,DELAY', ORCPT: 'rfc822;User+2Btag@example.org' })
  })

  it.each([
    ['MAIL FROM:<>', ''],
    ['mail from:<a@example.org>', 'a@example.org'],
    ['MAIL FROM: <a@example.org> SIZE=10', 'a@example.org'],
    ['MAIL FROM:<"a > b"@example.org>', '"a > b"@example.org'],
    ['MAIL FROM:<@relay.example,@b.example:a@example.org>', 'a@example.org'],
  ])('reads %s', (line, address) => {
    expect(parsePathCommand('MAIL FROM', line)?.address).toBe(address)
  })

  it.each([
    'MAIL FROM:a@example.org',
    'MAIL FROM:<a@example.org',
    'MAIL FROM:<a@example.org>SIZE=1',
    'MAIL FROM:<a@example.org> =1',
    'MAIL FROM:<a@example.org> SIZE=',
    'MAIL FROM:<a b@example.org>',
    'MAIL FROM <a@example.org>',
    'MAIL FROM:<a@example.org> ENVID=a\u0001b',
    'RCPT TO:<a@example.org>',
  ])('refuses %j', (line) => {
    expect(parsePathCommand('MAIL FROM', line)).toBeUndefined()
  })

  it('knows a parameter given twice, and postmaster without a domain', () => {
    expect(parsePathCommand('MAIL FROM', 'MAIL FROM:<> SIZE=1 size=2')?.duplicate).toBe('SIZE')
    expect(parsePathCommand('RCPT TO', 'RCPT TO:<Postmaster>')?.address).toBe('Postmaster')
    expect(parsePathCommand('RCPT TO', 'RCPT TO:<>')).toBeUndefined()
  })

  it('takes a parameter named like a member of every object', () => {
    expect(parsePathCommand('MAIL FROM', 'MAIL FROM:<> CONSTRUCTOR=1')?.duplicate).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (rest) => void parsePathCommand('MAIL FROM', `MAIL FROM:${rest}`)))
  })
})

describe('isXtext', () => {
  it.each([
    ['a+2Bb', true],
    ['rfc822;a@b', true],
    ['a+2bb', false],
    ['a=b', false],
    ['a b', false],
    ['', false],
  ] as const)('%j: %s', (text, expected) => {
    expect(isXtext(text)).toBe(expected)
  })
})
