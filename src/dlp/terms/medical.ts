// Medical terms for the detector `medical-term`, put together from the lists of this folder. Source note: written for Postern from general knowledge of
// clinical and everyday English; no list, code system or data set was copied.
import { GENETIC_TERMS } from './genetic.ts'
import { HIV_TERMS } from './hiv.ts'
import { CONDITIONS } from './medical-conditions.ts'
import { CLINICAL_LANGUAGE } from './medical-language.ts'
import { PROCEDURES, TESTS } from './medical-procedures.ts'
import { MENTAL_HEALTH_TERMS } from './mental-health.ts'
import { REPRODUCTIVE_TERMS } from './reproductive.ts'
import { SUD_TERMS } from './sud.ts'
import { termList, termPairs } from './term-list.ts'

/** Where it hurts, and what is the matter there: `knee pain`, `fractured wrist`, `my back hurts`. */
const COMPLAINTS = [
  ...termPairs(
    'knee, hip, ankle, foot, wrist, elbow, shoulder, neck, back, lower back, chest, stomach, abdominal, pelvic, joint, leg, arm, breast, flank, groin, jaw',
    'pain, surgery, injury, hurts, is swollen, swelling, numbness, x-ray, mri',
  ),
  ...termPairs(
    'fractured, broken, sprained, dislocated, swollen',
    'ankle, wrist, hip, elbow, knee, shoulder, jaw, rib, leg, arm, finger, toe, foot, nose',
  ),
  ...termPairs(
    'bladder, bone, brain, breast, cervical, colon, kidney, liver, lung, ovarian, pancreatic, prostate, skin, stomach, thyroid, uterine',
    'cancer, tumor, mass, lesion, biopsy',
  ),
  ...termPairs(
    'pain in, swelling in, numbness in, lump in, weakness in, tingling in',
    'my, his, her, your, both, the right, the left, the lower, the upper',
  ),
  ...termPairs('heart, lung, liver, kidney, bone marrow, corneal, stem cell', 'transplant, transplantation'),
]

/** Unmistakable: each counts by itself. What a special law protects is medical too, so that a rule may name `medical-term` alone. */
export const MEDICAL_TERMS: readonly string[] = [
  ...new Set([...CONDITIONS, ...PROCEDURES, ...TESTS, ...CLINICAL_LANGUAGE, ...COMPLAINTS, ...SUD_TERMS, ...MENTAL_HEALTH_TERMS]),
  ...new Set([...HIV_TERMS, ...REPRODUCTIVE_TERMS, ...GENETIC_TERMS]),
]

/** What follows a number in a dose: `500 mg`, `10 units`. */
export const DOSE_UNITS: readonly string[] = termList(
  'mg, mcg, ug, µg, ml, cc, iu, units, unit, meq, mg/ml, mg/kg, gm, tablet, tablets, tab, tabs, capsule, capsules, cap, caps, puffs, puff, drops, gtt',
)

/** How a dose is taken. */
export const DOSE_WORDS: readonly string[] = termList(`
daily, once daily, twice daily, twice a day, once a day, three times daily, three times a day, four times a day, every day, every morning, every night, every evening, nightly, weekly
bid, b.i.d., tid, t.i.d., qid, q.i.d., qd, q.d., qhs, qam, qpm, qod, q4h, q6h, q8h, q12h, prn, p.r.n., po, p.o., iv, im, sq, subq, sl, pr, stat, every 4 hours, every 6 hours, every 8 hours, every 12 hours
every four hours, every six hours, every eight hours, at bedtime, by mouth, orally, with food, with meals, as needed for, before meals, after meals, per day, a day, per kg, tablet, tablets, capsule, capsules
tab, tabs, caps, oral, injection, suspension, extended release, er tablet, subcutaneously, intramuscularly, intravenously, sublingual, topical, inhaled, dispense, refills, refill, sig, dose, dosage, prescribed
`)

/** Labels of a reading that is taken from a body. */
export const READING_LABELS: readonly string[] = termList(`
bp, b/p, blood pressure, hr, heart rate, pulse, rr, resp, respirations, temp, temperature, spo2, o2 sat, o2 sats, oxygen saturation, sats, bmi, a1c, hba1c, hgb a1c, hemoglobin a1c, glucose, blood sugar, blood glucose, fbs
ldl, hdl, cholesterol, triglycerides, creatinine, egfr, tsh, psa, inr, wbc, rbc, hgb, hct, plt, platelets, potassium, sodium, bun, hemoglobin, hematocrit, weight, wt, height, ht, fhr, bilirubin, ast, alt, troponin, bnp, ferritin, vitamin d
`)
