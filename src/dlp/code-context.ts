// How sure a medical code is (step 2, inspect): five digits are a ZIP, a letter and four digits a model, unless a label, a heading of the column or a code
// just before says what they are. Shared by the detectors of code systems; the nearest label wins, and a list hands its label on.
import type { Confidence } from '../domain/finding.ts'
import { labelBefore, nearestLabel, type Reach } from './context-words.ts'
import type { Match, ScannedText } from './detector.ts'
import { isInCell } from './table-columns.ts'

export interface CodeCandidate {
  readonly start: number
  readonly end: number
  /** Normalised. */
  readonly value: string
  /** Confidence without any label; absent: none. */
  readonly bare?: Confidence
  /** Confidence beside a word of billing or care that is no label; absent: `medium`, null: none. */
  readonly beside?: Confidence | null
}

export interface CodeRule {
  /** Vocabulary that names the code system. */
  readonly label: string
  /** Vocabulary of words that go with such codes. */
  readonly weak: string
  /** Vocabulary of what else such a value is called: right before it, it wins. */
  readonly others: string
  /** Characters between label and value. */
  readonly reach: Reach
  readonly weakReach: Reach
}

/** Words right before a code-like name of something else; for the `others` of the detectors. */
export const OTHER_THINGS = (
  'version,v,ver,release,rel,build,rev,revision,room,rm,figure,fig,table,section,sec,item,part,part no,part number,model,model no,appendix,page,pages,exhibit,row,' +
  'seat,gate,building,bldg,suite,ste,apt,unit,clause,article,chapter,route,highway,hwy,paper,size,firmware,sheet,cell,column,bus,flight,terminal,grid,zone,locker,' +
  'bin,shelf,sku,type,class,grade,level,chip,board,bolt,screw,zip,zip code,postal code,po box,p.o. box,box,order,order no,order number,invoice,invoice no,' +
  'invoice number,ticket,case,case no,case number,account,acct,account number,phone,tel,fax,ext,extension,extension no,serial,serial no,serial number,ref,reference,' +
  'tracking,confirmation,purchase order,po,qty,quantity,usd,error,error code,catalog,catalogue,stock,batch,badge,employee id,member id,policy,policy number,job,' +
  'project,task,bug,issue,pr,engine,printer,camera,lens,galaxy,series,edition,form,schedule,port,id,pin,code word,promo code,coupon code,discount code,area code,product code,access code,' +
  'country code,source code,verification code,gate code,door code,sort code,dress code,building code,tax code,zip codes'
).split(',')

const LIST_GAP = /^[\s,;/&|+()]*(?:(?:and|or|with|x\d{1,3}|-\d\d|-[A-Z]{2})[\s,;/&|+()]*){0,3}$/i
const MAX_LIST_GAP = 24

/** @param candidates in order of start @returns the findings among them, in order; linear in the candidates */
export function judgeCodes(
  scanned: ScannedText,
  rule: CodeRule,
  candidates: readonly CodeCandidate[],
  mask: (value: string) => string,
): Match[] {
  const matches: Match[] = []
  let last: Match | undefined
  for (const candidate of candidates) {
    const { start, end, value } = candidate
    const gap = last ? scanned.text.slice(last.end, Math.min(start, last.end + MAX_LIST_GAP + 1)) : ''
    const inList = last !== undefined && last.confidence !== 'low' && start - last.end <= MAX_LIST_GAP && LIST_GAP.test(gap)
    const confidence = judge(scanned, rule, candidate) ?? (inList ? last?.confidence : undefined) ?? undefined
    const sure = inList && last && confidence === 'low' ? last.confidence : confidence
    if (!sure) continue
    last = { start, end, confidence: sure, value, excerpt: mask(value) }
    matches.push(last)
  }
  return matches
}

function judge(scanned: ScannedText, rule: CodeRule, { start, end, bare, beside }: CodeCandidate): Confidence | undefined {
  if (isInCell(scanned.cells(rule.label), start)) return 'high'
  const other = labelBefore(scanned.hits(rule.others), start, 4)
  const label = nearestLabel(scanned.hits(rule.label), start, end, rule.reach)
  if (label < Infinity && label <= other) return label <= 24 ? 'high' : 'medium'
  if (other < Infinity) return undefined
  const weak = nearestLabel(scanned.hits(rule.weak), start, end, rule.weakReach) < Infinity
  return (weak && beside !== null ? (beside ?? 'medium') : undefined) ?? bare
}

/** Only the first character shows: `9****`. */
export function maskCode(value: string): string {
  return `${value.slice(0, 1)}${'*'.repeat(Math.max(3, value.length - 1))}`
}
