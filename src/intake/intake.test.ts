import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { greet, LOOPBACK, MAIL, startTestIntake, submit, type TestIntake, type TestIntakeOptions, talk } from './test-support.ts'

const started: TestIntake[] = []
async function start(options?: TestIntakeOptions): Promise<TestIntake> {
  const test = await startTestIntake(options)
  started.push(test)
  return test
}
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ intake }) => intake.stop(0)))
})

describe('a plain session', () => {
  it('takes a message to the byte and says 250 with its id', async () => {
    const { port, taken } = await start()
    const talker = await greet(port)
    expect(await submit(talker, `${MAIL}\r\n..dot\r\n..\r\n...`)).toBe('250 2.0.0 Accepted as m1')
    const bytes = `${MAIL}\r\n.dot\r\n.\r\n..\r\n`
    expect(taken[0]).toMatchObject({
      bytes,
      envelope: { returnPath: 'staff@example-health.org', recipients: [{ address: 'pat@example.org' }], body: '7BIT', smtpUtf8: false },
      client: { sender: 'loopback', remoteAddress: '127.0.0.1', helo: 'client.example', tls: null },
      facts: {
        size: bytes.length,
        digest: createHash('sha256').update(bytes).digest('hex'),
        headers: { from: ['staff@example-health.org'], messageId: '<m1@sfdc.example>', received: 0 },
      },
    })
  })

  it('says 250 only after the commit has resolved', async () => {
    let release: () => void = () => {}
    const committed = new Promise<void>((resolve) => {
      release = resolve
    })
    let answered = false
    const { port, taken } = await start({ commit: () => committed.then(() => ({ ok: true, id: 'x', duplicates: 0 })) })
    const talker = await greet(port)
    const answer = submit(talker, MAIL).then((text) => {
      answered = true
      return text
    })
    const other = await greet(port)
    while (!taken[0]?.facts) await other.say('NOOP')
    await other.say('NOOP')
    expect(answered).toBe(false)
    release()
    expect(await answer).toMatch(/^250 2\.0\.0/)
  })

  it('offers what it can do, and no more', async () => {
    const { port } = await start({ limits: { message: 36_700_160 } })
    const talker = await talk(port)
    expect(await talker.reply()).toBe('220 mail-gw.example-health.org ESMTP Postern')
    const lines = (await talker.say('EHLO client.example')).split('\n').map((line) => line.slice(4))
    expect(lines).toEqual([
      'mail-gw.example-health.org',
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'DSN',
      'SIZE 36700160',
    ])
  })

  it('keeps VERP, A-labels and quoted local parts to the byte, and decodes the xtext of DSN parameters', async () => {
    const { port, taken } = await start()
    const talker = await greet(port)
    const verp = 'user=example.com__0-1a2b3c4d5e6f7g.1a2b3c4d5e6f7g8h@8h7g6f5e4d3c2b1a.a1b2c3d.8d-3trx3eag.um8.bnc.salesforce.com'
    expect(await talker.say(`MAIL FROM:<${verp}> BODY=8BITMIME RET=HDRS ENVID=QQ+2B314159 SMTPUTF8`)).toMatch(/^250 2\.1\.0/)
    expect(await talker.say('RCPT TO:<User@XN--BCHER-KVA.example> NOTIFY=failure,delay ORCPT=rfc822;User+2Btag@example.org')).toMatch(
      /^250 2\.1\.5/,
    )
    expect(await talker.say('RCPT TO:<"a b"@bücher.example>')).toMatch(/^250/)
    expect(await talker.say('RCPT TO:<postmaster>')).toMatch(/^250/)
    await talker.say('DATA')
    talker.send(`${MAIL}\r\n.\r\n`)
    expect(await talker.reply()).toMatch(/^250/)
    expect(taken[0]?.envelope).toEqual({
      returnPath: verp,
      recipients: [
        { address: 'User@XN--BCHER-KVA.example', notify: ['FAILURE', 'DELAY'], orcpt: 'rfc822;User+tag@example.org' },
        { address: '"a b"@bücher.example' },
        { address: 'postmaster@mail-gw.example-health.org' },
      ],
      body: '8BITMIME',
      smtpUtf8: true,
      requireTls: false,
      dsn: { ret: 'HDRS', envid: 'QQ+314159' },
    })
  })

  it('takes pipelined commands, and the same recipient once however its domain is written', async () => {
    const { port, taken } = await start()
    const talker = await greet(port)
    talker.send('MAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\nRCPT TO:<a@EXAMPLE.org>\r\nRCPT TO:<A@example.org>\r\nDATA\r\n')
    const replies = [await talker.reply(), await talker.reply(), await talker.reply(), await talker.reply(), await talker.reply()]
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '250', '250', '354'])
    talker.send(`${MAIL}\r\n.\r\n`)
    expect(await talker.reply()).toMatch(/^250/)
    expect(taken[0]?.envelope.recipients.map(({ address }) => address)).toEqual(['a@EXAMPLE.org', 'A@example.org'])
  })

  it('forgets the parameters of a refused MAIL', async () => {
    const { port, taken } = await start({ senders: [{ ...LOOPBACK, domains: ['example-health.org'] }] })
    const talker = await greet(port)
    expect(await talker.say('MAIL FROM:<x@elsewhere.example> BODY=8BITMIME SMTPUTF8 RET=FULL')).toMatch(/^550 5\.7\.1/)
    expect(await submit(talker, MAIL)).toMatch(/^250/)
    expect(taken[0]?.envelope).toMatchObject({ body: '7BIT', smtpUtf8: false, dsn: {} })
  })

  it.each([
    ['MAIL FROM:<a@example.org> FOO=1', '555 5.5.4'],
    ['MAIL FROM:<a@example.org> REQUIRETLS', '530 5.7.0'],
    ['MAIL FROM:<a@example.org> SIZE=99999999999', '552 5.3.4'],
    ['MAIL FROM:<a@example.org> SIZE=1 SIZE=2', '501 5.5.4'],
    ['MAIL FROM:<ü@example.org>', '553 5.6.7'],
    ['MAIL FROM:<a@example.org> ENVID=a=b', '555 5.5.4'],
    ['MAIL FROM:a@example.org', '501 5.1.7'],
    ['MAIL FROM:<a..b@example.org>', '501 5.1.7'],
    ['MAIL FROM:<a@example.org>\0', '500 5.5.2'],
    ['MAIL FROM:<a@example.org>\rRCPT', '500 5.5.2'],
    ['VRFY pat@example.org', '252 2.0.0'],
    ['EXPN staff', '502 5.5.1'],
    ['ETRN example.org', '502 5.5.1'],
    ['BDAT 10 LAST', '502 5.5.1'],
    ['WIZ please', '500 5.5.2'],
    ['XCLIENT ADDR=192.0.2.1', '500 5.5.2'],
    ['AUTH PLAIN AHJlbGF5AHg=', '500 5.5.2'],
    ['DATA', '503 5.5.1'],
    ['HELP', '214 2.0.0'],
  ])('answers %j with %s', async (line, expected) => {
    const { port } = await start()
    const talker = await greet(port)
    expect((await talker.say(line)).slice(0, expected.length)).toBe(expected)
  })
})

describe('limits', () => {
  it('refuses a message that is larger than SIZE, also when it did not say so, and goes on', async () => {
    const { port, taken } = await start({ limits: { message: 2000 } })
    const talker = await greet(port)
    expect(await submit(talker, `${MAIL}\r\n${`${'x'.repeat(70)}\r\n`.repeat(40)}`)).toBe(
      '552 5.3.4 The message is larger than SIZE allows',
    )
    expect(taken.every(({ aborted }) => aborted)).toBe(true)
    expect(await submit(talker, MAIL)).toMatch(/^250/)
  })

  it('counts recipients, and lets the rest come in another transaction', async () => {
    const { port } = await start({ limits: { recipients: 2 } })
    const talker = await greet(port)
    await talker.say('MAIL FROM:<>')
    await talker.say('RCPT TO:<a@example.org>')
    await talker.say('RCPT TO:<b@example.org>')
    expect(await talker.say('RCPT TO:<c@example.org>')).toMatch(/^452 4\.5\.3/)
    expect(await talker.say('RCPT TO:<b@example.org>')).toMatch(/^250/)
    expect(await talker.say('DATA')).toMatch(/^354/)
  })

  it('refuses connections over the limit with 421, and counts those that left', async () => {
    const { port, observed } = await start({ limits: { connections: 2 } })
    const [first, second] = [await greet(port), await greet(port)]
    const third = await talk(port)
    expect(await third.reply()).toMatch(/^421 4\.3\.2/)
    await third.ended
    await first.say('QUIT')
    await first.ended
    await expect.poll(() => observed.some((event) => event.kind === 'disconnection')).toBe(true)
    expect(await (await talk(port)).reply()).toMatch(/^220/)
    second.destroy()
  })

  it('refuses too many connections of one address', async () => {
    const { port } = await start({ limits: { connectionsPerAddress: 1 } })
    await greet(port)
    expect(await (await talk(port)).reply()).toMatch(/^421 4\.7\.0 Too many connections from this address/)
  })

  it('holds a sender to its rate, by a clock of its own', async () => {
    let now = 1_000_000
    const clock = { now: () => now, sleep: async () => {} }
    const { port } = await start({ clock, limits: { messagesPerMinute: 2 } })
    const talker = await greet(port)
    expect(await submit(talker, MAIL)).toMatch(/^250/)
    expect(await submit(talker, MAIL)).toMatch(/^250/)
    expect(await submit(talker, MAIL)).toMatch(/^450 4\.7\.1/)
    now += 30_000
    expect(await submit(talker, MAIL)).toMatch(/^250/)
  })

  it.each([
    ['Received-loop', `${'Received: from a by b; Sat, 21 Nov 2026 20:57:00 +0000\r\n'.repeat(50)}${MAIL}`, '554 5.4.6'],
    ['second From', `From: other@example.net\r\n${MAIL}`, '550 5.6.0'],
    ['second From hidden behind a space', `From : other@example.net\r\n${MAIL}`, '550 5.6.0'],
    ['second Content-Type', `Content-Type: text/plain\r\nContent-Type: text/html\r\n${MAIL}`, '550 5.6.0'],
    ['line that is no field', `no field here\r\n${MAIL}`, '550 5.6.0'],
    ['too many fields', `${'X-A: b\r\n'.repeat(60)}${MAIL}`, '554 5.6.0'],
    ['large header block', `X-A: ${'y'.repeat(700)}\r\n`.repeat(8) + MAIL, '552 5.3.4'],
    ['long line', `${MAIL}\r\n${'x'.repeat(1001)}`, '554 5.6.0'],
    ['NUL', `${MAIL}\0`, '554 5.6.11'],
  ])('refuses a message with a %s', async (_, message, expected) => {
    const { port, taken } = await start({ limits: { headerFields: 59, headerBytes: 4000, lineLength: 1000, received: 50 } })
    const talker = await greet(port)
    expect((await submit(talker, message)).slice(0, expected.length)).toBe(expected)
    expect(taken.every(({ facts }) => facts === undefined)).toBe(true)
  })

  it('ends a session that only makes errors, or only idles with commands', async () => {
    const { port } = await start({ limits: { protocolErrors: 3, commands: 5 } })
    const noisy = await greet(port)
    await noisy.say('FOO')
    await noisy.say('BAR')
    expect(await noisy.say('BAZ')).toMatch(/^500/)
    expect(await noisy.reply()).toMatch(/^421 4\.7\.0 Too many errors/)
    await noisy.ended
    const idle = await greet(port)
    for (let i = 0; i < 4; i++) expect(await idle.say('NOOP')).toMatch(/^250/)
    expect(await idle.say('NOOP')).toMatch(/^421 4\.7\.0 Too many commands/)
    await idle.ended
  })

  it('counts errors by its own limit, also beyond the ten that smtp-server would allow', async () => {
    const { port } = await start({ limits: { protocolErrors: 15 } })
    const noisy = await greet(port)
    for (let i = 1; i <= 15; i++) expect(await noisy.say('FOO')).toMatch(/^500/)
    expect(await noisy.reply()).toMatch(/^421 4\.7\.0 Too many errors/)
    await noisy.ended
  })

  it('ends DATA that takes too long, and nothing is accepted', async () => {
    const { port, taken } = await start({ timeouts: { data: 20 } })
    const talker = await greet(port)
    await talker.say('MAIL FROM:<>')
    await talker.say('RCPT TO:<a@example.org>')
    await talker.say('DATA')
    talker.send(`${MAIL}\r\n`)
    expect(await talker.reply()).toMatch(/^421 4\.4\.2/)
    await talker.ended
    expect(taken.every(({ facts }) => facts === undefined)).toBe(true)
  })
})

describe('when something breaks', () => {
  it('aborts when the client goes away in the middle of the message', async () => {
    const { port, taken, observed } = await start()
    const talker = await greet(port)
    await talker.say('MAIL FROM:<>')
    await talker.say('RCPT TO:<a@example.org>')
    await talker.say('DATA')
    talker.send(`${MAIL}\r\n${'x'.repeat(100)}\r\n`)
    await expect.poll(() => taken.length).toBe(1)
    talker.destroy()
    await expect.poll(() => observed.some((event) => event.kind === 'aborted')).toBe(true)
    expect(taken[0]).toMatchObject({ aborted: true })
    expect(taken[0]?.facts).toBeUndefined()
  })

  it.each([
    ['throws', () => Promise.reject(new Error('disk full at pat@example.org')), '451 4.3.0 The message could not be stored; try again'],
    ['says no', async () => ({ ok: false, code: 452, text: 'Queue is full' }) as const, '452 4.3.1 Queue is full'],
  ])('answers 4xx when the commit %s', async (_, commit, expected) => {
    const { port } = await start({ commit })
    expect(await submit(await greet(port), MAIL)).toBe(expected)
  })

  it('answers 451 and aborts when writing fails half-way', async () => {
    const { port, taken } = await start({ write: () => Promise.reject(new Error('disk')) })
    expect(await submit(await greet(port), MAIL)).toMatch(/^451 4\.3\.0/)
    expect(taken[0]).toMatchObject({ aborted: true })
    expect(taken[0]?.facts).toBeUndefined()
  })

  it('waits for the pipeline before it reads on', async () => {
    let release: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    let written = 0
    const { port } = await start({
      write: (chunk) => {
        written += chunk.length
        return gate
      },
    })
    const talker = await greet(port)
    const size = 8 * 1024 * 1024
    const answer = submit(talker, `${MAIL}\r\n${`${'x'.repeat(78)}\r\n`.repeat(size / 80)}`)
    await expect.poll(() => written).toBeGreaterThan(0)
    const other = await greet(port)
    for (let i = 0; i < 50; i++) await other.say('NOOP')
    expect(written).toBeLessThan(1024 * 1024)
    release()
    expect(await answer).toMatch(/^250/)
    expect(written).toBeGreaterThan(size)
  })

  it('never writes an address, a subject or a word of the message to the log', async () => {
    const { port, logged } = await start({ senders: [{ ...LOOPBACK, domains: ['example-health.org'] }] })
    const talker = await greet(port)
    await submit(talker, MAIL)
    await submit(talker, MAIL.replace('staff@example-health.org', 'secret@evil.example'))
    await submit(talker, MAIL, { from: 'secret@evil.example' })
    expect(logged.length).toBeGreaterThan(2)
    expect(logged.join('\n')).not.toMatch(/pat@|staff@|secret|evil|Hello/)
  })
})

describe('stop', () => {
  it('tells idle sessions, lets the running transaction finish, and accepts nobody new', async () => {
    const { intake, port } = await startTestIntake()
    const idle = await greet(port)
    const busy = await greet(port)
    await busy.say('MAIL FROM:<>')
    await busy.say('RCPT TO:<a@example.org>')
    const stopped = intake.stop(10_000)
    expect(await idle.reply()).toMatch(/^421 4\.3\.2/)
    await expect(greet(port)).rejects.toThrow()
    expect(await busy.say('DATA')).toMatch(/^354/)
    busy.send(`${MAIL}\r\n.\r\n`)
    expect(await busy.reply()).toMatch(/^250/)
    expect(await busy.reply()).toMatch(/^421 4\.3\.2/)
    await stopped
  })

  it('ends what is left after the grace, and aborts its message', async () => {
    const { intake, port, taken } = await startTestIntake()
    const talker = await greet(port)
    await talker.say('MAIL FROM:<>')
    await talker.say('RCPT TO:<a@example.org>')
    await talker.say('DATA')
    talker.send(`${MAIL}\r\n`)
    await expect.poll(() => taken.length).toBe(1)
    await intake.stop(10)
    await talker.ended
    expect(taken[0]).toMatchObject({ aborted: true })
    expect(taken[0]?.facts).toBeUndefined()
  })
})

describe('many at once', () => {
  it('serves 250 parallel sessions', async () => {
    const { port, taken } = await start()
    const talkers = await Promise.all(Array.from({ length: 250 }, () => greet(port)))
    const replies = await Promise.all(talkers.map((talker) => submit(talker, MAIL)))
    expect(replies.filter((reply) => reply.startsWith('250'))).toHaveLength(250)
    expect(taken.filter(({ facts }) => facts !== undefined)).toHaveLength(250)
  })

  it('greets at once: no 100 ms before the banner', async () => {
    const { port } = await start()
    const began = performance.now()
    for (let i = 0; i < 20; i++) (await greet(port)).destroy()
    // With smtp-server's own delay these would take two seconds at the least.
    expect(performance.now() - began).toBeLessThan(1500)
  })
})
