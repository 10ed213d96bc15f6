// Names and types under which an attachment is handed to a browser: RFC 6266 with the encoding of RFC 8187. The sender chose the name, so
// nothing in it may name a folder, turn the reading direction, or end early.

/** Types that no browser runs. Everything else goes as bytes: with `nosniff` and `attachment` nothing is opened in our origin either way. */
const PLAIN_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/zip']
const MAX_LENGTH = 150

/** @returns a name that is safe on any file system; `fallback` where nothing is left of it */
export function safeFileName(name: string, fallback: string): string {
  const base = name
    .normalize('NFC')
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  if (base === '') return fallback
  const characters = Array.from(base)
  if (characters.length <= MAX_LENGTH) return base
  const dot = base.lastIndexOf('.')
  const extension = dot > 0 && base.length - dot <= 12 ? base.slice(dot) : ''
  return characters.slice(0, MAX_LENGTH - extension.length).join('') + extension
}

/** Value of `Content-Disposition` for a name that `safeFileName` gave. */
export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/[%"\\]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${encoded}`}`
}

export function downloadType(type: string): string {
  return PLAIN_TYPES.includes(type.toLowerCase()) ? type.toLowerCase() : 'application/octet-stream'
}
