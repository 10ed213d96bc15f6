import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { addDetect } from './detect.ts'
import { addExtract } from './extract.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-detect-'))
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

async function run(...args: string[]): Promise<string> {
  let out = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const program = new Command('postern').exitOverride()
  addDetect(program)
  addExtract(program)
  await program.parseAsync(['node', 'postern', ...args])
  return out
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('postern detect', () => {
  it('gives offsets of the text as it was given', async () => {
    const text = 'SS\u00adN\u200b: ５36\u2011<b>22</b>\n> -8476 and MRN 445566'
    const { findings } = JSON.parse(await run('detect', '--json', file('a.txt', text)))
    expect(findings).toEqual([
      { detector: 'us-ssn', start: text.indexOf('５'), end: text.indexOf(' and'), confidence: 'high' },
      { detector: 'mrn', start: text.indexOf('445566'), end: text.length, confidence: 'high' },
    ])
  })

  it('reads the tables of pasted HTML, whose heads name what stands beneath', async () => {
    const text = '<table>\n<tr><th>Name</th>\n<th>SSN</th></tr>\n<tr><td>x</td>\n<td>536228476</td></tr>\n</table>'
    const { findings } = JSON.parse(await run('detect', '--json', '--only', 'us-ssn', file('t.txt', text)))
    const start = text.indexOf('536228476')
    expect(findings).toEqual([{ detector: 'us-ssn', start, end: start + 9, confidence: 'high' }])
  })

  it('shows line, column and a masked excerpt', async () => {
    expect(await run('detect', file('b.txt', 'one\n  SSN 536-22-8476\n'))).toBe('2:7       us-ssn  high    ***-**-8476\n')
  })

  it('runs only what was asked for', async () => {
    const { findings } = JSON.parse(await run('detect', '--json', '--only', 'mrn', file('c.txt', 'SSN 536-22-8476 MRN 445566')))
    expect(findings).toHaveLength(1)
    await expect(run('detect', '--only', 'mnr', file('c.txt', 'x'))).rejects.toThrow(/no detector is called mnr/)
  })

  it('answers each line of --jsonl with one line', async () => {
    const lines = [
      { id: 'a', text: 'SSN 536-22-8476' },
      { id: 2, text: 'nothing' },
    ].map((line) => JSON.stringify(line))
    const answers = (await run('detect', '--jsonl', file('d.jsonl', `${lines.join('\n')}\n\n`))).trimEnd().split('\n')
    expect(answers.map((line) => JSON.parse(line))).toEqual([
      { id: 'a', findings: [{ detector: 'us-ssn', start: 4, end: 15, confidence: 'high' }] },
      { id: 2, findings: [] },
    ])
  })

  it('names the line that is wrong, and never its content', async () => {
    const broken = run('detect', '--jsonl', file('e.jsonl', '{"id":1,"text":"x"}\n{"id":2,"txt":"secret"}\n'))
    await expect(broken).rejects.toThrow(/^input line 2 is not/)
    await expect(broken).rejects.not.toThrow(/secret/)
  })

  it('says which file it cannot read', async () => {
    await expect(run('detect', join(folder, 'none'))).rejects.toThrow(/none \(ENOENT\)/)
    await expect(run('detect', '--jsonl', join(folder, 'none'))).rejects.toThrow(/none \(ENOENT\)/)
  })
})

describe('postern extract', () => {
  it('prints the parts of a message, also of one without the name', async () => {
    const mail =
      'From: a@example.test\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nbody\r\n--x\r\nContent-Type: application/pdf; name=r.pdf\r\n\r\n%PDF-1.7\r\n--x--\r\n'
    const { parts } = JSON.parse(await run('extract', '--json', file('mail', mail)))
    expect(parts).toEqual([
      { path: 'subject', type: 'text/plain', name: '', kind: 'subject', text: 's' },
      { path: '1', type: 'text/plain', name: '', kind: 'body', text: 's\n\nbody' },
      { path: '2/name', type: 'application/pdf', name: 'r.pdf', kind: 'name', text: 'r.pdf' },
      { path: '2', type: 'application/pdf', name: 'r.pdf', text: '', uninspectable: 'a PDF that is broken or cut off' },
    ])
  })

  it('reads any other file as an attachment', async () => {
    const { parts } = JSON.parse(await run('extract', '--json', file('list.html', '<p>a<b>b</b></p>')))
    expect(parts).toEqual([{ path: '1', type: 'text/html', name: 'list.html', kind: 'attachment', text: 'ab' }])
  })
})
