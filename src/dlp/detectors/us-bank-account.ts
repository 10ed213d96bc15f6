// US bank account numbers: four to seventeen digits in the account field of an ACH entry (Nacha Operating Rules, appendix 3), without a check digit. So a
// label that names a bank's account stands beside it (`checking account`), or one that names any account, with a bank's words near (`routing`, `direct deposit`).
import { nearestLabel } from '../context-words.ts'
import { defineDetector } from '../detector.ts'
import {
  type LabelKind,
  type LabelledRule,
  labelForms,
  labelledMatch,
  labelledValues,
  NUMBER_ENDINGS,
  OTHER_LABELS,
} from '../labelled-value.ts'
import { ACCOUNT_LABELS } from './account-number.ts'

const KINDS = (
  'bank account,bank accounts,bank acct,checking account,checking acct,chequing account,savings account,savings acct,saving account,deposit account,direct deposit account,' +
  'dda account,dda,beneficiary account,ach account,payroll account,wire account,money market account,credit union account,checking a/c,savings a/c,bank a/c,us bank account,' +
  'business checking account,debit account,share account,current account,bank checking account,joint account,share draft account,bank'
).split(',')
/** `Chase checking 12345678`: what kind of account, behind a bank's name or where the money goes. */
const PLACES = [
  'to',
  'into',
  'from',
  'my',
  'our',
  'wells fargo',
  'chase',
  'citibank',
  'bank of america',
  'pnc',
  'capital one',
  'us bank',
  'td bank',
  'truist',
  'credit union',
  'bank',
].flatMap((place) => [`${place} checking`, `${place} savings`])
const OWN = [
  ...PLACES,
  ...KINDS.filter((kind) => kind.includes(' ')).map((kind) => kind.replaceAll(' ', '')),
  ...KINDS.filter((kind) => kind !== 'bank' && kind !== 'dda'),
  ...labelForms(KINDS, [...NUMBER_ENDINGS, 'id']),
]
const MARKED = 'checking,savings,chequing,dda,direct deposit,chk,sav,chk acct,sav acct'.split(',')
const ANY = [...ACCOUNT_LABELS, 'account', 'acct', 'accounts', 'account #', 'acct #', 'acct number']
const CONTEXT = (
  'bank,banks,banking,bankname,bank name,routing,routingnumber,routingno,routing no,routing number,aba,rtn,wire,wires,wire transfer,ach,eft,direct deposit,checking,chequing,savings,credit union,deposit,deposits,deposited,' +
  'swift,bic,fedwire,zelle,voided check,void check,check,checks,payroll,withdrawal,withdraw,debit,overdraft,chase,wells fargo,citibank,bank of america,pnc,capital one,us bank,' +
  'td bank,truist,fifth third,micr,refund,reimbursement,transfer,transfers,beneficiary'
).split(',')
const CONTEXT_REACH = { before: 120, after: 90 }
/** Accounts that are none of a bank's. */
const FOREIGN = (
  'patient,guarantor,customer,billing,utility,electric,water,gas,aws,azure,gcp,github,user,email,twitter,facebook,hospital,service,client,vendor,netflix,phone,internet,cable,' +
  'general ledger,gl,g/l,food,blood,data,memory,test,tissue,sperm,milk,cord blood'
).split(',')

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'us-bank-account', confidence: 'high' },
    { vocabulary: 'us-bank-account-marked', confidence: 'medium', marked: true },
    { vocabulary: 'us-bank-account-any', confidence: 'medium', direct: true },
  ],
  isValue: isAccount,
  spaced: true,
  foreign: 'us-bank-account-foreign',
}

export const usBankAccount = defineDetector({
  id: 'us-bank-account',
  about: 'US bank account number beside its label',
  source: 'Nacha Operating Rules, appendix 3 (DFI account number, up to 17 characters); no check digit, so the label decides',
  vocabularies: {
    'us-bank-account': OWN,
    'us-bank-account-marked': MARKED,
    'us-bank-account-any': ANY,
    'us-bank-account-context': CONTEXT,
    'us-bank-account-foreign': FOREIGN,
    ...OTHER_LABELS,
  },
  find(scanned) {
    const context = scanned.hits('us-bank-account-context')
    return labelledValues(scanned, RULE)
      .filter(
        ({ start, end, kind }) => kind.vocabulary !== 'us-bank-account-any' || nearestLabel(context, start, end, CONTEXT_REACH) < Infinity,
      )
      .map(labelledMatch)
  },
  examples: {
    match: [
      'Bank account number: 000123456789',
      'checking account 945456787654',
      'My bank account is 0012345678',
      'Savings acct # 1234567890',
      'Routing: 021000021 Account: 1234567890',
      'Routing number 021000021, account number 9876543210',
      'direct deposit to account no. 004412345678',
      'Checking #: 123456789012',
      'bank acct no 44556677',
      'Please wire the funds to account 1029384756 at First Example Bank.',
      'ABA 121000358\nAcct 55667788990',
      'Name\tRouting\tBank Account\nRoe\t021000021\t445566778899',
      '{"routingNumber":"021000021","accountNumber":"1234567890123"}',
      'account number 1234-5678-9012 for ACH payments',
      'Voided check: account no: 00045678912',
      'My checking account number at the credit union is 7788990011.',
      '123456789012 is my savings account number',
      'dda number 8844221100',
      'bankAccountNumber=300200100900',
      'savings account: 6655 4433 2211',
    ],
    ignore: [
      'Bank account number: ____________',
      'bank account ending in 6789',
      'checking account ****6789',
      'Patient account number 7008912345',
      'customer account 998877665',
      'Account number: 12345678',
      'savings of $120000',
      'opened a checking account on 01/15/2024',
      'We bank on 1234567 users',
      'routing number 021000021',
      'order 123456789012',
      'blood bank number 12345678',
      '945456787654',
      'bank holiday 20251225 order',
      'the bank called from 555-123-4567',
      'bank statement for 2024',
      'checking 12345678 records',
      'food bank account: 500 meals',
      'bank account',
      'tracking number 123456789012, paid by bank transfer',
    ],
  },
})

/** Six to seventeen digits: shorter ones exist, but are written alone too seldom to tell them from other numbers. */
function isAccount(value: string, kind: LabelKind): boolean {
  const digits = value.replace(/[-. ]/g, '')
  return /^\d{6,17}$/.test(digits) && !/^\d{3}[-. ]\d{3}[-. ]\d{4}$/.test(value) && !(kind.marked && digits.length < 7)
}
