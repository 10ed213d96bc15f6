// Somebody takes one copy away while it and its neighbours are about to move together: the neighbours go on at once, not when a lease ends.
import { expect, it } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { atRest, startTestGateway } from '../support/test-gateway.ts'

/** Nothing goes from hand to hand: the worker leases from the store. */
const BY_THE_STORE = { config: { inspect: { 'in-memory': '0MiB' } } }

type Patched = { -readonly [Verb in keyof Store]: Store[Verb] }

it('a copy cancelled between lease and start keeps nobody waiting who was to travel with it', async () => {
  const test = await startTestGateway(BY_THE_STORE)
  try {
    const store = test.gateway.store as Patched
    const { leaseDue } = store
    let cancelled = false
    store.leaseDue = async (query) => {
      const group = await leaseDue(query)
      const copies = group?.items.flatMap(({ recipients }) => recipients) ?? []
      const [first] = copies
      if (!cancelled && first && copies.length > 1) {
        cancelled = true
        const event = { at: 1, message: first.message, recipient: first.id, actor: 'cli:test', data: {} } as const
        await store.apply({ steps: [{ event: { ...event, kind: 'recipient.cancelled' }, move: { kind: 'recipient.cancelled' } }] })
      }
      return group
    }
    await test.send({ to: ['ann@clinic-tls13.test', 'ben@clinic-tls13.test', 'cleo@clinic-tls13.test'] })
    const copies = await test.settled(undefined, (copy) => atRest(copy))
    expect(copies.map(({ state }) => state).sort()).toEqual(['cancelled', 'delivered', 'delivered'])
    expect(test.logLines.filter((line) => line.includes('attempt.refused'))).toHaveLength(1)
  } finally {
    await test.close()
  }
})

it('a copy cancelled while its message is read keeps the verdicts of the others from nobody', async () => {
  const test = await startTestGateway(BY_THE_STORE)
  try {
    const store = test.gateway.store as Patched
    const { leaseMessages } = store
    let cancelled = false
    store.leaseMessages = async (query) => {
      const leased = await leaseMessages(query)
      const first = leased[0]?.recipients[0]
      if (!cancelled && first) {
        cancelled = true
        const event = { at: 1, message: first.message, recipient: first.id, actor: 'cli:test', data: {} } as const
        await store.apply({ steps: [{ event: { ...event, kind: 'recipient.cancelled' }, move: { kind: 'recipient.cancelled' } }] })
      }
      return leased
    }
    await test.send({ to: ['ann@clinic-tls13.test', 'ben@clinic-tls13.test'] })
    const copies = await test.settled(undefined, (copy) => atRest(copy))
    expect(copies.map(({ state }) => state).sort()).toEqual(['cancelled', 'delivered'])
    expect(test.logLines.filter((line) => line.includes('decide.refused'))).toHaveLength(1)
  } finally {
    await test.close()
  }
})

it('a copy cancelled as soon as it was accepted keeps its neighbours from nobody, where mail goes from hand to hand', async () => {
  const test = await startTestGateway()
  try {
    const store = test.gateway.store as Patched
    const { accept } = store
    store.accept = async (message, events) => {
      const outcome = await accept(message, events)
      const [first] = outcome.accepted
      if (first && message.kind === 'mail') {
        const event = { at: 1, message: message.id, recipient: first, actor: 'cli:test', data: {} } as const
        await store.apply({ steps: [{ event: { ...event, kind: 'recipient.cancelled' }, move: { kind: 'recipient.cancelled' } }] })
      }
      return outcome
    }
    await test.send({ to: ['ann@clinic-tls13.test', 'ben@clinic-tls13.test'] })
    const copies = await test.settled(undefined, (copy) => atRest(copy))
    expect(copies.map(({ state }) => state).sort()).toEqual(['cancelled', 'delivered'])
  } finally {
    await test.close()
  }
})
