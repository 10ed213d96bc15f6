// The signer against an outside judge: mailauth, with a resolver that knows our key's record.
import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { describe, expect, it } from 'vitest'
import { createDkimSigner, type DkimKey, dkimRecord } from './dkim.ts'

const KEYS: Readonly<Record<string, DkimKey>> = {
  rsa: { domain: 'example-health.org', selector: 'gw1', privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey },
  ed25519: { domain: 'example-health.org', selector: 'gw2', privateKey: generateKeyPairSync('ed25519').privateKey },
}

async function verdict(message: Buffer, key: DkimKey): Promise<string> {
  const { name, value } = dkimRecord(key)
  const resolver = async (asked: string, type: string) => {
    if (asked === name && type === 'TXT') return [[value]]
    throw Object.assign(new Error('no such record'), { code: 'ENOTFOUND' })
  }
  const { results } = await dkimVerify(message, { resolver })
  return results[0]?.status.result ?? 'none'
}

function signed(message: Buffer, key: DkimKey, step = message.length): Buffer {
  const signer = createDkimSigner(key)
  for (let at = 0; at < message.length; at += step) signer.update(message.subarray(at, at + step))
  return Buffer.concat([Buffer.from(signer.field(1_790_000_000), 'latin1'), message])
}

const HEAD =
  'From: Ana <ana@example-health.org>\r\nTo: bea@example.org\r\nSubject: folded\r\n\tsubject  with   blanks \r\nMessage-ID: <a@b.example>\r\n'

describe.each(Object.keys(KEYS))('%s', (name) => {
  const key = KEYS[name] as DkimKey
  it.each([
    ['a plain body', `${HEAD}\r\nHello  world \t\r\n\r\nend\r\n`],
    ['empty lines at the end', `${HEAD}\r\nHello\r\n\r\n\r\n`],
    ['no line end at the end', `${HEAD}\r\nHello`],
    ['an empty body', `${HEAD}\r\n`],
    ['no blank line', HEAD],
    ['two fields of one name', `List-Id: x\r\n${HEAD}List-Id: y\r\n\r\nHello\r\n`],
    [
      'a raw UTF-8 field that ends in byte 0xA0',
      `Subject: Voil\u00e0\r\nReply-To: \u00a0 <a@example-health.org>, \u00e0\r\n${HEAD}\r\nHello\r\n`,
    ],
    ['a field that ends in other blanks', `Comments: x\r\n${HEAD}References: x\v\f\r\n\r\nHello\r\n`],
    ['bytes beyond ASCII', `${HEAD}\r\nGr\u00fc\u00dfe\r\n`],
  ])('%s verifies', async (_what, text) => {
    const message = Buffer.from(text, 'utf8')
    expect(await verdict(signed(message, key), key)).toBe('pass')
    expect(signed(message, key, 7).equals(signed(message, key))).toBe(true)
  })

  it('a changed word does not, nor a second From on top', async () => {
    const message = signed(Buffer.from(`${HEAD}\r\nHello\r\n`), key)
    const changed = Buffer.from(message.toString().replace('Hello', 'Hallo'))
    expect(await verdict(changed, key)).not.toBe('pass')
    const twice = Buffer.concat([Buffer.from('From: other@example-health.org\r\n'), message])
    expect(await verdict(twice, key)).not.toBe('pass')
  })
})
