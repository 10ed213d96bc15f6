// Texts to scan, all invented: the same in every run, made of templates over lists of words, so that they repeat as little as mail does.
// Numbers with a check digit or a reserved range: no real number of anybody: 555-01xx for telephones, example.test for addresses.

export interface Corpus {
  readonly name: string
  readonly about: string
  /** Texts of one message each. */
  readonly texts: readonly string[]
  /** The same as HTML, where the reader is measured too. */
  readonly markup?: readonly string[]
}

const list = (words: string): readonly string[] => words.trim().split(/\s*[,\n]\s*/)

const THINGS =
  list(`report, meeting, budget, customer, office, project, plan, market, team, supplier, contract, question, answer, draft, website, campaign, system, release,
update, design, proposal, training, session, schedule, warehouse, shipment, delivery, product, price, season, region, partner, survey, newsletter, agenda, chapter, article, garden,
kitchen, bridge, river, library, museum, concert, festival, school, student, teacher, engineer, manager, director, colleague, neighbour, volunteer, committee, council, city,
village, station, train, road, traffic, weather, summer, harvest, factory, machine, battery, screen, keyboard, printer, network, server, database, backup, password policy, invoice run,
account team, quarter, forecast, revenue, margin, cost, saving, investment, loan, insurance, building, floor, room, window, door, chair, table, lamp, coffee, lunch, dinner,
recipe, bread, cheese, apple, bottle, market stall, photograph, painting, poem, novel, story, letter, package, folder, form, list, note, comment, review, decision, result, target`)
const VERBS =
  list(`describes, explains, changes, improves, supports, needs, follows, covers, includes, replaces, delays, shows, moves, reaches, opens, closes, begins, ends, brings,
takes, gives, keeps, holds, leaves, meets, joins, reviews, confirms, cancels, collects, checks, prepares, presents, compares, repeats, answers, raises, reduces, protects, connects,
crosses, serves, builds, repairs, cleans, orders, sells, buys, pays for, asks about, looks after, depends on, agrees with, belongs to, returns to, waits for`)
const QUALITIES =
  list(`new, old, large, small, early, late, final, first, second, annual, monthly, weekly, regional, local, public, private, simple, complex, clear, careful, quiet,
busy, bright, dark, green, blue, warm, cold, heavy, light, long, short, open, recent, common, special, useful, popular, expensive, cheap, modern, historic, wooden, digital, internal,
external, current, next, previous, important, shared, separate, whole, half, best, better, strong, weak, safe, steady, sudden, gradual, surprising, ordinary, famous, forgotten`)
const LINKS = list(
  'because, although, while, before, after, when, since, so that, and, but, as soon as, unless, and then, whereas, even though',
)
const OPENINGS =
  list(`Last week, In the meantime, On the other hand, For most of us, As far as we know, In spring, This time, According to the plan, At the end of the day,
From next month on, Not surprisingly, In our experience, With a little luck, Without much notice, To keep things simple, As you may have heard`)
const PEOPLE = list('Hi all, Dear team, Hello everyone, Good morning, Dear colleagues, Hi there')
const FIRST = list('Jane, John, Mary, Robert, Linda, David, Susan, Carlos, Priya, Aisha, Kevin, Laura, Peter, Nina, Omar, Grace')
const LAST = list('Roe, Doe, Smith, Garcia, Miller, Johnson, Patel, Nguyen, Brown, Davis, Lopez, Wilson, Clark, Lewis, Young, Hall')
const STREETS = list('Maple Street, Oak Avenue, Main Street, Elm Drive, Cedar Lane, Park Road, Second Avenue, Hill Street')
const CITIES = list('Springfield, Fairview, Riverside, Georgetown, Franklin, Clinton, Salem, Madison')
const CONDITIONS =
  list(`type 2 diabetes, hypertension, asthma, chronic kidney disease, major depression, atrial fibrillation, COPD, hypothyroidism, migraine, osteoarthritis, pneumonia,
anemia, heart failure, gout, psoriasis, sleep apnea, anxiety, hyperlipidemia, GERD, sciatica`)
const DRUGS =
  list(`metformin, lisinopril, albuterol, atorvastatin, sertraline, apixaban, levothyroxine, sumatriptan, ibuprofen, amoxicillin, furosemide, allopurinol, omeprazole,
gabapentin, prednisone, insulin glargine`)
const COMPLAINTS =
  list(`chest pain, shortness of breath, headache, fatigue, dizziness, a rash, low back pain, fever, nausea, swelling of the left ankle, numbness in both feet,
a persistent cough, palpitations, blurred vision, abdominal pain`)
const EXAMS =
  list(`Lungs clear to auscultation, Heart regular rate and rhythm, Abdomen soft and nontender, No focal deficits, Extremities without edema, Skin warm and dry,
Neck supple, Gait steady, Pupils equal and reactive, Mood stable`)
const PLANS =
  list(`order MRI of the lumbar spine, repeat A1c in three months, refer to cardiology, start physical therapy, check CBC and BMP, continue current medications, follow up in two
weeks, increase the dose, schedule a colonoscopy, obtain an echocardiogram`)
const PRODUCTS = list(
  'desk lamp, office chair, paper A4, toner black, cable 2 m, monitor stand, whiteboard, folder blue, keyboard, headset, adapter, label roll',
)

export interface Random {
  /** @returns an integer in [0, below) */
  readonly below: (below: number) => number
  readonly pick: <T>(from: readonly T[]) => T
}

/** xorshift32: good enough for words, the same everywhere. */
export function createRandom(seed: number): Random {
  let state = seed
  const below = (limit: number) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  return { below, pick: (from) => from[below(from.length)] as (typeof from)[number] }
}

const SEED = 20_261_122

/** @param bytes of each corpus, nearly */
export function makeCorpora(bytes: number): readonly Corpus[] {
  const random = createRandom(SEED)
  const prose = fill(bytes, () => letter(random, 6_000))
  const paragraphs = fill(bytes, () => letter(random, 6_000))
  return [
    { name: 'English text', about: 'letters of 6 KB: news, plans, here and there a date, a name or an amount', texts: prose },
    {
      name: 'HTML mail',
      about: 'letters as marketing programs wrap them; the extracted text is scanned',
      texts: paragraphs,
      markup: paragraphs.map((text) => htmlOf(random, text)),
    },
    {
      name: 'digit-dense table',
      about: 'CSV of orders and readings, 60 KB each, hardly an identifier',
      texts: fill(bytes, () => orders(random, 60_000)),
    },
    {
      name: 'clinical notes',
      about: 'notes of 2 KB, a name, a date of birth and a record number each',
      texts: fill(bytes, () => note(random)),
    },
    {
      name: 'patient list',
      about: 'CSV of 60 KB in which nearly every cell is a finding',
      texts: fill(bytes, () => patients(random, 60_000)),
    },
  ]
}

/** Terms of a policy's dictionaries: half single made-up words, half phrases of ordinary words as officers write them. */
export function makeTerms(count: number): readonly string[] {
  const random = createRandom(SEED + 1)
  const syllables = list('ba,ke,lo,mi,nu,par,res,sol,ti,vu,wan,zer,dra,phi,cor,hel,mon,tra')
  const terms = new Set<string>()
  while (terms.size < count / 2) terms.add(Array.from({ length: 3 + random.below(2) }, () => random.pick(syllables)).join(''))
  while (terms.size < count)
    terms.add(`${random.pick(QUALITIES)} ${random.pick(THINGS)} ${random.pick(syllables)}${random.pick(syllables)}`)
  return [...terms]
}

function fill(bytes: number, make: () => string): string[] {
  const texts: string[] = []
  for (let size = 0; size < bytes; size += (texts.at(-1) as string).length) texts.push(make())
  return texts
}

function sentence(random: Random): string {
  const { below, pick } = random
  const clause = () =>
    `the ${pick(QUALITIES)} ${pick(THINGS)} ${pick(VERBS)} ${pick(['the', 'a', 'our', 'their', 'every'])} ${below(3) === 0 ? `${pick(QUALITIES)} ` : ''}${pick(THINGS)}`
  const kind = below(40)
  if (kind === 0) return `${pick(FIRST)} ${pick(LAST)} will send the ${pick(THINGS)} by ${pick(['Monday', 'Tuesday', 'Friday'])}.`
  if (kind === 1)
    return `The ${pick(THINGS)} costs $${1 + below(900)}.${10 + below(89)} and is due on ${1 + below(12)}/${1 + below(28)}/2026.`
  if (kind === 2)
    return `Call the ${pick(THINGS)} desk at (202) 555-01${10 + below(89)} or see https://www.example.test/${pick(THINGS).replaceAll(' ', '-')}/${below(900)}.`
  if (kind === 3) return `About ${below(90)} percent of ${below(9000)} visitors said that ${clause()}.`
  const first = below(3) === 0 ? `${pick(OPENINGS)} ${clause()}` : clause()
  const whole = below(2) === 0 ? `${first} ${pick(LINKS)} ${clause()}` : first
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`
}

/** Lines of at most 76 characters, as mail programs wrap. */
function wrap(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.length + word.length >= 76) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.join('\n')
}

function letter(random: Random, size: number): string {
  const parts = [`${random.pick(PEOPLE)},`]
  for (let length = 0; length < size; length += (parts.at(-1) as string).length)
    parts.push(wrap(Array.from({ length: 3 + random.below(5) }, () => sentence(random)).join(' ')))
  return `${parts.join('\n\n')}\n\nKind regards,\n${random.pick(FIRST)}\n`
}

function htmlOf(random: Random, text: string): string {
  const cell = (inner: string) =>
    `<tr><td align="left" valign="top" style="padding:12px 24px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:22px;color:#333333;">${inner}</td></tr>`
  const bold = (paragraph: string) =>
    paragraph.replace(/ (\w{7,}) /g, (all, word: string) => (random.below(4) === 0 ? ` <b style="color:#111">${word}</b>&nbsp;` : all))
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>News</title><style type="text/css">body{margin:0;padding:0}.button{background:#0a5;color:#fff}@media (max-width:600px){.col{width:100%!important}}</style></head>
<body bgcolor="#f4f4f4"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center"><table class="col" width="600">
${text
  .split('\n\n')
  .map((paragraph) => cell(bold(paragraph)))
  .join('\n')}
${cell(`<a class="button" href="https://www.example.test/news/${random.below(90_000)}?source=mail&amp;week=${random.below(52)}" target="_blank">Read&nbsp;more</a> <img src="https://www.example.test/i/${random.below(900)}.png" width="600" height="200" alt="A picture of the week">`)}
</table></td></tr></table></body></html>`
}

function orders(random: Random, size: number): string {
  const { below, pick } = random
  const rows = ['Order,Line,Shipped,Product,Quantity,Unit price,Total,Weight kg,Warehouse,Reading']
  for (let length = 0; length < size; length += (rows.at(-1) as string).length + 1) {
    const quantity = 1 + below(60)
    const price = 100 + below(90_000)
    rows.push(
      `${4_500_000 + below(99_999)},${1 + below(20)},2026-${pad(1 + below(12))}-${pad(1 + below(28))},${pick(PRODUCTS)},${quantity},${(price / 100).toFixed(2)},${((quantity * price) / 100).toFixed(2)},${below(40)}.${below(10)},W${1 + below(9)},${below(1000)}.${pad(below(100))}`,
    )
  }
  return `${rows.join('\n')}\n`
}

function note(random: Random): string {
  const { below, pick } = random
  const findings = () => Array.from({ length: 3 + below(4) }, () => `${pick(EXAMS)}.`).join(' ')
  const history = () =>
    `The patient reports ${pick(COMPLAINTS)} and ${pick(COMPLAINTS)} for ${1 + below(9)} days. History of ${pick(CONDITIONS)} and ${pick(CONDITIONS)}, on ${pick(DRUGS)} ${5 * (1 + below(20))} mg daily.`
  return `Patient: ${pick(FIRST)} ${pick(LAST)}
DOB: ${pad(1 + below(12))}/${pad(1 + below(28))}/19${30 + below(70)}   MRN: ${1_000_000 + below(8_999_999)}
Date of visit: ${pad(1 + below(12))}/${pad(1 + below(28))}/2026

Subjective: ${wrap(Array.from({ length: 4 }, history).join(' '))}

Objective: BP ${100 + below(60)}/${60 + below(30)}, HR ${55 + below(50)}, Temp 98.${below(10)} F, SpO2 ${93 + below(7)}%. ${wrap(findings())}

Assessment: ${pick(CONDITIONS)} (E11.${below(10)}), ${pick(CONDITIONS)} (I10).
Plan: ${wrap(Array.from({ length: 4 }, () => `${pick(PLANS)};`).join(' '))}
${wrap(Array.from({ length: 6 }, () => sentence(random)).join(' '))}

Electronically signed by ${pick(FIRST)} ${pick(LAST)}, MD
`
}

function patients(random: Random, size: number): string {
  const { below, pick } = random
  const rows = ['Name,DOB,SSN,MRN,Phone,Email,Address,City,State,Zip,Diagnosis']
  for (let length = 0; length < size; length += (rows.at(-1) as string).length + 1) {
    const first = pick(FIRST)
    const last = pick(LAST)
    rows.push(
      `"${last}, ${first}",${pad(1 + below(12))}/${pad(1 + below(28))}/19${30 + below(70)},536-${pad(10 + below(89))}-${1000 + below(8999)},${1_000_000 + below(8_999_999)},(202) 555-01${pad(below(100))},${first.toLowerCase()}.${last.toLowerCase()}${below(99)}@example.test,${1 + below(9999)} ${pick(STREETS)},${pick(CITIES)},${pick(['TX', 'CA', 'NY', 'OH'])},7700${below(10)},${pick(['E11.9', 'I10', 'J45.909', 'F32.1', 'M54.5'])}`,
    )
  }
  return `${rows.join('\n')}\n`
}

const pad = (value: number): string => String(value).padStart(2, '0')
