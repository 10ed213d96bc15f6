// Account numbers of any kind beside their label: patient accounts, guarantors, utilities, customers' accounts. "Account numbers" of
// 45 CFR 164.514(b)(2)(i)(J). There is no common format: the label decides. Bank accounts are found here and, with a bank's words near, by us-bank-account.
import { defineDetector } from '../detector.ts'
import {
  ID_ENDINGS,
  type LabelKind,
  type LabelledRule,
  labelForms,
  labelledMatch,
  labelledValues,
  OTHER_LABELS,
} from '../labelled-value.ts'

export const ACCOUNT_LABELS = [
  ...labelForms(
    [
      'account',
      'accounts',
      'acct',
      'accts',
      'acc',
      'a/c',
      'patient account',
      'guarantor',
      'billing account',
      'customer account',
      'guarantor account',
    ],
    ID_ENDINGS,
  ),
  ...(
    'account#,acct#,acc#,hospital account record,har number,har id,checking account,savings account,bank account,patient account,patient acct,billing account,' +
    'customer account,guarantor account,brokerage account,credit account,loan account,utility account,policy account,deposit account,money market account,' +
    'número de cuenta,numero de cuenta,no. de cuenta,cuenta bancaria,numéro de compte,kontonummer,conta número,numero di conto'
  ).split(','),
]
const MARKED = 'account,accounts,acct,acc,a/c,acnt,cuenta,compte,konto,guarantor,har'.split(',')
const DIRECT = 'account,acct,acnt,hospital account,hospital acct'.split(',')
/** Accounts of computers and of society, none of a person's money or care. */
const FOREIGN =
  'aws,azure,gcp,google cloud,github,gitlab,twitter,instagram,facebook,tiktok,snowflake,salesforce,service,on,into,chart of,general ledger,gl,g/l,ledger,cost'.split(
    ',',
  )

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'account-number', confidence: 'high' },
    { vocabulary: 'account-number-marked', confidence: 'medium', marked: true },
    { vocabulary: 'account-number-direct', confidence: 'medium', direct: true },
  ],
  isValue: isAccount,
  spaced: true,
  foreign: 'account-number-foreign',
  glued: /^(ac(?:c|ct))\d{6,17}$/i,
}

export const accountNumber = defineDetector({
  id: 'account-number',
  about: 'Account number beside its label',
  source: '45 CFR 164.514(b)(2)(i)(J); no common format, so the label decides',
  vocabularies: {
    'account-number': ACCOUNT_LABELS,
    'account-number-marked': MARKED,
    'account-number-direct': DIRECT,
    'account-number-foreign': FOREIGN,
    ...OTHER_LABELS,
  },
  find: (scanned) => labelledValues(scanned, RULE).map(labelledMatch),
  examples: {
    match: [
      'Account number: 12345678',
      'account no. 0012345678',
      'Acct # 998877665',
      'acct: 55443322',
      'Patient account number 7008912',
      'Guarantor ID 3344556',
      'Guarantor account: G-1002003',
      'A/C No. 1234 5678 9012',
      'Your account 4455-667788-01 is past due; the account number is 4455667788.',
      '{"accountNumber": "ACC00123456"}',
      'account_id=7781234567',
      'The account number for Jane Roe is 88123456',
      'Acct No\tName\n77120034\tRoe',
      '90012345 (account number)',
      '55667788 is my account number',
      'ACCT77120034',
      'Please quote account #A1029384 with your payment',
      'Número de cuenta: 0049150005',
      'utility account 300456789',
      'Kontonummer 0532013000',
    ],
    ignore: [
      'Account number: ________',
      'account number ending in 4321',
      'Acct: ****4321',
      'account number xxxxxx4321',
      'Your account was created on 01/02/2024',
      'the account manager has 12000 customers',
      'AWS account 123456789012',
      'accounts payable 2024-11',
      'account balance: $12,345.67',
      'took into account 12345 records',
      'account number must have 10 digits',
      'No account number given. Phone 5551234567',
      'order number 12345678',
      'invoice 12345678',
      'on account of 123456 complaints',
      'account: pending',
      'Account opened: 20240115',
      '12345678',
      'Account 2024',
      'ticket 88123456 concerns your account',
    ],
  },
})

/** Five digits at least: four are the last of a number that is not shown. */
function isAccount(value: string, kind: LabelKind): boolean {
  const compact = value.replace(/[^0-9A-Za-z]/g, '')
  const digits = compact.replace(/\D/g, '').length
  return compact.length <= 24 && digits >= (kind.confidence === 'high' ? 5 : 6) && !/^\(?\d{3}[-. ]\d{3}[-. ]\d{4}$/.test(value)
}
