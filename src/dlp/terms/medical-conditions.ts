// Diseases, injuries and findings, each unmistakable by itself, for the detector `medical-term`.
// Source note: written for Postern from general knowledge of clinical and everyday English; no list, code system
// or data set was copied.
import { termList } from './term-list.ts'

/** Conditions by the name that a chart or a patient gives them. */
export const CONDITIONS: readonly string[] = termList(`
a-fib, abdominal aortic aneurysm, abdominal hernia, abnormal uterine bleeding, abruptio placentae, achalasia, achilles tendinitis
achilles tendon rupture, achondroplasia, acid reflux, acne vulgaris, acoustic neuroma, acquired immunodeficiency syndrome, acral lentiginous melanoma
acromegaly, actinic keratosis, acute bronchitis, acute cholecystitis, acute coronary syndrome, acute distress, acute exacerbation
acute hypoxic respiratory failure, acute kidney injury, acute lymphoblastic leukemia, acute myeloid leukemia, acute on chronic, acute otitis media
acute renal failure, acute respiratory distress syndrome, acute respiratory failure, acute sinusitis, addison's disease, adenocarcinoma, adenoma
adenomyosis, ADHD, adhesive capsulitis, adrenal adenoma, adrenal crisis, adrenal insufficiency, AFib, afib, age related macular degeneration
agoraphobia, agranulocytosis, alcoholic cirrhosis, alcoholic hepatitis, allergic asthma, allergic conjunctivitis, allergic reaction to
allergic rhinitis, allergic to peanuts, allergic to penicillin, allergic to shellfish, allergic to sulfa, alopecia areata
alpha-1 antitrypsin deficiency, alzheimer disease, alzheimer's, alzheimer's disease, amblyopia, amenorrhea, AML leukemia, amyloidosis
amyotrophic lateral sclerosis, anaemia, anal fissure, anal fistula, anaphylactic reaction, anaphylactic shock, anaphylaxis, androgenic alopecia
anemia, aneurysm, angina, angina pectoris, angioedema, angiosarcoma, ankle sprain, ankylosing spondylitis, anorexia nervosa, anoxic brain injury
antiphospholipid syndrome, aortic aneurysm, aortic dissection, aortic insufficiency, aortic regurgitation, aortic stenosis, aphasia, aplastic anemia
appendicitis, apraxia, ARDS, arrhythmia, arterial stenosis, arteriosclerosis, arteriovenous malformation, arthritis, asbestosis, ascites, asperger's
aspergillosis, aspiration pneumonia, asthma, asthma exacerbation, asthmatic, astigmatism, astrocytoma, ataxia, atelectasis, atherosclerosis
atopic dermatitis, atrial fibrillation, atrial flutter, atrial septal defect, atypical ductal hyperplasia, autism spectrum disorder
autoimmune disease, autoimmune disorder, autonomic neuropathy, avascular necrosis, avm rupture, babesiosis, bacteremia, bacterial endocarditis
bacterial meningitis, bacterial pneumonia, bacterial vaginosis, bad heart, baker's cyst, balanitis, barrett's esophagus, bartholin cyst
basal cell carcinoma, basal cell skin cancer, bed bug bites, bedsore, bee sting allergy, behcet's disease, bell's palsy
benign paroxysmal positional vertigo, benign prostatic hyperplasia, benign prostatic hypertrophy, bilateral edema, bilateral pneumonia
bile duct cancer, biliary atresia, biliary colic, biliary obstruction, bipolar disorder, bladder cancer, bladder infection, bladder prolapse
bleeding disorder, bleeding ulcer, blepharitis, blocked arteries, blocked artery, blood cancer, blood clot, blood clots in, blood disorder
blood in stool, blood in urine, blood poisoning, bloody stool, bone cancer, bone metastasis, bone spur, borderline diabetic, bowel cancer
bowel obstruction, BPH, bradyarrhythmia, bradycardia, brain aneurysm, brain bleed, brain cancer, brain damage, brain hemorrhage, brain injury
brain lesion, brain metastases, brain metastasis, brain swelling, brain tumor, brain tumour, breast cancer, brittle bone disease, brittle bones
broken ankle, broken arm, broken collarbone, broken hip, broken leg, broken rib, broken wrist, bronchial asthma, bronchiectasis, bronchiolitis
bronchitis, bronchogenic carcinoma, bronchospasm, brugada syndrome, bulimia, bulimia nervosa, bullous pemphigoid, bundle branch block, bunion
burkitt lymphoma, bursitis, c diff, C diff colitis, calcaneal fracture, cancerous, candida infection, candidiasis, carcinoid tumor, carcinoma
carcinoma in situ, cardiac amyloidosis, cardiac arrest, cardiac arrhythmia, cardiac tamponade, cardiogenic shock, cardiomegaly, cardiomyopathy
cardiovascular disease, carotid artery disease, carotid stenosis, carpal tunnel syndrome, cataract, cauda equina syndrome, cavernous hemangioma
cavernous sinus thrombosis, celiac disease, cellulitis, central sleep apnea, cerebral aneurysm, cerebral edema, cerebral hemorrhage
cerebral infarction, cerebral palsy, cerebrovascular accident, cervical cancer, cervical dysplasia, cervical radiculopathy, cervical spondylosis
cervical stenosis, cervicitis, charcot foot, CHF, chiari malformation, chickenpox, chlamydia, chlamydia infection, cholangiocarcinoma, cholangitis
cholecystitis, cholelithiasis, cholestasis, cholesteatoma, chondromalacia patellae, chondrosarcoma, chordoma, chorioamnionitis, choriocarcinoma
choroiditis, chronic bronchitis, chronic fatigue syndrome, chronic GVHD, chronic heart failure, chronic hepatitis, chronic kidney disease
chronic kidney failure, chronic lymphocytic leukemia, chronic migraine, chronic myeloid leukemia, chronic obstructive pulmonary disease, chronic pain
chronic pain syndrome, chronic pancreatitis, chronic renal failure, chronic sinusitis, chronic venous insufficiency, cirrhosis, claudication
cleft lip, cleft palate, clinical depression, clogged arteries, closed head injury, clostridium difficile, clotting disorder, clubfoot
cluster headache, coagulopathy, coarctation of the aorta, coccidioidomycosis, colic in infants, colitis, colon cancer, colon polyp, colorectal cancer
colorectal polyp, comminuted fracture, community acquired pneumonia, complex regional pain syndrome, compression fracture, conduct disorder
congenital adrenal hyperplasia, congenital anomaly, congenital heart defect, congenital hip dysplasia, congenital hypothyroidism
congestive cardiac failure, congestive heart failure, conjunctivitis, contact dermatitis, conversion disorder, copd, COPD, corneal abrasion
corneal ulcer, coronary artery disease, coronary artery spasm, coronary disease, coronary heart disease, coronary thrombosis, covid infection
covid pneumonia, COVID pneumonia, coxsackie virus, cradle cap, craniopharyngioma, craniosacral, craniosynostosis, creutzfeldt-jakob disease
crohn disease, crohn's, crohn's disease, croup, cryptococcal meningitis, cryptogenic stroke, cryptosporidiosis, cubital tunnel syndrome
cushing syndrome, cushing's syndrome, cutaneous lymphoma, CVA, cyclothymia, cystic fibrosis, cystitis, cytomegalovirus, dacryocystitis, DCIS
de quervain's tenosynovitis, decompensated heart failure, decubitus ulcer, deep vein thrombosis, deep venous thrombosis, degenerative arthritis
degenerative disc disease, degenerative joint disease, dehydration, delirium, delusional disorder, dementia, demyelinating disease, dengue fever
dental abscess, dental caries, depressive disorder, dermatitis, dermatofibroma, dermatomyositis, developmental delay, devic's disease, diabetes
diabetes insipidus, diabetes mellitus, diabetes type 1, diabetes type 2, diabetic, diabetic foot, diabetic foot ulcer, diabetic ketoacidosis
diabetic kidney disease, diabetic macular edema, diabetic nephropathy, diabetic neuropathy, diabetic retinopathy, diarrhea, diarrhoea
diastolic dysfunction, diastolic heart failure, diffuse large b-cell lymphoma, dilated cardiomyopathy, diphtheria, diplopia, disc herniation
discoid lupus, dislocated shoulder, disseminated intravascular coagulation, diverticular disease, diverticulitis, diverticulosis, DKA, DLBCL
double vision, down syndrome, drug allergies, drug eruption, dry eye syndrome, dry macular degeneration, duchenne muscular dystrophy, ductal carcinoma
dumping syndrome, duodenal ulcer, dupuytren's contracture, DVT, dysarthria, dyskinesia, dyslipidemia, dysmenorrhea, dyspareunia, dyspepsia, dysphagia
dysplastic nevus, dyspnea, dystonia, dysuria, e coli infection, ear infection, early onset dementia, eating disorder, ebstein anomaly, eclampsia
ectopic beats, ectopic pregnancy, eczema, edema, egg allergy, ehlers-danlos syndrome, eisenmenger syndrome, emotional disturbance, emphysema, empyema
encephalitis, encephalopathy, end stage kidney disease, end stage liver disease, end stage renal disease, end-stage, endocarditis, endometrial cancer
endometrial hyperplasia, endometrial polyp, endometriosis, endophthalmitis, enlarged heart, enlarged prostate, enlarged thyroid, enteritis
enterocolitis, eosinophilic esophagitis, ependymoma, epidermoid cyst, epididymal cyst, epididymitis, epidural abscess, epidural hematoma, epiglottitis
epilepsia, epilepsy, epileptic, epistaxis, epstein-barr virus, erectile dysfunction, esophageal cancer, esophageal reflux, esophageal stricture
esophageal varices, esophagitis, esotropia, ESRD, essential hypertension, essential thrombocythemia, essential tremor, ewing sarcoma, facial palsy
facial paralysis, factor v leiden, failure to thrive, familial hypercholesterolemia, fatty liver, febrile seizure, fecal impaction, fecal incontinence
felty syndrome, femoral neck fracture, femur fracture, fetal alcohol syndrome, fetal distress, fibroadenoma, fibrocystic breast, fibroid, fibromyalgia
fibrosarcoma, fibrous dysplasia, flail chest, floaters in my vision, fluid on the lungs, focal seizure, follicular lymphoma, folliculitis
food allergies, food allergy, food poisoning, foot drop, foot infection, foot ulcer, fourth-degree burn, fractured ankle, fractured femur
fractured hip, fractured wrist, fragile x syndrome, frontotemporal dementia, frostbite, frozen shoulder, functional dyspepsia, fungal infection
gall bladder disease, gallbladder cancer, gallbladder disease, gallstone, ganglion cyst, gangrene, gastric cancer, gastric outlet obstruction
gastric ulcer, gastritis, gastroenteritis, gastroesophageal reflux, gastrointestinal bleed, gastrointestinal bleeding, gastrointestinal stromal tumor
gastroparesis, gastroschisis, gaucher disease, generalized anxiety disorder, generalized tonic-clonic seizure, genital herpes, genital ulcer
genital wart, gerd, GERD, germ cell tumor, gestational diabetes, gestational hypertension, gi bleed, giant cell arteritis, giardiasis
gilbert syndrome, gingivitis, glaucoma, glaucoma suspect, glioblastoma, glioblastoma multiforme, glioma, glomerulonephritis, glucose intolerance
gluten intolerance, goiter, goitre, gonorrhea, gout, gouty arthritis, graft versus host disease, grand mal seizure, granuloma, granuloma annulare
granulomatosis with polyangiitis, graves' disease, greenstick fracture, group b strep, guillain-barre syndrome, gynecomastia, h pylori
had a heart attack, had a stroke, haemophilus influenzae, hairy cell leukemia, hallux valgus, hamartoma, hand foot and mouth disease, hansen's disease
hardening of the arteries, hashimoto's thyroiditis, head and neck cancer, hearing loss, heart arrhythmia, heart attack, heart attacks, heart block
heart defect, heart disease, heart failure, heart murmur, heart palpitations, heart problem, heart trouble, heart valve disease, heart valve problem
heat exhaustion, heat stroke, helicobacter pylori, hellp syndrome, hemangioma, hemarthrosis, hematemesis, hematochezia, hematoma, hematuria
hemiparesis, hemiplegia, hemochromatosis, hemolytic anemia, hemolytic uremic syndrome, hemopericardium, hemophilia, hemophiliac, hemoptysis
hemorrhagic stroke, hemorrhoid, hemothorax, henoch-schonlein purpura, heparin induced thrombocytopenia, hepatic cirrhosis, hepatic encephalopathy
hepatic failure, hepatic steatosis, hepatitis, hepatitis a, hepatitis b, hepatitis b virus, hepatitis c, hepatitis d, hepatitis e, hepatoblastoma
hepatocellular carcinoma, hepatoma, hepatomegaly, hepatorenal syndrome, hepatosplenomegaly, herniated disc, herniated disk, herpes, herpes simplex
herpes zoster, herpetic neuralgia, heterotopic ossification, HFpEF, HFrEF, hiatal hernia, hidradenitis, high blood pressure, high bp, high cholesterol
high risk hpv, high sugar, high-grade dysplasia, hip fracture, hirschsprung's disease, hirsutism, histoplasmosis, hodgkin disease, hodgkin lymphoma
hodgkin's lymphoma, hole in the heart, horner syndrome, hot flash, hot flushes, HPV, hpv infection, HSV-1, HSV-2, HTN, human papillomavirus
huntington's disease, hydatidiform mole, hydrocele, hydrocephalus, hydronephrosis, hydrops fetalis, hyperaldosteronism, hyperbilirubinemia
hypercalcemia, hypercholesterolemia, hyperemesis gravidarum, hyperglycemia, hyperhidrosis, hyperkalemia, hyperlipidemia, hypermagnesemia
hypermobility syndrome, hypernatremia, hyperparathyroidism, hyperphosphatemia, hyperplastic polyp, hyperprolactinemia, hypersomnia, hypertension
hypertensive, hypertensive crisis, hypertensive emergency, hypertensive heart disease, hyperthyroidism, hypertriglyceridemia
hypertrophic cardiomyopathy, hypertrophic scar, hyperuricemia, hyphema, hypoalbuminemia, hypocalcemia, hypoglycemia, hypogonadism, hypokalemia
hypomagnesemia, hypomania, hyponatremia, hypoparathyroidism, hypophosphatemia, hypopituitarism, hypospadias, hypotension, hypothyroidism, hypotonia
hypovolemia, hypovolemic shock, hypoxemia, hypoxia, hypoxic brain injury, ibs-d, ichthyosis, IDDM, idiopathic pulmonary fibrosis
idiopathic thrombocytopenic purpura, iga nephropathy, ileus, iliotibial band syndrome, immune deficiency, immune thrombocytopenia, immunodeficiency
impacted wisdom teeth, impaired fasting glucose, impaired glucose tolerance, impetigo, in acute distress, infantile spasms, infectious mononucleosis
infective endocarditis, infertility, inflammatory arthritis, inflammatory bowel disease, inflammatory breast cancer, influenza a, influenza b
ingrown toenail, inguinal hernia, insomnia, insulin resistance, insulin resistant, insulinoma, intermittent claudication, internal bleeding
interstitial cystitis, interstitial lung disease, intestinal obstruction, intracerebral hemorrhage, intracranial hemorrhage, intracranial pressure
intraductal papilloma, intrauterine growth restriction, intraventricular hemorrhage, intussusception, invasive ductal carcinoma
invasive lobular carcinoma, iritis, iron deficiency, iron deficiency anemia, irregular heart beat, irregular heartbeat, irregular periods
irritable bowel syndrome, ischemia, ischemic, ischemic bowel, ischemic cardiomyopathy, ischemic colitis, ischemic heart disease, ischemic stroke
itching all over, jaundice, juvenile arthritis, juvenile diabetes, juvenile idiopathic arthritis, kaposi sarcoma, kaposi's sarcoma, kawasaki disease
keloid, keratitis, keratoconus, keratosis, ketoacidosis, kidney cancer, kidney disease, kidney failure, kidney infection, kidney injury, kidney stone
kidney transplant rejection, klebsiella, klinefelter syndrome, known allergies, korsakoff syndrome, labyrinthitis, lactic acidosis
lactose intolerance, lacunar infarct, laryngitis, latent tuberculosis, lateral epicondylitis, latex allergy, lazy eye, left ventricular hypertrophy
leg ulcer, legg-calve-perthes disease, legionnaires disease, leiomyoma, leiomyosarcoma, leishmaniasis, lens opacity, leprosy, leukaemia, leukemia
leukocytosis, leukopenia, leukoplakia, lewy body dementia, lichen planus, lichen sclerosus, lipoma, liposarcoma, liver abscess, liver cancer
liver cirrhosis, liver disease, liver failure, liver lesion, liver metastases, liver tumor, lobular carcinoma, locked-in syndrome, long covid
long qt syndrome, lou gehrig's disease, low back pain, low blood pressure, low blood sugar, low platelets, low sperm count, low sugar
low testosterone, low thyroid, lower back pain, lower extremity edema, lower gi bleed, lumbago, lumbar disc disease, lumbar radiculopathy
lumbar stenosis, lumbar strain, lung cancer, lung collapse, lung disease, lung infection, lung mass, lung metastases, lung nodule, lupus
lupus nephritis, lyme disease, lymphadenitis, lymphadenopathy, lymphangioma, lymphedema, lymphocytic, lymphocytosis, lymphoma, macrocytic anemia
macular degeneration, macular edema, macular hole, major depression, major depressive disorder, major neurocognitive disorder, malabsorption
malignancy, malignant ascites, malignant hypertension, malignant hyperthermia, malignant lymphoma, malignant melanoma, malignant neoplasm
malignant tumor, mallory-weiss tear, malnourished, malnutrition, manic depression, mantle cell lymphoma, marfan syndrome, mast cell disease, mastalgia
mastitis, mastocytosis, mastoiditis, mdr tb, measles, measles infection, meconium aspiration, medial epicondylitis, medullary thyroid cancer
medulloblastoma, megaloblastic anemia, melanoma, melanoma in situ, melasma, melena, memory loss, meniere's disease, meningioma, meningitis
meniscal tear, meniscus tear, menorrhagia, mental illness, mental retardation, mesenteric ischemia, mesothelioma, metabolic acidosis
metabolic alkalosis, metabolic encephalopathy, metabolic syndrome, metastasis, metastatic, metastatic breast cancer, metastatic disease
methicillin resistant staphylococcus aureus, MGUS, microalbuminuria, microcephaly, microcytic anemia, migraine, migraine headache, migraine with aura
mild cognitive impairment, milk allergy, mini stroke, miscarriage, mitochondrial disease, mitral insufficiency, mitral regurgitation, mitral stenosis
mitral valve prolapse, mixed connective tissue disease, molluscum contagiosum, monoclonal gammopathy, mononucleosis, mood disorder, morbid obesity
morbidly obese, morning sickness, morton's neuroma, motor neuron disease, moyamoya disease, mrsa, MRSA, mucositis, multi-infarct dementia
multinodular goiter, multiple myeloma, multiple organ failure, multiple sclerosis, mumps, muscle atrophy, muscle spasm, muscle strain, muscle wasting
muscular dystrophy, myasthenia gravis, mycobacterium avium, mycosis fungoides, myelitis, myelodysplastic syndrome, myelofibrosis, myeloma, myelopathy
myocardial infarction, myocardial ischemia, myocarditis, myoclonus, myoma, myopathy, myopia, myositis, myxedema, NAFLD, narcolepsy, nasal polyp
nasopharyngeal carcinoma, neck pain, necrosis, necrotizing enterocolitis, necrotizing fasciitis, neonatal abstinence syndrome, neonatal jaundice
neoplasm, nephritis, nephrolithiasis, nephropathy, nephrosclerosis, nephrotic, nephrotic syndrome, nerve damage, nervous breakdown, neural tube defect
neuralgia, neuroblastoma, neuroendocrine tumor, neurofibroma, neurofibromatosis, neurogenic bladder, neurogenic claudication, neuromyelitis optica
neuropathy, neurosyphilis, neutropenia, neutropenic fever, NHL lymphoma, NIDDM, NKA, NKDA, no known drug allergies, nocturia, nocturnal enuresis
nodular melanoma, non-hodgkin lymphoma, non-small cell lung cancer, nonalcoholic fatty liver disease, nonalcoholic steatohepatitis
normal pressure hydrocephalus, norovirus, NSCLC, NSTEMI, nut allergy, nystagmus, obesity hypoventilation, obsessive compulsive disorder
obstructive sleep apnea, obstructive uropathy, occipital neuralgia, ocular hypertension, oligodendroglioma, oligohydramnios, oligospermia
onychomycosis, open angle glaucoma, open fracture, opportunistic infection, optic neuritis, oral cancer, oral thrush, orchitis, orthopnea
orthostatic hypotension, osgood-schlatter disease, osteoarthritis, osteochondroma, osteogenesis imperfecta, osteoma, osteomyelitis, osteonecrosis
osteopenia, osteoporosis, osteosarcoma, otitis externa, otitis media, otosclerosis, ovarian cancer, ovarian cyst, ovarian failure, ovarian mass
ovarian torsion, overactive bladder, overactive thyroid, paget's disease, palpitations, pancreatic adenocarcinoma, pancreatic cancer, pancreatic cyst
pancreatic mass, pancreatic pseudocyst, pancreatitis, pancytopenia, panic attacks, panic disorder, papillary thyroid cancer, papilledema, papilloma
paralytic ileus, paranoid schizophrenia, paraplegia, paresthesia, parkinson disease, parkinson's, parkinson's disease, parotitis
paroxysmal atrial fibrillation, parvovirus, patellar tendinitis, patent ductus arteriosus, patent foramen ovale, PCOS, peanut allergy, pediculosis
pelvic inflammatory disease, pelvic organ prolapse, pelvic pain, pemphigus, penicillin allergy, penile cancer, peptic ulcer, peptic ulcer disease
perforated appendix, perforated bowel, perianal abscess, pericardial effusion, pericarditis, periodontal disease, periodontitis
peripheral arterial disease, peripheral artery disease, peripheral edema, peripheral neuropathy, peripheral vascular disease, peritonitis
peritonsillar abscess, pernicious anemia, persistent cough, persistent vegetative state, personality disorder, pertussis, petechiae, petit mal
peyronie's disease, pharyngitis, phenylketonuria, pheochromocytoma, phimosis, phlebitis, photophobia, pilonidal cyst, pinched nerve, pink eye, pinworm
pituitary adenoma, pituitary tumor, pityriasis rosea, placenta previa, placental abruption, plantar fasciitis, plantar wart, plaque psoriasis
plasmacytoma, pleural effusion, pleural mesothelioma, pleurisy, pleuritis, pneumoconiosis, pneumocystis pneumonia, pneumonia, pneumonitis
pneumothorax, poison ivy rash, poliomyelitis, polyarteritis nodosa, polyarthritis, polycystic kidney disease, polycystic kidneys
polycystic ovarian syndrome, polycystic ovaries, polycystic ovary syndrome, polycythemia, polydipsia, polyhydramnios, polymyalgia rheumatica
polymyositis, polyneuropathy, polyuria, popliteal cyst, porphyria, port wine stain, portal hypertension, portal vein thrombosis
post-concussion syndrome, post-herpetic neuralgia, post-nasal drip, post-traumatic stress disorder, postmenopausal bleeding, postoperative infection
postpartum depression, postpartum hemorrhage, postpartum psychosis, postural hypotension, pott's disease, prader-willi syndrome, pre-diabetes
pre-eclampsia, prediabetes, prediabetic, preeclampsia, premature birth, premature menopause, premature ovarian failure
premature ventricular contractions, premenstrual dysphoric disorder, premenstrual syndrome, presbycusis, presbyopia, pressure ulcer, preterm birth
preterm labor, priapism, primary biliary cholangitis, primary sclerosing cholangitis, proctitis, progressive supranuclear palsy, prolapsed uterus
proliferative retinopathy, prostate cancer, prostate enlargement, prostate nodule, prostatitis, prosthetic joint infection, proteinuria, proteinuric
prurigo nodularis, pruritus, pseudogout, pseudomonas, pseudotumor cerebri, psoriasis, psoriatic, psoriatic arthritis, psychogenic, psychosis
psychotic, psychotic break, psychotic disorder, psychotic episode, pterygium, ptosis, ptsd, PTSD, pulmonary aspergillosis, pulmonary contusion
pulmonary disease, pulmonary edema, pulmonary emboli, pulmonary embolism, pulmonary fibrosis, pulmonary hypertension, pulmonary nodule
pulmonary stenosis, pulmonary tuberculosis, pulmonic stenosis, purpura, PVCs, pyelonephritis, pyloric stenosis, pyoderma gangrenosum, q fever
quadriplegia, quadriplegic, radial fracture, radiculitis, radiculopathy, raynaud's, raynaud's phenomenon, reactive airway disease, reactive arthritis
rectal bleeding, rectal cancer, rectal prolapse, recurrent disease, recurrent miscarriage, reflex sympathetic dystrophy, reflux esophagitis
refractory anemia, reiter syndrome, relapsing remitting, renal artery stenosis, renal calculi, renal cancer, renal cell carcinoma, renal colic
renal cyst, renal disease, renal failure, renal insufficiency, renal mass, renal osteodystrophy, renal stone, renal tubular acidosis
respiratory acidosis, respiratory arrest, respiratory distress, respiratory failure, respiratory infection, respiratory syncytial virus
restless legs syndrome, retinal artery occlusion, retinal detachment, retinal tear, retinal vein occlusion, retinitis pigmentosa, retinoblastoma
retinopathy, retinopathy of prematurity, rett syndrome, reye's syndrome, rhabdomyolysis, rhabdomyosarcoma, rheumatic fever, rheumatic heart disease
rheumatism, rheumatoid arthritis, rhinitis, rhinorrhea, rhinosinusitis, rib fracture, rickets, right heart failure, ringworm
rocky mountain spotted fever, rosacea, rotator cuff tear, RRMS, rsv, rubella, ruptured aneurysm, ruptured appendix, ruptured disc, ruptured eardrum
sacroiliitis, sarcoidosis, sarcoma, scabies, scaphoid fracture, scarlet fever, schizoaffective disorder, schizophrenia, schwannoma, sciatica, SCLC
scleritis, scleroderma, scoliosis, seasonal affective disorder, sebaceous cyst, seborrheic dermatitis, seborrheic keratosis, second degree burn
secondary hypertension, seizure activity, seizure disorder, seminoma, sensorineural hearing loss, separated shoulder, sepsis, sepsis syndrome
septic arthritis, septic shock, septicemia, serotonin syndrome, severe sepsis, shaken baby syndrome, shellfish allergy, shigella, shigellosis
shin splints, short bowel syndrome, shortness of breath, SIADH, sialadenitis, sick sinus syndrome, sickle cell, sickle cell anemia, sickle cell crisis
sickle cell disease, sickle cell trait, SIDS, sigmoid volvulus, silicosis, sinus bradycardia, sinus infection, sinus tachycardia, sinusitis
sjogren's syndrome, skin abscess, skin cancer, skin infection, skin lesion, skin rash, skull fracture, sleep apnea, sliding hernia, slipped disc
small bowel obstruction, small cell lung cancer, social anxiety disorder, solitary pulmonary nodule, somatic symptom disorder, spastic colon
spastic paraplegia, spasticity, speech delay, spina bifida, spina bifida occulta, spinal cord compression, spinal cord injury, spinal fracture
spinal muscular atrophy, spinal stenosis, spinal tumor, splenic rupture, splenomegaly, spondylitis, spondylolisthesis, spondylosis, sprained ankle
sprained wrist, squamous cell carcinoma, squamous cell skin cancer, stage 3 kidney disease, stage 4 cancer, stage ii breast cancer, stage iv cancer
staph infection, status asthmaticus, status epilepticus, steatohepatitis, STEMI, stenosing tenosynovitis, stevens-johnson syndrome, still's disease
stillbirth, stomach cancer, stomach ulcer, strabismus, strangulated hernia, strep throat, stress fracture, stress incontinence, stress ulcer
stroke patient, stroke survivor, sturge-weber syndrome, stye, subarachnoid hemorrhage, subclinical hypothyroidism, subconjunctival hemorrhage
subdural hematoma, substance use disorder, sugar diabetes, sugar levels, suicidal, suicidal ideation, sulfa allergy, sundowning
superficial thrombophlebitis, superior vena cava syndrome, supraventricular tachycardia, SVT, swollen glands, swollen lymph nodes, sydenham chorea
syncope, synovitis, syphilis, syringomyelia, syrinx, systemic lupus erythematosus, systolic heart failure, T1DM, T2DM, tachyarrhythmia, tachycardia
takayasu arteritis, takotsubo cardiomyopathy, tarsal tunnel syndrome, tay-sachs disease, temporal arteritis, temporomandibular joint disorder
tendinitis, tendonitis, tennis elbow, tenosynovitis, tension headache, teratoma, terminal cancer, terminal illness, terminally ill, testicular cancer
testicular torsion, tetanus, tetralogy of fallot, thalassemia, third degree burn, thoracic aortic aneurysm, thoracic outlet syndrome, throat cancer
thrombocytopenia, thrombocytosis, thrombophilia, thrombophlebitis, thrombosis, thrombotic thrombocytopenic purpura, thrush, thymoma, thyroid cancer
thyroid disease, thyroid disorder, thyroid nodule, thyroid storm, thyroiditis, thyrotoxicosis, tia stroke, tibial plateau fracture, tick bite
tinea capitis, tinea corporis, tinea cruris, tinea pedis, tinnitus, tongue cancer, tonic-clonic seizure, tonsil cancer, tonsillitis, tooth abscess
torn acl, torn ligament, torn meniscus, torn rotator cuff, torticollis, tourette syndrome, toxic megacolon, toxic shock syndrome, toxoplasmosis
tracheitis, tracheomalacia, transient ischemic attack, transposition of the great arteries, transverse myelitis, traumatic amputation
traumatic brain injury, trichomoniasis, tricuspid regurgitation, trigeminal neuralgia, trigger finger, trisomy 13, trisomy 18, trisomy 21
tropical sprue, tuberculosis, tuberous sclerosis, tubular adenoma, turner syndrome, type 1 diabetes, type 1 diabetic, type 2 diabetes, type 2 diabetic
type i diabetes, type ii diabetes, typhoid fever, typhus, ulcerative colitis, ulnar neuropathy, umbilical hernia, underactive thyroid
undescended testicle, undifferentiated connective tissue disease, unstable angina, upper gi bleed, upper respiratory infection
upper respiratory tract infection, uremia, urethral stricture, urethritis, urinary frequency, urinary incontinence, urinary retention
urinary tract infection, urinary tract infections, urosepsis, urticaria, uterine bleeding, uterine cancer, uterine fibroid, uterine prolapse
uterine rupture, UTI, UTIs, uveitis, vaginal bleeding, vaginal discharge, vaginal dryness, vaginitis, valvular heart disease, varicella, varicocele
varicose vein, vascular dementia, vasculitis, vasospasm, vasovagal syncope, venous insufficiency, venous stasis ulcer, venous thromboembolism
ventricular fibrillation, ventricular hypertrophy, ventricular septal defect, ventricular tachycardia, vertebral fracture, vertigo
vesicoureteral reflux, vestibular migraine, vestibular neuritis, viral gastroenteritis, viral hepatitis, viral illness, viral infection
viral meningitis, viral syndrome, vitamin b12 deficiency, vitamin d deficiency, vitiligo, vitreous detachment, vitreous hemorrhage
vocal cord paralysis, volvulus, von willebrand disease, VTach, vulvar cancer, vulvodynia, waldenstrom macroglobulinemia, walking pneumonia
water on the knee, water retention, weak heart, wegener's granulomatosis, wernicke encephalopathy, west nile virus, wet macular degeneration
whiplash injury, whooping cough, williams syndrome, wilms tumor, wilson's disease, wolff-parkinson-white, wound dehiscence, wound infection
xerostomia, yeast infection, yellow fever, zenker diverticulum, zollinger-ellison syndrome
`)
