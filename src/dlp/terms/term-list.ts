// How the term lists are written down: one string, terms parted by commas or line ends, in the singular and in American spelling. Helpers make the other
// spellings, so that the lists stay readable. A term in capitals (`GERD`) counts only where the text writes it so: `Gerd` is a name.

/** @returns the terms of a list, in order, each once */
export function termList(text: string): string[] {
  const terms = text.split(/[,\n]/).map((term) => term.trim())
  return [...new Set(terms.filter((term) => term !== ''))]
}

/** Every word of the first list before every word of the second: `knee pain`, `knee surgery`, `hip pain` … */
export function termPairs(first: string, second: string): string[] {
  const ends = termList(second)
  return termList(first).flatMap((start) => ends.map((end) => `${start} ${end}`))
}

/** American stems and what British English writes instead. */
const BRITISH: readonly (readonly [RegExp, string])[] = [
  [/anemi/g, 'anaemi'],
  [/\bhem(?=o|at|or)/g, 'haem'],
  [/leukem/g, 'leukaem'],
  [/edema/g, 'oedema'],
  [/esoph/g, 'oesoph'],
  [/tumor/g, 'tumour'],
  [/rrhea/g, 'rrhoea'],
  [/pediatr/g, 'paediatr'],
  [/gynec/g, 'gynaec'],
  [/orthoped/g, 'orthopaed'],
  [/anesth/g, 'anaesth'],
  [/fetal/g, 'foetal'],
  [/cesarean/g, 'caesarean'],
  [/celiac/g, 'coeliac'],
  [/ischem/g, 'ischaem'],
  [/glycemi/g, 'glycaemi'],
  [/lipidemi/g, 'lipidaemi'],
  [/kalemi/g, 'kalaemi'],
  [/natremi/g, 'natraemi'],
  [/calcemi/g, 'calcaemi'],
  [/(?<![ao])emia\b/g, 'aemia'],
  [/fiber/g, 'fibre'],
  [/color/g, 'colour'],
  [/catheterization/g, 'catheterisation'],
  [/hospitalized/g, 'hospitalised'],
]

/** The terms, and the other spellings of those that have one: British stems; `crohn’s` and `crohns` beside `crohn's`. */
export function withSpellings(terms: readonly string[]): string[] {
  const all = new Set<string>()
  for (const term of terms) {
    const british = BRITISH.reduce((text, [stem, other]) => text.replace(stem, other), term)
    for (const spelling of [term, british]) {
      all.add(spelling)
      if (spelling.includes("'")) all.add(spelling.replaceAll("'", '’')).add(spelling.replaceAll("'", ''))
    }
  }
  return [...all]
}
