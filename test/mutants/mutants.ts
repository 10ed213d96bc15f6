// Each guard that a promise rests on, taken away. A promise test that stays green without its guard proves nothing.
// `find` must stand exactly once in its file: a mutant that no longer fits its code is an error, so that the list cannot rot in silence.

export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

export interface Mutant {
  /** The guard that is taken away. */
  readonly guard: string
  readonly edits: readonly Edit[]
  /** Test file that must turn red, and the tests of it to run: a pattern over their names. */
  readonly test: string
  readonly only: string
}

const P1 = 'test/promises/p1-no-plaintext.test.ts'
const P2 = 'test/promises/p2-no-loss.test.ts'
const P3 = 'test/promises/p3-no-silent-duplicate.test.ts'
const P4 = 'test/promises/p4-no-phi-in-the-open.test.ts'
const P5 = 'test/promises/p5-fail-closed.test.ts'
const P6 = 'test/promises/p6-explainable.test.ts'
const P7 = 'test/promises/p7-bytes-intact.test.ts'

export const MUTANTS: readonly Mutant[] = [
  {
    guard: 'admit says yes to everybody',
    edits: [
      {
        file: 'src/gate/admit.ts',
        find: '  const outcome = hostOutcome(session.verdict, demand)\n',
        replace:
          '  if (demand) return { admitted: true, session: session as Admitted<S> }\n  const outcome = hostOutcome(session.verdict, demand)\n',
      },
    ],
    test: P1,
    only: 'the session counts',
  },
  {
    guard: 'the remembered verdict in place of the live one',
    edits: [
      {
        file: 'src/delivery/converse.ts',
        find: 'async function passGate({ demand, signal }: DeliveryJob,',
        replace: 'async function passGate({ demand, signal, posture }: DeliveryJob,',
      },
      {
        file: 'src/delivery/converse.ts',
        find: '  const admission = admit(session, demand)\n',
        replace:
          '  const remembered = posture.mx.find((mx) => mx.host === target.host) ?? verdict\n  const admission = admit({ ...session, verdict: remembered }, demand)\n',
      },
    ],
    test: P1,
    only: 'the session counts',
  },
  {
    guard: 'a notice with the only secret goes over any connection',
    edits: [
      {
        file: 'src/policy/plan-route.ts',
        find: '  const demand = noticeDemand(verdict)\n',
        replace: "  const demand: Demand = { protection: 'any' }\n",
      },
    ],
    test: P1,
    only: 'the portal link counts as the content',
  },
  {
    guard: '250 is said without waiting for the commit',
    edits: [
      {
        file: 'src/pipeline/accept.ts',
        find: '  const outcome = await parts.store.accept(message, [acceptedEvent(complete, now, recipients)])\n',
        replace:
          '  const outcome = { accepted: recipients.map(({ id }) => id), duplicates: [] }\n  parts.store.accept(message, [acceptedEvent(complete, now, recipients)]).catch(() => {})\n',
      },
    ],
    test: P2,
    only: '250 and the commit',
  },
  {
    guard: 'blob bytes are not synced',
    edits: [
      {
        file: 'src/platform/safe-file.ts',
        find: '      await file.sync()\n      await file.close()\n',
        replace: '      await file.close()\n',
      },
    ],
    test: P2,
    only: 'power loss',
  },
  {
    guard: 'blob names are not synced',
    edits: [
      {
        file: 'src/platform/safe-file.ts',
        find: '      await layer.rename(temporary, path)\n      await layer.syncDirectory(dirname(path))\n',
        replace: '      await layer.rename(temporary, path)\n',
      },
    ],
    test: P2,
    only: 'power loss',
  },
  {
    guard: 'the database syncs now and then',
    edits: [{ file: 'src/store/sqlite/database.ts', find: 'PRAGMA synchronous = FULL', replace: 'PRAGMA synchronous = NORMAL' }],
    test: P2,
    only: 'the live connection syncs its log',
  },
  {
    guard: 'the report of a failed delivery is no part of the change of its state',
    edits: [{ file: 'src/pipeline/settle.ts', find: 'messages: told.flatMap(({ messages }) => messages),\n', replace: 'messages: [],\n' }],
    test: P2,
    only: 'right at settle.committed',
  },
  {
    guard: 'the report of a rejection is stored after its state',
    edits: [
      {
        file: 'src/pipeline/decide.ts',
        find: "    messages: told.flatMap((one) => one.messages),\n    recipients: journals.recipients,\n  })\n  parts.checkpoint('decide.committed')\n",
        replace:
          "    recipients: journals.recipients,\n  })\n  parts.checkpoint('decide.committed')\n  await parts.store.apply({ steps: [], messages: told.flatMap((one) => one.messages) })\n",
      },
    ],
    test: P2,
    only: 'right at decide.committed',
  },
  {
    guard: 'nobody is told of an expired copy',
    edits: [{ file: 'src/pipeline/expire.ts', find: 'messages: told.messages', replace: 'messages: []' }],
    test: P2,
    only: 'a hold that nobody releases',
  },
  {
    guard: 'a dead process keeps its leases',
    edits: [{ file: 'src/pipeline/timers.ts', find: 'parts.store.reclaimLeases(now)', replace: 'Promise.resolve([])' }],
    test: P3,
    only: 'before the mark: tried again',
  },
  {
    guard: 'the committing mark is not made',
    edits: [
      {
        file: 'src/delivery/transaction.ts',
        find: 'const marked = await transaction.commit(ids).catch(() => false)',
        replace: 'const marked = ids.length > 0',
      },
    ],
    test: P3,
    only: 'a lease is lost',
  },
  {
    guard: 'the last bytes go although the mark could not be made',
    edits: [
      {
        file: 'src/delivery/transaction.ts',
        find: 'const marked = await transaction.commit(ids).catch(() => false)',
        replace: 'const marked = await transaction.commit(ids).then(() => true, () => true)',
      },
    ],
    test: P3,
    only: 'only slept',
  },
  {
    guard: 'a lost attempt is always tried again',
    edits: [
      {
        file: 'src/domain/recipient-state.ts',
        find: "(move.committing ? 'unknown' : 'deferred')",
        replace: "'deferred'",
      },
    ],
    test: P3,
    only: 'after the mark',
  },
  {
    guard: 'one lease owner for all attempts of a process',
    edits: [{ file: 'src/pipeline/leases.ts', find: '{++count}', replace: '{count}' }],
    test: P3,
    only: 'only slept',
  },
  {
    guard: 'a silence after the final dot is a temporary failure',
    edits: [
      {
        file: 'src/delivery/transaction.ts',
        find: "decide(rest, { kind: 'unknown', cause:",
        replace: "decide(rest, { kind: 'deferred', cause:",
      },
    ],
    test: P3,
    only: 'park: unknown',
  },
  {
    guard: 'the one retry is not confessed',
    edits: [
      {
        file: 'src/pipeline/timers.ts',
        find: 'const duplicate: Step[] = isNotice\n',
        replace: 'const duplicate: Step[] = isNotice || now > 0\n',
      },
    ],
    test: P3,
    only: 'retry: once',
  },
  {
    guard: 'an unknown outcome is tried again and again',
    edits: [{ file: 'src/pipeline/timers.ts', find: 'if (!isNotice && recipient.retriedUnknown) continue\n', replace: '' }],
    test: P3,
    only: 'lost with its process',
  },
  {
    guard: 'nobody remembers that an unknown outcome was tried again',
    edits: [{ file: 'src/pipeline/timers.ts', find: 'nextAttemptAt: now, retriedUnknown: true', replace: 'nextAttemptAt: now' }],
    test: P3,
    only: 'not tried a third time',
  },
  {
    guard: 'repeated messages are not recognised',
    edits: [
      {
        file: 'src/store/verbs/accept.ts',
        find: '  if (!dedupe) return new Map()\n',
        replace: '  if (!dedupe || message.id) return new Map()\n',
      },
    ],
    test: P3,
    only: 'the same bytes',
  },
  {
    guard: 'a repeated message is recognised by its Message-ID alone',
    edits: [
      {
        file: 'src/store/verbs/accept.ts',
        find: 'm.dedupe_digest = ?',
        replace: "(m.dedupe_digest = ? OR m.dedupe_digest <> '')",
      },
    ],
    test: P3,
    only: 'another body',
  },
  {
    guard: 'log fields are not cleaned',
    edits: [
      {
        file: 'src/platform/log.ts',
        find: "typeof value === 'string' ? withoutAddresses(value) : value",
        replace: 'value',
      },
    ],
    test: P4,
    only: 'come out cleaned',
  },
  {
    guard: 'error texts are not cleaned',
    edits: [
      { file: 'src/platform/error-text.ts', find: '{ message: withoutAddresses(error.message) }', replace: '{ message: error.message }' },
    ],
    test: P4,
    only: 'come out cleaned',
  },
  {
    guard: 'evidence is not sealed',
    edits: [
      {
        file: 'src/platform/evidence.ts',
        find: "  const cipher = createCipheriv('aes-256-gcm', key.secret, head.subarray(1))\n",
        replace:
          "  if (head) return { key: key.id, box: Buffer.from(JSON.stringify(value)) }\n  const cipher = createCipheriv('aes-256-gcm', key.secret, head.subarray(1))\n",
      },
      {
        file: 'src/platform/evidence.ts',
        find: '  const head = 1 + NONCE\n  if (box.length',
        replace: "  if (secret) return JSON.parse(Buffer.from(box).toString('utf8'))\n  const head = 1 + NONCE\n  if (box.length",
      },
    ],
    test: P4,
    only: 'everything on disk',
  },
  {
    guard: 'the transcript stands in the clear part of an event',
    edits: [
      {
        file: 'src/pipeline/settle.ts',
        find: 'hosts: hostEvidence(result.hosts)',
        replace: 'hosts: hostEvidence(result.hosts), transcripts: result.hosts.map(({ transcript }) => transcript)',
      },
    ],
    test: P4,
    only: 'the clear part of every event',
  },
  {
    guard: 'what fails closed is delivered',
    edits: [
      {
        file: 'src/policy/evaluate.ts',
        find: "    action: 'hold',\n    protection: 'portal',\n",
        replace: "    action: 'deliver',\n    protection: 'portal',\n",
      },
    ],
    test: P5,
    only: 'the sealed envelope cannot be opened',
  },
  {
    guard: 'a failed inspection is an inspection that found nothing',
    edits: [
      {
        file: 'src/policy/evaluate.ts',
        find: 'const closed = facts.inspectionFailed !== undefined || ',
        replace: 'const closed = ',
      },
    ],
    test: P5,
    only: 'the sealed content cannot be opened',
  },
  {
    guard: 'what cannot be read is ignored',
    edits: [
      {
        file: 'src/policy/evaluate.ts',
        find: '  const unread = facts.view.uninspectable\n',
        replace: '  const unread = facts.view.uninspectable.slice(0, 0)\n',
      },
    ],
    test: P5,
    only: 'is held, and nobody gets it',
  },
  {
    guard: 'signatures of the ledger are not checked',
    edits: [
      {
        file: 'src/domain/verify-ledger.ts',
        find: "  if (!verify(segment.key, signedBytes(segment.hash), Buffer.from(segment.signature, 'hex'))) {\n",
        replace: "  if (segment.key === '' && !verify(segment.key, signedBytes(segment.hash), Buffer.from(segment.signature, 'hex'))) {\n",
      },
    ],
    test: P6,
    only: 'one character of a segment: signature',
  },
  {
    guard: 'leaves of the ledger are not checked',
    edits: [
      {
        file: 'src/domain/verify-ledger.ts',
        find: '  if (root === segment.root) return undefined\n',
        replace: "  if (root !== '') return undefined\n",
      },
    ],
    test: P6,
    only: 'one character of an event: data',
  },
  {
    guard: 'the chain of the ledger is not checked',
    edits: [
      {
        file: 'src/domain/verify-ledger.ts',
        find: '  if (segment.from !== expected) found.push(',
        replace: '  if (segment.from < 0) found.push(',
      },
      {
        file: 'src/domain/verify-ledger.ts',
        find: '  if (segment.previous !== (last?.hash ?? GENESIS))\n',
        replace: "  if (segment.previous === '')\n",
      },
    ],
    test: P6,
    only: 'a segment taken out with all of its events',
  },
  {
    guard: 'the certificate is not recorded',
    edits: [
      {
        file: 'src/pipeline/settle.ts',
        find: '    reason: verdict.reason,\n    tls,\n',
        replace: '    reason: verdict.reason,\n    tls: null,\n',
      },
    ],
    test: P6,
    only: 'who, where, over what',
  },
  {
    guard: 'outgoing bytes pass through a text',
    edits: [
      {
        file: 'src/pipeline/outgoing.ts',
        find: '    yield* original\n',
        replace: "    for await (const chunk of original) yield Buffer.from(Buffer.from(chunk).toString('utf8'))\n",
      },
    ],
    test: P7,
    only: '8-bit bytes',
  },
  {
    guard: 'strip-trace takes more than trace headers',
    edits: [{ file: 'src/pipeline/outgoing.ts', find: 'x-mail_abuse_inquiries)$/', replace: 'x-mail_abuse_inquiries|message-id)$/' }],
    test: P7,
    only: 'strip-trace',
  },
  {
    guard: 'bare line ends are let in',
    edits: [
      {
        file: 'src/intake/receive.ts',
        find: 'const fault = lines.push(chunk)\n',
        replace: 'const fault = lines.push(chunk) && undefined\n',
      },
      {
        file: 'src/intake/receive.ts',
        find: 'const fault = refused ? undefined : lines.end()\n',
        replace: 'const fault = refused ? undefined : lines.end() && undefined\n',
      },
    ],
    test: P7,
    only: 'refused at the door',
  },
  {
    guard: 'bare line ends are sent on',
    edits: [
      { file: 'src/delivery/delivery.ts', find: '  if (facts.fault) return', replace: "  if (facts.fault && job.domain === '') return" },
    ],
    test: P7,
    only: 'is not sent on',
  },
  {
    guard: 'a redacted copy is not read again',
    edits: [
      {
        file: 'src/pipeline/change-message.ts',
        find: '  return why ? { why } : {',
        replace: "  return why === '' ? { why } : {",
      },
    ],
    test: P5,
    only: 'a value that had to go and cannot',
  },
  {
    guard: 'the original goes out in the place of the changed copy',
    edits: [
      {
        file: 'src/pipeline/open-content.ts',
        find: '  if (!changed) return openContent(parts, message)\n',
        replace: '  if (!changed || changed.size > 0) return openContent(parts, message)\n',
      },
    ],
    test: P7,
    only: 'is the original and the recorded script',
  },
  {
    guard: 'a broken signature goes out as mail',
    edits: [{ file: 'src/pipeline/plan.ts', find: "({ route }) => route !== 'direct')", replace: "({ route }) => route !== '')" }],
    test: P7,
    only: 'breaks a signature and nobody signs anew',
  },
]
