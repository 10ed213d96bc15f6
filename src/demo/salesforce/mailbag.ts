// The mail that the demo sends: about twenty messages, each shows one path through the gateway. `expect` says for each recipient which
// route the copy takes and where it ends, so that the demo's test can hold the gateway to it. Everything in here is invented.
import { csvFile, icsFile, lockedZip, pdfFile, pngFile } from './attachments.ts'
import type { SalesforceMail } from './compose.ts'
import { inventedMrn, inventedNpi, inventedSsn, TEST_CARD } from './invented.ts'

export interface Expectation {
  /** Null: held before any route was taken. */
  readonly route: 'direct' | 'portal' | 'bounce' | null
  readonly state: 'delivered' | 'awaiting-pickup' | 'held' | 'failed' | 'rejected'
  /** A rule of the demo's policy that must be among those named for the copy. */
  readonly rule: 'phi' | 'sender-asked' | 'bulk-ssn' | 'card-number' | 'uninspectable' | 'default'
}

export interface MailbagEntry {
  /** What it shows, in a few words. */
  readonly shows: string
  readonly mail: SalesforceMail
  /** Sent again to the byte, as Salesforce does when it did not hear the `250`. */
  readonly retried?: true
  readonly expect: Readonly<Record<string, Expectation>>
}

const CARE = { name: 'Care Team', address: 'care@example-health.test' }
const BILLING = { name: 'Billing Desk', address: 'billing@example-health.test' }

const DIRECT = { route: 'direct', state: 'delivered' } as const
const PORTAL = { route: 'portal', state: 'awaiting-pickup' } as const

const result = (n: number, name: string) =>
  `Dear ${name},\n\nyour lab result is in. MRN: ${inventedMrn(n)}, SSN ${inventedSsn(n)}.\nDiagnosis: type 2 diabetes mellitus (E11.9); please keep taking metformin.\n\nYour care team`

/** PHI for one person, by bounce management where `verp`. */
function phi(n: number, to: string, shows: string, expected: Omit<Expectation, 'rule'>, verp = false): MailbagEntry {
  const name = (to.split(/[.@]/)[0] ?? '').replace(/^./, (first) => first.toUpperCase())
  const mail: SalesforceMail = {
    seed: `phi-${n}`,
    from: CARE,
    to: [to],
    subject: 'Your lab result',
    text: result(n, name),
    verp,
  }
  return { shows, mail, expect: { [to]: { ...expected, rule: 'phi' } } }
}

const toEachServer: readonly MailbagEntry[] = [
  phi(1, 'ann.lee@clinic-tls13.test', 'PHI to good TLS 1.3', DIRECT),
  phi(2, 'omar@dental-tls12.test', 'PHI to good TLS 1.2', DIRECT, true),
  phi(3, 'ruth@hospital-tls10.test', 'PHI to TLS 1.0', PORTAL),
  phi(4, 'piet@village-no-tls.test', 'PHI to no STARTTLS', PORTAL, true),
  phi(5, 'ines@lab-expired.test', 'PHI to an expired certificate', PORTAL),
  phi(6, 'kofi@pharmacy-selfsigned.test', 'PHI to a self-signed certificate', PORTAL),
  phi(7, 'mei@imaging-wrongname.test', 'PHI to a wrong name', PORTAL),
  phi(8, 'lars@billing-broken.test', 'PHI to a broken handshake', PORTAL),
  phi(9, 'sara@hospice-two-mx.test', 'PHI: first host bad, second good', DIRECT),
  phi(10, 'jon@payer-greylist.test', 'PHI, greylisted', DIRECT),
  phi(11, 'nina@insurer-rejects.test', 'user unknown: Salesforce is told', { route: 'direct', state: 'failed' }, true),
  phi(12, 'theo@optician-454.test', 'TLS not available just now', PORTAL),
  phi(13, 'vera@ward-drops.test', 'line lost after the final dot', DIRECT),
]

const everyday: readonly MailbagEntry[] = [
  {
    shows: 'no PHI to an expired certificate',
    mail: {
      seed: 'newsletter',
      from: CARE,
      to: ['front-desk@lab-expired.test'],
      subject: 'New opening hours',
      text: 'From Monday we open at 7:30.\n\nYour care team',
      category: 'workflowActionAlert',
      trackingPixel: true,
    },
    expect: { 'front-desk@lab-expired.test': { ...DIRECT, rule: 'default' } },
  },
  {
    shows: 'the sender asked for it',
    mail: {
      seed: 'secure',
      from: BILLING,
      to: ['ann.lee@clinic-tls13.test'],
      subject: '[secure] Your question about the invoice',
      text: 'Dear Ann,\n\nplease find our answer below.\n\nBilling Desk',
    },
    expect: { 'ann.lee@clinic-tls13.test': { ...PORTAL, rule: 'sender-asked' } },
  },
  {
    shows: 'a case reply with its reference',
    mail: {
      seed: 'case',
      from: CARE,
      to: ['omar@dental-tls12.test'],
      subject: 'RE: Appointment',
      text: 'Dear Omar,\n\nTuesday at ten is fine.\n\n> On Monday, Omar wrote:\n> Could I come on Tuesday?',
      thread: 'reference',
      entity: '500Kd0000300s0L',
      inReplyTo: '<CA+invented1@mail.dental-tls12.test>',
      references: ['<CA+invented1@mail.dental-tls12.test>'],
      category: 'quickActionEmail',
    },
    expect: { 'omar@dental-tls12.test': { ...DIRECT, rule: 'default' } },
  },
  {
    shows: 'a Lightning thread with an invitation',
    mail: {
      seed: 'lightning',
      from: CARE,
      to: ['sara@hospice-two-mx.test'],
      subject: 'Visit on 1 December',
      text: 'Dear Sara,\n\nthe invitation is attached.',
      thread: 'lightning',
      entity: '500Kd0000300s1M',
      attachments: [
        icsFile('visit.ics', {
          summary: 'Visit',
          start: '20261201T150000Z',
          end: '20261201T153000Z',
          organizer: CARE.address,
          uid: 'visit-1@example-health.test',
        }),
      ],
    },
    expect: { 'sara@hospice-two-mx.test': { ...DIRECT, rule: 'default' } },
  },
  {
    shows: 'only an image',
    mail: {
      seed: 'image',
      from: CARE,
      to: ['ann.lee@clinic-tls13.test'],
      subject: 'The way to our new entrance',
      text: 'See the picture.',
      attachments: [pngFile('entrance.png', 64, [40, 120, 180])],
    },
    expect: { 'ann.lee@clinic-tls13.test': { ...DIRECT, rule: 'uninspectable' } },
  },
]

const content: readonly MailbagEntry[] = [
  {
    shows: 'PHI only in the quoted mail below',
    mail: {
      seed: 'quoted',
      from: CARE,
      to: ['piet@village-no-tls.test'],
      subject: 'RE: Question',
      text: `Dear Piet,\n\nyes, that is right.\n\n> On Friday, Piet wrote:\n> My number is SSN ${inventedSsn(31)}. Is my diagnosis still\n> type 2 diabetes mellitus (E11.9)?`,
      thread: 'old-reference',
      entity: '50033000000vj08',
    },
    expect: { 'piet@village-no-tls.test': { ...PORTAL, rule: 'phi' } },
  },
  {
    shows: 'PHI in a CSV file',
    mail: {
      seed: 'csv',
      from: BILLING,
      to: ['claims@dental-tls12.test'],
      subject: 'Claims of this week',
      text: 'The list is attached.',
      category: 'apiSingleMailViaApex',
      attachments: [
        csvFile('claims.csv', [
          ['patient', 'SSN', 'diagnosis', 'provider NPI'],
          ['Ann Invented', inventedSsn(41), 'E11.9 diabetes mellitus', inventedNpi(0)],
          ['Omar Invented', inventedSsn(42), 'I10 hypertension', inventedNpi(0)],
        ]),
      ],
    },
    expect: { 'claims@dental-tls12.test': { ...DIRECT, rule: 'phi' } },
  },
  {
    shows: 'a PDF that names a patient and a diagnosis',
    mail: {
      seed: 'pdf',
      from: CARE,
      to: ['ann.lee@clinic-tls13.test'],
      subject: 'Your letter',
      text: 'Dear Ann,\n\nyour letter is attached.',
      attachments: [pdfFile('letter.pdf', 'Ann Invented, MRN 48213377. Diagnosis: type 2 diabetes.')],
    },
    expect: { 'ann.lee@clinic-tls13.test': { ...DIRECT, rule: 'phi' } },
  },
  {
    shows: 'a ZIP with a password: nobody can look inside, so a person decides',
    mail: {
      seed: 'locked',
      from: CARE,
      to: ['ann.lee@clinic-tls13.test'],
      subject: 'Your scans',
      text: 'Dear Ann,\n\nyour scans are attached.',
      attachments: [lockedZip('scans.zip', 'scans.csv')],
    },
    expect: { 'ann.lee@clinic-tls13.test': { route: null, state: 'held', rule: 'uninspectable' } },
  },
  {
    shows: 'a list of social security numbers',
    mail: {
      seed: 'bulk',
      from: BILLING,
      to: ['claims@clinic-tls13.test'],
      subject: 'Roster',
      text: 'As asked.',
      attachments: [
        csvFile('roster.csv', [['member', 'SSN'], ...Array.from({ length: 12 }, (_, n) => [`Member ${n + 1}`, inventedSsn(60 + n)])]),
      ],
    },
    expect: { 'claims@clinic-tls13.test': { route: null, state: 'held', rule: 'bulk-ssn' } },
  },
  {
    shows: 'a card number: refused',
    mail: {
      seed: 'card',
      from: BILLING,
      to: ['omar@dental-tls12.test'],
      subject: 'Your payment',
      text: `Dear Omar,\n\nwe charged your credit card ${TEST_CARD}.\n\nBilling Desk`,
      verp: true,
    },
    expect: { 'omar@dental-tls12.test': { route: 'bounce', state: 'rejected', rule: 'card-number' } },
  },
]

const outcomes: readonly MailbagEntry[] = [
  {
    shows: 'two recipients, two ways',
    mail: {
      seed: 'both',
      from: CARE,
      to: ['ann.lee@clinic-tls13.test'],
      cc: ['ines@lab-expired.test'],
      subject: 'Lab result for both of you',
      text: result(50, 'Ann and Ines'),
      entity: '500Kd0000300s2N',
    },
    expect: { 'ann.lee@clinic-tls13.test': { ...DIRECT, rule: 'phi' }, 'ines@lab-expired.test': { ...PORTAL, rule: 'phi' } },
  },
  {
    shows: 'a domain that takes no mail',
    mail: { seed: 'null-mx', from: CARE, to: ['desk@rehab-null-mx.test'], subject: 'Hello', text: 'Are you still there?', verp: true },
    expect: { 'desk@rehab-null-mx.test': { route: 'bounce', state: 'failed', rule: 'default' } },
  },
  {
    shows: 'sent twice by Salesforce, delivered once',
    mail: { seed: 'retry', from: CARE, to: ['omar@dental-tls12.test'], subject: 'Reminder', text: 'See you tomorrow at ten.' },
    retried: true,
    expect: { 'omar@dental-tls12.test': { ...DIRECT, rule: 'default' } },
  },
]

export const MAILBAG: readonly MailbagEntry[] = [...toEachServer, ...everyday, ...content, ...outcomes]
