// HCPCS level II codes of CMS: a letter A–V and four digits (supplies, drugs, transport; D: dental, CDT). A model, a room and a road look the same, so a label
// (`HCPCS`, `J-code`) or words of billing must stand beside the code.
import { type CodeCandidate, judgeCodes, maskCode, OTHER_THINGS } from '../code-context.ts'
import { defineDetector, type ScannedText } from '../detector.ts'

const LABELS = (
  'hcpcs,hcpcs code,hcpcs codes,hcpcs#,hcpcs level ii,hcpcs level 2,healthcare common procedure coding system,cpt/hcpcs,hcpcs/cpt,j code,j codes,j-code,g code,g-code,q code,' +
  'a code,e code,l code,l codes,cdt,cdt code,cdt codes,dental code,dental procedure code,dme code,drug code,supply code,procedure code,procedure codes,proc code,billing code,billing codes,service code'
).split(',')
const WEAK = (
  'cpt,billed,billing,modifier,modifiers,claim,claims,reimbursement,denied,denial,medicare,medicaid,medicare part b,dme,dmepos,durable medical equipment,prior auth,prior authorization,icd-10,' +
  'icd,dx,diagnosis,injection,infusion,vaccine administration,wheelchair,prosthetic,orthotic,ambulance,screening,annual wellness visit,dental,dentist,date of service,dos,eob,superbill,ndc,payer,procedure'
).split(',')
const RULE = {
  label: 'hcpcs',
  weak: 'hcpcs-weak',
  others: 'hcpcs-others',
  reach: { before: 60, after: 24 },
  weakReach: { before: 36, after: 24 },
}

export const hcpcs = defineDetector({
  id: 'hcpcs',
  about: 'HCPCS level II or CDT procedure, supply or drug code',
  source: 'Healthcare Common Procedure Coding System, CMS; Current Dental Terminology, ADA; 45 CFR 162.1002(a)',
  vocabularies: { hcpcs: LABELS, 'hcpcs-weak': WEAK, 'hcpcs-others': OTHER_THINGS },
  find(scanned) {
    if (scanned.hits('hcpcs').length === 0 && scanned.hits('hcpcs-weak').length === 0) return []
    return judgeCodes(scanned, RULE, candidates(scanned), maskCode)
  },
  examples: {
    match: [
      'HCPCS J3490',
      'HCPCS: G0439',
      'HCPCS code E0601',
      'HCPCS codes A4253, A4259 and E0607',
      'J-code J1885',
      'j code j0696',
      'CPT/HCPCS: L3908',
      'billed G0439 to Medicare',
      'CDT D0120',
      'dental code D2740',
      'procedure code Q2038',
      'DME claim for E0143',
      'G0008 (HCPCS)',
      'claim denied: J9035',
      'HCPCS\tUnits\nJ1100\t4\nJ2405\t1',
      'wheelchair K0001',
      'infusion of J1745, 10 units',
      'HCPCS level II S9083',
      'A0428 ambulance transport',
      'modifier RT, L1833',
      'annual wellness visit G0438',
      'HCPCS=T1015',
    ],
    ignore: [
      'T1000',
      'model E3500',
      'room B1204',
      'HCPCS ____',
      'HCPCS: pending',
      'part number A4253',
      'printer M1536',
      'flight Q2038 to Denver',
      'the C3000 router',
      'Galaxy S2100',
      'invoice G0439',
      'camera D7500',
      'paper A4000 sheets',
      'error code E0143',
      'HCPCS W1234',
      'HCPCS X0001',
      'G-code for the milling machine',
      'order J1885 ships today',
      'suite A1200, claims department',
      'HCPCS J34901',
      'version V1000',
      'E0601',
    ],
  },
})

function candidates({ text, tokens }: ScannedText): CodeCandidate[] {
  const found: CodeCandidate[] = []
  for (let i = 0; i < tokens.count; i++) {
    const start = tokens.starts[i] as number
    const end = tokens.ends[i] as number
    if (tokens.pure[i] || end - start !== 5) continue
    const token = text.slice(start, end)
    if (!/^[A-EGHJ-MP-Va-eghj-mp-v]\d{4}$/.test(token) || /[.\w-]$/.test(text.slice(Math.max(0, start - 1), start))) continue
    if (/^[.:/]\d/.test(text.slice(end, end + 2)) || /^-\d/.test(text.slice(end, end + 2))) continue
    found.push({ start, end, value: token.toUpperCase(), beside: /^[A-Z]/.test(token) ? 'medium' : null })
  }
  return found
}
