// Which first three digits the ZIP codes of each state, territory and military post office have. Source: USPS Publication 65 (National Five-Digit ZIP Code
// and Post Office Directory), from general knowledge.

const RANGES =
  'AL 350-369,AK 995-999,AZ 850-865,AR 716-729,CA 900-961,CO 800-816,CT 060-069,DE 197-199,DC 200-205,DC 569,FL 320-349,GA 300-319,GA 398-399,HI 967-968,' +
  'ID 832-838,IL 600-629,IN 460-479,IA 500-528,KS 660-679,KY 400-427,LA 700-714,ME 039-049,MD 206-219,MA 010-027,MA 055,MI 480-499,MN 550-567,MS 386-397,' +
  'MO 630-658,MT 590-599,NE 680-693,NV 889-898,NH 030-038,NJ 070-089,NM 870-884,NY 100-149,NY 005,NY 063,NC 270-289,ND 580-588,OH 430-459,OK 730-749,OR 970-979,' +
  'PA 150-196,RI 028-029,SC 290-299,SD 570-577,TN 370-385,TX 750-799,TX 885,TX 733,UT 840-847,VT 050-059,VA 201,VA 220-246,WA 980-994,WV 247-268,WI 530-549,' +
  'WY 820-831,PR 006-009,VI 008,GU 969,MP 969,AS 967,FM 969,PW 969,MH 969,AA 340,AE 090-098,AP 962-966'

const NAMES =
  'alabama AL,alaska AK,arizona AZ,arkansas AR,california CA,calif CA,colorado CO,connecticut CT,conn CT,delaware DE,district of columbia DC,washington dc DC,' +
  'florida FL,fla FL,georgia GA,hawaii HI,idaho ID,illinois IL,ill IL,indiana IN,iowa IA,kansas KS,kentucky KY,louisiana LA,maine ME,maryland MD,massachusetts MA,mass MA,michigan MI,' +
  'mich MI,minnesota MN,minn MN,mississippi MS,missouri MO,montana MT,nebraska NE,nevada NV,new hampshire NH,new jersey NJ,new mexico NM,new york NY,north carolina NC,' +
  'north dakota ND,ohio OH,oklahoma OK,oregon OR,pennsylvania PA,rhode island RI,south carolina SC,south dakota SD,tennessee TN,tenn TN,texas TX,tex TX,utah UT,' +
  'vermont VT,virginia VA,washington WA,wash WA,west virginia WV,wisconsin WI,wyoming WY,puerto rico PR,guam GU'

const BY_STATE = new Map<string, [number, number][]>()
for (const entry of RANGES.split(',')) {
  const [state = '', range = ''] = entry.split(' ')
  const [first = '', last = first] = range.split('-')
  BY_STATE.set(state, [...(BY_STATE.get(state) ?? []), [Number(first), Number(last)]])
}
const BY_NAME = new Map(NAMES.split(',').map((entry) => [entry.slice(0, -3), entry.slice(-2)]))

/** @param state two capital letters @returns whether a ZIP code can be one of the state's */
export function isZipOf(state: string, zip: string): boolean {
  const prefix = Number(zip.slice(0, 3))
  return BY_STATE.get(state)?.some(([first, last]) => prefix >= first && prefix <= last) ?? false
}

/** @returns whether some state has ZIP codes with these first three digits */
export function isAssignedZip(zip: string): boolean {
  return [...BY_STATE.keys()].some((state) => isZipOf(state, zip))
}

/** @param words the end of the text before a ZIP code @returns the two letters of the state whose name stands there */
export function stateNamedBy(words: string): string | undefined {
  const last = words
    .toLowerCase()
    .split(/[\s,]+/)
    .slice(-3)
  for (let i = 0; i < last.length; i++) {
    const state = BY_NAME.get(last.slice(i).join(' '))
    if (state) return state
  }
  return undefined
}
