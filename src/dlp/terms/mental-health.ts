// Mental and behavioral health, for the detector `mental-health-term`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code
// system or data set was copied.
import { termList } from './term-list.ts'

/** Unmistakable by itself. */
export const MENTAL_HEALTH_TERMS: readonly string[] = termList(`
5150 hold, 72 hour hold, acceptance and commitment therapy, acute stress disorder, ADHD, adjustment disorder, agoraphobia, anger management class
anger management counseling, anhedonia, anorexia, anorexia nervosa, anorexic, anti-anxiety medication, antidepressant, antidepressants, antipsychotic
antipsychotics, antisocial personality disorder, anxiety and depression, anxiety attack, anxiety attacks, anxiety disorder, anxiety medication
anxiety meds, anxiolytic, anxious mood, applied behavior analysis, ARFID, asperger syndrome, asperger's, asperger's syndrome, attempted suicide
attention deficit disorder, attention deficit hyperactivity disorder, attention-deficit/hyperactivity disorder, auditory hallucinations
autism spectrum disorder, autistic, avoidant personality disorder, avoidant restrictive food intake disorder, avolition, baker act
battling depression, beck anxiety inventory, beck depression inventory, bed wetting, behavioral health hospital, behavioral health unit
bereavement counseling, binge and purge, binge eating, binge eating disorder, bipolar, bipolar depression, bipolar disorder, bipolar i disorder
bipolar ii disorder, blunted affect, body dysmorphic disorder, borderline personality disorder, bulimia, bulimia nervosa, bulimic, C-PTSD, c-ssrs
catatonia, catatonic, childhood trauma, chronic depression, civil commitment, claustrophobia, clinical depression, cognitive behavioral therapy
cognitive behavioural therapy, cognitive processing therapy, columbia suicide severity, command hallucinations, complex trauma, compulsive behaviors
conduct disorder, conversion disorder, couples counseling, couples therapy, crisis intervention team, crisis stabilization, crying spells
cutting behavior, cutting myself, cyclothymia, cyclothymic disorder, danger to others, danger to self, danger to self or others, delusional disorder
delusional thinking, dependent personality disorder, depersonalization, depressed and anxious, depressed mood, depression and anxiety
depression medication, depression meds, depressive disorder, depressive episode, depressive symptoms, derealization, diagnosed with adhd
diagnosed with anxiety, diagnosed with depression, dialectical behavior therapy, disorganized thinking, disruptive mood dysregulation disorder
dissociation episodes, dissociative amnesia, dissociative disorder, dissociative identity disorder, DMDD, dsm 5 diagnosis, dsm-5, dsm-iv, dysthymia
dysthymic disorder, eating disorder, eating disorders, electroconvulsive therapy, emdr, emdr therapy, emotional disturbance, emotional dysregulation
emotional support animal letter, encopresis, end my life, ending it all, ending my life, enuresis, excoriation disorder
exposure and response prevention, exposure therapy, factitious disorder, family therapy session, feeling depressed, feeling hopeless, feeling suicidal
feelings of worthlessness, first episode psychosis, flat affect, functional neurological disorder, gad-7, GAD-7, gad7, gender dysphoria
gender identity disorder, generalized anxiety disorder, grandiosity, grief counseling, group therapy, hamilton depression, harm myself
harming herself, harming himself, health anxiety, hearing voices, hears voices, her psychiatrist, her therapist, his psychiatrist, his therapist
history of anxiety, history of depression, histrionic personality disorder, hoarding disorder, homicidal ideation, hopelessness, hurt myself
hurting myself, hypomania, hypomanic episode, illness anxiety disorder, inpatient psych, inpatient psychiatric, insomnia disorder
intellectual disability, intensive outpatient program, intermittent explosive disorder, interpersonal therapy, intrusive thoughts
involuntarily committed, involuntary admission, involuntary commitment, involuntary hold, judgment impaired, ketamine therapy, kleptomania
learning disorder, lithium level, lithium toxicity, long acting injectable antipsychotic, madrs, major depression, major depressive disorder
malingering, manic depression, manic depressive, manic episode, marital counseling, marriage counseling, MDD, mental breakdown, mental disorder
mental health clinic, mental health condition, mental health counselor, mental health crisis, mental health diagnosis, mental health evaluation
mental health history, mental health hold, mental health professional, mental health provider, mental health services, mental health therapist
mental health treatment, mental hospital, mental illness, mental institution, mental status exam, mental status examination, mental ward, mentally ill
mixed episode, mmpi, mmpi-2, mood disorder, mood instability, mood stabilizer, mood stabilizers, munchausen syndrome, my psychiatrist, my psychologist
my therapist, narcissistic personality disorder, nervous breakdown, neuroleptic malignant syndrome, neuropsychological evaluation
neuropsychological testing, night terrors, non-suicidal self injury, obsessive compulsive disorder, obsessive-compulsive, ODD diagnosis
on the autism spectrum, oppositional defiant disorder, panic attack, panic attacks, panic disorder, paranoid delusions, paranoid ideation
paranoid personality disorder, paranoid schizophrenia, parasuicidal, partial hospitalization program, pcl-5, perinatal depression
persistent depressive disorder, personality disorder, pervasive developmental disorder, phq-2, phq-9, PHQ-9, phq9, pica disorder, play therapy
poor insight, post traumatic stress, post-traumatic stress disorder, postpartum depression, postpartum psychosis, posttraumatic stress disorder
pressured speech, prolonged exposure therapy, psych consult, psych eval, psych evaluation, psych hold, psych hospital, psych meds, psych unit
psych ward, psychiatric, psychiatric admission, psychiatric care, psychiatric consult, psychiatric disorder, psychiatric emergency
psychiatric evaluation, psychiatric history, psychiatric hold, psychiatric hospital, psychiatric hospitalization, psychiatric medication
psychiatric medications, psychiatric nurse practitioner, psychiatric unit, psychiatric ward, psychoanalysis, psychodynamic therapy
psychological assessment, psychological evaluation, psychological testing, psychomotor agitation, psychomotor retardation, psychopathology
psychopharmacology, psychosis, psychotherapist, psychotherapy, psychotherapy notes, psychotherapy session, psychotic, psychotic break
psychotic disorder, psychotic episode, psychotic features, psychotropic, psychotropics, PTSD, purging behavior, pyromania, racing thoughts
reactive attachment disorder, schizoaffective, schizoaffective disorder, schizoid personality disorder, schizophrenia, schizophrenic, schizophreniform
schizotypal, school refusal, seasonal affective disorder, sectioned under the mental health act, seeing a psychiatrist, seeing a therapist
sees a psychiatrist, sees a therapist, selective mutism, self harm, self injurious, self injury, self-harm, self-harming, self-injurious behavior
separation anxiety disorder, serious emotional disturbance, serious mental illness, serotonin syndrome, session notes from therapy, severe anxiety
severe depression, severe mental illness, skin picking disorder, snri, snris, social anxiety, social anxiety disorder, social phobia
somatic symptom disorder, specific phobia, ssri, ssris, struggles with depression, struggling with depression, suffering from depression
suffers from anxiety, suffers from depression, suicidal, suicidal ideation, suicidal thoughts, suicidality, suicide attempt, suicide attempts
suicide note, suicide plan, suicide prevention hotline, suicide risk, suicide risk assessment, suicide watch, talk therapy, tardive dyskinesia
tearful affect, therapy notes, therapy session with, thought disorder, tic disorder, tourette syndrome, tourette's, transcranial magnetic stimulation
trauma counseling, trauma informed therapy, trauma therapist, treated for anxiety, treated for depression, treatment for anxiety
treatment for depression, treatment resistant depression, trichotillomania, visual hallucinations, want to die, want to kill myself, wanted to die
wants to die, wants to kill herself, wants to kill himself, wish i were dead, young mania rating, your psychiatrist, your therapist
`)

/** They count in company, after `my` or `your`, or near a word of care. */
export const MENTAL_HEALTH_BODILY: readonly string[] = termList(`
adhd, anxiety, autism, delirium, delusions, dementia, depression, flashbacks, hallucination, hallucinations, hopeless, insomnia, mania, mental health
mood swings, nightmares, ocd, panic, paranoia, phobia, psychiatrist, psychologist, ptsd, sadness, self-esteem, suicide, trauma, trouble sleeping
worthless
`)

/** They count only near a word of care or an unmistakable term. */
export const MENTAL_HEALTH_EVERYDAY: readonly string[] = termList(`
ABA, ADD, affect, aggression, agitated, agitation, anger, anxious, appetite changes, ASD, attachment, AVH, behavioral, behavioral health, bereavement
BPD, burnout, CBT, compulsions, concentration, coping skills, counseling, counselor, crisis line, crisis plan, crying, DBT, depressed, dissociation
dysphoria, EMDR, fearful, GAD, grief, group session, HI, hyperactive, hyperactivity, impulsivity, inattention, inpatient unit, intake assessment, IOP
irritability, irritable, isolating, isolation, LCSW, lithium, LMFT, LPC, manic, mental, mood, obsessions, OCD, outburst, paranoid, PHP, psych
psychiatry, psychology, PsyD, ruminating, rumination, safety plan, sedated, session, SI, sleep disturbance, SSRI, stress, stressed, stressors, tearful
therapist, therapy, treatment plan, withdrawn, worry, worrying
`)

/** Words that tell that the text is about care, beside those of `CLINICAL_WORDS`. */
export const MENTAL_HEALTH_CONTEXT: readonly string[] = termList(`
behavioral health, counselor, lcsw, lmft, psychiatrist, psychiatry, psychologist, suicidal, therapist, therapy session
`)

/** Phrases whose words mean something else. */
export const MENTAL_HEALTH_IDIOMS: readonly string[] = termList(`
admissions counselor, attachment, autistic license, beatlemania, bipolar junction, bipolar plate, bipolar power supply, bipolar stepper
bipolar transistor, bipolar transistors, bipolar world, camp counselor, career counseling, career suicide, catatonic market, commercial suicide
consumer psychology, couples therapy podcast, credit counseling, debt counseling, debt counselor, dementia friendly, depression era
depression in the surface, depression of prices, depression of the market, economic depression, file attachment, financial counselor
flashbacks to the 90s, great depression, guidance counselor, insomnia cookies, kernel panic, legal counselor, mania for, manic monday, manic pace
manic street preachers, manic week, march mania, market depression, market psychology, mental arithmetic, mental gymnastics, mental health awareness
mental health awareness month, mental health benefits, mental health day, mental health days, mental health first aid training, mental health month
mental health webinar, mental health week, mental math, mental model, mental models, mental note, mood board, mood lighting, mood music, nightmare to
panic at the disco, panic button, panic buying, panic mode, panic room, panic selling, paranoia about security, performance anxiety in the market
political suicide, price depression, psychology of pricing, psychology of selling, retail therapy, schizophrenic approach, schizophrenic market
schizophrenic policy, schizophrenic weather, separation anxiety from my phone, stress free, stress relief ball, stress test, stress testing
stress tests, stress that, stress the importance, stress-free, stressed that, suicide burn, suicide doors, suicide lane, suicide mission
suicide squad, the depression of, trading psychology, trauma to the brand, tropical depression, trough and depression, tulip mania, wrestlemania
`)
