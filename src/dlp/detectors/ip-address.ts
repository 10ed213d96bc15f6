// Internet addresses, an identifier of 45 CFR 164.514(b)(2)(i)(O): IPv4 in dotted decimal (RFC 1123 §2.1) and IPv6 in every form of RFC 4291 §2.2, with a
// zone or prefix length. Four numbers with dots may be a version, a section or a mask instead: the word before them decides, and what looks like the
// heading of a section needs a label. Addresses that name nobody (loopback, unspecified, broadcast) count with low confidence.
import { isIPv6 } from 'node:net'
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { isInCell } from '../table-columns.ts'
import { NOT_WORD, wordClassAt } from '../word-characters.ts'

const LABELS = (
  'ip,ips,ip address,ip addresses,ipaddress,ip addr,ipaddr,client ip,clientip,source ip,src,src ip,dst,remote addr,remote address,ipv4,ipv6,ipv4 address,ipv6 address,' +
  'gateway,dns,dns server,nameserver,subnet,cidr,network,dhcp,nat,host,hosts,server,login from,logged in from,sign in from,accessed from,connected from,inet,inet6,ping,ssh,' +
  'x forwarded for,x originating ip,received,vpn,lan,wan,proxy,firewall,traceroute,loopback,listen,bind'
).split(',')
/** What else is written as four numbers with dots. */
const OTHERS = (
  'version,versions,ver,vers,v,build,builds,release,releases,rel,rev,revision,firmware,fw,upgrade,upgraded,downgrade,patch,hotfix,sdk,driver,drivers,software,update,updated,' +
  'section,sections,sec,chapter,clause,paragraph,para,article,appendix,figure,fig,table,step,item,heading,oid,schema,assembly,package,plugin,app,' +
  'oracle,exchange,java,jre,jdk,chrome,chromium,firefox,safari,edge,acrobat,reader,flash,websphere,weblogic,openssl,webkit,citrix,office,outlook,sql server,' +
  'netmask,subnet mask,mask,wildcard mask,bios,kernel,runtime,framework,client version,file version,product version,part,part number,model,sku,order,invoice,dewey,ec'
).split(',')
const NUMBER = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const V4 = new RegExp(`^${NUMBER}(?:\\.${NUMBER}){3}(?![0-9A-Za-z_]|\\.\\d)`)
const PREFIX_4 = /^\/(?:3[0-2]|[12]?\d)(?!\d|\.\d)/
const PREFIX_6 = /^(?:%[0-9A-Za-z_.-]{1,15})?(?:\/(?:12[0-8]|1[01]\d|\d{1,2})(?!\d))?/
const VERSION_AFTER = /^\s(?:release|version|build|firmware|update|patch|driver|beta|rc\d)\b/i
/** Public resolvers, which people name without saying what they are. */
const RESOLVERS = new Set(['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '9.9.9.9'])
/** Characters of the longest IPv6 address, with room to see that a run is longer. */
const LONGEST_6 = 48
const REACH = 30

export const ipAddress = defineDetector({
  id: 'ip-address',
  about: 'IPv4 or IPv6 address',
  source: 'RFC 1123 §2.1, RFC 4291 §2.2, RFC 5952; 45 CFR 164.514(b)(2)(i)(O)',
  vocabularies: { 'ip-address': LABELS, 'ip-address-others': OTHERS },
  find(scanned) {
    const six = findV6(scanned)
    const four = findV4(scanned, six)
    return six.length === 0 ? four : [...six, ...four].sort((a, b) => a.start - b.start)
  },
  // Addresses of the documentation ranges (RFC 5737, RFC 3849) and private ones.
  examples: {
    match: [
      '192.0.2.44',
      'IP: 198.51.100.7',
      'logged in from 203.0.113.9:52144',
      'allow 192.0.2.0/24',
      'http://192.0.2.10/admin',
      '[203.0.113.5]',
      'client 10.20.30.40, server 10.20.30.41',
      '2001:db8::8a2e:370:7334',
      'ipv6 2001:db8:85a3:0:0:8a2e:370:7334',
      '[2001:db8::1]:443',
      '::ffff:192.0.2.128',
      'fe80::1%eth0',
      '2001:db8::/32',
      'Received: from host (192.0.2.77)',
      '"ip":"203.0.113.20"',
      'host\tip\nward-3\t192.0.2.61',
      'user@192.0.2.1',
      '127.0.0.1',
      'ping 1.1.1.1',
      'ping ::1',
      'The portal was opened from 198.51.100.23.',
      'connect to 2001:DB8:0:0:8:800:200C:417A',
    ],
    ignore: [
      'version 1.2.3.4',
      'v1.2.3.4',
      'build 10.0.19041.1',
      'Firmware 4.2.0.1 was installed',
      'upgrade to 4.2.0.1',
      'Chrome/120.0.0.0',
      '1.3.6.1.4.1.311',
      'section 4.1.2.3',
      '1.2.3.4 Scope of the agreement',
      '256.1.1.1',
      '192.168.1',
      '192.168.1.999',
      '12:34:56',
      'std::vector<int>',
      'at 10:30::15',
      'IP: ___.___.___.___',
      'aa:bb:cc:dd:ee:ff',
      'netmask 255.255.255.0',
      '$1.234.567.89',
      'ratio 1:2:3:4',
      'Foo::Bar',
      '01.02.2024.15',
      'Oracle 19.3.0.0 database',
      '1.234.567.890',
      'John 3:16',
      '1.2.3.4-beta release',
    ],
  },
})

function findV4(scanned: ScannedText, taken: readonly Match[]): Match[] {
  const { text, tokens } = scanned
  const { starts, ends, pure } = tokens
  const matches: Match[] = []
  for (let i = 0; i + 3 < tokens.count; i++) {
    const start = starts[i] as number
    // Fast way out: three more numbers must stand behind single dots.
    if ((starts[i + 3] as number) - start > 12 || !pure[i] || text.charCodeAt(ends[i] as number) !== DOT) continue
    if (text.charCodeAt(ends[i + 1] as number) !== DOT || text.charCodeAt(ends[i + 2] as number) !== DOT) continue
    const address = V4.exec(text.slice(start, start + 17))?.[0]
    if (!address || isGlued(text, start) || taken.some((match) => start >= match.start && start < match.end)) continue
    const confidence = judgeV4(scanned, start, address)
    const end = start + address.length
    const prefix = PREFIX_4.exec(text.slice(end, end + 4))?.[0] ?? ''
    if (confidence) matches.push({ start, end: end + prefix.length, confidence, value: address, excerpt: '***.***.***.***' })
    i += 3
  }
  return matches
}

function judgeV4(scanned: ScannedText, start: number, address: string): Confidence | undefined {
  const { text } = scanned
  const end = start + address.length
  const label = isInCell(scanned.cells('ip-address'), start) ? 0 : labelBefore(scanned.hits('ip-address'), start, REACH)
  const other = labelBefore(scanned.hits('ip-address-others'), start, REACH)
  if (other < label || VERSION_AFTER.test(text.slice(end, end + 12))) return undefined
  const before = text.slice(Math.max(0, start - 40), start)
  // `Chrome/120.0.0.0` names a version, `https://192.0.2.1` an address.
  if (/[A-Za-z]\/$|§\s?$/.test(before) || /^-(?:alpha|beta|rc|snapshot|dev|\d)/i.test(text.slice(end, end + 9))) return undefined
  const numbers = address.split('.').map(Number)
  if (isMask(numbers)) return label < Infinity || address === '255.255.255.255' ? 'low' : undefined
  const [first = 0] = numbers
  if (first === 127 || first === 0 || first >= 240) return 'low'
  if (label < Infinity) return 'high'
  // The number of a section or a version: outside the private range 10.0.0.0/8 no address has only small numbers but by chance.
  if (numbers.every((number) => number <= 30) && first !== 10 && !RESOLVERS.has(address)) return undefined
  return 'medium'
}

function isMask(numbers: readonly number[]): boolean {
  const bits = numbers.reduce((sum, number) => sum * 256 + number, 0)
  const hosts = 2 ** 32 - 1 - bits
  return numbers[0] === 255 && numbers[3] !== 255 && Number.isInteger(Math.log2(hosts + 1))
}

/** Runs of hexadecimal digits, colons and dots around two colons. Each run is looked at once. */
function findV6(scanned: ScannedText): Match[] {
  const { text } = scanned
  const matches: Match[] = []
  let from = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at)) {
    const after = text.charCodeAt(at + 1)
    // Most colons end a word: nothing hexadecimal follows.
    if (after !== COLON && !isHex(after)) {
      at++
      continue
    }
    let start = at
    while (start > from && at - start < LONGEST_6 && isHex(text.charCodeAt(start - 1))) start--
    let end = at
    let colons = 0
    while (end < text.length && end - start < LONGEST_6 && isPartOfV6(text.charCodeAt(end))) if (text.charCodeAt(end++) === COLON) colons++
    at = end
    from = end
    if (colons < 2 || wordClassAt(text, start - 1) !== NOT_WORD || wordClassAt(text, end) !== NOT_WORD || text[start - 1] === '.') continue
    // A full stop or colon at the end belongs to the sentence.
    while (end > start && (text[end - 1] === '.' || (text[end - 1] === ':' && text[end - 2] !== ':'))) end--
    const match = judgeV6(scanned, start, end)
    if (match) matches.push(match)
  }
  return matches
}

function judgeV6(scanned: ScannedText, start: number, end: number): Match | undefined {
  const { text } = scanned
  const address = text.slice(start, end)
  if (!isIPv6(address)) return undefined
  const label = isInCell(scanned.cells('ip-address'), start) ? 0 : labelBefore(scanned.hits('ip-address'), start, REACH)
  const groups = address.split(':').filter((group) => group !== '')
  const named = label < Infinity
  const isWide = groups.some((group) => group.length >= 3) && /\d/.test(address)
  // `::` alone is an operator, `a::b` a scope, `10:30::15` a slip, `1:2:3:4:5:6:7:8` a ratio, eight pairs a hardware address.
  if (groups.length === 0 || (!isWide && address !== '::1' && !(named && /\d/.test(address)))) return undefined
  const suffix = PREFIX_6.exec(text.slice(end, end + 20))?.[0] ?? ''
  const confidence = address === '::1' ? 'low' : 'high'
  return { start, end: end + suffix.length, confidence, value: address.toLowerCase(), excerpt: '****:****::****' }
}

const COLON = 0x3a
const DOT = 0x2e

function isHex(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66)
}

function isPartOfV6(unit: number): boolean {
  return unit === COLON || unit === 0x2e || isHex(unit)
}

function isGlued(text: string, start: number): boolean {
  return /[$€£#_+]$|\d[.,:]$|\.$/.test(text.slice(Math.max(0, start - 2), start))
}
