// Who signs a changed copy, and which signatures go.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../content/redact/apply-edits.ts'
import { keysFor, signPass } from './sign-copy.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const keys = ['example.org', 'mail.example.org', 'example.net'].map((domain) => ({ domain, selector: 's', privateKey }))

describe('keysFor', () => {
  it.each([
    ['mail.example.org', ['mail.example.org']],
    ['example.org', ['example.org']],
    ['a.mail.example.org', ['mail.example.org']],
    ['notexample.org', []],
    ['', []],
  ])('%s', (domain, expected) => {
    expect(keysFor(keys, domain).map((key) => key.domain)).toEqual(expected)
  })
})

describe('signPass', () => {
  const message = Buffer.from(
    'DKIM-Signature: v=1; d=example.org;\r\n\tb=x\r\nDKIM-Signature: v=1; d=other.example; b=y\r\nFrom: a@example.org\r\n\r\nbody\r\n',
  )
  async function* content() {
    for (let at = 0; at < message.length; at += 11) yield message.subarray(at, at + 11)
  }

  it('puts the new signature in the place of the old one, and keeps those of others', async () => {
    const { edits, signedBy, broken } = await signPass(content(), keys, 'example.org', 1)
    const signed = applyEdits(message, edits).toString()
    expect(signed.match(/d=[a-z.]+/g)).toEqual(['d=example.org', 'd=other.example'])
    expect(signed).toContain('a=ed25519-sha256')
    expect([signedBy, broken]).toEqual([['s'], false])
  })

  it('says that a signature is broken where nobody signs', async () => {
    expect(await signPass(content(), [], 'example.org', 1)).toEqual({ edits: [], signedBy: [], broken: true })
    expect((await signPass(content(), [], 'else.example', 1)).broken).toBe(false)
  })
})
