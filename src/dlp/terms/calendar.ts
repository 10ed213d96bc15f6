// Month names and ordinal words for calendar dates. Source note: written for Postern from general knowledge of English, Spanish, French, German and
// Portuguese.

/** Number of each English month name and its abbreviations. */
export const MONTHS: ReadonlyMap<string, number> = numbered(
  'january jan,february feb febr,march mar,april apr,may,june jun,july jul,august aug,september sep sept,october oct,november nov,december dec',
)

/** Month names of other languages: taken for a date only with day and year beside them. */
export const FOREIGN_MONTHS: ReadonlyMap<string, number> = numbered(
  'enero ene janvier januar janeiro gennaio,febrero février fevrier februar fevereiro febbraio,marzo mars märz maerz março marco,abril avril aprile,' +
    'mayo mai maio maggio,junio juin juni junho giugno,julio juillet juli julho luglio,agosto août aout,septiembre setiembre septembre setembro settembre,' +
    'octubre octobre oktober outubro ottobre,noviembre novembre novembro,diciembre décembre decembre dezember dezembro dicembre',
)

const ORDINAL_WORDS = (
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth ' +
  'nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth ' +
  'thirtieth thirty-first'
).split(' ')

/** Day of the month that an ordinal word names. */
export const ORDINALS: ReadonlyMap<string, number> = new Map(ORDINAL_WORDS.map((word, i) => [word, i + 1]))

function numbered(months: string): Map<string, number> {
  return new Map(months.split(',').flatMap((names, i) => names.split(' ').map((name): [string, number] => [name, i + 1])))
}
