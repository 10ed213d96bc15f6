// Numbers by which a health plan knows a person: member, subscriber, policy and group numbers, Medicaid and Medicare numbers of any form. No two plans use one
// format, so the label decides. "Health plan beneficiary numbers" of 45 CFR 164.514(b)(2)(i)(I); the fields of an ID card: WEDI, Health Identification Card.
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

const INSURERS = (
  'aetna,cigna,humana,uhc,united healthcare,unitedhealthcare,bcbs,blue cross,blue shield,blue cross blue shield,anthem,kaiser,molina,centene,tricare,wellcare,' +
  'ambetter,oscar health,healthfirst,highmark,carefirst,emblemhealth,caresource,amerigroup'
).split(',')
const STRONG = [
  ...labelForms(
    ['member', 'subscriber', 'insured', "insured's", 'insureds', 'ins', 'policyholder', 'patient insurance'],
    ['id', 'id no', 'number', 'i.d', 'i.d. number', 'i.d. no'],
  ),
  ...labelForms(
    (
      'member,subscriber,policyholder,policy holder,insured,insureds,ins,insured member,beneficiary,enrollee,plan member,health plan,health insurance,medical insurance,insurance member,' +
      'insurance card,insurance,dental plan,rx member,medicaid,medicaid member,medicaid recipient,medicare,medicare claim,medicare beneficiary,medi-cal,medicaid case,' +
      'chip member,hic,cin,payer member,plan beneficiary,dependent,covered member,family member,insurance subscriber'
    ).split(','),
    ID_ENDINGS,
  ),
  ...INSURERS.flatMap((name) => [`${name}, id`, `${name}: id`, `${name}, member`]),
  ...labelForms(INSURERS, [...ID_ENDINGS, 'policy', 'member', 'group']),
  ...(
    'member#,subscriber#,mbr id,mbr no,mbr number,mem id,memb id,sub id,subscr id,hicn,hicns,recipient id,rx grp,rxgrp,rx group,rxgroup,rx id,rxid,rx grp id,certificate of insurance no,' +
    'número de miembro,numero de miembro,id de miembro,número de afiliado,numero de afiliado,número de póliza,numero de poliza,póliza no,número de seguro médico,' +
    'numero de seguro medico,número de asegurado,identificación de miembro,versichertennummer,krankenversichertennummer,versicherungsnummer,versicherten-nr,kvnr,' +
    "numéro d'assuré,numéro de police,numéro d'adhérent,número do beneficiário"
  ).split(','),
]
const WEAK = [
  ...labelForms(
    [
      'policy',
      'group',
      'grp',
      'plan',
      'employer group',
      'insurance policy',
      'insurance group',
      'health policy',
      'coverage',
      'contract holder',
    ],
    [...ID_ENDINGS, 'code'],
  ),
  ...labelForms(INSURERS, ['ppo', 'hmo', 'epo', 'medicare', 'medicaid']),
  'subscriber',
  'enrollee',
  'policyholder',
  'insured',
  'medicaid',
  'medi-cal',
  'tricare',
]
const MARKED = 'member,subscriber,policy,group,grp,insured,enrollee,insurance,medicare,plan,mbr,beneficiary'.split(',').concat(INSURERS)
/** Said alone, only before letters and digits both: `policy ABC1234567`. */
const MIXED = ['policy', 'member', 'group', 'insurance', 'id card']
/** Members and policies of other trades: such a word shortly before the label, and the number is none of a health plan. */
const TRADES = (
  'gym,library,club,loyalty,rewards,reward,union,association,airline,frequent flyer,mileage,costco,fitness,auto,car,vehicle,home,homeowner,homeowners,renters,' +
  'life insurance,travel insurance,pet insurance,privacy,return,refund,security,password,retention,group policy object,firewall,iam,facebook,whatsapp,telegram,linux,unix,' +
  'posix,process,muscle,age,control,study,user,users,test,product,focus,age group,board,team,staff,faculty,church,chamber,savings,pricing,data,subscription,newsletter,' +
  'magazine,phone plan,project,resource,consumer,artifact,log,replica,tab,ad,google,email,distribution,mailing,insurance quote'
).split(',')

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'health-plan-id', confidence: 'high' },
    { vocabulary: 'health-plan-id-weak', confidence: 'medium', direct: true },
    { vocabulary: 'health-plan-id-marked', confidence: 'medium', marked: true },
    { vocabulary: 'health-plan-id-mixed', confidence: 'low', direct: true },
  ],
  isValue: isPlanNumber,
  spaced: true,
  foreign: 'health-plan-trades',
}

export const healthPlanId = defineDetector({
  id: 'health-plan-id',
  about: 'Member, subscriber, policy or group number of a health plan',
  source: '45 CFR 164.514(b)(2)(i)(I); WEDI Health Identification Card Implementation Guide (fields of the card)',
  vocabularies: {
    'health-plan-id': STRONG,
    'health-plan-id-weak': WEAK,
    'health-plan-id-marked': MARKED,
    'health-plan-id-mixed': MIXED,
    'health-plan-trades': TRADES,
    ...OTHER_LABELS,
  },
  find: (scanned) => labelledValues(scanned, RULE).map(labelledMatch),
  examples: {
    match: [
      'Member ID: XYZ123456789',
      'member id W123456789',
      'Subscriber ID# 945678123',
      'Subscriber number is ABC 123 456 789',
      'Her Medicaid ID is AB12345C.',
      'Medicaid number 1234567890',
      'Policy number: HP-4456-7781',
      'Group No. 0078654',
      'Insurance ID 88-1234567-01',
      'Member: R58291773, Group: 445566',
      '{"memberId":"M00123456","groupNumber":"GRP10045"}',
      'Aetna ID W2234 56789',
      'The member ID on his card is QZA883311902',
      'MBR ID\tGRP NO\nJQU987A12345\t70123',
      'member_id,plan\nU1234567801,PPO\nU1234567802,HMO',
      'H83421977 (subscriber ID)',
      'XEH100200300 is my member number',
      'Medicare claim number 536-22-8476A',
      'BCBS policy # YPZ884412345',
      'RxGrp: RX4421',
      'Número de miembro: 7788990011',
      'Versichertennummer A123456780',
      '<td>Member ID</td><td>ZGP123456789</td>',
      'Enrollee ID 9988776655',
    ],
    ignore: [
      'Member ID: __________',
      'Member ID: pending',
      'Member since 2019',
      'a group of 12500 people',
      'Gym member ID 1234567',
      'library member number 20004567',
      'The policy number format is 8 digits',
      'Members: 123',
      'Member services: 800-555-0123',
      'Please have your member ID ready and call 1-800-555-0199.',
      'our refund policy #20245 was updated',
      'group 4 meets at 10:30',
      'Policy effective 01/01/2025',
      'plan code',
      'subscribers grew to 1250000 this year',
      'Auto policy number 123456789',
      'W123456789',
      'order number XYZ123456789',
      'age group: 45000 respondents',
      'Medicaid expansion covers 1234567 adults',
      'Member ID on file since 2019',
      'insurance: $12500',
      'Group: 12/31/2024',
    ],
  },
})

/** Names that mean a plan take four digits, others more; a telephone number stands beside `Insurance:` as often as a policy's. */
function isPlanNumber(value: string, kind: LabelKind): boolean {
  const compact = value.replace(/[^0-9A-Za-z]/g, '')
  const digits = compact.replace(/\D/g, '').length
  if (compact.length > 20 || /^(?:1[-.])?\d{3}[-. ]\d{3}[-. ]\d{4}$/.test(value)) return false
  if (kind.confidence === 'high') return digits >= 4 && compact.length >= 5
  if (kind.confidence === 'low') return compact.length >= 7 && digits >= 5 && /^[A-Z]/i.test(compact)
  return compact.length >= 5 && digits >= (digits === compact.length ? 5 : 3)
}
