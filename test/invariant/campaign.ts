// One campaign: a gateway, a random world around it, weather, mail of every demand in bursts, and at the end the judgement. Time is the campaign's own,
// so that time-outs, retries and expiry cost nothing.
import { setTimeout as pause } from 'node:timers/promises'
import { createCertificateAuthority } from '../../src/demo/internet/certificate-authority.ts'
import { isFinal, type RecipientState } from '../../src/domain/recipient-state.ts'
import { createOwnClock, type OwnClock } from '../support/own-clock.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'
import { type Judgement, judge } from './judge.ts'
import { composeMixed, MIXED_POLICY, type Sent } from './mixed-mail.ts'
import { createRandom, type Random } from './random.ts'
import { createWeather } from './weather.ts'
import { buildWorld, type World } from './world.ts'

export interface CampaignOptions {
  readonly seed: number
  /** Domains. */
  readonly size: number
  readonly rounds: number
  /** Messages of a round. */
  readonly burst: number
  /** How far apart the bytes are at which lines are cut. */
  readonly stride: number
}

export interface CampaignResult extends Judgement {
  readonly seed: number
  readonly messages: number
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const random = createRandom(options.seed)
  const clock = createOwnClock()
  const [test, foreign] = await Promise.all([
    startTestGateway({ clock, policy: MIXED_POLICY, internet: { domains: ['example-health.test'] }, config: settings(random) }),
    createCertificateAuthority({ name: 'Nobody trusts this one' }),
  ])
  let world: World | undefined
  try {
    world = await buildWorld(test.internet, foreign, random, options.size)
    const weather = createWeather(test.internet, world, random, options.stride)
    const sent: Sent[] = []
    for (let round = 0; round < options.rounds; round++) {
      for (let gusts = 1 + random.below(4); gusts > 0; gusts--) await weather.blow()
      const burst = Array.from({ length: options.burst }, () => sendOne(test, world as World, random))
      await weather.blow()
      sent.push(...(await Promise.all(burst)))
      await settle(test, clock, options.seed)
      clock.advance(random.pick([0, 1_000, 60_000, 1_200_000, 7_200_000]))
    }
    await weather.clear()
    await settle(test, clock, options.seed, true)
    return { seed: options.seed, messages: sent.length, ...(await judge(test, world, sent)) }
  } finally {
    await test.close()
    await world?.close()
  }
}

// What an operator may have chosen; every promise holds under all of it.
function settings(random: Random): Readonly<Record<string, unknown>> {
  const quick = { connect: '2s', greeting: '2s', command: '2s', handshake: '2s', quit: '500ms' }
  return {
    delivery: {
      retry: ['1m', '10m', '1h'],
      'tls-wait': '20m',
      expire: '8h',
      unknown: { direct: random.pick(['retry', 'park']), after: '10m' },
      'keep-open': random.pick(['1s', '5m']),
      timeouts: { ...quick, ehlo: '2s', envelope: '3s', block: '3s', 'final-dot': '3s' },
    },
    quarantine: { expire: random.pick(['4h', '2w']) },
  }
}

async function sendOne(test: TestGateway, world: World, random: Random): Promise<Sent> {
  const { mail, sent } = composeMixed(world, random)
  const reply = await test.send(mail)
  const id = /Accepted as (\S+)/.exec(reply)?.[1]
  if (!id) throw new Error(`the gateway said ${reply}`)
  return { ...sent, id }
}

const BUSY: readonly RecipientState[] = ['pending', 'ready', 'attempting']

/**
 * Pushes the clock until nothing is under way; `toTheEnd`: until nothing is even due again, with every notice to the sender out.
 * @throws where it does not come to rest: a copy that is never finished is a lost one
 */
async function settle({ gateway }: TestGateway, clock: OwnClock, seed: number, toTheEnd = false): Promise<void> {
  const patience = Date.now() + 120_000
  let before = ''
  let unchanged = 0
  for (let quiet = 0; quiet < 3; ) {
    const counts = await gateway.store.counts()
    const moving = Object.entries(counts).filter(([state, count]) => count > 0 && isMoving(state as RecipientState, toTheEnd, gateway))
    const now = JSON.stringify(counts)
    unchanged = now === before ? unchanged + 1 : 0
    before = now
    quiet = moving.length === 0 ? quiet + 1 : 0
    if (Date.now() > patience) throw new Error(`seed ${seed}: no rest: ${await explain(gateway, clock)}`)
    // Small steps while something happens, so that no healthy handshake is cut off; a host that rests keeps its mail for minutes.
    const step = unchanged < 40 && moving.some(([state]) => BUSY.includes(state as RecipientState)) ? 250 : 30_000
    if (toTheEnd || moving.length > 0) clock.advance(step)
    await pause(15)
  }
}

async function explain({ store }: TestGateway['gateway'], clock: OwnClock): Promise<string> {
  const rows = await store.recipients({ states: [...BUSY, 'deferred', 'unknown'], limit: 20 })
  return rows
    .map((row) => {
      const lease = row.leaseUntil === undefined ? '' : `, leased for ${row.leaseUntil - clock.now()} ms`
      return `${row.id} ${row.state} at ${row.domain}, due in ${row.nextAttemptAt - clock.now()} ms${lease}`
    })
    .join('; ')
}

function isMoving(state: RecipientState, toTheEnd: boolean, { config }: TestGateway['gateway']): boolean {
  if (BUSY.includes(state)) return true
  if (!toTheEnd || isFinal(state)) return false
  return state === 'deferred' || (state === 'unknown' && config.delivery.unknown.direct === 'retry')
}
