// SMTP smuggling: ways to write an end of data that one server sees and another does not (CVE-2023-51764 and its kin). None may end the
// message, and no message with one may be accepted, however the bytes are cut into packets.
import { afterEach, describe, expect, it } from 'vitest'
import { greet, MAIL, startTestIntake, type Talker, type TestIntake } from './test-support.ts'

const ENDINGS = {
  'LF.LF': '\n.\n',
  'LF.CR': '\n.\r',
  'CR.LF': '\r.\n',
  'CR.CR': '\r.\r',
  'LF.CRLF': '\n.\r\n',
  'CR.CRLF': '\r.\r\n',
  'CRLF.LF': '\r\n.\n',
  'CRLF.CR': '\r\n.\r',
  'CRLF.CRCRLF': '\r\n.\r\r\n',
  'CRCRLF.CRCRLF': '\r\r\n.\r\r\n',
  'CRLF NUL.CRLF': '\r\n\0.\r\n',
} as const

const started: TestIntake[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ intake }) => intake.stop(0)))
})

async function inData(): Promise<{ talker: Talker; test: TestIntake }> {
  const test = await startTestIntake()
  started.push(test)
  const talker = await greet(test.port)
  for (const line of ['MAIL FROM:<staff@example-health.org>', 'RCPT TO:<pat@example.org>', 'DATA']) await talker.say(line)
  return { talker, test }
}

const SMUGGLED = 'MAIL FROM:<ceo@example-health.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nSubject: smuggled\r\n\r\nsmuggled'

describe('an end of data that is none', () => {
  it.each(Object.entries(ENDINGS))('%s does not end the message and is refused', async (_, ending) => {
    const { talker, test } = await inData()
    talker.send(`${MAIL}${ending}${SMUGGLED}\r\n.\r\n`)
    expect(await talker.reply()).toMatch(/^554 5\.6\.11/)
    // The very next reply is the one to NOOP: no smuggled command was answered in between.
    expect(await talker.say('NOOP')).toMatch(/^250 2\.0\.0 OK/)
    expect(test.taken.filter(({ facts }) => facts)).toEqual([])
  })

  it.each(Object.entries(ENDINGS))('%s, cut into packets at every place', async (_, ending) => {
    const { talker, test } = await inData()
    talker.send(MAIL)
    for (const byte of ending) {
      // A round trip of another session lets the server read what was sent so far.
      const other = await greet(test.port)
      talker.send(byte)
      await other.say('QUIT')
    }
    talker.send(`${SMUGGLED}\r\n.\r\n`)
    expect(await talker.reply()).toMatch(/^554 5\.6\.11/)
    expect(await talker.say('NOOP')).toMatch(/^250 2\.0\.0 OK/)
    expect(test.taken.filter(({ facts }) => facts)).toEqual([])
  })

  it('a stuffed dot on a line of its own, in a packet of its own, is content', async () => {
    const { talker, test } = await inData()
    talker.send('..')
    await greet(test.port)
    talker.send('\r\n: x\r\n.\r\n')
    expect(await talker.reply()).toMatch(/^550 5\.6\.0/)
    expect(await talker.say('NOOP')).toMatch(/^250 2\.0\.0 OK/)
  })

  it('takes the next, clean message of the same session', async () => {
    const { talker, test } = await inData()
    talker.send(`${MAIL}\n\r\n.\r\n`)
    expect(await talker.reply()).toMatch(/^554 5\.6\.11/)
    for (const line of ['MAIL FROM:<>', 'RCPT TO:<pat@example.org>', 'DATA']) await talker.say(line)
    talker.send(`${MAIL}\r\n.\r\n`)
    expect(await talker.reply()).toMatch(/^250/)
    expect(test.taken.filter(({ facts }) => facts)).toHaveLength(1)
  })
})
