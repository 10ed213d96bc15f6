// Names that can be trusted to say something: media types for the ledger (a closed list: a declared type is free text, and P4 keeps that out of clear
// records), and the documents and archives that a declared type or a file name claims a part to be.
import { MAGIC_TYPES } from './format-magic.ts'

const KNOWN_TYPES: ReadonlySet<string> = new Set([
  ...MAGIC_TYPES,
  ...(
    'text/plain text/html text/csv text/calendar text/vcard text/x-vcard text/directory text/xml text/enriched text/richtext text/rtf text/markdown ' +
    'text/css text/tab-separated-values text/rfc822-headers text/x-amp-html message/rfc822 message/global message/news message/partial ' +
    'message/external-body message/delivery-status message/disposition-notification message/feedback-report multipart/mixed multipart/alternative ' +
    'multipart/related multipart/report multipart/signed multipart/encrypted multipart/digest multipart/form-data multipart/appledouble ' +
    'image/heic image/heif image/avif image/svg+xml audio/mp4 audio/x-m4a audio/webm video/3gpp video/ogg video/x-matroska video/x-ms-wmv ' +
    'application/octet-stream application/msword application/vnd.ms-excel application/vnd.ms-powerpoint application/vnd.ms-project ' +
    'application/vnd.visio application/vnd.openxmlformats-officedocument.wordprocessingml.document ' +
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.openxmlformats-officedocument.presentationml.presentation ' +
    'application/vnd.oasis.opendocument.text application/vnd.oasis.opendocument.spreadsheet application/vnd.oasis.opendocument.presentation ' +
    'application/vnd.apple.pages application/vnd.apple.numbers application/vnd.apple.keynote application/x-tar application/epub+zip ' +
    'application/java-archive application/dicom application/json application/xml application/javascript application/x-javascript application/xhtml+xml ' +
    'application/yaml application/sql application/mac-binhex40 application/applefile application/ms-tnef application/x-pkcs12 application/pkcs12 ' +
    'application/pkcs7-mime application/x-pkcs7-mime application/pkcs7-signature application/x-pkcs7-signature application/pgp-encrypted ' +
    'application/pgp-signature application/pgp-keys application/pkix-cert application/pkix-crl application/x-x509-ca-cert ' +
    'application/x-x509-user-cert application/x-pem-file application/ics application/x-mimearchive application/mbox application/hl7-v2 ' +
    'application/fhir+json application/fhir+xml application/font-woff application/vnd.ms-opentype application/vnd.ms-fontobject'
  ).split(' '),
])
const FAMILIES = new Set(['text', 'image', 'audio', 'video', 'font', 'message', 'multipart', 'model'])

/** @returns the type where it is one of the closed list, else `image/other` and the like, else `application/octet-stream` */
export function knownType(type: string): string {
  if (KNOWN_TYPES.has(type)) return type
  const family = type.slice(0, type.indexOf('/'))
  return FAMILIES.has(family) ? `${family}/other` : 'application/octet-stream'
}

/** Types that say nothing. */
const GENERIC = new Set([
  'application/octet-stream',
  'application/binary',
  'application/unknown',
  'application/x-unknown',
  'application/force-download',
  'application/x-download',
  'application/download',
  'binary/octet-stream',
])
const MEDIA_TYPE = /^(?:(?:image|audio|video|font)\/|application\/(?:(?:x-)?font|vnd\.ms-(?:opentype|fontobject)|ogg|mp4|x-troff-msvideo))/
const MEDIA_NAMES =
  'jpg jpeg jpe jfif png gif bmp dib tif tiff webp heic heif avif ico cur emf wmf psd jp2 jxl wav mp3 m4a aac ogg oga opus flac amr mid midi wma aif aiff au ' +
  'snd caf mp4 m4v mov qt avi wmv asf mpg mpeg webm mkv ogv 3gp 3g2 flv ts ttf ttc otf woff woff2 eot'
const TEXT_NAMES =
  'txt text log csv tsv tab md markdown htm html xhtml shtml xml json yaml yml sql ini conf ics ical vcf vcard eml emlx mht mhtml mbox mbx svg hl7 edi x12 bak dat'
const WORD_NAMES = 'doc wbk'
const EXCEL_NAMES = 'xls xlt xlw'
const DOCUMENT_NAMES =
  'pdf rtf docx docm dotx dotm xlsx xlsm xlsb xltx xltm ppt pptx pptm pot potx pps ppsx odt ods odp odg ott ots sxw sxc sxi pages numbers ps eps ai xps oxps ' +
  'wpd wps wri hwp one msg pst ost oft mdb accdb mpp vsd vsdx dcm dicom epub mobi djvu dwg dxf sqlite sqlite3'
const ARCHIVE_NAMES =
  'zip zipx 7z rar tar gz tgz bz2 tbz tbz2 xz txz zst lz lzma cab arj lzh lha ace iso img dmg jar war apk ipa deb rpm sit sitx hqx uue xxe pfx p12 gpg exe dll msi'
const media = new Set(MEDIA_NAMES.split(' '))
const other = new Set(`${TEXT_NAMES} ${WORD_NAMES} ${EXCEL_NAMES} ${DOCUMENT_NAMES} ${ARCHIVE_NAMES}`.split(' '))
const word = new Set(WORD_NAMES.split(' '))
const excel = new Set(EXCEL_NAMES.split(' '))
const documents = new Set(DOCUMENT_NAMES.split(' '))
const archives = new Set(ARCHIVE_NAMES.split(' '))

const WORD_TYPE = /^application\/(?:x-)?(?:msword|vnd\.ms-word)$/
const EXCEL_TYPE = /^application\/(?:x-)?(?:ms-?excel|vnd\.ms-excel)$/
const DOCUMENT_TYPE =
  /^(?:application\/(?:(?:x-)?(?:pdf|rtf|wordperfect|hwp|onenote|dicom|mspowerpoint|msaccess|sqlite3|tex-dvi)|postscript|epub\+zip|oxps|vnd\.(?:openxmlformats-officedocument\.|oasis\.opendocument\.|sun\.xml\.|stardivision\.|apple\.|lotus-|wordperfect|visio|sqlite3|ms-(?:word|excel|powerpoint|project|works|outlook|xpsdocument|tnef|access))|ms-tnef|x-iwork-|msonenote)|text\/rtf$)/
const ARCHIVE_TYPE =
  /^application\/(?:(?:x-)?(?:zip|gzip|g?tar|compress|bzip|xz|zstd|rar|lzh|lha|arj|ace|stuffit|(?:mac-)?binhex|macbinary|cpio|iso9660|apple-diskimage|msdownload|dosexec|msi|java-archive|pkcs12|uuencode)|applefile|vnd\.(?:rar|ms-cab|android\.package|debian)|x-7z)/

/** What a part claims to be: by its declared type, and by every name that the header gives it. */
export interface Claims {
  /** A document or an archive that text cannot be, told by label; undefined where there is no such claim. */
  readonly document?: 'document' | 'archive' | 'Word document' | 'Excel sheet'
  /** A picture, sound, video or font, and nothing against it. */
  readonly media: boolean
  /** The declared type or a name says media, whatever else is said. */
  readonly someMedia: boolean
}

/** @param declared media type, lower case @param names decoded file names */
export function claimsOf(declared: string, names: readonly string[]): Claims {
  const extensions = names.map(extensionOf).filter((extension) => extension !== '')
  const mediaType = MEDIA_TYPE.test(declared)
  const generic = GENERIC.has(declared)
  const mediaNames = extensions.length > 0 && extensions.every((extension) => media.has(extension))
  const claims = [typeClaim(declared), ...extensions.map(nameClaim)].filter((claim) => claim !== undefined)
  const document =
    claims.find((claim) => claim === 'document' || claim === 'archive') ?? claims.find((claim) => claim === 'Word document') ?? claims[0]
  const fits = mediaType ? !extensions.some((extension) => other.has(extension)) : generic && (mediaNames || extensions.length === 0)
  return { ...(document ? { document } : {}), media: fits && document === undefined, someMedia: mediaType || mediaNames }
}

function typeClaim(type: string): Claims['document'] {
  if (WORD_TYPE.test(type)) return 'Word document'
  if (EXCEL_TYPE.test(type)) return 'Excel sheet'
  if (DOCUMENT_TYPE.test(type)) return 'document'
  return ARCHIVE_TYPE.test(type) ? 'archive' : undefined
}

function nameClaim(extension: string): Claims['document'] {
  if (word.has(extension)) return 'Word document'
  if (excel.has(extension)) return 'Excel sheet'
  if (documents.has(extension)) return 'document'
  return archives.has(extension) ? 'archive' : undefined
}

/** @returns the part of a file name after its last dot, lower case; '' where there is none */
export function extensionOf(name: string): string {
  // Windows drops blanks and dots at the end of a name.
  const tail = name.slice(-200).replace(/[. ]{1,200}$/, '')
  const dot = tail.lastIndexOf('.')
  return dot < 0
    ? ''
    : tail
        .slice(dot + 1)
        .trim()
        .toLowerCase()
}
