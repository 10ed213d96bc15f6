// Whether a rewritten message is what it was meant to be, judged by reading it again: no value that had to go is found, nothing became unreadable, and
// every text that was not to change still reads as before. Anything else is a refusal: the copy then takes the action's `else` (P5, P7).
import type { ContentView, TextPart } from '../../domain/content.ts'
import type { Finding } from '../../domain/finding.ts'
import { compactOf } from './find-values.ts'
import { headLength, type RedactResult } from './redact.ts'

export interface Reread {
  readonly view: ContentView
  readonly findings: readonly Finding[]
}

/**
 * @param gone names of the detectors and dictionaries whose values had to go
 * @returns why the change does not count, without a word of the message (P4); undefined where it does
 */
export function whyNotRedacted(before: ContentView, after: Reread, gone: ReadonlySet<string>, result: RedactResult): string | undefined {
  const unread = becameUnreadable(before, after.view)
  if (unread) return unread
  const left = after.findings.find((finding) => gone.has(finding.detector) && !isReplacement(after.view, finding, result))
  if (left) return `${left.detector} is still found in part ${left.part}`
  const kept = after.view.parts.find((part) => isEnclosed(part) && result.standsIn(part))
  if (kept) return `a value to redact is still in part ${kept.path}`
  return readsDifferently(before, after.view, result.expected)
}

/** A made-up number or a moved date is found again, and is meant to be. */
function isReplacement(view: ContentView, { part, start, end }: Finding, { replacements }: RedactResult): boolean {
  const text = view.parts.find(({ path }) => path === part)?.text.slice(start, end) ?? ''
  return replacements.has(compactOf(text))
}

export function becameUnreadable(before: ContentView, after: ContentView): string | undefined {
  const known = new Set(before.uninspectable.map(({ path, why }) => `${path} ${why}`))
  const fresh = after.uninspectable.find(({ path, why }) => !known.has(`${path} ${why}`))
  return fresh && `part ${fresh.path} could not be read any more: ${fresh.why}`
}

/** Files in archives, in texts and in links: nobody rewrites them, so that no value may stand there, whether a detector knows it without its label or not. */
const isEnclosed = ({ path }: TextPart) => /\/(?:data|file|uu)-\d/.test(path)

/** Derived readings follow from the others, and come and go with what is hidden. */
const isDerived = (part: TextPart) => /~(?!untagged$)|\/html-attrs$/.test(part.path) || isEnclosed(part)

function readsDifferently(before: ContentView, after: ContentView, expected: (part: TextPart) => string): string | undefined {
  if (outline(before) !== outline(after)) return 'the message would have other addresses or parts'
  const texts = new Map(after.parts.map((part) => [part.path, part]))
  const all = new Set(before.parts.map(({ path }) => path))
  for (const part of before.parts) {
    // XML is judged by what stands between its tags: a value may be parted by them.
    if (isDerived(part) || all.has(`${part.path}~untagged`)) continue
    const now = texts.get(part.path)
    if (bare(now ? now.text.slice(headLength(now)) : '') !== bare(expected(part))) return `part ${part.path} would read differently`
  }
  const fresh = after.parts.find((part) => !isDerived(part) && !all.has(part.path))
  return fresh && `part ${fresh.path} would be there anew`
}

/** What people read, blanks aside; brackets are written otherwise in names. */
function bare(text: string): string {
  return text.replace(/\s+/g, '').replaceAll('{', '[').replaceAll('}', ']')
}

function outline({ from, to, cc, replyTo, messageId, attachments }: ContentView): string {
  const files = attachments.map(({ path, type, declaredType, encrypted }) => [path, type, declaredType, encrypted])
  return JSON.stringify([from, to, cc, replyTo, messageId, files])
}
