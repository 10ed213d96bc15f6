// HTML by template: every value is escaped unless it is HTML already. There is no other way to put text into a page.

/** Markup that is known to be safe: made by `html`, or by the sanitiser through `trusted`. */
export interface Html {
  readonly markup: string
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[]

/** Tag for templates: `html`<p>${name}</p>``. Lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: strings.map((part, index) => (index === 0 ? part : render(values[index - 1]) + part)).join('') }
}

/** Takes markup as it is. Only for the sanitiser's output and for constants of this repository. */
export function trusted(markup: string): Html {
  return { markup }
}

function render(value: HtmlValue): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map(render).join('')
  if (typeof value === 'object') return (value as Html).markup
  return escapeHtml(String(value))
}

/** For text and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}
