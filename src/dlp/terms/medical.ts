// Medical terms for the detector `medical-term`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code system
// or data set was copied. Singular forms; plurals are made by the detector. One term an entry, words separated by a space (a hyphen counts as a space).

const list = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((term) => term.trim())
    .filter((term) => term !== '')

const CONDITIONS = list(`
abdominal aortic aneurysm, acid reflux, acne vulgaris, acromegaly, acute kidney injury, addison's disease, adenocarcinoma, adenoma, adenomyosis
adrenal insufficiency, allergic rhinitis, alopecia areata, alzheimer's, alzheimer's disease, alzheimer disease, amenorrhea, amyloidosis, anaphylaxis
anemia, anaemia, aneurysm, angina, angina pectoris, angioedema, ankylosing spondylitis, anorexia nervosa, aortic stenosis, aortic dissection
aplastic anemia, appendicitis, arrhythmia, arteriosclerosis, arthritis, ascites, asperger's, asthma, astigmatism, atherosclerosis, atopic dermatitis
atrial fibrillation, atrial flutter, autism spectrum disorder, autoimmune disease, autoimmune disorder, bacteremia, barrett's esophagus, basal cell carcinoma
bell's palsy, benign prostatic hyperplasia, bipolar disorder, bladder cancer, blood clot, bone metastasis, bradycardia, brain tumor, breast cancer
bronchiectasis, bronchiolitis, bronchitis, bulimia, bulimia nervosa, bursitis, cancerous, candidiasis, carcinoma, cardiac arrest, cardiomyopathy
cardiovascular disease, carpal tunnel syndrome, cataract, celiac disease, cellulitis, cerebral palsy, cerebrovascular accident, cervical cancer
cervical dysplasia, chickenpox, chlamydia, cholangitis, cholecystitis, cholelithiasis, cholera, chronic fatigue syndrome, chronic kidney disease
chronic obstructive pulmonary disease, chronic pain, cirrhosis, clostridium difficile, c diff, coccidioidomycosis, colitis, colon cancer
colorectal cancer, compression fracture, concussion, congenital heart defect, congestive heart failure, conjunctivitis, contact dermatitis, copd
coronary artery disease, covid pneumonia, crohn's, crohn's disease, crohn disease, croup, cushing's syndrome, cystic fibrosis, cystitis
deep vein thrombosis, degenerative disc disease, dehydration, delirium, dementia, dengue, dermatitis, diabetes, diabetes mellitus, diabetes insipidus
diabetic, diabetic ketoacidosis, diabetic neuropathy, diabetic retinopathy, diarrhea, diarrhoea, diphtheria, diverticulitis, diverticulosis
down syndrome, ductal carcinoma, duodenal ulcer, dyslipidemia, dysmenorrhea, dyspepsia, dysphagia, dyspnea, eating disorder, ebola, eclampsia
ectopic pregnancy, eczema, edema, emphysema, encephalitis, encephalopathy, endocarditis, endometrial cancer, endometriosis, enterocolitis
epididymitis, epilepsy, epileptic, erectile dysfunction, esophageal cancer, esophageal varices, esophagitis, essential hypertension, fatty liver
febrile seizure, fibroid, fibromyalgia, folliculitis, food poisoning, gallstone, gangrene, gastric ulcer, gastritis, gastroenteritis
gastroesophageal reflux, gastroparesis, generalized anxiety disorder, genital herpes, genital wart, gerd, gestational diabetes, giardiasis, gingivitis
glaucoma, glioblastoma, glioma, glomerulonephritis, gonorrhea, gout, graves' disease, guillain-barre syndrome, hashimoto's thyroiditis
head and neck cancer, heart attack, heart disease, heart failure, heart murmur, heart valve disease, hematoma, hematuria, hemochromatosis
hemolytic anemia, hemophilia, hemorrhagic stroke, hemorrhoid, hepatic encephalopathy, hepatitis, hepatitis a, hepatitis b, hepatitis c
hepatocellular carcinoma, herniated disc, herpes, herpes simplex, herpes zoster, hiatal hernia, hidradenitis, high blood pressure, high cholesterol
hip fracture, histoplasmosis, hodgkin lymphoma, hodgkin's lymphoma, hpv infection, huntington's disease, hydrocephalus, hydronephrosis
hypercalcemia, hypercholesterolemia, hyperglycemia, hyperkalemia, hyperlipidemia, hyperparathyroidism, hypertension, hypertensive
hyperthyroidism, hypertrophic cardiomyopathy, hypocalcemia, hypoglycemia, hypokalemia, hyponatremia, hypotension, hypothyroidism, hypoxia
idiopathic pulmonary fibrosis, immunodeficiency, impetigo, infertility, inflammatory bowel disease, inguinal hernia, insomnia
interstitial cystitis, interstitial lung disease, intracranial hemorrhage, iron deficiency, irritable bowel syndrome, ischemia, ischemic
ischemic stroke, jaundice, kaposi sarcoma, kidney disease, kidney failure, kidney stone, lactose intolerance, laryngitis, leukemia, leukaemia
leukopenia, lewy body dementia, lipoma, liver cancer, liver disease, liver failure, lou gehrig's disease, lumbar stenosis, lung cancer
lung nodule, lupus, lyme disease, lymphadenopathy, lymphedema, lymphoma, macular degeneration, major depression, major depressive disorder
malaria, malignancy, malignant neoplasm, malignant tumor, mastitis, measles, melanoma, meniere's disease, meningioma, meningitis, menorrhagia
mental illness, mesothelioma, metabolic syndrome, metastasis, metastatic, migraine, miscarriage, mitral regurgitation, mitral valve prolapse
mononucleosis, mood disorder, mrsa, multiple myeloma, multiple sclerosis, mumps, muscular dystrophy, myasthenia gravis, myelodysplastic syndrome
myocardial infarction, myocarditis, narcolepsy, necrosis, neoplasm, nephritis, nephropathy, nephrotic syndrome, neuroblastoma, neuropathy
neutropenia, non-hodgkin lymphoma, non-small cell lung cancer, obsessive compulsive disorder, obstructive sleep apnea, opportunistic infection
orthostatic hypotension, osteoarthritis, osteomyelitis, osteopenia, osteoporosis, osteosarcoma, otitis media, ovarian cancer, ovarian cyst
paget's disease, pancreatic cancer, pancreatitis, panic disorder, paraplegia, parkinson's, parkinson's disease, parkinson disease
pelvic inflammatory disease, peptic ulcer, pericarditis, peripheral artery disease, peripheral neuropathy, peripheral vascular disease, peritonitis
personality disorder, pertussis, pharyngitis, pheochromocytoma, plantar fasciitis, pleural effusion, pleurisy, pneumonia, pneumonitis
pneumothorax, polycystic kidney disease, polycystic ovary syndrome, polycythemia, polymyalgia rheumatica, polyneuropathy, porphyria
post-traumatic stress disorder, postpartum depression, postpartum hemorrhage, preeclampsia, premature birth, pressure ulcer, preterm labor, prostate cancer
prostatitis, proteinuria, psoriasis, psoriatic arthritis, psychosis, psychotic, ptsd, pulmonary edema, pulmonary embolism, pulmonary fibrosis
pulmonary hypertension, pyelonephritis, quadriplegia, rabies, rectal bleeding, renal cell carcinoma, renal failure, renal insufficiency
restless legs syndrome, retinal detachment, retinopathy, rhabdomyolysis, rheumatic fever, rheumatoid arthritis, rhinitis, rosacea, rotator cuff tear, rsv
rubella, salmonellosis, sarcoidosis, sarcoma, scarlet fever, schizoaffective disorder, schizophrenia, sciatica, scleroderma, scoliosis
seizure disorder, sepsis, septic shock, shortness of breath, sickle cell, sickle cell anemia, sickle cell disease, sinusitis
sjogren's syndrome, skin cancer, sleep apnea, small cell lung cancer, spina bifida, spinal cord injury, spinal stenosis, squamous cell carcinoma
stillbirth, stomach cancer, strep throat, stress fracture, stress incontinence, subarachnoid hemorrhage, subdural hematoma, substance use disorder
suicidal ideation, syncope, syphilis, systemic lupus erythematosus, tachycardia, tendinitis, tendonitis, testicular cancer, tetanus, thalassemia
thrombocytopenia, thrombosis, thyroid cancer, thyroid nodule, thyroiditis, tinnitus, tonsillitis, tourette syndrome, toxoplasmosis
transient ischemic attack, traumatic brain injury, trichomoniasis, trigeminal neuralgia, tuberculosis, type 1 diabetes, type 2 diabetes
type i diabetes, type ii diabetes, ulcerative colitis, umbilical hernia, upper respiratory infection, urinary incontinence, urinary retention
urinary tract infection, urticaria, uterine cancer, uterine fibroid, uveitis, vaginitis, varicella, varicose vein, vasculitis
ventricular fibrillation, ventricular tachycardia, vertigo, vitamin d deficiency, vitiligo, von willebrand disease, yeast infection, zika
`)

const PROCEDURES = list(`
abdominal ultrasound, ablation therapy, amniocentesis, amputation, anesthesia, anaesthesia, angiogram, angiography, angioplasty, appendectomy
arthrocentesis, arthroplasty, arthroscopy, aspiration biopsy, bariatric surgery, biopsy, blood transfusion, bone density scan, bone marrow biopsy
bone marrow transplant, bone scan, brachytherapy, breast biopsy, bronchoscopy, c-section, cabg, cardiac catheterization, cardiac rehab
cardiac stress test, cardioversion, cardiac bypass, carotid endarterectomy, cataract surgery, catheterization, cesarean, cesarean section, chemotherapy
chest tube, chest x-ray, cholecystectomy, circumcision, cochlear implant, colectomy, colonoscopy, colostomy, colposcopy, cone biopsy
coronary artery bypass, coronary angiogram, coronary bypass, coronary stent, craniotomy, ct scan, cat scan, cystoscopy, debridement, defibrillator
dental extraction, dexa scan, dialysis, dilation and curettage, doppler ultrasound, echocardiogram, echocardiography, egd, ekg, ecg
electrocardiogram, electroconvulsive therapy, electroencephalogram, electromyography, endarterectomy, endoscopy, epidural, epidural injection
excisional biopsy, fecal occult blood test, fine needle aspiration, flexible sigmoidoscopy, gallbladder removal, gastrectomy, gastric bypass
gastric sleeve, gender affirming surgery, hearing aid fitting, heart bypass, heart surgery, heart transplant, hemicolectomy, hemodialysis
hernia repair, hip replacement, holter monitor, hormone replacement therapy, hospice care, hysterectomy, hysteroscopy, ileostomy, immunotherapy
in vitro fertilization, incision and drainage, insulin pump, intubation, iv infusion, kidney biopsy, kidney transplant, knee arthroscopy, knee replacement
laminectomy, laparoscopic, laparoscopy, laparotomy, lasik, liver biopsy, liver transplant, lobectomy, lumbar puncture, lumpectomy, lung transplant
lymph node biopsy, lymph node dissection, mammogram, mammography, mastectomy, mechanical ventilation, mri, mri scan, nasogastric tube, nephrectomy
nerve block, nerve conduction study, nuclear stress test, open heart surgery, organ transplant, orthopedic surgery, ostomy, pacemaker, pap smear
pap test, paracentesis, parathyroidectomy, percutaneous coronary intervention, peritoneal dialysis, pet scan, phlebotomy, physical therapy
polypectomy, polysomnography, prostatectomy, pulmonary function test, radiation therapy, radiotherapy, renal biopsy, rhinoplasty, root canal
salpingectomy, skin biopsy, skin graft, sleep study, spinal fusion, spinal tap, spirometry, splenectomy, stem cell transplant, stent placement
stereotactic radiosurgery, stress echocardiogram, surgical pathology, teletherapy, thoracentesis, thoracotomy, thyroidectomy, tonsillectomy, total hip arthroplasty
total knee arthroplasty, tracheostomy, transesophageal echocardiogram, transplant recipient, transvaginal ultrasound, tubal ligation, turp
upper endoscopy, vasectomy, vena cava filter, ventilator support, wound care, wound vac
`)

const TESTS = list(`
a1c, hba1c, hemoglobin a1c, glycated hemoglobin, albumin level, alkaline phosphatase, alt level, ast level, ana titer, antibody titer, arterial blood gas
basic metabolic panel, bilirubin, blood culture, blood glucose, blood panel, blood pressure reading, blood sugar, blood test, blood work, bloodwork
bnp level, bone marrow aspirate, brca1, brca2, c-reactive protein, ca-125, ca 19-9, cd4 count, cea level, complete blood count
comprehensive metabolic panel, creatinine, creatinine clearance, d-dimer, drug screen, egfr, erythrocyte sedimentation rate, fasting glucose, ferritin
glucose tolerance test, hba1c result, hcg level, hdl cholesterol, hematocrit, hemoglobin, hepatic function panel, hepatitis panel, hiv test
ige level, iron studies, ketones in urine, lab result, lab results, laboratory result, ldl cholesterol, lipase level, lipid panel, liver enzymes
liver function test, pathology report, platelet count, pregnancy test, prothrombin time, psa level, psa test, radiology report, rapid strep
renal function, rheumatoid factor, serum creatinine, serum potassium, serum sodium, sputum culture, std test, stool culture, strep test, t-score
thyroid panel, toxicology screen, triglycerides, troponin, tsh, tsh level, tuberculin skin test, tumor marker, urinalysis, urine culture
viral load, vitamin d level, white blood cell count
`)

const CLINICAL = list(`
admitted for observation, adverse drug reaction, antibiotic, anticoagulant, anticoagulation, antidepressant, antihypertensive, antipsychotic, antiretroviral
antiviral therapy, attending physician, benign tumor, bp reading, care plan for patient, chief complaint, chronic illness, clinical diagnosis
clinical note, comorbidity, comorbid, contraindicated, contraindication, corticosteroid, differential diagnosis, discharge diagnosis
discharge instructions, discharge summary, drug allergy, drug interaction, emergency department visit, estimated due date, family history of cancer
follow-up colonoscopy, gestation, gestational age, gravida, health history, heart rate, history and physical, history of present illness, hospice
hypersensitivity, icu, immunization record, immunocompromised, immunosuppressant, inpatient, insulin, insulin dependent, intensive care unit
intramuscular, intravenous, malignant, medical diagnosis, medical history, medication list, metformin, milligrams daily, nausea, neonatal
neonate, nicu, obstetric, oncologist, oncology, operative report, outpatient procedure, oxygen saturation, palliative, palliative care
past medical history, pathologist, patient presents with, physical exam findings, positive for covid, post-operative, postoperative, postpartum
pregnant, pregnancy, premature infant, prenatal, prenatal care, prescription refill, progress note, prn, psychiatric
psychiatric evaluation, psychiatrist, psychotherapy, psychotherapy note, radiologist, review of systems, side effects of medication
statin therapy, status post, sublingual, subcutaneous, substance abuse, suicide attempt, surgical history, test results positive, trimester
triage note, tumor, tumour, ultrasound findings, vaccination record, vital signs, warfarin
abdominal pain, asthma attack, back pain, back surgery, birth control pill, blood clotting, blood pressure, breast lump, cancer diagnosis, cancer patient
cancer treatment, cancer screening, chest pain, diagnosed with, fertility treatment, flu shot, heart condition, high fever, joint pain, knee surgery, lab work
medical condition, medical emergency, mental health, mental health condition, muscle weakness, pain medication, panic attack, reproductive health, side effects
tested positive for, treatment plan for patient, weight loss surgery
`)

/** Unmistakable: each counts by itself. */
export const MEDICAL_TERMS: readonly string[] = [...new Set([...CONDITIONS, ...PROCEDURES, ...TESTS, ...CLINICAL])]

/** Words that other fields use too: they count where a clinical word or an unmistakable term stands near. */
export const EVERYDAY_MEDICAL_WORDS: readonly string[] = list(`
abortion, influenza, remission, covid-19, cbc, shingles, hemorrhage, seizure, symptomatic, inr, paralysis, prognosis, prescribed, addiction, allergy, allergic, ablation, abscess, anxiety, autism, bleeding, blood, bruise, burn, bypass, cancer, cardiac, chronic, cold
cough, cramp, cyst, deficiency, depression, diagnosis, discharge, disease, disorder, dizziness, dosage, dose, exam
examination, fatigue, fever, flu, fracture, hernia, hiv, hormone, immunization, implant, infection, inflammation, injection, injury, kidney, lab, lesion
liver, lump, lung, medication, murmur, nodule, obesity, overdose, overweight, pain, palpitation, pill, polyp, prescription, procedure
pulmonary, rash, refill, rehab, relapse, scan, shot, smear, soreness, spasm, sprain, std, stent, stroke, surgery, swelling, symptom
syndrome, therapy, transfusion, transplant, treatment, ulcer, ultrasound, urine, vaccination, vaccine, virus, vomiting, wheezing, wound, x-ray
`)

/** Words that tell of care: they make an everyday word medical, and are no finding themselves. */
export const CLINICAL_WORDS: readonly string[] = list(`
patient, pt, diagnosed, physician, doctor, nurse, hospital, clinic, clinician, admitted, discharged, prescribe, prescribed, prescriber, surgeon, surgical
cardiologist, dermatologist, neurologist, gynecologist, urologist, pediatrician, therapist, pharmacist, pharmacy, mg, medical, medically
symptoms, treated for, suffers from, suffering from, complains of, presents with, tested positive, test results, emergency room, ambulance, dx, rx
caregiver, paramedic, bedside, health record, treated with, twice daily, once daily
`)
