// AUTH PLAIN and LOGIN (RFC 4954, RFC 4616): which senders do these credentials belong to? Every sender is compared, in constant time, so that
// neither a right user name nor the position in the list shows in how long the answer takes.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { SenderOptions } from './intake-options.ts'

/** Who a session has shown itself to be. */
export interface Identity {
  readonly user: string
  /** `senders[].name` whose user and password these are. */
  readonly senders: ReadonlySet<string>
}

export function createCredentials(senders: readonly SenderOptions[]): (user: string, password: string) => Identity | undefined {
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  const known = senders.flatMap(({ name, auth }) => (auth ? [{ name, user: digest(auth.user), password: digest(auth.password) }] : []))
  return (user, password) => {
    const shown = { user: digest(user), password: digest(password) }
    const matches = known.map((sender) => {
      const userFits = timingSafeEqual(sender.user, shown.user)
      const passwordFits = timingSafeEqual(sender.password, shown.password)
      return userFits && passwordFits ? [sender.name] : []
    })
    const names = new Set(matches.flat())
    return names.size > 0 ? { user, senders: names } : undefined
  }
}
