// Substance use and its treatment, which 42 CFR Part 2 protects, for the detector `sud-term`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code
// system or data set was copied.
import { termList } from './term-list.ts'

/** Unmistakable by itself. */
export const SUD_TERMS: readonly string[] = termList(`
12 step program, 12-step, 12-step meeting, 42 cfr part 2, aa meeting, aa meetings, aa sponsor, acamprosate, addicted to adderall, addicted to alcohol
addicted to cocaine, addicted to drugs, addicted to fentanyl, addicted to heroin, addicted to meth, addicted to opioids, addicted to oxycodone
addicted to oxycontin, addicted to pain pills, addicted to painkillers, addicted to percocet, addicted to pills, addicted to vicodin
addicted to xanax, addiction clinic, addiction counseling, addiction counselor, addiction medicine, addiction psychiatry, addiction recovery
addiction services, addiction severity index, addiction specialist, addiction treatment, addiction treatment center, al-anon, alateen, alcohol abuse
alcohol addiction, alcohol counselor, alcohol cravings, alcohol dependence, alcohol dependency, alcohol dependent, alcohol detox, alcohol intoxication
alcohol misuse, alcohol poisoning, alcohol problem, alcohol recovery, alcohol rehab, alcohol relapse, alcohol related disorder, alcohol treatment
alcohol use disorder, alcohol withdrawal, alcoholics anonymous, alcoholism, amphetamine abuse, amphetamine use disorder, antabuse, asam criteria
asam level, audit-c, benzo addiction, benzo withdrawal, benzodiazepine abuse, benzodiazepine dependence, binge drinker, binge drinking
black tar heroin, blackout drinking, blood alcohol level, brixadi, buprenorphine, buprenorphine naloxone, buprenorphine waiver, cage questionnaire
cannabis abuse, cannabis dependence, cannabis use disorder, chemical dependency, chemically dependent, chronic alcoholic, ciwa protocol, ciwa score
ciwa-ar, clean and sober, clinical opiate withdrawal scale, co-occurring disorder, co-occurring disorders, cocaine, cocaine abuse, cocaine anonymous
cocaine use, cocaine use disorder, contingency management for, cows score, crack cocaine, crack pipe, crystal meth, dast-10, days sober
delirium tremens, detox center, detox facility, detox unit, detoxed from, detoxification, disulfiram, doctor shopping, drinking problem
drinks a fifth, drinks a pint of vodka, drinks daily, drinks heavily, drug abuse, drug abuser, drug addict, drug addiction, drug counselor, drug court
drug dependence, drug dependency, drug diversion program, drug exposed infant, drug habit, drug of choice, drug overdose, drug problem, drug rehab
drug rehabilitation, drug relapse, drug seeking, drug treatment court, drug treatment program, drug use disorder, drug-seeking behavior
drunk driving history, dual diagnosis, dui program, dwi program, etoh abuse, etoh dependence, etoh intoxication, etoh use, etoh withdrawal
failed drug test, fentanyl overdose, fentanyl test strips, fetal alcohol spectrum disorder, fetal alcohol syndrome, gambling addiction
gambling disorder, getting clean from drugs, got clean from, halfway house, hallucinogen abuse, hallucinogen persisting, hallucinogen use
harm reduction, heavy drinker, heavy drinking, heroin, heroin addict, heroin addiction, heroin overdose, heroin use, hooked on drugs, hooked on pills
huffing glue, hypnotic dependence, illicit drug use, illicit substance, in recovery from, inhalant abuse, injecting heroin, injection drug use
injection drug user, injects drugs, intravenous drug use, is an alcoholic, iv drug use, iv drug user, IVDA, IVDU, ketamine abuse, kratom addiction
levomethadyl, lofexidine, lsd use, lucemyra, marijuana abuse, marijuana addiction, marijuana dependence, marijuana use, mdma use, medical detox
medically managed withdrawal, medically supervised withdrawal, medication assisted treatment, medication for opioid use disorder
medication-assisted recovery, medications for opioid use disorder, meth addict, meth addiction, meth use, methadone, methadone clinic, methadone dose
methadone maintenance, methadone program, methadone treatment, methamphetamine, methamphetamine use, months sober, motivational enhancement therapy
MOUD, MOUD clinic, na meeting, na meetings, na sponsor, naloxone, naloxone kit, naltrexone, narcan, narcan kit, narcotic addiction
narcotic dependence, narcotics anonymous, needle exchange, needle sharing, neonatal abstinence syndrome, nicotine addiction, nicotine dependence
nicotine withdrawal, OBOT, office based opioid treatment, on meth, on methadone, on suboxone, opiate abuse, opiate addict, opiate addiction
opiate dependence, opiate withdrawal, opioid abuse, opioid addict, opioid addiction, opioid agonist therapy, opioid antagonist, opioid dependence
opioid dependent, opioid induced, opioid misuse, opioid overdose, opioid replacement therapy, opioid treatment program, opioid use disorder
opioid withdrawal, pain pill addiction, painkiller addiction, part 2 program, partial hospitalization program for substance, pcp abuse, pill mill
polysubstance abuse, polysubstance dependence, polysubstance use, positive drug screen, positive drug test, positive for amphetamines
positive for benzodiazepines, positive for cocaine, positive for fentanyl, positive for marijuana, positive for methamphetamine, positive for opiates
positive for thc, prescription drug abuse, prescription drug addiction, problem drinker, problem drinking, PWID, quit drinking, recovering alcoholic
recovery coach, recovery house, recovery residence, recovery support services, recreational drug use, relapse on alcohol, relapse on opioids
relapse prevention, relapse prevention plan, relapsed on, residential treatment for addiction, sedative use disorder, shooting up
smokes marijuana daily, smokes weed daily, smoking crack, sober companion, sober home, sober house, sober living, started drinking again
stimulant use disorder, stop drinking, stopped drinking, sublocade, suboxone, suboxone clinic, suboxone treatment, substance abuse
substance abuse counselor, substance abuse treatment, substance dependence, substance misuse, substance use counselor, substance use disorder
substance use history, substance use treatment, subutex, syringe exchange, syringe services program, take-home doses, tobacco use disorder
track marks, twelve step program, urine drug screen, urine drug screening, urine drug test, used heroin, uses cocaine, uses heroin, uses meth
vaping addiction, vivitrol, vivitrol injection, wernicke-korsakoff, withdrawal management, xanax addiction, years clean, years sober, zubsolv
`)

/** They count in company, after `my` or `your`, or near a word of care. */
export const SUD_BODILY: readonly string[] = termList(`
addict, addiction, alcohol use, cravings, detox, drug use, overdose, overdosed, rehab, relapse, relapsed, sobriety, substance use, withdrawal symptoms
`)

/** They count only near a word of care or an unmistakable term. */
export const SUD_EVERYDAY: readonly string[] = termList(`
AA, addicted, addictive, alcohol, alcohol consumption, alcoholic, ASAM, AUD, benzodiazepine, benzos, cannabis, cigarettes, CIWA, clean time
counseling, COWS, crack, dependence, drinker, drinking, drug screen, drug test, drunk, DUI, DWI, ecstasy, edibles, ETOH, fentanyl, hangover
inpatient treatment, intoxicated, intoxication, iop, ketamine, kratom, lsd, marijuana, MAT, mdma, meth, mushrooms, NA, narcotic, nicotine, opiate
opioid, OTP, OUD, outpatient program, oxycodone, pack a day, pack years, packs per day, pcp, pot, psychedelic, recovery, recovery program
residential treatment, smoker, smoking, sober, speedball, sponsor, stimulant, SUD, thc, tobacco, tolerance, toxicology, treatment center
treatment program, triggers, UDS, vape, vaping, weed, withdrawal
`)

/** Words that tell that the text is about care, beside those of `CLINICAL_WORDS`. */
export const SUD_CONTEXT: readonly string[] = termList(`
counselling, counselor, court ordered, court-ordered treatment, drug use, group session, group therapy, probation officer, sobriety, substance use
treatment center
`)

/** Phrases whose words mean something else. */
export const SUD_IDIOMS: readonly string[] = termList(`
addicted to caffeine, addicted to chocolate, addicted to coffee, addicted to email, addicted to my phone, addicted to shopping, addicted to sugar
addicted to the game, addicted to this show, addicted to work, addicted to your, alcohol license, alcohol policy, alcohol sales, alcohol wipes
alcohol-free, alcoholic beverage, alcoholic beverages, alcoholic drinks, asset recovery, atm withdrawal, bank withdrawal, cash withdrawal
chocolate addict, coffee addict, coffee pot, cost recovery, crack down, crack team, crack the code, data recovery, database triggers, debt recovery
dependency injection, detox diet, detox smoothie, detox tea, digital detox, disaster recovery, drinking fountain, drinking water, early withdrawal
economic recovery, email detox, error tolerance, executive sponsor, fault tolerance, flower pot, gym addict, home rehab, housing rehab
information overdose, isopropyl alcohol, juice detox, melting pot, news addict, no smoking, non-alcoholic, non-smoking, npm dependency
overdose of meetings, overdose of sunshine, package dependency, phone addiction, pot luck, pot of gold, project sponsor, property rehab
recovery point objective, recovery time objective, rehab loan, rehab of the building, rehab project, risk tolerance, rubbing alcohol, screen detox
shopping addiction, smoking area, smoking brisket, smoking gun, smoking hot, sober analysis, sober assessment, sober look, sober reminder
sober second look, sober view, social media addiction, software dependency, speed trap, sponsor of the event, sugar addiction, sugar detox
tolerance band, tolerance stack, trigger warning, troop withdrawal, weed out, withdrawal amount, withdrawal fee, withdrawal from the, withdrawal limit
withdrawal of, withdrawal of the, withdrawal penalty, withdrawal request, zero tolerance
`)
