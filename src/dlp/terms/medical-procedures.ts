// Operations, treatments, tests and readings, each unmistakable by itself, for the detector `medical-term`.
// Source note: written for Postern from general knowledge of clinical and everyday English; no list, code system
// or data set was copied.
import { termList } from './term-list.ts'

/** Operations, treatments and equipment of care. */
export const PROCEDURES: readonly string[] = termList(`
abdominal hysterectomy, abdominal ultrasound, abdominoplasty, ablation therapy, above knee amputation, ACDF, acl reconstruction, acl surgery
adenoidectomy, adjuvant chemotherapy, adrenalectomy, allergy shots, allergy testing, allogeneic transplant, amniocentesis, anal fistulotomy
aneurysm repair, angiogram, angiography, angioplasty, angioplasty and stent, ankle fusion, anterior cervical discectomy, aortic valve replacement
appendectomy, arterial line, arteriogram, arthrocentesis, arthrodesis, arthrogram, arthroplasty, arthroscopy, aspiration biopsy, atherectomy
audiogram, audiometry, autologous transplant, av fistula creation, axillary dissection, balloon angioplasty, bariatric surgery, barium enema
barium swallow, below knee amputation, bilateral mastectomy, bile duct stent, biopsy, BiPAP, bladder catheter, blepharoplasty, blood draw
blood transfusion, blood typing, bone density scan, bone graft, bone marrow aspiration, bone marrow biopsy, bone marrow transplant
bone marrow transplantation, bone scan, botox injection for migraine, bowel prep, bowel resection, brachytherapy, brain mri, brain scan, brain surgery
breast augmentation, breast biopsy, breast mri, breast reconstruction, breast reduction, breast ultrasound, bronchoalveolar lavage, bronchoscopy
bunionectomy, burr hole, c-section, cabg, CABG, calcium score scan, capsule endoscopy, cardiac ablation, cardiac bypass, cardiac cath
cardiac catheterization, cardiac ct, cardiac monitor, cardiac monitoring, cardiac mri, cardiac rehab, cardiac stent, cardiac stress test
cardiac surgery, cardiopulmonary bypass, cardiothoracic surgery, cardioversion, carotid doppler, carotid endarterectomy, carotid ultrasound
carpal tunnel release, carpal tunnel surgery, cast removal, cat scan, cataract surgery, catheter ablation, catheter placement, catheterization
central line placement, cerclage, cervical biopsy, cervical fusion, cesarean, cesarean section, chemical peel, chemo, chemo infusion, chemoradiation
chemotherapy, chest ct, chest tube, chest tube placement, chest x-ray, chest xray, cholangiogram, cholecystectomy, chorionic villus sampling
cleft palate repair, closed reduction, cochlear implant, cognitive behavioral therapy, colectomy, colon resection, colon surgery, colonoscopy
colorectal surgery, colostomy, colposcopy, compression stockings, cone biopsy, continuous glucose monitor, continuous positive airway pressure
core needle biopsy, corneal transplant, coronary angiogram, coronary angiography, coronary artery bypass, coronary artery bypass graft
coronary artery bypass grafting, coronary bypass, coronary calcium scan, coronary stent, corticosteroid injection, cortisone injection, cortisone shot
CPAP, cpap machine, cpap mask, cranioplasty, craniotomy, CRRT, cryoablation, cryosurgery, cryotherapy of lesion, ct abdomen, ct angiogram, ct chest
ct colonography, ct head, ct pelvis, ct scan, ct with contrast, cyst removal, cystectomy, cystoscopy, d and c, d&c procedure, debridement
decompression surgery, deep brain stimulation, dental extraction, dental x-ray, dermabrasion, detox program, dexa scan, diagnostic laparoscopy
diagnostic mammogram, dialysis, dialysis access, dialysis treatment, dilation and curettage, discectomy, diskectomy, dobutamine stress
doppler ultrasound, double mastectomy, drug infusion, duodenoscopy, ear tubes, ecg, ecg tracing, echo cardiogram, echocardiogram, echocardiography
ecmo, eeg, egd, ekg, ekg results, electrocardiogram, electrocautery, electroconvulsive therapy, electroencephalogram, electromyography, embolectomy
embolization, emergency appendectomy, emergency c-section, emergency surgery, emg study, endarterectomy, endometrial ablation, endometrial biopsy
endoscopic retrograde cholangiopancreatography, endoscopic ultrasound, endoscopy, endotracheal intubation, endotracheal tube, endovascular repair
epidural, epidural injection, epidural steroid injection, episiotomy, ercp, esophagectomy, esophagogastroduodenoscopy, esophagram, excisional biopsy
exploratory laparotomy, external beam radiation, external fixation, extracorporeal shock wave lithotripsy, extubated, extubation, facet injection
fasciotomy, fecal occult blood test, feeding tube, femoral popliteal bypass, fetal monitoring, fetal ultrasound, fine needle aspiration, fistulectomy
flexible sigmoidoscopy, fluoroscopy, foley catheter, fracture repair, fundoplication, gallbladder removal, gallbladder surgery, gamma knife
gastrectomy, gastric banding, gastric bypass, gastric bypass surgery, gastric lavage, gastric sleeve, gastroscopy, gastrostomy tube
gender affirming surgery, gender reassignment surgery, general anesthesia, genioplasty, glaucoma surgery, hair transplant, hearing aid fitting
heart bypass, heart cath, heart catheterization, heart monitor, heart stent, heart surgery, heart transplant, heart valve replacement, hemicolectomy
hemodialysis, hemorrhoidectomy, hepatectomy, hernia mesh, hernia repair, hernia surgery, hip arthroplasty, hip fracture repair, hip replacement
hip surgery, holter monitor, hormone injection, hormone replacement therapy, hormone therapy, hospice care, hyperbaric oxygen therapy, hysterectomy
hysterosalpingogram, hysteroscopy, ICD implant, ileal conduit, ileostomy, iliac stent, immunization shots, immunotherapy, implantable defibrillator
in vitro fertilization, incision and drainage, induced labor, induction of labor, infusion center, infusion therapy, inpatient rehab, insulin drip
insulin injection, insulin pump, intensity modulated radiation, intra-articular injection, intraocular lens, intravenous fluids, intravenous pyelogram
intravitreal injection, intubation, iv antibiotics, iv contrast, iv drip, iv fluids, iv infusion, iv line, iv pole, iv therapy, ivf cycle
joint aspiration, joint injection, joint replacement, ketamine infusion, kidney biopsy, kidney dialysis, kidney removal, kidney stone removal
kidney transplant, knee arthroscopy, knee replacement, knee x-ray, kyphoplasty, labor and delivery, laceration repair, laminectomy, laparoscopic
laparoscopic appendectomy, laparoscopic cholecystectomy, laparoscopic surgery, laparoscopy, laparotomy, laryngectomy, laryngoscopy, laser eye surgery
laser photocoagulation, laser surgery, lasik, LEEP procedure, left heart catheterization, light therapy box, liposuction, lithotripsy, liver biopsy
liver resection, liver scan, liver transplant, liver ultrasound, lobectomy, loop recorder, low dose ct, lumbar fusion, lumbar injection
lumbar puncture, lumbar spine surgery, lumpectomy, lung biopsy, lung resection, lung scan, lung transplant, lymph node biopsy, lymph node dissection
lymph node removal, lymphadenectomy, lymphoscintigraphy, magnetic resonance imaging, mammogram, mammography, mandibular osteotomy, mastectomy
mastoidectomy, mechanical thrombectomy, meniscectomy, methadone maintenance, microdiscectomy, mitral valve repair, mitral valve replacement
modified radical mastectomy, mohs surgery, mri, mri brain, mri lumbar spine, mri of the, mri results, mri scan, mri with contrast, muscle biopsy
myelogram, myomectomy, myringotomy, nasal endoscopy, nasal surgery, nasogastric tube, nebulizer, nebulizer treatment, needle biopsy, nephrectomy
nephrostomy, nephrostomy tube, nerve biopsy, nerve block, nerve conduction study, neurosurgery, ng tube, nuclear medicine scan, nuclear stress
nuclear stress test, oophorectomy, open heart surgery, open reduction internal fixation, optical coherence tomography, oral surgery, orchiectomy
organ transplant, orif, ORIF, orthopedic surgery, orthotics for, osteotomy, ostomy, oxygen concentrator, oxygen tank, oxygen therapy, pacemaker
pacemaker check, pacemaker insertion, pain injection, pain management clinic, pancreatectomy, panniculectomy, pap smear, pap test, paracentesis
parathyroidectomy, partial hysterectomy, partial mastectomy, partial nephrectomy, patellectomy, patient controlled analgesia, PCI stent, pci with
pedicle screw, peg tube, pelvic exam, pelvic ultrasound, penile implant, percutaneous coronary intervention, pericardiocentesis, perioperative
peripheral iv, peritoneal dialysis, pet ct, pet scan, phlebotomy, photodynamic therapy, phototherapy, physiotherapy, picc line, plasma exchange
plasmapheresis, platelet transfusion, pleurodesis, pneumonectomy, polypectomy, polysomnography, port placement, port-a-cath, portacath
post-op appointment, post-op visit, pre-op appointment, pre-op clearance, pre-op testing, preoperative, preoperative clearance, proctocolectomy
proctoscopy, prostate biopsy, prostate exam, prostate surgery, prostatectomy, prosthetic leg, proton therapy, pulmonary function test, pulmonary rehab
pulmonary rehabilitation, pulse oximetry, punch biopsy, pyeloplasty, pyloromyotomy, quadruple bypass, radiation oncology, radiation therapy
radiation treatment, radical prostatectomy, radioactive iodine, radiofrequency ablation, radiotherapy, range of motion exercises, rectal exam
red blood cell transfusion, removal of tumor, renal biopsy, renal dialysis, renal transplant, renal ultrasound, retinal surgery, rhinoplasty
right heart catheterization, robotic prostatectomy, root canal, rotator cuff repair, rotator cuff surgery, salpingectomy, salpingo-oophorectomy
sclerotherapy, screening colonoscopy, screening mammogram, sedation dentistry, sentinel lymph node, sentinel node biopsy, septoplasty, shave biopsy
shoulder arthroscopy, shoulder replacement, shoulder surgery, shunt placement, sigmoidectomy, sigmoidoscopy, sinus surgery, skin biopsy, skin graft
skin tag removal, skin test for, sleep apnea machine, sleep study, sperm analysis, spermatic cord, spinal anesthesia, spinal cord stimulator
spinal decompression, spinal fusion, spinal injection, spinal surgery, spinal tap, spine surgery, spirometry, splenectomy, stem cell transplant
stem cell transplantation, stent implantation, stent placement, stereotactic biopsy, stereotactic radiosurgery, steroid injection, steroid shot
stitches removed, stool sample, stress echo, stress echocardiogram, stress test ekg, subtotal thyroidectomy, surgical biopsy, surgical excision
surgical incision, surgical pathology, surgical procedure, surgical removal, surgical repair, suture removal, sutures removed, sympathectomy
synovectomy, tavr, TAVR, tee echocardiogram, teletherapy, tenotomy, thallium stress test, therapeutic massage for, thoracentesis, thoracotomy
thrombectomy, thrombolysis, thyroid biopsy, thyroid scan, thyroid surgery, thyroid ultrasound, thyroidectomy, tilt table test, tissue biopsy
tonsil removal, tonsillectomy, tooth extraction, total abdominal hysterectomy, total hip arthroplasty, total hip replacement, total knee arthroplasty
total knee replacement, total laparoscopic, total parenteral nutrition, trabeculectomy, trach tube, tracheostomy, traction splint
transcatheter aortic valve replacement, transcranial magnetic stimulation, transesophageal echocardiogram, transplant recipient
transurethral resection, transvaginal ultrasound, triple bypass, tubal ligation, tube feeding, tummy tuck surgery, TURBT, turp, tympanoplasty
tympanostomy, ultrasound of the, upper endoscopy, upper gi series, ureteral stent, ureteroscopy, urethroplasty, urinary catheter, urine sample
uvulopalatopharyngoplasty, vaginal hysterectomy, valve replacement surgery, valvuloplasty, vascular surgery, vasectomy, VATS lobectomy, vein stripping
vena cava filter, venipuncture, venogram, ventilator support, ventriculoperitoneal shunt, vertebroplasty, vestibular rehab, video swallow study
virtual colonoscopy, vitrectomy, wedge resection, whipple procedure, wisdom teeth removal, wisdom tooth extraction, wound closure, wound debridement
x-ray of the, x-ray results, x-rays showed, xray of
`)

/** Laboratory tests, imaging and what their reports say. */
export const TESTS: readonly string[] = termList(`
a1c, abnormal ekg, abnormal mammogram, abnormal pap, absolute neutrophil count, acid fast bacilli, acth stimulation test
activated partial thromboplastin time, AFP tumor marker, albumin level, aldosterone level, alkaline phosphatase, allergy panel, alpha fetoprotein
alt level, ammonia level, amylase and lipase, amylase level, ana titer, ANA titer, anion gap, anti-ccp, anti-dsdna, antibody screen, antibody test
antibody titer, antinuclear antibody, apgar score, apolipoprotein, arterial blood gas, ast level, basal metabolic, basic metabolic panel, beta hcg
bi-rads, bicarbonate level, bilirubin, birads, bleeding time, blood alcohol level, blood cell count, blood chemistry, blood count, blood culture
blood gas, blood glucose, blood glucose level, blood pressure check, blood pressure log, blood pressure medication, blood pressure reading
blood results, blood smear, blood sugar, blood sugar level, blood sugar reading, blood sugars, blood test, blood tests, blood type
blood urea nitrogen, blood work, bloodwork, bnp level, bone age, bone density test, bone marrow aspirate, brain natriuretic peptide, brca mutation
brca positive, brca1, brca2, c-reactive protein, ca 19-9, ca-125, calcitonin, calcium level, cancer marker, carcinoembryonic antigen, cardiac enzymes
cardiac markers, cbc with differential, cd4 count, cd4 counts, cea level, ceruloplasmin, chem 7, chlamydia test, cholesterol level, cholesterol panel
cholesterol test, clotting time, coagulation panel, coagulation studies, collected by phlebotomist, colonoscopy results, complete blood count
complete metabolic panel, comprehensive metabolic panel, coombs test, cortisol level, creatinine, creatinine clearance, crp level, csf culture
culture and sensitivity, d-dimer, dexamethasone suppression, digoxin level, direct bilirubin, dna test results, drug level, ecg showed, echo showed
egfr, eGFR, ejection fraction, electrolyte panel, elevated liver enzymes, elevated troponin, eosinophil count, erythrocyte sedimentation rate
esr and crp, estradiol level, estrogen receptor positive, fasting blood sugar, fasting blood work, fasting glucose, fasting insulin, fasting labs
fasting lipid, fasting required, fecal calprotectin, fecal immunochemical test, ferritin, ferritin level, fev1, FEV1/FVC, fibrinogen level
fit test kit, flow cytometry, folate level, follicle stimulating hormone, free t3, free t4, fructosamine, FSH, genetic test results, ggt level
gleason score, glomerular filtration rate, glucometer, glucose level, glucose meter, glucose monitor, glucose reading, glucose screening
glucose tolerance test, glycated hemoglobin, gonorrhea test, gram stain, gross description, haptoglobin, hba1c, HbA1c, hba1c result, HCG, hcg level
hdl and ldl, hdl cholesterol, heart rate monitor results, hematocrit, hematology panel, hemoglobin, hemoglobin a1c, hemoglobin electrophoresis
hemoglobin level, hemolyzed specimen, hepatic function panel, hepatitis b surface antigen, hepatitis c antibody, hepatitis panel, hepatitis screen
her2 negative, her2 positive, hiv screening, hiv test, homocysteine, hormone levels, hormone panel, human chorionic gonadotropin, ige level
imaging showed, imaging shows, immunoglobulin, impression: no acute, inflammatory markers, INR, inr check, inr level, insulin level, iron level
iron studies, ketone level, ketones in urine, ki-67, kidney function, kidney function test, lab orders, lab result, lab results, lab slip, lab tests
laboratory result, labs came back, labs drawn, labs look, lactate dehydrogenase, lactate level, ldl cholesterol, LDL-C, lead level
left ventricular ejection fraction, lft, lfts, lipase level, lipid panel, lipid profile, lithium level, liver enzymes, liver function
liver function test, liver panel, lumbar puncture results, luteinizing hormone, LVEF, lyme titer, lymph nodes negative, magnesium level
margins are negative, MCHC, MCV, mean corpuscular volume, metabolic panel, methylmalonic acid, microalbumin, microscopic description, monospot
mri findings, mri report, mri showed, nasal swab, nasopharyngeal swab, neutrophil count, no acute intracranial, no evidence of disease
no evidence of malignancy, no evidence of metastatic, nt-probnp, NT-proBNP, occult blood, oral glucose tolerance test, out of range results
ova and parasites, oxygen level, oxygen levels, oxygen sat, pap results, pap smear results, parathyroid hormone, partial thromboplastin time
patch test, pathology report, peak flow, peripheral smear, pet scan results, ph of urine, phosphorus level, platelet count, platelets, polyp pathology
positive covid test, potassium level, ppd test, prealbumin, pregnancy test, pregnancy test results, procalcitonin, progesterone level, prolactin level
prostate specific antigen, protein electrophoresis, prothrombin time, psa level, PSA level, psa result, psa test, PT/INR, PTT, pulse ox, quantiferon
radiology report, rapid flu test, rapid strep, rapid strep test, RBC, red blood cell count, reference range, renal function, renal panel
reticulocyte count, rh factor, rheumatoid factor, rheumatology panel, RPR, rpr test, salivary cortisol, sed rate, semen analysis, serum albumin
serum calcium, serum creatinine, serum glucose, serum iron, serum potassium, serum protein, serum sodium, sgot, sgpt, sleep study results
sodium level, specific gravity, specimen collected, specimen type, spep, SpO2, sputum culture, sputum sample, std panel, std results, std test
sti panel, sti test, stool culture, stool test, strep test, sweat chloride test, t-score, t3 uptake, tb skin test, tb test, testosterone level
throat culture, throat swab, thyroglobulin, thyroid function, thyroid level, thyroid panel, thyroid peroxidase antibody, thyroid stimulating hormone
thyroid test, tnm stage, total bilirubin, total cholesterol, total protein, tox screen, toxicology report, toxicology screen, transferrin saturation
triglyceride level, triglycerides, triple negative breast cancer, troponin, troponin level, tsh, TSH, tsh level, tuberculin skin test, tumor marker
tumor markers, uric acid level, urinalysis, urine culture, urine drug screen, urine sample, urine test, urine toxicology, urobilinogen, vaginal swab
vdrl, viral load, viral panel, vitamin b12 level, vitamin d level, vitamin d test, WBC, wbc count, west nile titer, white blood cell count
white count, wound culture
`)
