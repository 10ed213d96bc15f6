// Keys of the language (design §6) that this version knows and checks but cannot obey yet. They are refused, because a policy that is half obeyed
// is worse than one that does not load. When a key comes to work, its line here goes.

export const ARRIVES_LATER = {
  'portal.auth': 'portal sign-in beyond `link`',
} as const satisfies Record<string, string>

export type ArrivesLater = keyof typeof ARRIVES_LATER

/** The words "arrives later" are what people and tests look for. */
export function laterProblem(key: ArrivesLater): { readonly message: string; readonly hint: string } {
  return sayLater(ARRIVES_LATER[key])
}

/** A detector of design §6 that is not built in. */
export function detectorArrivesLater(id: string): { readonly message: string; readonly hint: string } {
  return sayLater(`the detector \`${id}\``)
}

function sayLater(what: string): { readonly message: string; readonly hint: string } {
  return { message: `${what} arrives later: this version knows it but cannot obey it yet`, hint: 'take it out until then' }
}
