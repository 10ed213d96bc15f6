// Words of health that other trades use too, what makes them medical, and what shows that they are not; for the detector `medical-term`.
// Source note: written for Postern from general knowledge of clinical and everyday English; no list, code system
// or data set was copied.
import { termList } from './term-list.ts'

/** Words of the body and of being ill: they count in company, after `my` or `your`, or near a word of care. */
export const BODILY_WORDS: readonly string[] = termList(`
aching, allergic, allergies, allergist, allergy, amputation, anesthesiologist, antibiotic, anxiety, autism, back pain, biopsy, bleeding, bloated
bloating, blood pressure, blood sugar, blood type, bloodwork, broken bone, bruise, bruising, cancer, cardiologist, catheter, chemo, chiropractor
cholesterol, cold sore, concussion, constipated, constipation, cough, coughing, cramp, cramping, cyst, dental appointment, dentist
dentist appointment, depression, dermatologist, diagnosed with, diagnosis, dialysis, diarrhea, dietitian, disease, dizziness, dizzy
doctor appointment, doctor visit, doctor's appointment, doctor's note, doctor's office, dosage, dry cough, earache, emergency physician
endocrinologist, epidemiologist, fainted, fainting, family history of, fertility specialist, fever, fevers, flu, fracture, fractured, gangrene
gastroenterologist, general surgeon, geriatrician, gynecologist, hair loss, hallucination, hand surgeon, hay fever, headache, health problem
health problems, heart doctor, heart rate, heart specialist, heartburn, hematologist, hernia, high fever, hiv, hives, hospitalist, hospitalized
hot flashes, hurting, hurts, immunization, immunologist, incontinence, indigestion, infection, inflamed, inflammation, inhaler, insomnia, insulin
intensivist, internist, itching, itchy, kidney stones, lab test, lab tests, laxative, lesion, lupus, mammogram, medical condition, medication
medicine, meds, memory loss, midwife, miscarriage, mucus, murmur, nausea, nauseated, nauseous, neonatologist, nephrologist, neurologist, neurosurgeon
nosebleed, numbness, obese, obesity, obstetrician, occupational therapist, ointment, oncologist, ophthalmologist, opiate, opioid, opioids, optometrist
oral surgeon, orthodontist, orthopedic surgeon, orthopedist, otolaryngologist, overweight, pacemaker, pain, painful, painkiller, palpitation, pap
paralysis, pathologist, pediatrician, pharmacist, phlebotomist, phlegm, physical therapist, physiotherapist, pill, podiatrist, polyp, postpartum
pregnancy, prescription, prescriptions, primary care doctor, primary care physician, prognosis, psychiatrist, psychologist, psychotherapist
psychotherapy, pulmonary, pulmonologist, radiologist, rash, refill, respiratory therapist, rheumatologist, runny nose, seizure, seizures, severe pain
sharp pain, sick visit, side effects, sleep apnea machine, sneezing, snoring, sore, sore throat, soreness, spasm, speech therapist, sprain, sprained
statin, std, stent, stiff neck, stitches, stomach ache, stomachache, stroke, stuffy nose, sugar levels, surgery, sutures, swelling, swollen, symptom
symptoms began, symptoms started, symptoms worsened, tenderness, test result, test results, threw up, throwing up, tingling, toothache, trauma surgeon
treatment plan, tremor, trimester, tumor, tumour, ulcer, ultrasound, upset stomach, urinate, urination, urine, urologist, vaccination, vaccine
vascular surgeon, vomited, vomiting, wart, watery eyes, weight gain, weight loss, wheezing, wound, x-ray, xray
`)

/** Words of every trade: they count only near a word of care or an unmistakable term. */
export const EVERYDAY_MEDICAL_WORDS: readonly string[] = termList(`
ABA therapy, abdomen, abdominal, ABG, ablation, abnormal, abnormal cells, abnormal labs, abortion, abscess, acute care, addicted, addiction, admission
admitted, AIDS, AKI, alcohol use, ALS patient, ANA, anaesthesia, anesthesia, anesthesiology, ankle, annual physical, antacid, antimicrobial, appendix
appetite, appointment, artery, ASD, assisted living, assisted living facility, asymptomatic, athlete's foot, AUD, audiology, bandage, bed rest
bedridden, behavioral health, BID, bilateral, birth control, birth defect, bladder, blister, blood, blood donor, blood loss, blood panel, blood vessel
blurry, bmi, BMP, BNP, booster, bowel, BP, BPD, braces, brain, breast, breathing problems, BSO, BUN, burn, C/S, CAD, calcification, cancer center
cancer screening, capsule, carbon monoxide poisoning, cardiac, cardiology, cardiopulmonary resuscitation, care plan, care plan for patient, cartilage
CBC, CBT, CEA, cervical, check-up, checkup, chem panel, chest, chest compressions, chest film, chills, cholera, chronic care, chronic disease
chronic illness, circumcision, CKD, clinical note, clinical notes, clinical trial patient, CLL, CML, CMP, CMV, cold, colon, coma, communicable disease
complication, congenital, congestion, conscious sedation, contact lenses, contagious disease, contraception, contraceptive, contractions, coronavirus
counseling, covid, covid test, covid-19, covid-19 test, critical care, CRP, crutches, culture, CVS exam, CXR, D&C, daily dose, DBT, deceased patient
defibrillator, deficiency, dehydrated, dengue, dental implant, dental pain, dental surgery, denture, dentures, dermatology, deviated septum, diagnose
diagnosed, diagnosed as, diagnosed in, diagnosis and treatment, diagnosis is, diagnosis of, diagnosis was, diagnostic imaging, diaper rash, DIC
disability, discharge, discharged, disease progression, disorder, DM, DNI, doctors office, DOE on exertion, donor, doppler, dosage of, dose, dose of
dr's office, drip, drug screen, drug test results, drug use, dry mouth, ear, ebola, EBV, ECG, ECT, EDD, EEG, effusion, EHR, EKG, elbow
elective surgery, electronic health record, electronic medical record, emergency medicine, emergency room, EMG, EMR, endocrinology, ENT, er visit
ERCP, ERT, ESR, ESWL, ETOH, exam, examination, extremities, eye, eye exam, eye surgery, eyeglasses, faint, fall risk, family medicine, family planning
family practitioner, fatigue, female patient, fertility, fetal, fetus, first visit, flat feet, flu shot, fluoride, foot surgery, GAD, gallbladder
gastroenterology, GBS, general surgery, geriatric, geriatrics, gestation, glucose, glucose meter, graft, growth hormone level, gum disease, GYN
gynecology, hallucinations, hand surgery, hantavirus, HBV, Hct, HCV, head injury, head lice, head trauma, health care proxy, health history
health insurance claim, health screening, healthcare, healthcare provider, healthcare proxy, hearing aid, hearing aids, hearing test, heart
hematology, hemorrhage, Hgb, hip, HIV, HLD, home health, home health aide, hormone, hospice, hospital stay, hospitalization, HPI, HRT, HSV, HUS, IBD
IBS, ICU, IEP eligibility, ill patient, illness, imaging showed, immune system, immunizations, immunology, implant, impression, in remission, incision
infected, infectious disease, infertile, influenza, informed consent for, infusion, initial evaluation, injection, injured, injury, inpatient
intensive care, intensive care unit, intensive outpatient program, internal medicine, intractable, invasive procedure, isolation precautions, ITP, IUI
IV, IVF, jaw, kidney, knee, lab, lab report, lab result, lab results, laboratory, labs, last visit, lead poisoning, legionella, LFT, life expectancy
life support, ligament, limping, listeria infection, listeriosis, liver, living will, local anesthesia, long term care, lucency, lumbar, lump, lung
lymph, malaria, male patient, malignant, managed care patient, maternal, MDD, mechanical ventilation, medical advice, medical appointment
medical attention, medical bills, medical chart, medical complications, medical consultation, medical emergency, medical exam, medical examination
medical help, medical history, medical imaging, medical issue, medical issues, medical leave, medical necessity, medical note, medical problem
medical problems, medical procedure, medical record, medical records, medical records request, medical release, medical test, medical tests
medical treatment, medical treatments, medically necessary, medication side effects, menopause symptoms, mental health, mental health condition, MI
molar, monkeypox, multivitamin daily, NAD, narcotic, narcotics, NASH, needle, neonatal, neonate, neonatology, nephrology, nerve, neurology, newborn
next visit, nicotine, NICU, nodule, NPO, NST, numb, numbness in, nurse practitioner, nursing facility, nursing home, obstetric, obstetrics
occupational therapy, OCD, OCP, office visit, oncology, opacity, operated on, operation, ophthalmology, opiates, optometry, organ donor, orthopedic
orthopedics, OSA, otolaryngology, OUD, outpatient, outpatient surgery, ovary, overdose, oxygen, PAD, palliative, pancreas, panic, paralyzed
paramedics, pathology, patient care, patient chart, patient history, patient instructions, patient name, patient portal, patient safety, patient was
patient with, PCP, pediatric, pediatrics, PEG placement, pelvic, pelvis, pen needle, PFT, pharmaceutical, pharmacologic, pharmacotherapy, pharmacy
physical therapy, physician assistant, PICU, plan of care, plastic surgery, Plt, PMH, podiatry, PPD, pre-existing condition, preexisting condition
prescribe, prescribed, prescription drug, prescription drugs, prescription medication, prescription medications, prescription medicine, primary care
primary care provider, prior authorization, PRN, procedure, prognosis is, prostate, prosthesis, prosthetic, PSA, psychiatric, psychiatry, psychology
PT/OT, pulmonology, pulse, PVD, QD, QHS, QID, rabies, radiation, radiology, rapid antigen test, recent visit, rectal, rectum, reflux disease, regimen
rehab, rehab facility, rehabilitation, relapse, remission, reproductive health, respiratory, respiratory therapy, resuscitation, rheumatology, rib
ROS, RSV, salmonella infection, salmonellosis, scalp, scan, scar, screened, screening, screening for cancer, sealant, sedated, sedation, seizing
self-harm, serology, sexual dysfunction, shingles, shot, shoulder, sick, side effect, sinus, sinuses, skilled nursing facility, skin, SLE
sleep disorder, smallpox, smear, smoker, smoking, smoking cessation, SOB, sober, soft tissue, specialist, speech therapy, spinal, spinal cord, spine
splint, spotting, statins, STD, STDs, stem cell, sterile, sterilized, steroid, STI, stiffness, STIs, stomach, stomach bug, stomach flu, stool
stress test, subcutaneous, SUD, suicidal thoughts, supplement, surgeon, surgical center, surgical team, suture, swab, sweating, symptom onset
symptom relief, symptomatic, symptoms include, symptoms of, syndrome, syringe, syrup, T3, T4, tablet, TAH, TB, TBI, teeth, tendon, tested negative
tested negative for, tested positive, tested positive for, THA, therapeutic, therapies, therapist, therapy, thoracic, throat, thyroid, TID, titer, TKA
tobacco use, tomography, tonsil, tooth, topical cream, topical ointment, TPN, trachea, transfusion, transplant, trauma center, treated, treated for
treated with, treatment, treatment regimen, triage note, trouble sleeping, TSH, TTP, UA, unconscious, unremarkable, unresponsive, unwell, urgent care
urgent care visit, URI symptoms, urology, uterus, vaccinated, vaccine record, vascular, vein, venous, ventilator, vertebrae, virus
vision test results, visit summary, visit to the, visit with, vitals, vitamin, VRE, warts, weakness, wellness exam, wheelchair, wheelchair bound
withdrawal, WNL, wound care, wound vac, wrist, your visit, zika
`)

/** Words of care: they make an everyday word medical, and are no finding themselves. */
export const CLINICAL_WORDS: readonly string[] = termList(`
admitted to the hospital, ambulance, attending, bedside, biopsy, by mouth, cardiologist, cardiology, caregiver, chief complaint, clinic, clinician
complains of, cpt, ct scan, d.o., date of birth, date of service, dermatologist, dermatology, diagnosed, discharged from, dob, doctor, dos, dosage, dr
dx, emergency room, exam findings, family practice, gynecologist, gynecology, health center, health plan member, health record, hospice, hospital, hx
icd, icd-10, inpatient, m.d., mcg, medicaid, medical center, medical group, medical record, medical record number, medical records, medically
medication, medicine, milligrams, mri, mrn, mychart, neurologist, neurology, nurse, obstetrics, once daily, oncologist, oncology, ordering provider
orthopedics, outpatient, paramedic, pathologist, patient, patient portal, patients', pediatrician, pediatrics, pharmacist, pharmacy, physician
prescribe, prescribed, prescriber, presented with, presenting with, presents with, primary care, prognosis, provider npi, psychiatry, pt, r.n.
radiologist, radiology, referring provider, refill, refills, rx, suffering from, suffers from, surgeon, surgical, telehealth, tested positive
therapist, three times daily, treated for, treated with, twice daily, tx, ultrasound, urgent care, urologist, urology, vaccine, vital signs, x-ray
y/o, year old, yo female, yo male
`)

/** Phrases whose words are not about health: business, IT, sports, finance, cooking, building. */
export const NOT_MEDICAL: readonly string[] = termList(`
a colon, a rash of, a scan of, a symptom, account health, accounting treatment, acoustic treatment, add insult to injury, addicted to caffeine
addicted to chocolate, addicted to coffee, addicted to email, addicted to my phone, addicted to shopping, addicted to sugar, addicted to this
addicted to work, addicted to your, admission fee, admission price, admission ticket, admission tickets, admissions office, admitted assets
admitted carrier, admitted insurer, admitted students, admitted that, admitted to college, admitted to practice, admitted to stealing
admitted to the bar, admitted to the program, admitted to the university, advisory panel, after the colon, alert fatigue, all-star cast
allergic to bureaucracy, allergic to change, allergic to commitment, allergic to email, allergic to meetings, allergic to mornings
allergic to paperwork, allergic to risk, allergic to work, almost had a heart attack, american cancer society, an eye out, analysis paralysis
anesthesia of, annual results, anti-virus, antivirus, anyone attending, appendix a, appendix b, appendix c, are attending, army fatigues
arterial road, artery road, artichoke heart, artichoke hearts, at heart, attending a, attending an, attending and, attending class, attending college
attending from, attending in, attending meetings, attending our, attending remotely, attending school, attending the, attending these, attending this
attending to, attending via, attending your, audit procedure, audit procedures, authentication bypass, baby back ribs, back stroke, backbone network
background screening, bad blood, badge scan, bank stress test, bank stress tests, bankruptcy discharge, bar exam, barcode scan, bare bones
basketball clinic, battery discharge, battery health, battle fatigue, be attending, be patient, beauty treatment, been patient, being patient
best medicine, best shot, big headache, big shot, biggest headache, bike clinic, billing period, bird's eye, bitter pill, blackout period, blind eye
blood bath, blood brother, blood diamond, blood drive, blood is thicker, blood money, blood moon, blood orange, blood pressure up, blood red
blood sweat and tears, blue pill, blue-green, bone broth, bone china, bone dry, bone marrow butter, bone of contention, bone to pick, booster club
booster seat, bottom of my heart, brace for, brace ourselves, brace yourself, brain child, brain drain, brain dump, brain freeze, brain power
brain storm, brain teaser, brain trust, brains behind, brand exposure, breast cancer awareness month, breast of chicken, breast pocket, breast stroke
breath of fresh air, breathing down, breathing room, brief history of, browser history, browsing history, brush stroke, buck fever, bug fix
bull's eye, burning bridges, burning calories, burning cash, burning issue, burning man, burning platform, burning question, burning smell
burning through cash, business attending, butterflies in my stomach, by heart, bypass filter, bypass road, bypass surgery in code, bypass switch
bypass the, bypass this, bypass valve, cabin fever, caesar salad, call in sick, call the shots, call to action, calling in sick, can't stomach
cancer awareness, cancer charity, cancer council, cancer fundraiser, cancer gala, cancer horoscope, cancer of corruption, cancer research fundraiser
cancer sign, cancer society, cancer walk, cancer zodiac, candidate screening, capital injection, car doctor, cardiac arrest of, cash burning
cash injection, cast a vote, cast and crew, cast iron, cast member, cast members, cast of, cast your vote, catch my breath, cd burning, center stage
certification exam, cesarean salad, change of heart, chat history, checkout procedure, chest of drawers, chicken breast, chicken liver, chicken livers
chicken tenders, chill pill, church organ, civil procedure, cluster health, coaching clinic, code injection, code sample, code scan, coffee refill
coffee refills, cold and rainy, cold beer, cold brew, cold call, cold calling, cold calls, cold case, cold chain, cold cuts, cold drinks, cold email
cold emails, cold feet, cold foot, cold front, cold open, cold outreach, cold shoulder, cold snap, cold spell, cold standby, cold start, cold storage
cold turkey, cold war, cold water, cold weather, college admission, colon and, colon character, colon delimited, colon key, colon separated
colon-separated, color sample, command injection, commit history, company culture, company history, complaint procedure, computer virus
computer viruses, computer vision, computer was infected, confidence booster, control panel, corporate culture, cough up, cough up the money
coughed up, court hearing, cramp my style, cramp our style, creative treatment, credit exposure, credit history, crew neck, critical mass, crown jewel
crown molding, crown plaza, crown prince, culture and values, culture change, culture club, culture deck, culture fit, culture of, culture survey
currency exposure, customer health, daily dose of, dance fever, day-to-day, debt discharge, decision fatigue, delivery address, delivery confirmation
delivery date, delivery driver, delivery fee, delivery note, delivery order, delivery schedule, delivery status, delivery time, delivery truck
delivery window, dental appointment, dentist appointment, dependency injection, depression era, depression of prices, depression of the market
diagnosis and repair, diagnosis of the issue, diagnosis of the problem, diagnosis of why, diplomatic immunity, discharge capacity, discharge debt
discharge duties, discharge her duties, discharge his duties, discharge hose, discharge in bankruptcy, discharge its, discharge my duties
discharge of contract, discharge of debt, discharge of duties, discharge of her duties, discharge of his duties, discharge of liability
discharge of lien, discharge of mortgage, discharge of obligations, discharge of the obligations, discharge of wastewater, discharge of water
discharge permit, discharge petition, discharge pipe, discharge port, discharge pressure, discharge rate, discharge temperature
discharge the obligations, discharge valve, discharged battery, discharged from the army, dishonorable discharge, doctor appointment, doctor of law
doctor of philosophy, doctor strange, doctor the numbers, doctor up, doctor who, doctor's appointment, doctor's appointments, document scan
doesn't hurt, don't hold your breath, don't panic, donor fatigue, dose of humor, dose of news, dose of reality, double colon, drink refill
drive results, drug bust, drug czar, drug dealer, drug free workplace, drug lord, drug store, drug-free workplace, duck breast, ear marked
ear to the ground, early stage, economic depression, edit history, effluent discharge, elbow grease, elbow room, election fever, election results
email fatigue, email quarantine, email virus, emergency procedure, employment history, engine diagnosis, entrance exam, environmental scan
equal treatment, equity injection, error diagnosis, evacuation procedure, exam hall, exam prep, exam questions, exam results for, exam schedule
exam score, exam scores, exam voucher, expert panel, exposure draft, exposure to, eye candy, eye contact, eye for detail, eye on, eye opener
eye to eye, eye-catching, eyesore, fair treatment, false positive, false positives, fat burning, fatigue analysis, fatigue life, fatigue limit
fatigue strength, fatigue testing, fault diagnosis, feel the pain, feel your pain, fever pitch, film screening, film treatment, final exam
final exams, final stage, financial health, financial results, finger on the pulse, first stage, flesh and blood, flu season staffing, foie gras
following procedure, food delivery, foot print, foot the bill, foot traffic, football fever, fork tender, fork-tender, four-stroke, fracture mechanics
fractured market, fractured relationship, free admission, free refill, free refills, free sample, free samples, fresh blood, from my heart
from the heart, fuel injection, full scan, fx exposure, gave me a heart attack, general admission, give it a shot, go viral, going viral
gold rush fever, golf clinic, gone viral, got on my nerves, grace period, great depression, great recession, great results, green lung
grievance procedure, growing pains, growth stage, hamstring injury, have a heart attack when, head shot, health and safety, health check
health check endpoint, health checks, health club, health fair, health food, health insurance premium, health of the, health score
healthy balance sheet, healthy competition, healthy debate, healthy growth, healthy margin, healthy margins, healthy pipeline, hearing about
hearing back, hearing before, hearing date, hearing from you, hearing officer, hearing on, hearing room, hearing scheduled, hearing that, hearing with
hearing your, heart and soul, heart attack grill, heart attack when, heart emoji, heart of, heart of downtown, heart of the business
heart of the campaign, heart of the city, heart of the matter, heart of the problem, heart set on, heart to heart, heart-warming, hearts and minds
hearts of palm, heat treatment, herd mentality, hip hop, hip neighborhood, hip pocket, hip replacement of, his vision for, history lesson
history of art, history of delivering, history of innovation, history of late payments, history of music, history of our, history of success
history of the, history of the company, history of this, history of working, hit a nerve, hockey clinic, hold your breath, holy mass
honorable discharge, honorable discharges, horizon scan, hours of operation, html injection, huge headache, hurting our, hurting sales, hurting the
hurts our, hurts sales, hurts the business, hurts to ask, hydraulic fracture, hydraulic fracturing, immune booster, immune from, immune to criticism
implant the idea, in cold blood, in operation, in quarantine, in the appendix, in the eye, in the mood, infected attachment, infected computer
infected computers, infected device, infected endpoint, infected file, infected files, infected host, infected hosts, infected machine
infected machines, infected with malware, infected with ransomware, infection vector, injection attack, injection attacks, injection molding
injection moulded, injection moulding, injection of capital, injection of cash, injection well, injured reserve, injury list
injury prevention training, injury report, injury reserve, injury time, injury-free, ink refill, ink refills, insult to injury, iron lung
is attending, isolation level, isolation valve, it pains, joint account, joint call, joint committee, joint custody, joint customer, joint customers
joint effort, joint filing, joint marketing, joint meeting, joint owner, joint proposal, joint return, joint review, joint session, joint statement
joint stock, joint team, joint tenants, joint venture, joint ventures, joint webinar, jugular, jump shot, keep an eye, kernel panic, key stroke
kidney bean, kidney beans, knee deep, knee jerk, knee-jerk, labor cost, labor costs, labor day, labor hours, labor law, labor market, labor relations
labor union, land mass, laptop was infected, late stage, laughter is the best medicine, law clinic, leaf-spine, left-brain, legal clinic, legal tender
lick our wounds, lick their wounds, liquidity injection, liver and onions, liver pate, load test, load tests, lock-up period, long history of
long shot, look forward to hearing, lose heart, lose your nerve, lung of the city, machine vision, macro virus, magic pill, major artery
malware infection, malware scan, march madness, market depression, market exposure, mass adoption, mass delete, mass effect andromeda, mass email
mass import, mass layoff, mass layoffs, mass mailing, mass market, mass media, mass production, mass spectrometry, mass storage, mass transit
mass update, media exposure, medicine ball, medicine cabinet, medicine hat, medicine show, meeting fatigue, mental health awareness
mental health awareness month, mental health benefits, mental health day, mental health days, mental health webinar, mental health week, metal fatigue
midterm exam, migraine of, miscarriage of justice, mission and vision, mole hill, mole of, mole sauce, money burning, mood board, mood in the market
mood lighting, mood music, mood of the, morale booster, more patient, movie screening, mug shot, muscle car, muscle in, muscle memory
my blood pressure is up, my heart goes out, natural history of, nearly had a heart attack, neck and neck, neck of the woods, nerve center, nerve of
nerve racking, nerve-wracking, net exposure, net positive, network diagnosis, network health, network isolation, network scan, never hurts, new blood
newborn photography, next stage, no brainer, no need to panic, no pain no gain, not attending, notice period, notification fatigue, numb to, nurse a
nurse shark, on pain of, on-time delivery, open old wounds, operating procedure, operating procedures, operation manager, operation of
operation theatre, order history, organ music, organ pipe, organ recital, our culture, our vision, out of breath, out sick, package delivery
pain in the butt, pain in the neck, pain of death, pain point, pain points, pain to use, painful decision, painful lesson, painful process
palm hearts, panel discussion, panel interview, panel members, panel of experts, panic button, panic buying, panic in the market, panic mode
panic room, panic selling, paralysis by analysis, parting shot, pass the exam, passed the exam, patch panel, patient and understanding
patient approach, patient as we, patient capital, patient enough, patient investor, patient investors, patient money, patient while, patient with me
patient with us, pay period, payment history, pen refill, pen refills, period end, period ended, period ending, personal injury attorney
personal injury law, personal injury lawyer, phone screening, phone skin, photo shot, pick her brain, pick his brain, pick your brain, pill box hat
pipe organ, pipeline health, plan on attending, play by ear, playoff fever, please be patient, poison pill, policies and procedures
policy and procedure, policy prescription, policy prescriptions, pop culture, port scan, positive attitude, positive cash flow, positive feedback
positive for all, positive for both, positive for our, positive for shareholders, positive for the, positive for the company, positive for the market
positive for us, positive impact, positive note, positive outlook, positive results, positive vibes, practice exam, preferential treatment
pregnancy leave policy, pregnant pause, pregnant with meaning, pregnant with possibilities, pregnant with possibility, prescription eyewear discount
prescription for change, prescription for disaster, prescription for disaster, prescription for growth, prescription for growth
prescription for success, prescription for success, prescription-free, price depression, prime rib, private eye, probation period, probationary period
problem diagnosis, procedure call, procedure manual, project health, prompt injection, proud history of, public eye, public hearing, pulse check
pulse of, pulse of the market, pulse on, pulse survey, purchase history, purple heart, put on a clinic, q1 results, q2 results, q3 results, q4 results
qualified immunity, quarantine folder, quarantine the email, quarantined emails, quarantined file, quarantined message, quarterly results
radiation shielding, ransomware infection, rash decision, rash decisions, rash of, rash of complaints, rash of thefts, red carpet treatment, red eye
red pill, red-eye flight, refill pack, refill packs, refill program for, refill station, refill your cup, relay for life, remain patient
remote diagnosis, reporting period, results call, results driven, results of operations, results oriented, resume screening, retail therapy
retail-therapy, rib eye, rib rack, ribeye, rich history, right-brain, risk exposure, rocket booster, room temperature, root cause, royal treatment
rule of thumb, rules of procedure, salary cap, sales clinic, sales stage, same vein, sample code, sample contract, sample data, sample letter
sample report, sample size, saturday night fever, save you the headache, scan code, scan copy, scan of the, scan qr, scan results for the server
scan the, scan this, scan to, scan your, scans of the contract, scar on, screen fatigue, screen shot, screening call, screening interview
screening of the film, script doctor, script injection, script treatment, search results, security fatigue, security procedure, security procedures
security scan, security scans, see appendix, seedling transplant, self-diagnosis tool, semi-colon, series a, service health, sewage treatment
share your pain, shared vision, short history of, short rib, shot at, shot by shot, shot clock, shot down, shot in the dark, shot list
shot of espresso, shot on goal, shots on, shoulder bag, shoulder season, shoulder strap, shoulder the, shoulder to shoulder, sick and tired
sick beats, sick burn, sick day, sick days, sick leave, sick note policy, sick of, sick pay, sick time, signal booster, silent treatment
silver bullet, similar vein, skills clinic, skin care line, skin care product, skin deep, skin for, skin in the game, slap shot, smart drug company
so cold, so patient, soap refill, soccer clinic, solar panel, solar panels, sore loser, sore point, sore spot, sore thumb, sovereign immunity
spa treatment, spa treatments, spam quarantine, spare ribs, spare the pain, special treatment, specimen contract, specimen signature, spin doctor
spine label, spine of the book, spine switch, spine-leaf, sports medicine, spring fever, sql injection, square foot, stable release, stable version
stage gate, stage manager, stage of the, stage set, stage two of, standard operating procedure, standard operating procedures, static discharge
stay patient, sterile environment, still birth of the, stomach for, stomach for risk, stomach the, stored procedure, stored procedures
stormwater discharge, stress fracture analysis, stress test of the, stress test results for the bank, stress test the, stress testing, stress tests
stress tests of banks, strike a nerve, stroke of a pen, stroke of genius, stroke of luck, stroke of midnight, stroke of the pen, such a pain
sunday mass, surface treatment, surgical approach to, surgical gloves, surgical masks, surgical precision, surgical strike, surgical strikes
survey results, sweet heart, symptom of a, symptom of a larger, symptom of the, symptoms of the issue, symptoms of the outage, symptoms of the problem
system diagnosis, system health, systems infected, t-bone steak, take a shot, take heart, taste of their own medicine, taste of your own medicine
tax clinic, tax treatment, tax treatments, team culture, teeth into, temperature check, tenant screening, tender and juicy, tender beef, tender bid
tender document, tender documents, tender for, tender loving care, tender meat, tender notice, tender offer, tender offers, tender pork, tender price
tender procedure, tender process, tender response, tender submission, tender until, tennis clinic, tested positive for explosives, testing procedure
thank you for your patience, that vein, the appendix, the cast, the colon, the depression, therapy dog visit, therapy session of, thick skin
this period, this vein, those attending, time period, toe the line, tongue in cheek, too cold, tooth and nail, tooth fairy, traffic artery
trailing colon, transaction history, transaction isolation, transplant seedlings, transplant the, treasure chest, treatment of confidential
treatment of confidential information, treatment of customers, treatment of customers, treatment of data, treatment of data, treatment of employees
treatment of employees, treatment of expenses, treatment of expenses, treatment of income, treatment of income, treatment of leases, treatment plant
trial period, triple crown, tropic of cancer, tropical depression, turkey breast, two-stroke, two-stroke engine, until tender, v-neck
vehicle diagnosis, vein of, version history, very patient, vip treatment, viral campaign, viral content, viral growth, viral loop, viral marketing
viral post, viral tweet, viral video, virus alert, virus checker, virus definition, virus free, virus infection, virus protection, virus scan
virus scanner, virus signature, virus software, virus-free, vision 2030, vision and mission, vision board, vision for, vision statement, voter fatigue
vulnerability scan, vulnerability scans, waiting period, war chest, warning shot, wastewater discharge, wastewater treatment, water discharge
water refill, water treatment, weekly dose of, wellness challenge, wellness fair, wellness program, wellness webinar, went viral, what a pain
will be attending, window treatment, window treatments, with all my heart, wood treatment, work culture, work history, workplace culture
workplace injury prevention, world cup fever, worried sick, wouldn't hurt, wound around, wound down, wound tight, wound up, wounded knee
writing clinic, you attending, young at heart, young blood, your billing period, your business results, your diagnosis of the, your heart goes out
your notice period, your period of, your results, your results this quarter, your scan of, your search results, your team's results, your trial period
your vision for, your vision of, zodiac cancer, zodiac sign, zodiac sign cancer, zoom fatigue
`)
