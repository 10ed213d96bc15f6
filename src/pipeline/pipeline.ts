// The whole story, in order (design §3): accept → inspect → decide → assess → plan → attempt → settle.
//
//   accept.ts          intake's bytes, sealed and durable, then `250`                       message.accepted
//   inspector.ts       child processes open the message : inspect-message.ts                  message.inspected
//   decide.ts          every rule, per recipient; what fails is held                        recipient.decided, message.decided
//   attempt.ts         assess the destination once (destination/), plan.ts gives the route
//   attempt-direct.ts  a proved connection to the recipient's own server                    attempt.started, attempt.committing
//   attempt-portal.ts  a grant and a notice                                                 grant.created
//   settlement.ts      what the outcome means; settle.ts carries it out                     attempt.succeeded | deferred | rerouted | failed | unknown
//   timers.ts          lost leases, ended lifetimes, the one retry of an unknown outcome
//   commands.ts        what a person may do: release, reject, cancel, retry
//
// The sequence is the guarantee: no step can be left out, and nothing plugs in between.
import { createAccept } from './accept.ts'
import type { PipelineParts } from './parts.ts'
import { recover } from './recover.ts'
import { LEASE_MS, type PipelineWorker, startWorker } from './worker.ts'

export interface Pipeline {
  /** Step 1, handed to intake. */
  readonly begin: ReturnType<typeof createAccept>
  stop(graceMs: number): Promise<void>
}

export interface PipelineOptions {
  /** See `recover`. */
  readonly alone: boolean
  /** Milliseconds; default `LEASE_MS`. */
  readonly leaseMs?: number
}

export async function startPipeline(parts: PipelineParts, { alone, leaseMs = LEASE_MS }: PipelineOptions): Promise<Pipeline> {
  await recover(parts, alone)
  const worker: PipelineWorker = startWorker(parts, leaseMs)
  return { begin: createAccept(parts, worker.handover), stop: worker.stop }
}
