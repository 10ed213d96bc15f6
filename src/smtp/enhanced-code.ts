// Enhanced status codes, RFC 3463 and RFC 5248: the code that fits a reply when nobody said a better one.
// No default blames the recipient's mailbox (5.1.1, 5.2.2): Salesforce would mark a good contact as bad (salesforce.md §2.6).

const DEFAULTS: Readonly<Record<number, string>> = {
  214: '2.0.0',
  220: '2.0.0',
  221: '2.0.0',
  235: '2.7.0',
  250: '2.0.0',
  252: '2.0.0',
  421: '4.3.2',
  450: '4.7.1',
  451: '4.3.0',
  452: '4.3.1',
  454: '4.7.0',
  500: '5.5.2',
  501: '5.5.4',
  502: '5.5.1',
  503: '5.5.1',
  504: '5.5.4',
  530: '5.7.0',
  535: '5.7.8',
  538: '5.7.11',
  550: '5.7.1',
  552: '5.3.4',
  553: '5.6.7',
  554: '5.6.0',
  555: '5.5.4',
}

/** @param code SMTP reply code, 2xx, 4xx or 5xx @returns '' for 3xx, which carry none (RFC 2034 §4) */
export function defaultEnhancedCode(code: number): string {
  const kind = Math.floor(code / 100)
  return kind === 3 ? '' : (DEFAULTS[code] ?? `${kind}.0.0`)
}

/** Does the text of a reply begin with an enhanced code of the reply's own class? */
export function startsWithEnhancedCode(code: number, text: string): boolean {
  return new RegExp(`^${Math.floor(code / 100)}\\.\\d{1,3}\\.\\d{1,3}(?: |$)`).test(text)
}
