import { generateKeyPairSync } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { csvFile, icsFile, pdfFile, pngFile } from './attachments.ts'
import { composeTransactions, type Organisation, type SalesforceMail } from './compose.ts'
import { dkimRecord, signDkim, verifyDkim } from './dkim.ts'

const ORG: Organisation = { id: '00D4x000001DEMO', relay: { host: 'mail-gw.example-health.test', port: 587 } }
const AT = Date.UTC(2026, 3, 1, 15, 8, 44)
const MAIL: SalesforceMail = {
  seed: 'one',
  from: { name: 'Zoë at the desk', address: 'desk@example-health.test' },
  to: ['ann@clinic.test'],
  subject: 'Your visit',
  text: 'Dear Ann,\n\nsee you on Monday – bring a towel.\n.\nThe desk',
}
const compose = (mail: Partial<SalesforceMail> = {}, org = ORG) => composeTransactions({ ...MAIL, ...mail }, org, AT)
const textOf = (mail: Partial<SalesforceMail> = {}, org = ORG) => compose(mail, org)[0]?.message.toString('latin1') ?? ''
const namesOf = (text: string) => [...(text.split('\r\n\r\n', 1)[0] ?? '').matchAll(/^([\w-]+):/gm)].map((match) => match[1])

describe('composeTransactions', () => {
  it('writes the fields of relayed mail in the order seen', () => {
    expect(namesOf(textOf({ entity: '500Kd0000300s0L' }))).toEqual([
      'Authentication-Results',
      'Received',
      'Date',
      'From',
      'To',
      'Message-ID',
      'Subject',
      'MIME-Version',
      'Content-Type',
      'X-SFDC-LK',
      'X-SFDC-User',
      'X-Sender',
      'X-mail_abuse_inquiries',
      'X-SFDC-ORGTYPE',
      'X-SFDC-CORRELATION-ID',
      'X-SFDCOrgRelay',
      'X-SFDC-Binding',
      'X-SFDC-EmailCategory',
      'X-SFDC-EntityId',
      'X-SFDC-Interface',
      'X-SFDC-Restrict',
      'X-SFDCRelayAddr',
      'X-SFDCRelayPort',
      'X-SFDCTLS',
    ])
  })

  it('keeps the odd blanks and folds of the samples', () => {
    const text = textOf()
    expect(text).toContain('Authentication-Results:  mx2-ia6-sp4.mta.salesforce.com x-tls.subject="/C=US/')
    expect(text).toContain('Date: Wed, 1 Apr 2026 15:08:44 +0000 (GMT)\r\n')
    expect(text).toContain('To: "ann@clinic.test" <ann@clinic.test>\r\n')
    expect(text).toContain('Content-Type: multipart/alternative; \r\n\tboundary="----=_Part_290_')
    expect(text).toMatch(/\r\n\t\(ecelerity 4\.7\.0\.20112 r\(msys-ecelerity:salesforce\/4\.7\/sb1\)\) with ESMTPS/)
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]|[^\t-~]/)
    expect(text.split('\r\n').every((line) => line.length <= 998)).toBe(true)
  })

  it('says of direct mail that it is not relayed', () => {
    const names = namesOf(textOf({ relayed: false }))
    expect(names).toContain('X-SFDC-TLS-NoRelay')
    expect(names.filter((name) => name?.startsWith('X-SFDCRelay') || name === 'X-SFDCOrgRelay')).toEqual([])
  })

  it('splits a case reference over two encoded words, which decode to one tag', async () => {
    const text = textOf({ thread: 'reference', entity: '500Kd0000300s0L' })
    expect(text).toContain('[_ref:?=\r\n =?UTF-8?Q?')
    const parsed = await simpleParser(text)
    expect(parsed.subject).toBe('Your visit     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]')
    expect(parsed.text?.trimEnd().endsWith('ref:!00D4x01DEMO.!500Kd0300s0L:ref')).toBe(true)
    expect(parsed.html).toContain('ref:!00D4x01DEMO.!500Kd0300s0L:ref')
  })

  it('puts a Lightning token into subject and bodies, with the Message-ID of that form', async () => {
    const parsed = await simpleParser(textOf({ thread: 'lightning', entity: '500Kd0000300s0L' }))
    expect(parsed.subject).toMatch(/\[ thread::[\w-]{23}:: \]$/)
    expect(parsed.text).toMatch(/thread::[\w-]{23}::/)
    expect(parsed.messageId).toMatch(/^<[\w-]{22}\.[\w-]{23}@sfdc\.net>$/)
  })

  it('comes through a MIME parser as it was written', async () => {
    const long = `Ergebnis für Ann: ${'sehr lang '.repeat(12)}ende`
    const parsed = await simpleParser(textOf({ subject: long, cc: ['bob@clinic.test'], trackingPixel: true }))
    expect(parsed.subject).toBe(long)
    expect(parsed.from?.value).toEqual([{ name: 'Zoë at the desk', address: 'desk@example-health.test' }])
    expect(parsed.text?.trimEnd()).toBe(MAIL.text)
    expect(parsed.html).toContain('servlet/servlet.ImageServer?oid=00D4x000001DEMO&esid=018')
  })

  it('makes one transaction per recipient with the same Message-ID, and a return path of its own under bounce management', () => {
    const mail = { to: ['ann@clinic.test'], cc: ['bob@lab.test'], bcc: ['archive@example-health.test'] }
    const plain = compose(mail)
    expect(plain.map(({ recipient, returnPath }) => [recipient, returnPath])).toEqual([
      ['ann@clinic.test', 'desk@example-health.test'],
      ['bob@lab.test', 'desk@example-health.test'],
      ['archive@example-health.test', 'desk@example-health.test'],
    ])
    expect(new Set(plain.map(({ messageId }) => messageId)).size).toBe(1)
    expect(plain[0]?.message.includes('archive@example-health.test')).toBe(false)
    const verp = compose({ ...mail, verp: true }).map(({ returnPath }) => returnPath)
    expect(verp[1]).toMatch(/^bob=lab\.test__0-.*\.4x-1demo[a-z0-9]{3}\.um8\.bnc\.salesforce\.com$/)
    expect(new Set(verp).size).toBe(3)
  })

  it('gives the same bytes for the same mail and time', () => {
    expect(textOf({ verp: true })).toBe(textOf({ verp: true }))
    expect(textOf({ seed: 'two' })).not.toBe(textOf())
  })

  it('carries attachments that arrive whole and are what they say', async () => {
    const files = [
      csvFile('roster.csv', [
        ['name', 'note'],
        ['Ann', 'says "hi", often'],
      ]),
      pdfFile('letter.pdf', 'Dear (Ann)'),
      pngFile('scan.png', 8, [0, 90, 160]),
      icsFile('visit.ics', {
        summary: 'Visit',
        start: '20261201T150000Z',
        end: '20261201T153000Z',
        organizer: 'desk@example-health.test',
        uid: '1@x.test',
      }),
    ]
    const parsed = await simpleParser(textOf({ attachments: files }))
    expect(parsed.attachments.map(({ filename, contentType, content }) => ({ name: filename, type: contentType, content }))).toEqual(files)
    expect(files[0]?.content.toString()).toBe('name,note\r\nAnn,"says ""hi"", often"\r\n')
    const pdf = files[1]?.content.toString('latin1') ?? ''
    const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1])
    expect(pdf.slice(table, table + 4)).toBe('xref')
    for (const [index, offset] of [...pdf.matchAll(/^(\d{10}) 00000 n $/gm)].entries()) {
      expect(pdf.slice(Number(offset[1])).startsWith(`${index + 1} 0 obj`)).toBe(true)
    }
  })
})

describe('DKIM', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const key = { domain: 'example-health.test', selector: 'sf1', privateKey }
  const record = dkimRecord(key)
  const signed = compose({}, { ...ORG, dkim: key })[0]?.message ?? Buffer.alloc(0)
  const changed = (from: string, to: string) => Buffer.from(signed.toString('latin1').replace(from, to), 'latin1')

  it('verifies, also after unsigned fields came and went', () => {
    expect(signed.toString('latin1')).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/simple; d=example-health\.test;/)
    expect(verifyDkim(signed, record)).toBe('pass')
    expect(verifyDkim(Buffer.concat([Buffer.from('Received: from x\r\n'), signed]), record)).toBe('pass')
    expect(verifyDkim(changed('X-Sender: postmaster@salesforce.com\r\n', ''), record)).toBe('pass')
  })

  it('breaks with any changed byte of the body or of a signed field', () => {
    expect(verifyDkim(changed('Monday', 'Sunday'), record)).toBe('body changed')
    expect(verifyDkim(changed('towel.\r\n', 'towel. \r\n'), record)).toBe('body changed')
    expect(verifyDkim(changed('Subject: Your visit', 'Subject: My visit'), record)).toBe('header changed')
    expect(verifyDkim(compose()[0]?.message ?? Buffer.alloc(0), record)).toBe('no signature')
  })

  it('folds and trailing blanks of a signed field do not count (relaxed), an empty tail of the body neither (simple)', () => {
    expect(verifyDkim(changed('Subject: Your visit', 'Subject:  Your\r\n visit '), record)).toBe('pass')
    expect(verifyDkim(Buffer.concat([signed, Buffer.from('\r\n\r\n')]), record)).toBe('pass')
    const bare = Buffer.from('From: a@b.test\r\n\r\n')
    expect(verifyDkim(Buffer.concat([Buffer.from(signDkim(bare, key, 1)), bare]), record)).toBe('pass')
  })
})
