// What stands beside a name and says that it is one, or that it is none: labels, greetings, closings, relations, ages, titles after it. Every look is at a
// bounded stretch. Part of the detector `person-name`.

/** Before a name and a mark (`Patient: …`) or in the head of a column. */
export const NAME_LABELS = (
  'patient,patients,patient name,patients name,pt,pt name,name,names,full name,first name,last name,given name,surname,family name,middle name,maiden name,legal name,preferred name,' +
  'member,member name,subscriber,subscriber name,guarantor,guarantor name,insured,insured name,name of insured,beneficiary,policyholder,policy holder,cardholder,cardholder name,account holder,' +
  'name of patient,client,client name,resident,resident name,employee,employee name,student,student name,customer name,contact,contact name,contact person,emergency contact,next of kin,nok,' +
  "parent,guardian,parent/guardian,spouse,spouse name,husband,wife,mother,father,mother's name,father's name,daughter,son,brother,sister,caregiver,attending,attending physician,referring physician,referring provider," +
  'ordering provider,ordering physician,rendering provider,pcp,primary care physician,primary care provider,provider,provider name,physician,surgeon,assistant surgeon,anesthesiologist,dictated by,signed by,' +
  'electronically signed by,e-signed by,esigned by,reviewed by,verified by,prepared by,ordered by,performed by,interpreted by,referred by,seen by,prescriber,prescribed by,author,requester,requested by,' +
  'applicant,claimant,caller,attn,attention,c/o,aka,a.k.a,signature,witness,donor,nurse,therapist,counselor,case manager,dentist,attorney,plaintiff,defendant,' +
  'nombre,nombre del paciente,nombre completo,paciente,apellido,apellidos,interpreter,transcribed by,consultant,hospitalist,resident physician,person responsible,responsible party'
).split(',')
/** Of these one unknown word is taken too: nothing but a name follows them. */
const SURE_LABEL =
  /(?:(?:patient|pt|full|first|last|given|family|middle|maiden|legal|preferred|member|subscriber|guarantor|insured|client|resident|employee|student|customer|contact|spouse|mother's|father's|cardholder|provider)s?'?\s+name|name of (?:patient|insured)|surname|next of kin|emergency contact|apellidos?|nombre(?: del paciente| completo)?)$/i
const MARK = /^(?:\s?\(s\)|\s?#\d?|\s\([^()\n]{1,24}\))?\s{0,2}[:=|>\t-]{1,2}[\s"'*_[(<|]{0,6}$/
const NEXT_LINE = /^\s?[:]?\s?\n\s{0,4}$/
/** `Company name`, `File name`: the name of a thing. */
const THING_BEFORE =
  /\b(?:company|file|product|domain|user|brand|drug|plan|event|host|server|class|function|variable|table|column|field|display|project|group|team|bank|business|organization|organisation|practice|facility|hospital|clinic|school|street|city|folder|page|site|model|test|medication|generic|trade|device|app|application|package|branch|agency|payer|payor|insurance|carrier|lender|institution|store|item|service|department|program|course|county|state|pharmacy|firm|vendor|trial|study)\s$/i

const words = (text: string): ReadonlySet<string> => new Set(text.split(','))

/** A last word without which no greeting can match: spares most names the pattern. */
const GREETING_ENDS = words(
  'hi,hello,hey,dear,greetings,morning,afternoon,evening,day,thanks,again,much,lot,you,welcome,back,congratulations,congrats,birthday,anniversary,cheers,ok,okay,hola,estimada,estimado,bonjour,there',
)
const GREETING =
  /(?:^|[\n>.!?,;:"(*-]\s{0,3})(?:hi|hello|hey|dear|greetings|good\s(?:morning|afternoon|evening|day)|thanks(?:\sagain|\sso\smuch|\sa\slot)?|thank\syou(?:\sagain|\sso\smuch)?|welcome(?:\sback)?|congratulations|congrats|happy\s(?:birthday|anniversary)|cheers|ok|okay|hola|estimad[oa]|bonjour)\s?,?\s(?:there\s)?$/i
const CLOSING =
  /\b(?:thanks|thank you|thx|regards|sincerely|best|cheers|respectfully|warmly|yours|truly|cordially|love|take care|talk soon|appreciatively|gratefully|kindly|wishes|submitted|saludos|atentamente)[,.!\s-]{0,3}$/i
/** Whose name stands after them. */
const RELATIONS = words(
  'mom,mommy,mother,dad,daddy,father,parent,parents,wife,husband,spouse,partner,son,daughter,brother,sister,sibling,aunt,uncle,grandma,grandpa,grandmother,grandfather,grandson,granddaughter,stepfather,stepmother,' +
    'stepson,stepdaughter,mother-in-law,father-in-law,son-in-law,daughter-in-law,caregiver,caretaker,guardian,proxy,nurse,doctor,therapist,counselor,boyfriend,girlfriend,fiance,fiancee,friend,neighbor,roommate,baby,infant,' +
    "twin,twins,cousin,niece,nephew,kid,child,children,boy,girl,patient,pt,client,resident,named,called,nam,i'm,i am,call me,aka,nicknamed,mr,mrs,ms,tech,aide,midwife,coworker,colleague,boss,assistant,beneficiary," +
    "maiden name is,maiden name was,name is,name's,name was,names are,this is,my name,people call me,calls me,it's under,attending is,fellow is,pcp is,provider is,surgeon is,physician is,nurse is,contact is,today is,supervisor," +
    'manager,secretary,teacher,student,attorney,lawyer,passenger,driver,victim,witness,employee,professor,author,director',
)
/** Even an unknown word after them is a name. */
const NAMINGS = words("named,nam,name is,name was,name's,surname,nicknamed,calls me,call me,maiden name,maiden name is")
/** Two words after them that no dictionary has are a name. */
const ADDRESSING = words(
  'spoke with,spoke to,speaking with,speaking to,speak with,speak to,talked with,talked to,met with,discussed with,d/w,follow up with,followed up with,ask for,paged,told,informed,notified,invited,emailed,texted,says,said,' +
    "directed by,starring,sung by,written by,signed by,seen by,referred by,ordered by,performed by,assistant to,i'm,i am,this is,name is,it's under,partner's name,add,correct it to,change it to,behalf of,care of,c/o,attn,tenant," +
    'plaintiff,defendant',
)
const LINKS = words('is,was,of,and')
const GAP_BEFORE = /(?:\s-)?[\s,]{1,2}["'(]?$/
const PERSON_VERB =
  /^(?:,\s(?:who|whose|age|aged)\b|,?\s(?:is|was)\s(?:seen|admitted|born|discharged|diagnosed|referred|scheduled|transferred|evaluated|treated|here|hospitalized|complaining|a\s(?:patient|resident|nurse|doctor|physician|teacher|student|member|retired|right-handed|man|woman|boy|girl|gentleman|lady|male|female))\b|\s(?:said|says|lives|lived|reports|reported|denies|denied|presents|presented|complains|complained|underwent|states|stated|told|asked|wrote|replied|married|died|passed away|returned|called|requests|requested|works at|works as|worked at|will be talking|speak yet|listed his|listed her|has a history|had given)\b|'s\s(?:mother|father|wife|husband|son|daughter|mom|dad|chart|medication|medications|appointment|surgery|labs|results|condition|symptoms|diagnosis|doctor|nurse)\b)/
const AGE_AFTER =
  /^,?\s?(?:\(?\s?(?:is|was)?\s?(?:an?\s|the\s)?\s?(?:\d{1,3}[\s-]?(?:year|yr|y\/?o\b|y\.o|month|mo\b|week|wk|day)|age\s\d|aged\s\d|\d{1,3}\s?[yYmMfF]\b|(?:pleasant|delightful|very|well[- ]known)\b|DOB\b|D\.O\.B|born\b|MRN\b|SSN\b))/
const CREDENTIAL_AFTER =
  /^,?\s\(?(?:M\.?D\.?|R\.?N\.?|D\.?O\.?|Ph\.?\s?D\.?|N\.?P\.?|PA-?C|P\.A\.|L\.?P\.?N\.?|C\.?N\.?A\.?|C\.?R\.?N\.?A\.?|Pharm\.?D\.?|D\.?D\.?S\.?|D\.?M\.?D\.?|D\.?P\.?M\.?|O\.D\.|OD|D\.?C\.?|Esq\.?|J\.?D\.?|C\.?P\.?A\.?|MBA|MPH|MSN|BSN|APRN|DNP|FNP(?:-C|-BC)?|ANP|CNM|LCSW|LMFT|LPC|MSW|RDN?|CCC-SLP|OTR(?:\/L)?|DPT|PT|Psy\.?D\.?|Ed\.?D\.?|FACS|FACP|FAAP|MBBS|RPh|DVM|Jr\.?|Sr\.?)(?![A-Za-z])/
const ADDRESS_AFTER = /^"?\s?[<(["]{1,2}(?:mailto:)?[\w.+-]{1,64}@/
const COMPANY_AFTER =
  /^,?\s(?:Inc|LLC|L\.L\.C|Ltd|LLP|L\.L\.P|PLLC|P\.L\.L\.C|Corp|Co\b|PLC|GmbH|S\.A|P\.C\b|PC\b|(?:&|and)\s(?:Co|Sons|Associates|Partners|Company|Brothers|Bros|Daughters)\b)/

/** The text around a span, cut once. */
export interface Beside {
  readonly before: string
  readonly after: string
}

export function beside(text: string, start: number, end: number): Beside {
  return { before: text.slice(Math.max(0, start - 72), start), after: text.slice(end, end + 48) }
}

export type LabelStrength = 'none' | 'label' | 'sure'

/** @param gap characters between the end of the label and the name @param labelStart where the label begins */
export function labelStrength(text: string, labelStart: number, gap: number, start: number): LabelStrength {
  const between = text.slice(start - gap, start)
  const label = text.slice(labelStart, start - gap)
  const marked = MARK.test(between)
  const sure = SURE_LABEL.test(label)
  if (!marked && !(sure && NEXT_LINE.test(between)) && !(/^(?:patient|pt|member|client|resident)$/i.test(label) && /^\s$/.test(between)))
    return 'none'
  if (/name$/i.test(label) && THING_BEFORE.test(text.slice(Math.max(0, labelStart - 24), labelStart))) return 'none'
  if (!marked && !sure) return 'label'
  const alone = /^names?$/i.test(label) && !/[\w)]\s$/.test(text.slice(Math.max(0, labelStart - 2), labelStart))
  return sure || alone ? 'sure' : 'label'
}

export function isGreeted({ before }: Beside): boolean {
  const last = /[a-z]+(?=\W{0,3}$)/i.exec(before.slice(-14))?.[0].toLowerCase()
  return last !== undefined && GREETING_ENDS.has(last) && GREETING.test(before.slice(-32))
}

export function isRelation({ before }: Beside): boolean {
  return endsWithOneOf(before, RELATIONS, true)
}

export function isNaming({ before }: Beside): boolean {
  return endsWithOneOf(before, NAMINGS, true)
}

/** Whether the last one, two or three words before a name are in the set, with white space, a comma, a dash or an opening mark after them. */
function endsWithOneOf(before: string, phrases: ReadonlySet<string>, linked: boolean): boolean {
  const gap = GAP_BEFORE.exec(before.slice(-5))?.[0].length ?? 0
  if (gap === 0) return false
  const said = before
    .slice(-40, before.length - gap)
    .toLowerCase()
    .split(/[\s,]+/)
  return has(said, phrases) || (linked && LINKS.has(said.at(-1) as string) && has(said.slice(0, -1), phrases))
}

function has(said: readonly string[], phrases: ReadonlySet<string>): boolean {
  const [third, second, last] = [said.at(-3), said.at(-2), said.at(-1)]
  if (last === undefined) return false
  return (
    phrases.has(last) ||
    (second !== undefined && (phrases.has(`${second} ${last}`) || (third !== undefined && phrases.has(`${third} ${second} ${last}`))))
  )
}

/** A line of its own under `Regards,`, or after a dash: a signature. */
export function isSignature({ before, after }: Beside): boolean {
  const lineStart = before.lastIndexOf('\n') + 1
  if (lineStart === 0 || before.length - lineStart > 6 || !/^[ \t]{0,3}(?:\n|$|[,|])/.test(after)) return false
  const mark = before.slice(lineStart).trim()
  return mark === '' ? CLOSING.test(before.slice(-32)) : mark === '-' || mark === '--' || mark === '~' || mark === '*'
}

/** After the label of a mail's header, as replies quote it. */
export function isInHeader({ before }: Beside): boolean {
  return (
    /[:*"]\s{0,3}$/.test(before.slice(-5)) &&
    /(?:^|[\n>*]\s?)(?:from|to|cc|bcc|sender|re|regarding)\*?:\*?\s{0,3}"?$/i.test(before.slice(-24))
  )
}

/** Whom the words after it call a person: an age, a degree, an address in brackets. */
export function isPersonByWhatFollows({ after }: Beside): boolean {
  return AGE_AFTER.test(after) || CREDENTIAL_AFTER.test(after) || ADDRESS_AFTER.test(after)
}

/** The sentence speaks to or of somebody: good for two words that no dictionary has. */
export function isToldOfPerson(around: Beside): boolean {
  return PERSON_VERB.test(around.after) || endsWithOneOf(around.before, ADDRESSING, false) || isRelation(around) || isGreeted(around)
}

export function isCompanyByWhatFollows({ after }: Beside): boolean {
  return COMPANY_AFTER.test(after)
}

export function opensSentence({ before }: Beside): boolean {
  const said = before.trimEnd()
  return said === '' || '.!?:;>"*•|-('.includes(said.at(-1) as string) || before.includes('\n', said.length)
}
