// Small attachments made by hand, each a true file of its kind, so that a demo message can be opened by whoever downloads it.
import { crc32, deflateSync } from 'node:zlib'

export interface Attachment {
  readonly name: string
  readonly type: string
  readonly content: Buffer
}

export function csvFile(name: string, rows: readonly (readonly string[])[]): Attachment {
  const text = rows.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\r\n')
  return { name, type: 'text/csv', content: Buffer.from(`${text}\r\n`) }
}

/** One page with one line of text (ISO 32000-1 §7.5: header, objects, cross-reference table, trailer). @param line ASCII */
export function pdfFile(name: string, line: string): Attachment {
  const text = `BT /F1 14 Tf 72 720 Td (${line.replace(/[\\()]/g, '\\$&')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return { name, type: 'application/pdf', content: Buffer.from(file + table + trailer, 'latin1') }
}

/** A ZIP with one file behind a password (APPNOTE 4.4.4 flag 0, 6.1): the bytes are noise, since nobody here knows the password either. */
export function lockedZip(name: string, inside: string): Attachment {
  const noise = Buffer.alloc(64, 0xa7)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(1, 2)
  common.writeUInt32LE(crc32(noise), 10)
  common.writeUInt32LE(noise.length, 14)
  common.writeUInt32LE(noise.length - 12, 18)
  common.writeUInt16LE(inside.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(inside), noise])
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), Buffer.from(inside)])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(local.length, 16)
  return { name, type: 'application/zip', content: Buffer.concat([local, entry, end]) }
}

/** A square of one colour, 8-bit RGB (PNG, RFC 2083). */
export function pngFile(name: string, side: number, [red, green, blue]: readonly [number, number, number]): Attachment {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3).map((_, i) => [red, green, blue][i % 3] ?? 0)])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))
  return {
    name,
    type: 'image/png',
    content: Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]),
  }
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

/** An appointment (RFC 5545). @param start and @param end `20261201T150000Z` */
export function icsFile(name: string, event: { summary: string; start: string; end: string; organizer: string; uid: string }): Attachment {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example Health//Scheduling//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `DTSTAMP:${event.start}`,
    `DTSTART:${event.start}`,
    `DTEND:${event.end}`,
    `SUMMARY:${event.summary}`,
    `ORGANIZER:mailto:${event.organizer}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return { name, type: 'text/calendar', content: Buffer.from(`${lines.join('\r\n')}\r\n`) }
}
