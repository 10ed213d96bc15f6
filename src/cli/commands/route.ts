// `postern route ADDRESS…`: the route that each recipient would get today, for each protection and for a message in which the policy finds
// nothing, without sending. Probes the mail hosts as `postern probe` does; what a delivery's own session shows later overrules it.

import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ROUTES } from '../../app/routes.ts'
import type { Config } from '../../domain/config.ts'
import { EMPTY_VIEW } from '../../domain/content.ts'
import type { Posture } from '../../domain/posture.ts'
import { PROTECTIONS, type Protection } from '../../domain/protection.ts'
import type { Plan } from '../../domain/route.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { loadPolicySet } from '../../pipeline/load-policy.ts'
import { evaluate } from '../../policy/evaluate.ts'
import { planRoutes } from '../../policy/plan-route.ts'
import type { PolicySet } from '../../policy/policy-set.ts'
import { formatProblem } from '../../policy/problem.ts'
import { parseMailbox } from '../../smtp/address.ts'
import { CommandFailure, EXIT, examples, print } from '../command.ts'
import { inOrder } from '../in-order.ts'
import { createProber } from '../prober.ts'
import { readConfig } from './config.ts'

interface RouteOptions {
  readonly config: string
  readonly json?: boolean
}

interface Destined {
  readonly address: string
  readonly domain: string
}

const PARALLEL = 8

export function addRoute(program: Command): void {
  examples(
    program
      .command('route')
      .description('the route that each recipient would get today, for each protection, without sending')
      .argument('<address...>', 'recipients')
      .option('-c, --config <file>', 'configuration file', 'postern.yaml')
      .option('--json', 'one JSON object a line')
      .action(route),
    ['postern route pat@example.org', 'postern route pat@example.org kim@example.net --json'],
  )
}

async function route(addresses: readonly string[], options: RouteOptions): Promise<void> {
  const recipients = addresses.map(destinedFor)
  const config = await readConfig(options.config)
  const policy = readPolicies(config)
  const prober = await openProber(config)
  try {
    await inOrder(
      recipients,
      PARALLEL,
      async (recipient) => ({ recipient, posture: await prober.assess(recipient.domain) }),
      ({ recipient, posture }) => {
        const report = routeReport(recipient.address, posture, policy, config.portal.expires)
        print(report, describe(report), options.json)
      },
    )
  } finally {
    await prober.close()
  }
}

function destinedFor(address: string): Destined {
  const mailbox = parseMailbox(address)
  if (!mailbox) throw new CommandFailure(EXIT.usage, `${JSON.stringify(address)} is not a mail address; write it as user@example.org`)
  return { address, domain: mailbox.domain }
}

function readPolicies(config: Config): PolicySet {
  const loaded = loadPolicySet([...config.policies], { routes: ROUTES.map(({ name }) => name) })
  if (loaded.ok) return loaded.policy
  throw new CommandFailure(EXIT.usage, `the policies are not sound\n${loaded.problems.map(formatProblem).join('\n')}`)
}

async function openProber(config: Config) {
  const {
    resolver,
    ca,
    port,
    dane,
    'dane-canary': canary,
    'sts-port': stsPort,
    'private-addresses': privateAddresses,
    'tls-profile': tlsProfile,
    'min-tls': minTls,
  } = config.destination
  try {
    const authorities = ca === 'system' ? ca : await readFile(ca, 'utf8')
    return await createProber({
      resolver,
      ca: authorities,
      port,
      stsPort,
      dane,
      canary,
      privateAddresses,
      tlsProfile,
      minTls,
      ehloName: config.hostname,
    })
  } catch (error) {
    throw new CommandFailure(EXIT.usage, (error as Error).message)
  }
}

/** What one protection would lead to: routes in order, or why there are none. */
interface RouteAnswer {
  readonly plan: Plan['kind']
  readonly routes: readonly string[]
  readonly why: string
}

interface RouteReport {
  readonly recipient: string
  readonly posture: string
  /** `policy`: a message in which no rule finds anything; then each protection that a rule may ask for. */
  readonly outcomes: Readonly<Record<'policy' | Protection, RouteAnswer>>
}

export function routeReport(address: string, posture: Posture, policy: PolicySet, portalExpires: number): RouteReport {
  const unremarkable = evaluate(policy, { view: EMPTY_VIEW, findings: [], envelopeFrom: '', now: posture.checkedAt }, { address })
  const answer = (verdict: Verdict) => answerOf(verdict, planRoutes(verdict, posture, ROUTES, { portalExpires }))
  const asked = (protection: Protection): Verdict => ({
    ...unremarkable,
    action: 'deliver',
    protection,
    otherwise: protection === 'portal' ? [] : ['portal'],
    via: ['portal'],
  })
  const outcomes = PROTECTIONS.map((protection) => [protection, answer(asked(protection))] as const)
  return {
    recipient: address,
    posture: posture.verdict,
    outcomes: { policy: answer(unremarkable), ...(Object.fromEntries(outcomes) as Record<Protection, RouteAnswer>) },
  }
}

function answerOf(verdict: Verdict, plan: Plan): RouteAnswer {
  if (verdict.action !== 'deliver') return { plan: 'hold', routes: [], why: `the policy says ${verdict.action}` }
  if (plan.kind !== 'routes') return { plan: plan.kind, routes: [], why: plan.cause.publicText }
  return { plan: 'routes', routes: plan.routes.map((planned) => planned.route), why: plan.why }
}

function describe({ recipient, posture, outcomes }: RouteReport): string {
  const line = ([name, { plan, routes, why }]: readonly [string, RouteAnswer]) => {
    const way = plan === 'routes' ? routes.join(', then ') : plan === 'hold' ? 'held' : 'back to the sender'
    return `  ${(name === 'policy' ? 'nothing found' : name).padEnd(14)} ${way.padEnd(22)} ${why}`
  }
  return [`${recipient}: ${posture}`, ...Object.entries(outcomes).map(line), ''].join('\n')
}
