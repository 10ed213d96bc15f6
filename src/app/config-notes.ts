// What is sound in a configuration and still worth a word: said by `config check`, and in the log at start.

import type { Config } from '../domain/config.ts'
import { parseDuration } from '../domain/quantity.ts'

/** @returns sentences that name the field and what to do; none holds a secret or an address of a person */
const EVENTS_DEFAULT = parseDuration('6y')

export function configNotes(config: Config): readonly string[] {
  const { portal } = config.listen
  const notes: string[] = []
  if (new URL(config.portal.url).protocol === 'https:' && !portal.cert && portal['trusted-proxy'].length === 0) {
    notes.push(
      'listen.portal: recipients come by https and the listener has no certificate, so a proxy stands in front, but trusted-proxy does not name it: ' +
        'all recipients share one rate limit; write the proxy’s address, for example trusted-proxy: [127.0.0.1]',
    )
  }
  const { api, console } = config.listen
  for (const [name, listener] of Object.entries({ api, console }))
    if (listener) notes.push(`listen.${name}: arrives later, nothing listens there yet`)
  if (config.delivery.unknown.provider !== 'park')
    notes.push('delivery.unknown.provider: arrives later with the providers, and changes nothing yet')
  if (config.retention.events !== EVENTS_DEFAULT) notes.push('retention.events: evidence is not deleted yet, whatever this says')
  return notes
}
