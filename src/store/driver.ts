// What a dialect's driver is: it runs verbs, many in one transaction, and knows when others have changed the database.
import type { VerbArgs, VerbName, VerbResult } from './verbs/verbs.ts'

export interface Driver {
  /** Resolves after the commit that made the verb durable. @throws StoreError where the verb failed, having changed nothing */
  call<Name extends VerbName>(verb: Name, ...args: VerbArgs<Name>): Promise<VerbResult<Name>>
  /** Calls back when another process may have brought work; undefined stops it. */
  watch(listener: (() => void) | undefined): void
  /** Tells other processes that there may be work: a hint, sent after the commit. */
  announce(): void
  /** See `Store.durability`. */
  durability(): Promise<Readonly<Record<string, string>>>
  /** Finishes what was called before. */
  close(): Promise<void>
}
