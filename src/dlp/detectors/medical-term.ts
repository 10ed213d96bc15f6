// Words of medicine: conditions, procedures, tests, clinical language, as clinicians and as patients write them. Unmistakable terms count by themselves;
// everyday words (`cold`, `stroke of luck`) only where a clinical word stands near.
import { nearestLabel, withPlurals } from '../context-words.ts'
import { defineDetector, type Match } from '../detector.ts'
import { longestHits } from '../keyword-automaton.ts'
import { CLINICAL_WORDS, EVERYDAY_MEDICAL_WORDS, MEDICAL_TERMS } from '../terms/medical.ts'

const REACH = { before: 80, after: 80 }

export const medicalTerm = defineDetector({
  id: 'medical-term',
  about: 'Medical condition, procedure, test or clinical word',
  source: 'Written for Postern from general knowledge: src/dlp/terms/medical.ts',
  vocabularies: {
    'medical-term': withPlurals(MEDICAL_TERMS),
    'medical-term-everyday': withPlurals(EVERYDAY_MEDICAL_WORDS),
    'medical-term-clinical': withPlurals([...CLINICAL_WORDS, ...MEDICAL_TERMS]),
  },
  find(scanned) {
    const terms = longestHits(scanned.hits('medical-term'))
    const matches: Match[] = terms.map(({ start, end, term }) => ({ start, end, confidence: 'high', value: term, excerpt: maskTerm(term) }))
    const everyday = longestHits(scanned.hits('medical-term-everyday'))
    if (everyday.length === 0) return matches
    const clinical = scanned.hits('medical-term-clinical')
    for (const { start, end, term } of everyday) {
      if (nearestLabel(clinical, start, end, REACH) === Infinity) continue
      matches.push({ start, end, confidence: 'medium', value: term, excerpt: maskTerm(term) })
    }
    return matches.sort((a, b) => a.start - b.start)
  },
  examples: {
    match: [
      'She was diagnosed with hypertension.',
      'type 2 diabetes',
      'Type-2 Diabetes mellitus',
      'chest x-ray tomorrow',
      'chemotherapy starts Monday',
      'the biopsies came back',
      'HbA1c 7.2',
      'myocardial\ninfarction',
      'patient reports a cold',
      'he had a stroke, admitted to hospital',
      'prenatal visit',
      'MRI of the knee',
      'colonoscopy prep',
    ],
    ignore: [
      'a cold call to the customer',
      'a stroke of luck',
      'the public library',
      'Please find the invoice attached',
      'our network is healthy',
      'the shot clock',
      'attack surface of the server',
      'depression of 1929',
      'cancer zodiac sign',
      'the scan of the contract',
      'Delivery on Tuesday',
      'annual general meeting',
    ],
  },
})

/** A term beside a name is health information itself: only its first letter and length are shown. */
export function maskTerm(term: string): string {
  return `${term.slice(0, 1)}${'*'.repeat(Math.max(1, term.length - 1))}`
}
