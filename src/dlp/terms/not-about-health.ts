// All phrases whose words are not about health, of every term list: one vocabulary, since an idiom is one for every detector.
import { GENETIC_IDIOMS } from './genetic.ts'
import { HIV_IDIOMS } from './hiv.ts'
import { NOT_MEDICAL } from './medical-everyday.ts'
import { MENTAL_HEALTH_IDIOMS } from './mental-health.ts'
import { REPRODUCTIVE_IDIOMS } from './reproductive.ts'
import { SUD_IDIOMS } from './sud.ts'

export const NOT_ABOUT_HEALTH: readonly string[] = [
  ...new Set([...NOT_MEDICAL, ...SUD_IDIOMS, ...MENTAL_HEALTH_IDIOMS, ...HIV_IDIOMS, ...REPRODUCTIVE_IDIOMS, ...GENETIC_IDIOMS]),
]
