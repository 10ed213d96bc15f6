// Messages around texts, as a submitting program writes them.

/** @param attachment carried in base64, as a text file */
export function mailOf(text: string, type: 'text/plain' | 'text/html', attachment?: Buffer): Buffer {
  const head = [
    'From: Ana Example <relay@example-health.org>',
    'To: person@example.test',
    'Subject: News of the week',
    'Message-ID: <bench@example-health.org>',
    'Date: Sat, 21 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
  ]
  const body = text.replaceAll('\n', '\r\n')
  const leaf = [`Content-Type: ${type}; charset=us-ascii`, 'Content-Transfer-Encoding: 7bit', '', body]
  if (!attachment) return Buffer.from([...head, ...leaf, ''].join('\r\n'))
  const encoded = attachment.toString('base64').replace(/.{76}/g, '$&\r\n')
  return Buffer.from(
    [
      ...head,
      'Content-Type: multipart/mixed; boundary="bench"',
      '',
      '--bench',
      ...leaf,
      '--bench',
      'Content-Type: text/plain; charset=us-ascii; name="letters.txt"',
      'Content-Disposition: attachment; filename="letters.txt"',
      'Content-Transfer-Encoding: base64',
      '',
      encoded,
      '--bench--',
      '',
    ].join('\r\n'),
  )
}
