// `notice`: a text at the top or bottom of what the mail program shows as the message, in every alternative of it alike. Signed and encrypted parts are
// left alone: a message that has nothing else has no place for a notice.
import type { Edit } from '../../domain/edit-script.ts'
import type { NoticeText } from '../../domain/verdict.ts'
import type { ContentLimits } from '../content-limits.ts'
import { applyTextEdits, type TextEdit } from './mapped-text.ts'
import { byteEdits } from './text-bytes.ts'
import { type LeafText, messageEdits } from './walk-edits.ts'

const WIDTH = 72

export function noticeEdits(
  bytes: Buffer,
  notices: readonly NoticeText[],
  limits: ContentLimits,
): { readonly edits: readonly Edit[] } | { readonly failed: string } {
  let placed = 0
  const edits = messageEdits(bytes, limits, {
    header: () => [],
    leaf(leaf) {
      if (!leaf.main || (leaf.as !== 'html' && leaf.as !== 'text')) return undefined
      placed++
      const made = leaf.as === 'html' ? htmlEdits(leaf.text, notices) : plainEdits(leaf.text, notices)
      return byteEdits(leaf.bytes, leaf.text, leaf.charset, made) ?? { whole: applyTextEdits(leaf.text, made) }
    },
  })
  return placed > 0 && edits.length > 0 ? { edits } : { failed: 'no part of the message can take the notice' }
}

function texts(notices: readonly NoticeText[], place: NoticeText['place']): readonly string[] {
  return notices.filter((notice) => notice.place === place).map(({ text }) => text.trim())
}

function plainEdits(text: LeafText['text'], notices: readonly NoticeText[]): TextEdit[] {
  const [top, bottom] = [texts(notices, 'top'), texts(notices, 'bottom')]
  const edits: TextEdit[] = []
  if (top.length > 0) edits.push({ start: 0, end: 0, text: `${top.map(lines).join('\r\n\r\n')}\r\n\r\n` })
  const gap = text === '' || text.endsWith('\n') ? '\r\n' : '\r\n\r\n'
  if (bottom.length > 0) edits.push({ start: text.length, end: text.length, text: `${gap}${bottom.map(lines).join('\r\n\r\n')}\r\n` })
  return edits
}

function lines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), '$1\r\n').replace(/\r\n$/, ''))
    .join('\r\n')
}

/** Entities for all that is not ASCII: right in every charset. */
function htmlEdits(html: string, notices: readonly NoticeText[]): TextEdit[] {
  const block = (text: string) => `<div>${lines(text).split('\r\n').map(escaped).join('\r\n')}</div>\r\n`
  const joined = (place: NoticeText['place']) =>
    texts(notices, place)
      .map((text) => text.split(/\r?\n/).map(block).join(''))
      .join('')
  const [top, bottom] = [joined('top'), joined('bottom')]
  const start = /<body(?:\s[^>]*)?>/i.exec(html)
  const head = start ? undefined : /<\/head\s*>|<html(?:\s[^>]*)?>(?![\s\S]*<\/head)|<!doctype[^>]*>(?![\s\S]*<html)/i.exec(html)
  const from = start ? start.index + start[0].length : head ? head.index + head[0].length : 0
  const ends = [html.toLowerCase().lastIndexOf('</body'), html.toLowerCase().lastIndexOf('</html')].filter((at) => at >= from)
  const to = ends.length > 0 ? Math.min(...ends) : html.length
  return [
    ...(top === '' ? [] : [{ start: from, end: from, text: `\r\n${top}` }]),
    ...(bottom === '' ? [] : [{ start: to, end: to, text: `\r\n${bottom}` }]),
  ]
}

function escaped(text: string): string {
  return text.replace(/[&<>"]|[^\x20-\x7e]/gu, (char) => `&#${char.codePointAt(0)};`)
}
