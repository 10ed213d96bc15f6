// Keys of the language (design §6) that this version knows and checks but cannot obey yet. They are refused, because a policy that is half obeyed
// is worse than one that does not load. When a key comes to work, its line here goes.

export const ARRIVES_LATER = {
  layer: '`layer` (policies for one domain or address)',
  'lists.file': 'a list kept in a file',
  dictionaries: '`dictionaries`',
  detectors: '`detectors` of your own',
  'when.salesforce': 'the condition `salesforce`',
  'when.consent': 'the condition `consent`',
  'found.distinct': '`distinct` beside `found`',
  'found.confidence': '`confidence` beside `found`',
  'then.proof': '`proof`',
  'then.via': '`via`',
  'then.redact': 'the action `redact`',
  'then.journal': 'the action `journal`',
  'then.header': 'the action `header`',
  'then.subject': 'the action `subject`',
  'then.notice': 'the action `notice`',
  'portal.auth': '`portal: {auth}` beyond `link`',
} as const satisfies Record<string, string>

export type LaterKey = keyof typeof ARRIVES_LATER

/** The problem's sentence; the words "arrives later" are what people and tests look for. */
export function arrivesLater(key: LaterKey): { readonly message: string; readonly hint: string } {
  return laterProblem(ARRIVES_LATER[key])
}

/** A detector of design §6 that is not built in. */
export function detectorArrivesLater(id: string): { readonly message: string; readonly hint: string } {
  return laterProblem(`the detector \`${id}\``)
}

function laterProblem(what: string): { readonly message: string; readonly hint: string } {
  return {
    message: `${what} arrives later: it is part of the language, but this version cannot obey it`,
    hint: 'take it out for now, or keep the file out of `policies`',
  }
}
