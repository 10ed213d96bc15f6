// P1 and P2 under fire, small: random worlds that change while mail of every demand goes through them. `npm run test:invariant` does it for as long as you like.
// Guards defended: `admit` before MAIL FROM, the live session over what is remembered, SERVFAIL is never "none", the notice's demand, no copy lost.
import { expect, it } from 'vitest'
import { runCampaign } from '../invariant/campaign.ts'

const SEED = Number(process.env.POSTERN_SEED ?? Date.now() % 1_000_000)

it(`not a protected byte in the clear, not a message lost (POSTERN_SEED=${SEED})`, async () => {
  const { broken, states, messages } = await runCampaign({ seed: SEED, size: 6, rounds: 4, burst: 12, stride: 131 })
  expect(broken, `seed ${SEED}`).toEqual([])
  expect(messages).toBe(48)
  // A world in which nothing arrives, or everything does, has tested nothing.
  expect(states.delivered ?? 0).toBeGreaterThan(0)
  expect((states.held ?? 0) + (states.failed ?? 0) + (states['awaiting-pickup'] ?? 0)).toBeGreaterThan(0)
}, 150_000)
