import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addReplay } from './policy-replay.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-replay-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** What `postern policy replay …` prints. */
async function replay(...words: string[]): Promise<string> {
  let out = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  const program = new Command('policy').exitOverride()
  addReplay(program)
  await program.parseAsync(['replay', ...words], { from: 'user' })
  return out
}

const policy = (protection: string) => `policy: p
default: { deliver: encrypted, otherwise: portal }
rules:
  - id: cards
    when: { found: credit-card }
    then: { deliver: ${protection} }
  - id: trial
    mode: monitor
    when: { subject: { has: "visit" } }
    then: { hold: "A visit" }
`
const mail = (subject: string, text: string) => `From: desk@example-health.org\nTo: pat@example.org\nSubject: ${subject}\n\n${text}\n`
const CARD = 'card number 4111 1111 1111 1111'

describe('policy replay', () => {
  it('prints one object a message, also for one that cannot be read', async () => {
    const mails = join(folder, 'mails')
    await mkdir(mails)
    await file('mails/1', mail('a', CARD))
    await file('mails/2', '')
    await file('mails/3', mail('c', 'x'.repeat(3000)))
    const out = await replay(mails, '--policy', await file('p.yaml', policy('authenticated')), '--max-size', '2KiB', '--json')
    const lines = out.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        file: join(mails, '1'),
        recipients: [expect.objectContaining({ recipient: 'pat@example.org', rules: ['cards'] })],
      }),
      expect.objectContaining({ file: join(mails, '2') }),
      expect.objectContaining({
        file: join(mails, '3'),
        recipients: [expect.objectContaining({ action: 'hold' })],
        uninspectable: [expect.objectContaining({ why: expect.stringContaining('larger than 2048 bytes') })],
      }),
    ])
    expect(out).not.toContain('4111 1111')
  })

  it('counts outcomes, rules and what monitored rules would have done, and names each change with its reason', async () => {
    const mbox = await file(
      'box',
      ['visit', 'b', 'c'].map((subject, at) => `From x\n${mail(subject, at === 1 ? CARD : 'hello')}\n`).join(''),
    )
    const before = await file('before.yaml', policy('encrypted').replace('id: cards', 'id: payments'))
    const out = await replay(mbox, '--policy', await file('after.yaml', policy('portal')), '--against', before)
    const words = out.split('\n').map((line) => line.trim().replace(/ +/g, ' '))
    expect(words).toEqual(expect.arrayContaining(['encrypted 2 66.7 % 2', 'portal 1 33.3 % 1', 'default 2 66.7 % 2', 'cards 1 33.3 % 1']))
    expect(words).toContain('trial: hold 1 33.3 % 1')
    expect(words.slice(words.indexOf(`1 message would change from ${before} to ${join(folder, 'after.yaml')}:`) + 1)).toEqual([
      `${mbox}#2`,
      'pat@example.org: encrypted, otherwise portal → portal (+cards −payments)',
      '',
    ])
  })

  it("looks for each policy's own words, though both call them alike", async () => {
    const words = (term: string) =>
      `policy: p\ndefault: { deliver: encrypted }\ndictionaries: { own: { terms: [${term}] } }\nrules: [{ id: r, when: { found: own }, then: { hold: "x" } }]\n`
    const message = await file('m.eml', mail('a', 'a lymphoma'))
    const out = await replay(
      message,
      '--policy',
      await file('new.yaml', words('sarcoma')),
      '--against',
      await file('old.yaml', words('lymphoma')),
      '--json',
    )
    const { recipients, changes } = JSON.parse(out)
    expect(recipients).toEqual([expect.objectContaining({ action: 'deliver' })])
    expect(JSON.stringify(changes)).toContain('hold')
  })

  it('says so when nothing changes', async () => {
    const path = await file('p.yaml', policy('portal'))
    expect(await replay(await file('m.eml', mail('a', CARD)), '--policy', path, '--against', path)).toContain(
      `Nothing changes from ${path}`,
    )
  })

  it('takes decimal sizes', async () => {
    const path = await file('p.yaml', policy('portal'))
    const large = await file('large.eml', mail('a', 'x'.repeat(3000)))
    const read = (size: string) => replay(large, '--policy', path, '--max-size', size, '--json')
    expect(await read('2KB')).toContain('larger than 2000 bytes')
    expect(await read('1MB')).not.toContain('larger than')
  })

  it('refuses a size that is none', async () => {
    await expect(replay(folder, '--policy', folder, '--max-size', 'big')).rejects.toThrow('write a size like 25MiB')
  })
})
