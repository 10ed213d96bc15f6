// Makes real messages of the mail facts in a `*.test.yaml`, so that policy tests go through the same inspection as mail does.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailFacts } from '../policy/test-file.ts'

/** @param folder where the test file stands: attachment files are relative to it @returns the bytes of a message, CRLF line ends */
export async function buildMail(mail: MailFacts, folder: string): Promise<Uint8Array> {
  const attachments = await Promise.all(
    mail.attachments.map(async ({ name, type, text, file }) => ({
      filename: name || (false as const),
      content: file === undefined ? Buffer.from(text ?? '') : await readFile(resolve(folder, file)),
      ...(type ? { contentType: type } : {}),
    })),
  )
  const composer = new MailComposer({
    from: mail.from,
    to: [...mail.to],
    cc: [...mail.cc],
    subject: mail.subject,
    // A mail without any text still needs a body to be one.
    text: mail.text ?? (mail.html === undefined ? '' : undefined),
    html: mail.html,
    headers: mail.headers.map(({ name, value }) => ({ key: name, value })),
    attachments,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
