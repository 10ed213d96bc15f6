import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addPolicy } from './policy.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-policy-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Runs `postern policy …`; data that it prints, messages, exit code. */
async function postern(...words: string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '' }
  const listen = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    said[name] += text
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(listen('out'))
  vi.spyOn(process.stderr, 'write').mockImplementation(listen('err'))
  process.exitCode = undefined
  const program = new Command('postern').exitOverride()
  addPolicy(program)
  try {
    await program.parseAsync(['policy', ...words], { from: 'user' })
    return { ...said, exit: Number(process.exitCode ?? 0) }
  } catch (error) {
    return { out: said.out, err: said.err + (error as Error).message, exit: (error as { exitCode: number }).exitCode }
  } finally {
    process.exitCode = undefined
    vi.restoreAllMocks()
  }
}

const POLICY = `policy: p
default: { deliver: encrypted, otherwise: portal }
rules:
  - id: asked
    title: "The sender asked"
    when: { subject: { has: "[secure]" } }
    then: { deliver: portal }
  - id: cards
    when: { found: credit-card, to: { not: example.net } }
    then: { deliver: authenticated }
`
const MAIL = [
  'From: desk@example-health.org',
  'To: Pat <pat@example.org>, lee@example.net',
  'Subject: Your card',
  'Message-ID: <1@example-health.org>',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Your card number is 4111 1111 1111 1111.',
  '',
].join('\r\n')

describe('policy check', () => {
  it('is 0 and says what is loaded when a policy is sound', async () => {
    const path = file('p.yaml', POLICY)
    expect(await postern('check', path)).toMatchObject({ exit: 0, out: expect.stringContaining('sound, 2 rules') })
  })

  it('is 2 for a path that is not there: that is no answer about a policy', async () => {
    const path = file('p.yaml', POLICY)
    for (const paths of [[join(folder, 'nope.yaml')], [path, join(folder, 'nope')]])
      expect(await postern('check', ...paths)).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('there is no such file') })
  })

  it('is 1 with place and fix when it is not', async () => {
    const path = file('p.yaml', POLICY.replace('deliver: portal', 'deliver: portl'))
    const { exit, out } = await postern('check', path)
    expect(exit).toBe(1)
    expect(out).toContain(`${path}:7:22: \`deliver\` cannot be \`portl\``)
    expect(out).toContain('did you mean `portal`?')
  })

  it('takes a folder as one policy, its tests left out', async () => {
    file('a.yaml', POLICY)
    file('b.yaml', 'policy: q\nrules:\n  - { id: cards, when: { found: mrn }, then: { tag: x } }\n')
    file('a.test.yaml', 'nonsense: true')
    const { exit, out } = await postern('check', folder, '--json')
    expect(exit).toBe(1)
    expect(JSON.parse(out).problems).toEqual([expect.objectContaining({ file: join(folder, 'b.yaml'), line: 3, column: 11 })])
  })

  it('is 2 when there is nothing to check', async () => {
    expect(await postern('check')).toMatchObject({ exit: 2 })
    expect(await postern('check', folder)).toMatchObject({ exit: 2 })
  })
})

describe('policy test', () => {
  it('compares only what is named, tells each difference, and which rules never matched', async () => {
    file('p.yaml', POLICY)
    const mail = 'mail: { to: [pat@example.org], subject: "Card", text: "card number 4111 1111 1111 1111" }'
    const path = file(
      'p.test.yaml',
      `policy: p.yaml\ncases:\n  - name: right\n    ${mail}\n    expect: { protection: authenticated }\n  - name: wrong\n    ${mail}\n    destination: no-tls\n    expect: { action: hold, route: direct, protection: authenticated, rules: [crads] }\n`,
    )
    const { exit, out } = await postern('test', path)
    expect(exit).toBe(1)
    expect(out.split('\n').map((line) => line.trim())).toEqual([
      `${path}: 1 passed, 1 failed`,
      '✗ wrong (line 6)',
      'pat@example.org: action is deliver, expected hold',
      'pat@example.org: route is hold, expected direct',
      'pat@example.org: rule crads did not count (there is no rule `crads`; did you mean `cards`?)',
      'pat@example.org: rule cards counted, and was not expected',
      'rules never matched: asked',
      '',
    ])
  })

  it('reads .eml files, and expects by address', async () => {
    file('p.yaml', POLICY)
    file('m.eml', MAIL)
    const path = file(
      'p.test.yaml',
      `policy: p.yaml\ncases:\n  - name: each\n    file: m.eml\n    expect:\n      pat@example.org: { protection: authenticated, rules: [cards] }\n      lee@example.net: { protection: encrypted, rules: [] }\n`,
    )
    expect(await postern('test', path)).toMatchObject({ exit: 0 })
  })

  it('knows consents, dates, Salesforce, redaction, attachments and what the other side offers', async () => {
    file('words.txt', '# of one clinic\nlymphoma\n')
    file('note.txt', 'Member XH000000018')
    file(
      'p.yaml',
      [
        'policy: p',
        'default: { deliver: encrypted, otherwise: portal }',
        'dictionaries: { clinic: { file: words.txt } }',
        'detectors:',
        "  member-id: { pattern: '\\bXH[0-9]{9}\\b', check: luhn, examples: { match: [XH000000018], ignore: [XH000000019] } }",
        'rules:',
        '  - { id: member, overridable: true, when: { found: member-id }, then: { deliver: authenticated, otherwise: portal, redact: { values: [member-id, clinic] } } }',
        '  - { id: plain, when: { consent: plain-mail }, then: { deliver: any, except: [member], reason: "asked for" } }',
        '  - { id: alert, until: 2027-01-31, when: { salesforce: { entity: case, category: workflowActionAlert } }, then: { deliver: authenticated, min-tls: 1.3, otherwise: [] } }',
      ].join('\n'),
    )
    const one = (name: string, lines: readonly string[]) => `  - name: ${name}\n${lines.map((line) => `    ${line}\n`).join('')}`
    const alert = 'mail: { to: pat@example.org, text: "x", salesforce: { entity: 500Kd0000300s0L, category: workflowActionAlert } }'
    const attached = 'mail: { to: pat@example.org, text: "see below", attachments: [{ name: note.txt, file: note.txt }] }'
    const path = file(
      'p.test.yaml',
      `policy: p.yaml\ncases:\n${[
        one('attached', [attached, 'expect: { rules: [member], redacted: [member-id], route: direct }']),
        one('in text', ['mail: { to: pat@example.org, text: "lymphoma, XH000000018" }', 'expect: { redacted: [clinic, member-id] }']),
        one('nothing to redact', ['mail: { to: pat@example.org, text: "lymphoma" }', 'expect: { redacted: false, rules: [] }']),
        one('consent', [
          attached,
          'consent: [plain-mail]',
          'destination: no-tls',
          'expect: { protection: any, rules: [member, plain], redacted: true, route: direct }',
        ]),
        one('alert', [alert, 'now: 2027-01-31', 'tls: 1.2', 'expect: { rules: [alert], route: hold }']),
        one('alert over 1.3', [
          alert,
          'now: 2027-01-31',
          'destination: { verdict: pkix-verified, flags: [] }',
          'expect: { route: direct }',
        ]),
        one('later', [alert, 'now: 2027-02-01', 'expect: { rules: [] }']),
        one('wrong', ['mail: { to: pat@example.org, text: "XH000000018" }', 'expect: { redacted: [] }']),
      ].join('')}`,
    )
    const { out } = await postern('test', path)
    expect(out.split('\n').map((line) => line.trim())).toEqual([
      `${path}: 7 passed, 1 failed`,
      expect.stringContaining('✗ wrong'),
      'pat@example.org: redacted is [member-id], expected []',
      'every rule matched at least once',
      '',
    ])
  })

  it('is 2, with the place, when the test itself is wrong', async () => {
    file('p.yaml', POLICY)
    const path = file('p.test.yaml', 'policy: p.yaml\ncases:\n  - name: x\n    mial: {}\n    expect: {}\n')
    const { exit, err } = await postern('test', path)
    expect(exit).toBe(2)
    expect(err).toContain(`${path}:4:5: a case has no key \`mial\``)
    expect(err).toContain(`${path}:5:13: \`expect\` says nothing, so the case cannot fail`)
  })
})

describe('policy explain', () => {
  it('gives rules with masked evidence, and a verdict for each recipient', async () => {
    const { exit, out } = await postern('explain', file('m.eml', MAIL), '--policy', file('p.yaml', POLICY), '--json')
    expect(exit).toBe(0)
    const explained = JSON.parse(out)
    expect(explained.rules.map(({ id, matched }: { id: string; matched: boolean }) => [id, matched])).toEqual([
      ['asked', false],
      ['cards', true],
    ])
    expect(explained.rules[1].evidence[0]).toMatchObject({ condition: 'found', detector: 'credit-card', start: expect.any(Number) })
    expect(out).not.toContain('4111 1111 1111 1111')
    expect(explained.recipients).toEqual([
      expect.objectContaining({
        recipient: 'pat@example.org',
        action: 'deliver',
        protection: 'authenticated',
        otherwise: ['portal'],
        rules: ['cards'],
      }),
      expect.objectContaining({ recipient: 'lee@example.net', protection: 'encrypted', rules: ['default'] }),
    ])
    expect(explained.uninspectable).toEqual([])
  })

  it('takes the recipients from --to, and tells people the same', async () => {
    const { out } = await postern('explain', file('m.eml', MAIL), '--policy', file('p.yaml', POLICY), '--to', 'a@example.net')
    expect(out).toContain('a@example.net: deliver, encrypted, otherwise portal')
    expect(out).not.toContain('pat@')
  })

  it('is 2 when the policy does not load or the file is not there', async () => {
    expect(await postern('explain', join(folder, 'none.eml'), '--policy', file('p.yaml', POLICY))).toMatchObject({ exit: 2 })
    expect(await postern('explain', file('m.eml', MAIL), '--policy', file('q.yaml', 'policy: q'))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no file has a `default`'),
    })
  })
})
