// The language of charts and of patients, each phrase unmistakable by itself, for the detector `medical-term`.
// Source note: written for Postern from general knowledge of clinical and everyday English; no list, code system
// or data set was copied.
import { termList } from './term-list.ts'

/** Phrases of notes, portals, pharmacies and patients. */
export const CLINICAL_LANGUAGE: readonly string[] = termList(`
A&Ox3, abdominal pain, active medications, activities of daily living, admission diagnosis, admission note, admit to hospital
admitted for observation, admitted to the hospital, admitted to the icu, admitting physician, adverse drug reaction, adverse reaction to, afebrile
after my surgery, after visit summary, after your surgery, against medical advice, airway clear, alert and oriented, allergies to medications
ambulatory surgery, annual wellness visit, anorexic, anti-inflammatory, antibiotic, antibiotics, anticoagulant, anticoagulation, anticonvulsant
antidepressant, antidepressants, antiemetic, antifungal, antihistamine, antihypertensive, antiplatelet, antipsychotic, antiretroviral, antiviral
antiviral therapy, anxiety attack, anxiety disorder, anxiety medication, appetite loss, appointment at the clinic, appointment for your
appointment reminder dr, appointment with cardiology, appointment with dr, appointment with the doctor, appointment with your doctor, arrhythmias
ask your doctor, assessment and plan, assistance with bathing, asthma attack, attending physician, attending surgeon, auscultation, axillary
baby is due, back surgery, bedridden, before my surgery, before your surgery, benign tumor, beta blocker, beta blockers, BIBA, bilateral breath sounds
biological therapy, birth control pill, bleeding gums, blood clotting, blood pressure, blood pressure is, blood pressure readings, blood pressure was
blood sugar readings, blood thinner, blood thinners, blood transfusions, blurred vision, blurry vision, body aches, body mass index, bowel movement
bowel sounds, bp reading, brain fog, breast feeding, breast lump, breast milk, breastfeeding, breathing treatment, bronchial, bronchodilator
burning sensation, burning urination, burning when i urinate, calcium channel blocker, call 911 or go to the nearest emergency room, call your doctor
cancer diagnosis, cancer free, cancer patient, cancer survivor, cancer treatment, cardiac history, cardiopulmonary, cardiovascular
cardiovascular exam, care coordinator for, case manager at the hospital, catheter, chemo cycle, chemo treatment, chemotherapy regimen
chest congestion, chest discomfort, chest pain, chest pressure, chest tightness, chief complaint, chief complaint of, child psychiatrist, childbirth
childhood vaccines, chronic cough, chronic fatigue, chronic headaches, chronic medical, clear to auscultation, clinic appointment, clinic visit
clinical course, clinical diagnosis, clinical findings, clinical history, clinical impression, clinical presentation, clinical summary
clinically significant, clots in, cognitive decline, cognitive impairment, colorectal, coma, comorbid, comorbidity, complains of pain
compression fractures, consult with cardiology, contact your doctor, contraindicated, contraindication, coronary artery, corticosteroid
coughing up blood, coughing up phlegm, cpr was, crna, cyanosis, cyanotic, day surgery, dental cleaning, diagnosis code, diagnostic code, diastolic
dietary restrictions due to, differential diagnosis, difficulty breathing, difficulty swallowing, difficulty urinating, difficulty walking
dilated pupils, discharge diagnoses, discharge diagnosis, discharge instructions, discharge medications, discharge planner, discharge summary
discharged from the hospital, discharged home, dizzy spells, DNR, dnr order, do not resuscitate, double vision, drug allergies, drug allergy
drug interaction, drug reaction, due for a colonoscopy, due for a mammogram, ear nose and throat, ear pain, earache, echo report
elevated blood pressure, elevated blood sugar, emergency contraception, emergency department visit, emergency room visit, endocrine, ent specialist
epigastric, er visit, erythema, erythematous, estimated due date, excruciating pain, extended release tablet, extremity edema, eye appointment
eye drops, eye infection, facility discharge, fainting spells, fall precautions, family history of cancer, fasting before, fatigue and, febrile
feeling dizzy, feeling faint, fertility clinic, fertility treatment, fetal heartbeat, fever and chills, fever and cough, fill my prescription
follow up appointment with dr, follow up with your doctor, follow-up colonoscopy, follow-up with dr, foot pain, formulary exception, gait disturbance
gastrointestinal, genitourinary, gestational, gestational age, glucose readings, glucose strips, gravida, gynecologic, h/o, had surgery last, head ct
headaches and, heart condition, heart medication, heart medicine, heavy bleeding, heavy periods, HEENT, hematology oncology, hemodynamically stable
hepatic, hepatologist, high blood sugar, hip pain, histology, histopathology, history and physical, history of present illness, home health nurse
home oxygen, hospice care, hospice nurse, hospice patient, hospital admission, hospital bed, hospital course, hospital discharge, hospital stay
hospitalized, hospitalized for, hospitalized with, hot flashes, hx of, hypersensitivity, hypertensive urgency, hypoglycemic, i had surgery
immunization record, immunocompromised, immunosuppressant, immunosuppressed, immunosuppressive, in remission, incision site, incisional, incontinent
indwelling catheter, infant formula allergy, infected wound, inhaler, inhalers, inpatient admission, inpatient care, inpatient treatment
insulin dependent, insulin pen, insulin shot, insulin shots, intramuscular, intrauterine, intrauterine device, intravenous, is allergic to, itchy eyes
itchy rash, IUD, IV fluids, joint pain, joint stiffness, joint swelling, kidney problem, knee surgery, lab appointment, lab draw, lab order
lab results are, lab value, lab values, lab visit, lab work, laboratory results, laboratory tests, left arm numbness, left sided weakness
left upper extremity, lesion on, lethargic, light headed, lightheaded, lightheadedness, liver problem, LMP, local anesthetic, long acting insulin
long-term care facility, loose stools, loss of appetite, loss of consciousness, loss of taste, low grade fever, low-dose aspirin, lower extremities
lower extremity, lump in her breast, lump in my breast, lung function, lymph node, lymph nodes, lymphatic, maintenance inhaler, mammogram appointment
maternal fetal medicine, maternity leave due to complications, maternity ward, med check, med list, med refill, medical bills for, medical clearance
medical diagnosis, medical history, medical oncology, medically necessary, medicare wellness visit, medication adherence, medication administration
medication allergies, medication change, medication changes, medication dosage, medication dose, medication list, medication reconciliation
medication refill, medication refills, medications include, medicines list, memory care, menopausal, menopause, menses, menstrual, menstrual cramps
menstrual cycle, menstruation, mental health provider, mental status exam, metastases, metastasized, metformin, migraines, milligrams daily
missed a dose, missed doses, missed my dose, mobility aids, moderate to severe pain, mood stabilizer, mucous membranes, muscle pain, muscle relaxant
muscle relaxer, muscle weakness, musculoskeletal, my a1c, my blood pressure, my cardiologist, my condition has, my diagnosis, my doctor
my doctor's appointment with dr, my dose, my insulin, my lab results, my labs, my medication, my medications, my meds, my period is late
my prescription, my prescriptions, my refill, my surgeon, my surgery, my symptoms, myalgia, myalgias, nasal congestion, nasal spray
nausea and vomiting, nauseated, nauseous, nearest emergency room, neck stiffness, neonatal intensive care, nerve pain, neuro exam, neurologic
neurological, neurological deficit, neurologically intact, new patient appointment, new patient visit, newborn screening, night sweats
no acute distress, no known allergies, non-compliant with medication, non-tender, nontender, normal sinus rhythm, normocephalic, nsaid, nsaids, NSAIDs
numbness and tingling, nursing facility, nursing notes, ob-gyn, OB/GYN, obese patient, obgyn, on antibiotics, on antidepressants, on birth control
on blood thinners, on chemo, on dialysis, on hospice, on insulin, on methadone, on oxygen, on the transplant list, oncology clinic, operative report
oral contraceptive, oral contraceptives, oral medication, outpatient clinic, outpatient procedure, outpatient visit, over-the-counter medication
overdosed, oxygen saturation, oxygen saturations, PACU, pain clinic, pain killer, pain killers, pain level, pain management, pain medication
pain meds, pain relief medication, pain reliever, pain scale, painful urination, painkiller, painkillers, palliative care, palliative chemotherapy
palpable mass, palpation, panic attack, panic attacks, paralyzed from, paranoid delusions, parenteral, past medical history, pathology results
patient complains, patient denies, patient dob, patient has a history, patient has been diagnosed, patient intake form, patient is a, patient note
patient presents with, patient reports, patient seen, patient states, patient tolerated, pediatric patient, peer review of case, percocet, perinatal
perineal, period is late, peripheral pulses, PERRLA, phlegm, physical exam, physical exam findings, physical examination, physical medicine
physician notes, physician order, physician referral, physician's office, physiotherapist, placenta, poor prognosis, positive for chlamydia
positive for covid, positive for flu, positive for hiv, positive for strep, positive pregnancy test, positive test for, post op, post-operative
post-surgical, post-traumatic, postmenopausal, postnatal, postoperative, postpartum visit, potassium is low, PRBC, pre-authorization for, pre-op
preferred pharmacy, pregnancy, pregnant, pregnant with, premature baby, premature infant, prenatal, prenatal care, prenatal visit, prenatal vitamins
prescribed by, prescribed for, prescribed medication, prescribed medications, prescribing physician, prescription bottle, prescription for
prescription glasses, prescription history, prescription is ready, prescription label, prescription number, prescription pickup, prescription ready
prescription refill, presenting complaint, presents to clinic, presents to the emergency, preventive care visit, prior authorization for medication
prn, productive cough, progress note, progressive weakness, prophylaxis, psychiatric evaluation, psychiatric medication, psychology appointment
psychotherapy note, psychotropic, pt denies, pt is a, pt presents, pt reports, pt states, pt with, pupils equal, rapid heartbeat, rash all over
rash on, rebound tenderness, recurrent infections, referral to a cardiologist, referral to a specialist, referral to cardiology
referral to dermatology, referral to neurology, referral to oncology, referral to orthopedics, referral to the specialist, referring physician
referring provider, refill my, refill of my, refill on my, refill request, refills remaining, relapse of, renal, renal clinic
reproductive endocrinologist, respiratory rate, resting tremor, results of your blood, results of your test, review of systems, rib pain
right lower extremity, right sided weakness, ringing in my ears, rx number, rx refill, s/p, scan results, scar tissue, scheduled for a biopsy
scheduled for an mri, scheduled for surgery, sciatic nerve, sclera, second opinion on my, sedated, self-catheterization, self-harm
serious health condition, severe headache, severe headaches, sexually transmitted, sexually transmitted disease, sexually transmitted infection
shooting pain, short of breath, shortness of breath on exertion, sick visit, side effects of medication, sinus pressure, skin condition
skin irritation, skipped my dose, sleep medicine, sleeping pills, slurred speech, spasms in, specialist referral, speech pathologist, spinal injury
spotting between periods, stage of cancer, statin therapy, status post, stent was, steroids for, stomach cramps, stomach pain, stomach virus
stool softener, strep, stroke symptoms, sublingual, substance abuse, suicide attempt, suppository, surgery date, surgery is scheduled, surgery on her
surgery on his, surgery on my, surgery scheduled, surgical clearance, surgical consult, surgical history, surgical site, surgical wound
swollen ankles, swollen feet, systolic, take 1 tablet, take by mouth, take one tablet, take two tablets, take with food, taken to the er
taking my medication, taper off, telehealth appointment, telehealth visit, telemedicine visit, tender to palpation, tenderness to palpation
test came back positive, test results positive, test strips, therapy for depression, throat pain, thrombolytic, thyroid medication, thyroid problem
tingling in, tourniquet, transplant list, transplant surgeon, treating physician, treating provider, treatment for cancer, treatment plan for patient
treatment-resistant, trouble breathing, twice a day with meals, ultrasound findings, urinary, urinary urgency, urinating, urologic, uses a wheelchair
uses wheelchair, vaccinated against, vaccination record, vaginal, vaginal delivery, vaginal exam, vasculature, viral illness, vision loss
visit summary, visiting nurse, vital signs, vital signs stable, vitals, vitals signs, vomiting blood, warfarin, weakness in, weight loss surgery
well child check, well woman exam, well-child visit, went to the er, wheezing and, withdrawal symptoms, wound check, wound drainage, wound healing
y/o female, y/o male, year old female, year old male, year old man with, year old woman with, yearly physical, yo female, yo male, your annual exam
your care team, your colonoscopy, your dental appointment, your dentist appointment, your doctor's appointment, your health condition
your healthcare provider, your hospital stay, your hospital visit, your mammogram, your medical condition, your next appointment with dr
your primary care, your procedure is scheduled, your recent hospital stay, your recent hospitalization, your upcoming appointment with dr
your upcoming procedure, your upcoming surgery
`)
