// Hardware addresses of network interfaces (EUI-48 and EUI-64), an identifier of 45 CFR 164.514(b)(2)(i)(M): six or eight pairs of hexadecimal digits
// joined by colons or hyphens, or three or four groups of four joined by dots. Twelve digits without separators count only beside a label, and so do
// pairs without a letter joined by hyphens, which may be lottery numbers as well. Fingerprints have more groups and are none.
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'
import { isInCell } from '../table-columns.ts'

const LABELS = (
  'mac,macs,mac address,mac addresses,mac addr,mac id,macaddress,macaddr,wifi mac,wlan mac,ethernet address,ethernet id,hardware address,hw address,hwaddr,' +
  'hwaddress,hw id,physical address,bssid,lladdr,link ether,ether,eui,eui 48,eui 64,eui48,eui64,bluetooth address,bluetooth id,bd addr,bdaddr,ble address'
).split(',')
/** Fingerprints and keys are written in the same way. */
const OTHERS = 'fingerprint,sha1,sha256,md5,thumbprint,checksum,digest,lottery,powerball,numbers'.split(',')
const REACH = 30
const SEPARATED =
  /^(?:[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:\1[0-9a-f]{2}\1[0-9a-f]{2})?|[0-9a-f]{4}(?:([.-])[0-9a-f]{4}){2,3})(?![0-9a-z]|[:.-][0-9a-f])/i
const LONGEST = 24

export const macAddress = defineDetector({
  id: 'mac-address',
  about: 'Hardware (MAC) address of a device',
  source: 'IEEE 802-2014 §8 (EUI-48, EUI-64); 45 CFR 164.514(b)(2)(i)(M)',
  vocabularies: { 'mac-address': LABELS, 'mac-address-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    takeSeparated(scanned, ':', 2, matches)
    takeSeparated(scanned, '-', 2, matches)
    takeSeparated(scanned, '.', 4, matches)
    if (scanned.hits('mac-address').length > 0) {
      takeSeparated(scanned, '-', 4, matches)
      takeBare(scanned, matches)
    }
    return matches.sort((a, b) => a.start - b.start)
  },
  // Made up, with locally administered or documentation prefixes (RFC 7042 §2.1.2).
  examples: {
    match: [
      '00:00:5E:00:53:AF',
      'MAC 00-00-5e-00-53-af',
      '0000.5e00.53af',
      'mac address: 02005E0053AF',
      'device AA:BB:CC:DD:EE:FF joined the ward network',
      'bssid=02:1a:2b:3c:4d:5e;',
      '"mac":"02:1A:2B:3C:4D:5E"',
      'link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff',
      'EUI-64 02-00-5E-10-00-00-00-01',
      '02:00:5e:ff:fe:10:53:01',
      'Name\tMAC\npump-4\t021A2B3C4D5E',
      '(02-1A-2B-3C-4D-5E)',
      'Physical Address. . . . : 02-1A-2B-3C-4D-5E',
      'dhcp: 10.0.0.7 is at 02:1a:2b:3c:4d:5e.',
      'MAC: 021a-2b3c-4d5e',
      'bluetooth address 02:1A:2B:3C:4D:5E, paired',
      'arp 021a.2b3c.4d5e Vlan10',
      'hwaddr 02:11:22:33:44:55',
    ],
    ignore: [
      '12:34:56',
      'MAC: __:__:__:__:__:__',
      '00:00:00:00:00:00',
      'drawn: 05-12-23-34-45-51',
      'fingerprint 43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8',
      'SHA1 43:51:43:A1:B5:FC:8B:B7:0A:3A:A9:B1:0F:66:73:A8:00:11:22:33',
      '550e8400-e29b-41d4-a716-446655440000',
      'from 10:00 to 12:00',
      'ff:ff:ff:ff:ff:ff',
      'order 021A2B3C4D5E',
      'commit 3f2a9c1b7d4e',
      '2001:db8:0:1:2:3:4:5',
      'the Mac Pro in room 12',
      'gg:hh:ii:jj:kk:ll',
      '01:02:03:04:05',
      'x02:1A:2B:3C:4D:5E:77',
      'Big Mac 5.99',
      'mac address on file',
      '1234.5678',
      'version 1234.5678.9012',
    ],
  },
})

/** Addresses whose groups of `width` digits are joined by `mark`: a candidate is a mark with the next one a group away. */
function takeSeparated(scanned: ScannedText, mark: string, width: number, matches: Match[]): void {
  const { text } = scanned
  for (let at = text.indexOf(mark, width); at >= 0; at = text.indexOf(mark, at)) {
    const start = at - width
    if (text[at + width + 1] !== mark || !isHex(text.charCodeAt(at - 1)) || (start > 0 && isPartOfLonger(text, start))) {
      at++
      continue
    }
    const address = SEPARATED.exec(text.slice(start, start + LONGEST + 2))?.[0]
    at++
    if (!address) continue
    const confidence = judge(scanned, start, address)
    if (confidence) matches.push(toMatch(start, address, confidence))
    at = start + address.length
  }
}

const FORMS = tokenForms({ pure: [12, 16], mixed: [12, 16] })

/** `02005E0053AF` beside a label. */
function takeBare(scanned: ScannedText, matches: Match[]): void {
  const { text, tokens } = scanned
  for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
    const start = tokens.starts[i] as number
    const end = tokens.ends[i] as number
    if ((end - start !== 12 && end - start !== 16) || !/^[0-9a-f]+$/i.test(text.slice(start, end)) || isPartOfLonger(text, start)) continue
    if (!isInCell(scanned.cells('mac-address'), start) && labelBefore(scanned.hits('mac-address'), start, 14) === Infinity) continue
    matches.push(toMatch(start, text.slice(start, end), 'high'))
  }
}

function judge(scanned: ScannedText, start: number, address: string): Confidence | undefined {
  // All zeros and all ones name no device.
  if (/^[0f]+$/i.test(address.replace(/[:.-]/g, '')) && new Set(address.toLowerCase().replace(/[:.-]/g, '')).size === 1) return undefined
  const other = labelBefore(scanned.hits('mac-address-others'), start, REACH)
  const label = isInCell(scanned.cells('mac-address'), start) ? 0 : labelBefore(scanned.hits('mac-address'), start, REACH)
  if (label < Infinity && label <= other) return 'high'
  if (other < Infinity) return undefined
  if (/[a-f]/i.test(address)) return 'high'
  return address[2] === ':' && address.length > 17 - 1 ? 'medium' : undefined
}

function toMatch(start: number, address: string, confidence: Confidence): Match {
  const value = address.replace(/[:.-]/g, '').toUpperCase()
  return { start, end: start + address.length, confidence, value, excerpt: `**:**:**:**:**:${value.slice(-2)}` }
}

function isHex(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66)
}

function isPartOfLonger(text: string, start: number): boolean {
  return /[0-9A-Za-z]$|[0-9A-Fa-f][:.-]$/.test(text.slice(Math.max(0, start - 2), start))
}
