// HIV and AIDS, which many states protect by laws of their own, for the detector `hiv-term`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code
// system or data set was copied.
import { termList } from './term-list.ts'

/** Unmistakable by itself. */
export const HIV_TERMS: readonly string[] = termList(`
abacavir, acquired immune deficiency syndrome, acquired immunodeficiency syndrome, aids clinic, aids defining, aids dementia complex, aids diagnosis
aids drug assistance program, aids patient, aids related complex, aids-defining illness, antiretroviral, antiretroviral drug, antiretroviral drugs
antiretroviral medication, antiretroviral therapy, antiretroviral treatment, antiretrovirals, apretude, aptivus, art regimen, arv therapy, atazanavir
atripla, azidothymidine, bictegravir, biktarvy, cabenuva, cabotegravir, cd4 cell count, cd4 count, cd4 counts, cd4 lymphocyte, cd4 of, cd4 percentage
cd4 t cell, cd4/cd8 ratio, cerebral toxoplasmosis, cimduo, cmv retinitis, cobicistat, combination antiretroviral therapy, combivir, complera, crixivan
cryptococcal meningitis, darunavir, delavirdine, delstrigo, descovy, detectable viral load, diagnosed with aids, diagnosed with hiv, didanosine
died of aids, disseminated mac, dolutegravir, doravirine, dovato, edurant, efavirenz, elvitegravir, emtricitabine, emtriva, enfuvirtide, epivir
epzicom, etravirine, evotaz, exposed to hiv, fosamprenavir, fostemsavir, fourth generation test, full-blown aids, fuzeon, genvoya, haart
haart regimen, HAND diagnosis, highly active antiretroviral therapy, hiv, hiv +, hiv ab, hiv ag/ab, hiv aids, hiv antibodies, hiv antibody
hiv antibody test, hiv antigen, hiv associated nephropathy, hiv associated neurocognitive disorder, hiv care, hiv case manager, hiv clinic, hiv combo
hiv consent, hiv counseling, hiv dementia, hiv diagnosis, hiv disease, hiv drug resistance, hiv elisa, hiv encephalopathy, hiv exposed infant
hiv exposure, hiv genotype, hiv infected, hiv infection, hiv medication, hiv medications, hiv medicine, hiv meds, hiv negative, hiv nephropathy
hiv non-reactive, hiv nonreactive, hiv pos, hiv positive, hiv prevention, hiv prophylaxis, hiv rapid test, hiv reactive, hiv related, hiv resistance
hiv rna, hiv rna pcr, hiv screen, hiv screening, hiv self test, hiv seroconversion, hiv seropositive, hiv serostatus, hiv specialist, hiv status
hiv test, hiv test result, hiv test results, hiv tested, hiv testing, hiv tests, hiv therapy, hiv treatment, hiv viral load, hiv wasting
hiv western blot, hiv-1, hiv-2, hiv-related illness, hiv/aids, hopwa, human immunodeficiency virus, ibalizumab, indinavir, integrase inhibitor
integrase strand transfer inhibitor, intelence, invirase, isentress, juluca, kaletra, kaposi sarcoma, kaposi's sarcoma, lamivudine, lenacapavir
lexiva, lives with hiv, living with aids, living with hiv, lopinavir, maraviroc, mixed status couple, mycobacterium avium complex
needlestick exposure to hiv, nelfinavir, nevirapine, non-nucleoside reverse transcriptase inhibitor, norvir
nucleoside reverse transcriptase inhibitor, occupational exposure to hiv, odefsey, on prep for, opportunistic infection, opportunistic infections
oral hairy leukoplakia, oraquick, orasure, p24 antigen, pcp prophylaxis, pediatric hiv, people living with hiv, perinatal hiv, pifeltro, PJP, PLWH
PLWHA, pneumocystis carinii, pneumocystis jirovecii, pneumocystis pneumonia, positive for hiv, post-exposure prophylaxis, pre-exposure prophylaxis
prep for hiv, prezcobix, prezista, progressive multifocal leukoencephalopathy, protease inhibitor regimen, raltegravir, retrovir, reyataz, rilpivirine
ritonavir, rukobia, ryan white, ryan white clinic, ryan white program, saquinavir, selzentry, seroconversion, seroconverted, serodiscordant
serodiscordant couple, stavudine, stribild, sunlenca, sustiva, symfi, symtuza, t cell counts, t-cell count, t-cells are low, temixys, tenofovir
tenofovir alafenamide, tenofovir disoproxil fumarate, tested negative for hiv, tested positive for hiv, tipranavir, tivicay, triumeq, trizivir
trogarzo, truvada, tybost, undetectable equals untransmittable, undetectable viral load, viracept, viral load is, viral load result, viral load test
viral load undetectable, viral load was, viral suppression, virally suppressed, viramune, viread, virologic failure, virologic suppression, vocabria
wasting syndrome, western blot, yeztugo, ziagen, zidovudine
`)

/** They count in company, after `my` or `your`, or near a word of care. */
export const HIV_BODILY: readonly string[] = termList(`
cd4, seropositive, viral load
`)

/** They count only near a word of care or an unmistakable term. */
export const HIV_EVERYDAY: readonly string[] = termList(`
ADAP, AIDS, ART, ARV, chlamydia, condomless sex, gonorrhea, hepatitis b, hepatitis c, hpv, immunocompromised, immunodeficiency, MSM, needlestick
opportunistic, partner notification, PEP, positive status, PrEP, serostatus, std, std test, sti, sti test, syphilis, t cells, t-cell, t-cells, thrush
undetectable, unprotected sex, western blot
`)

/** Words that tell that the text is about care, beside those of `CLINICAL_WORDS`. */
export const HIV_CONTEXT: readonly string[] = termList(`
antibody, antiretroviral, cd4, hiv, immune, infectious disease, prophylaxis, sexual health, std clinic, tested, viral load
`)

/** Phrases whose words mean something else. */
export const HIV_IDIOMS: readonly string[] = termList(`
aids awareness, aids charity, aids ride, aids walk, art director, art gallery, art regimen of, band aids, exam prep, first aids, hearing aids
hiv awareness, job aids, learning aids, meal prep, meal-prep, navigational aids, pep boys, pep guardiola, pep rally, pep talk, prep call, prep course
prep kitchen, prep meeting, prep school, prep time, prep work, ryan white account, sat prep, state of the art, study aids, teaching aids, test prep
training aids, visual aids, world aids day
`)
