// Names of drugs, generic and brand, for the detector `drug-name`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code
// system or data set was copied.
import { termList } from './term-list.ts'

/** Generic names (INN and USAN), and combinations as they are prescribed. */
export const DRUG_GENERICS: readonly string[] = termList(`
abacavir, abatacept, abemaciclib, abiraterone, acalabrutinib, acamprosate, acarbose, acebutolol, acetaminophen, acetazolamide, acetylcysteine
acitretin, aclidinium, acyclovir, adalimumab, adapalene, adefovir, aducanumab, afatinib, aflibercept, agomelatine, albendazole, albuterol
alclometasone, aldesleukin, alectinib, alefacept, alemtuzumab, alendronate, alfentanil, alfuzosin, alirocumab, aliskiren, allopurinol, almotriptan
alogliptin, alosetron, alprazolam, alprostadil, alteplase, amantadine, ambrisentan, amcinonide, amikacin, amiloride, aminocaproic acid, aminophylline
amiodarone, amitriptyline, amlodipine, amoxapine, amoxicillin, amoxicillin clavulanate, amphetamine, amphotericin, ampicillin, anagrelide, anakinra
anastrozole, anidulafungin, apalutamide, apixaban, apomorphine, apremilast, aprepitant, arformoterol, argatroban, aripiprazole, armodafinil
arsenic trioxide, asenapine, asparaginase, aspirin, atenolol, atezolizumab, atogepant, atomoxetine, atorvastatin, atovaquone, atropine, avanafil
avatrombopag, avelumab, axitinib, azacitidine, azathioprine, azelastine, azilsartan, azithromycin, aztreonam, bacitracin, baclofen, baloxavir
balsalazide, baricitinib, basiliximab, beclomethasone, bedaquiline, belatacept, belimumab, bempedoic acid, benazepril, bendamustine
bendroflumethiazide, benralizumab, benserazide, benzocaine, benzonatate, benzoyl peroxide, benzphetamine, benztropine, besifloxacin, betamethasone
betaxolol, bethanechol, bevacizumab, bexarotene, bezlotoxumab, bicalutamide, bimatoprost, bisacodyl, bismuth subsalicylate, bisoprolol, bivalirudin
bleomycin, blinatumomab, boceprevir, bortezomib, bosentan, bosutinib, botulinum toxin, brentuximab, brexanolone, brexpiprazole, brigatinib
brimonidine, brinzolamide, brivaracetam, brodalumab, bromfenac, bromocriptine, brompheniramine, budesonide, bumetanide, bupivacaine, buprenorphine
buprenorphine naloxone, bupropion, burosumab, buspirone, busulfan, butalbital, butoconazole, butorphanol, cabazitaxel, cabergoline, cabozantinib
calcipotriene, calcitriol, calcium acetate, canagliflozin, canakinumab, candesartan, cangrelor, cannabidiol, capecitabine, caplacizumab, capmatinib
capsaicin cream, captopril, carbachol, carbamazepine, carbidopa, carbidopa levodopa, carbimazole, carboplatin, carfilzomib, cariprazine, carisoprodol
carmustine, carteolol, carvedilol, caspofungin, cefaclor, cefadroxil, cefazolin, cefdinir, cefditoren, cefepime, cefiderocol, cefixime, cefotaxime
cefotetan, cefoxitin, cefpodoxime, cefprozil, ceftaroline, ceftazidime, ceftriaxone, cefuroxime, celecoxib, cemiplimab, cenobamate, cephalexin
certolizumab, cetirizine, cetrorelix, cetuximab, cevimeline, chlorambucil, chloramphenicol, chlordiazepoxide, chlorhexidine, chloroquine
chlorothiazide, chlorpheniramine, chlorpromazine, chlorpropamide, chlorthalidone, chlorzoxazone, cholestyramine, choriogonadotropin, ciclesonide
ciclopirox, cidofovir, cilostazol, cimetidine, cinacalcet, ciprofloxacin, cisatracurium, cisplatin, citalopram, cladribine, clarithromycin, clemastine
clevidipine, clindamycin, clobazam, clobetasol, clofarabine, clomiphene, clomipramine, clonazepam, clonidine, clopidogrel, clorazepate, clotrimazole
clozapine, cobimetinib, codeine, colchicine, colesevelam, colestipol, colistimethate, conivaptan, copanlisib, cortisone, cosyntropin, crisaborole
crizotinib, cromolyn, cyanocobalamin, cyclobenzaprine, cyclopentolate, cyclophosphamide, cyclosporine, cyproheptadine, cytarabine, dabigatran
dabrafenib, dacarbazine, daclatasvir, dacomitinib, dactinomycin, dalbavancin, dalfampridine, dalteparin, danazol, dantrolene, dapagliflozin, dapsone
daptomycin, daratumumab, darbepoetin, darifenacin, darolutamide, darunavir, dasatinib, daunorubicin, decitabine, deferasirox, deferoxamine
deflazacort, degarelix, delafloxacin, demeclocycline, denosumab, desipramine, desloratadine, desmopressin, desogestrel, desonide, desoximetasone
desvenlafaxine, deutetrabenazine, dexamethasone, dexlansoprazole, dexmedetomidine, dexmethylphenidate, dexrazoxane, dextroamphetamine
dextromethorphan, diazepam, diazoxide, diclofenac, dicloxacillin, dicyclomine, diflorasone, diflunisal, digoxin, dihydroergotamine, diltiazem
dimenhydrinate, dimethyl fumarate, dinoprostone, dinutuximab, diphenhydramine, diphenoxylate, dipyridamole, disopyramide, disulfiram, divalproex
dobutamine, docetaxel, docusate, dofetilide, dolasetron, dolutegravir, domperidone, donanemab, donepezil, dopamine drip, doripenem, dorzolamide
dostarlimab, doxazosin, doxepin, doxercalciferol, doxorubicin, doxycycline, doxylamine, dronabinol, dronedarone, droperidol, dulaglutide, duloxetine
dupilumab, durvalumab, dutasteride, duvelisib, ecallantide, econazole, eculizumab, edaravone, edoxaban, efavirenz, elagolix, elbasvir, eletriptan
elexacaftor, eltrombopag, eluxadoline, emapalumab, emicizumab, empagliflozin, emtricitabine, enalapril, enalaprilat, enasidenib, encorafenib
enoxaparin, ensifentrine, entacapone, entecavir, entrectinib, enzalutamide, ephedrine, epinastine, epinephrine, epirubicin, eplerenone, epoetin
epoetin alfa, epoprostenol, eprosartan, eptifibatide, eptinezumab, erdafitinib, erenumab, ergocalciferol, ergotamine, eribulin, erlotinib, ertapenem
ertugliflozin, erythromycin, erythropoietin, escitalopram, esketamine, eslicarbazepine, esmolol, esomeprazole, estazolam, esterified estrogens
estradiol, eszopiclone, etanercept, etelcalcetide, etesevimab, ethacrynic acid, ethambutol, ethionamide, ethosuximide, etidronate, etodolac, etomidate
etoposide, etoricoxib, everolimus, evolocumab, exemestane, exenatide, ezetimibe, ezogabine, famciclovir, famotidine, febuxostat, felbamate, felodipine
fenofibrate, fenofibric acid, fenoldopam, fenoprofen, fentanyl, fentanyl patch, ferric carboxymaltose, ferrous gluconate, ferrous sulfate
fesoterodine, fexofenadine, fidaxomicin, filgrastim, finasteride, finerenone, fingolimod, flavoxate, flecainide, flibanserin, fluconazole, flucytosine
fludarabine, fludrocortisone, flumazenil, flunisolide, fluocinolone, fluocinonide, fluorometholone, fluorouracil, fluoxetine, fluphenazine, flurazepam
flurbiprofen, flutamide, fluticasone, fluticasone propionate, fluvastatin, fluvoxamine, fondaparinux, formoterol, fosaprepitant, foscarnet, fosfomycin
fosinopril, fosphenytoin, fremanezumab, frovatriptan, fulvestrant, furosemide, gabapentin, galantamine, galcanezumab, ganciclovir, ganirelix
gatifloxacin, gefitinib, gemcitabine, gemfibrozil, gemifloxacin, gentamicin, gilteritinib, glatiramer, glecaprevir, glimepiride, glipizide
glucagon pen, glyburide, glycopyrrolate, golimumab, goserelin, granisetron, griseofulvin, guaifenesin, guanfacine, guselkumab, halcinonide
halobetasol, haloperidol, hctz, heparin, hyaluronidase, hydralazine, hydrochlorothiazide, hydrocodone, hydrocodone acetaminophen, hydrocortisone
hydromorphone, hydroxychloroquine, hydroxyprogesterone, hydroxyurea, hydroxyzine, hyoscyamine, ibandronate, ibrutinib, ibuprofen, ibutilide, icatibant
icosapent ethyl, idarubicin, idarucizumab, idelalisib, ifosfamide, iloperidone, iloprost, imatinib, imipenem, imipramine, imiquimod, inclisiran
indacaterol, indapamide, indomethacin, infliximab, inotuzumab, insulin, insulin aspart, insulin degludec, insulin detemir, insulin glargine
insulin glulisine, insulin lispro, interferon, interferon beta, ipilimumab, ipratropium, irbesartan, irinotecan, isavuconazonium, isocarboxazid
isoniazid, isoproterenol, isosorbide, isosorbide dinitrate, isosorbide mononitrate, isotretinoin, isradipine, istradefylline, itraconazole, ivabradine
ivacaftor, ivermectin, ixabepilone, ixazomib, ixekizumab, ketamine, ketoconazole, ketoprofen, ketorolac, ketotifen, labetalol, lacosamide, lactulose
lamivudine, lamotrigine, lanreotide, lansoprazole, lanthanum, lapatinib, larotrectinib, lasmiditan, latanoprost, lecanemab, ledipasvir, leflunomide
lemborexant, lenalidomide, lenvatinib, letermovir, letrozole, leucovorin, leuprolide, levalbuterol, levetiracetam, levocarnitine, levocetirizine
levodopa, levofloxacin, levomilnacipran, levonorgestrel, levothyroxine, lidocaine, lidocaine patch, lifitegrast, linaclotide, linagliptin, lincomycin
linezolid, liothyronine, liraglutide, lisdexamfetamine, lisinopril, lisinopril hctz, lithium carbonate, lixisenatide, lomitapide, lomustine
loperamide, loratadine, lorazepam, lorcaserin, lorlatinib, losartan, loteprednol, lovastatin, loxapine, lubiprostone, lumacaftor, lumateperone
lurasidone, luspatercept, lusutrombopag, macitentan, magnesium citrate, magnesium oxide tablet, maprotiline, mavacamten, mebendazole, mecasermin
meclizine, medroxyprogesterone, mefenamic acid, mefloquine, megestrol, meloxicam, melphalan, memantine, meperidine, mepivacaine, mepolizumab
meprobamate, mercaptopurine, meropenem, mesalamine, mesna, metaxalone, metformin, methadone, methamphetamine hydrochloride, methazolamide, methenamine
methimazole, methocarbamol, methotrexate, methscopolamine, methyldopa, methylergonovine, methylnaltrexone, methylphenidate, methylprednisolone
methyltestosterone, metoclopramide, metolazone, metoprolol, metoprolol succinate, metoprolol tartrate, metronidazole, mexiletine, micafungin
miconazole, midazolam, midodrine, midostaurin, mifepristone, miglitol, milnacipran, milrinone, minocycline, minoxidil, mirabegron, mirtazapine
misoprostol, mitomycin, mitotane, mitoxantrone, modafinil, moexipril, mogamulizumab, molnupiravir, mometasone, montelukast, morphine, morphine sulfate
moxifloxacin, mupirocin, mycophenolate, mycophenolate mofetil, nabumetone, nadolol, nafcillin, nalbuphine, naldemedine, naloxegol, naloxone
naltrexone, naphazoline, naproxen, naproxen sodium, naratriptan, natalizumab, nateglinide, nebivolol, necitumumab, nefazodone, nelarabine, neomycin
neostigmine, nepafenac, neratinib, nesiritide, netupitant, niacinamide tablet, nicardipine, nifedipine, nilotinib, nilutamide, nimodipine, nintedanib
niraparib, nirmatrelvir, nisoldipine, nitazoxanide, nitrofurantoin, nitroglycerin, nivolumab, nizatidine, norepinephrine, norgestimate, norgestrel
nortriptyline, nusinersen, nystatin, obeticholic acid, obinutuzumab, ocrelizumab, octreotide, ofatumumab, ofloxacin, olanzapine, olaparib, olmesartan
olodaterol, olopatadine, omadacycline, omalizumab, omeprazole, onabotulinumtoxina, ondansetron, oritavancin, orlistat, orphenadrine, oseltamivir
osimertinib, ospemifene, oxacillin, oxaliplatin, oxandrolone, oxaprozin, oxazepam, oxcarbazepine, oxiconazole, oxybutynin, oxycodone
oxycodone acetaminophen, oxymetazoline, oxymorphone, oxytocin, ozanimod, paclitaxel, palbociclib, paliperidone, palivizumab, palonosetron, pamidronate
pancrelipase, pancuronium, panitumumab, pantoprazole, paracetamol, paricalcitol, paroxetine, patiromer, patisiran, pazopanib, pegaspargase
pegfilgrastim, peginterferon, pegloticase, pembrolizumab, pemetrexed, pemoline, penciclovir, penicillamine, penicillin, penicillin vk, pentamidine
pentazocine, pentobarbital, pentosan, pentoxifylline, perampanel, perindopril, permethrin, perphenazine, pertuzumab, phenazopyridine, phendimetrazine
phenelzine, pheniramine, phenobarbital, phentermine, phentolamine, phenylephrine, phenytoin, phytonadione, pilocarpine, pimavanserin, pimecrolimus
pimozide, pindolol, pioglitazone, piperacillin, piperacillin tazobactam, pirfenidone, piroxicam, pitavastatin, plazomicin, plerixafor, polatuzumab
polyethylene glycol 3350, polymyxin, pomalidomide, ponatinib, ponesimod, posaconazole, potassium chloride er, pralatrexate, pralsetinib, pramipexole
pramlintide, prasugrel, pravastatin, praziquantel, prazosin, prednicarbate, prednisolone, prednisone, pregabalin, primaquine, primidone, probenecid
procainamide, procarbazine, prochlorperazine, progesterone, promethazine, propafenone, propantheline, proparacaine, propofol, propranolol
propylthiouracil, protamine, protriptyline, prucalopride, pseudoephedrine, pyrazinamide, pyridostigmine, pyrimethamine, quetiapine, quinapril
quinidine, rabeprazole, raloxifene, raltegravir, ramelteon, ramipril, ramucirumab, ranibizumab, ranitidine, ranolazine, rasagiline, rasburicase
ravulizumab, regorafenib, relugolix, remdesivir, remifentanil, repaglinide, reslizumab, reteplase, ribavirin, ribociclib, rifabutin, rifampin
rifapentine, rifaximin, riluzole, rimegepant, riociguat, ripretinib, risankizumab, risdiplam, risedronate, risperidone, rituximab, rivaroxaban
rivastigmine, rizatriptan, rocuronium, roflumilast, rolapitant, romidepsin, romiplostim, romosozumab, ropinirole, ropivacaine, rosiglitazone
rosuvastatin, rotigotine, rucaparib, rufinamide, ruxolitinib, sacituzumab, sacubitril, sacubitril valsartan, safinamide, salbutamol, salmeterol
salsalate, sapropterin, sarecycline, sargramostim, sarilumab, satralizumab, saxagliptin, scopolamine, scopolamine patch, secukinumab, selegiline
selexipag, selinexor, selpercatinib, selumetinib, semaglutide, senna tablet, sertaconazole, sertraline, sevelamer, sevoflurane, sildenafil, siltuximab
silver sulfadiazine, simeprevir, simvastatin, siponimod, sirolimus, sitagliptin, sitagliptin metformin, sodium valproate, sofosbuvir, solifenacin
solriamfetol, somatropin, sonidegib, sorafenib, sotalol, sotorasib, spinosad, spironolactone, streptomycin, streptozocin, succinylcholine, sucralfate
sufentanil, sugammadex, sulfacetamide, sulfadiazine, sulfamethoxazole, sulfamethoxazole trimethoprim, sulfasalazine, sulindac, sumatriptan, sunitinib
suvorexant, tacrolimus, tadalafil, tafamidis, tafluprost, talazoparib, tamoxifen, tamsulosin, tapentadol, tasimelteon, tazarotene, tazemetostat
tedizolid, teduglutide, tegaserod, telavancin, telmisartan, temazepam, temozolomide, temsirolimus, tenecteplase, tenofovir, teplizumab, teprotumumab
terazosin, terbinafine, terbutaline, terconazole, teriflunomide, teriparatide, tesamorelin, testosterone, testosterone cypionate, testosterone gel
tetrabenazine, tetracaine, tetracycline, tezacaftor, tezepelumab, thalidomide, theophylline, thioguanine, thioridazine, thiotepa, thiothixene
tiagabine, ticagrelor, ticlopidine, tigecycline, tildrakizumab, timolol, tinidazole, tinzaparin, tiotropium, tirofiban, tirzepatide, tisagenlecleucel
tivozanib, tizanidine, tobramycin, tocilizumab, tofacitinib, tolazamide, tolbutamide, tolcapone, tolnaftate, tolterodine, tolvaptan, topiramate
topotecan, toremifene, torsemide, trabectedin, tramadol, trametinib, trandolapril, tranexamic acid, tranylcypromine, trastuzumab, travoprost
trazodone, treprostinil, tretinoin, triamcinolone, triamterene, triazolam, trientine, trifarotene, trifluoperazine, trifluridine, trihexyphenidyl
trimethoprim, trimipramine, triptorelin, trospium, tucatinib, ubrogepant, umeclidinium, upadacitinib, ursodiol, ustekinumab, valacyclovir, valbenazine
valganciclovir, valproate, valproic acid, valrubicin, valsartan, vancomycin, vandetanib, vardenafil, varenicline, vasopressin, vecuronium, vedolizumab
velpatasvir, vemurafenib, venetoclax, venlafaxine, verapamil, vericiguat, verteporfin, vibegron, vigabatrin, vilanterol, vilazodone, viloxazine
vinblastine, vincristine, vinorelbine, vismodegib, vonoprazan, vorapaxar, voriconazole, vorinostat, vortioxetine, voxelotor, warfarin, warfarin sodium
xylometazoline, zafirlukast, zaleplon, zanamivir, zanubrutinib, ziconotide, zileuton, ziprasidone, zoledronic acid, zolmitriptan, zolpidem, zonisamide
zuranolone
`)

/** Brand names of the United States that are not also words or names. */
export const DRUG_BRANDS: readonly string[] = termList(`
abilify, abilify maintena, abraxane, accolate, accupril, accutane, aciphex, actemra, actonel, acular, adacel, adalat, adcirca, adderall, adderall xr
addyi, adempas, adipex, advair, advair diskus, advil, afinitor, afrin, aggrenox, aimovig, ajovy, akynzeo, aldactone, aldara, alecensa, aleve, alimta
alinia, alkeran, allegra-d, aloxi, alphagan, altace, alunbrig, ambien, ambien cr, amerge, amitiza, ampyra, anafranil, anaprox, androgel, anoro ellipta
antabuse, antivert, anzemet, apidra, aplenzin, apretude, aptiom, aranesp, arava, aricept, arimidex, aristada, arixtra, armour thyroid, arnuity
aromasin, arranon, arthrotec, arzerra, asacol, asmanex, astelin, atacand, atelvia, ativan, atripla, atrovent, aubagio, augmentin, austedo, auvelity
avalide, avandia, avapro, avastin, avelox, avodart, avonex, avsola, axert, axid, azilect, azor tablet, azulfidine, baby aspirin, bactrim, bactrim ds
bactroban, banzel, baraclude, basaglar, bavencio, bayer aspirin, belsomra, benadryl, benicar, benlysta, bentyl, besponsa, betapace, betaseron, bevespi
bevyxxa, bexsero, biaxin, bidil, biktarvy, blincyto, boniva, boostrix, bosulif, botox, braftovi, breo ellipta, breztri, brilinta, brisdelle, briviact
bumex, buspar, butrans, bydureon, byetta, bystolic, cabenuva, caduet, cafergot, calan sr, calquence, camzyos, caplyta, caprelsa, carafate, cardizem
cardura, casodex, catapres, ceclor, celebrex, celexa, cellcept, chantix, cialis, cibinqo, cimzia, cinqair, cipro, cipro hc, claritin, cleocin, climara
clinoril, clozaril, cogentin, colace, colazal, colcrys, combigan, combivent, comirnaty, compazine, comtan, concerta, copaxone, cordarone, coreg
corgard, corlanor, cosentyx, cosopt, cotellic, coumadin, cozaar, crestor, cubicin, cyklokapron, cymbalta, cyramza, cytomel, cytoxan, daklinza
daliresp, darzalex, dayquil, dayvigo, ddavp, decadron, delsym, deltasone, demadex, demerol, depakene, depakote, depakote er, depo-medrol, descovy
desoxyn, desyrel, detrol, dexedrine, dexilant, diabeta, diamox, differin, dificid, diflucan, dilantin, dilaudid, diovan, ditropan, diuril, dolophine
doxil, dramamine, duavee, duexis, dulcolax, dulera, duloxetine dr, dupixent, duragesic, dyazide, dymista, ecotrin, edarbi, edluar, effexor, effexor xr
effient, elavil, elidel, eligard, eliquis, elocon, emgality, empliciti, enablex, enbrel, enhertu, enstilar, entresto, entyvio, epclusa, epidiolex
epipen, epogen, erbitux, erivedge, erleada, esbriet, eskalith, estrace, eucrisa, euflexxa, evenity, evista, evra patch, evrysdi, excedrin, exforge
exjade, eylea, famvir, fanapt, farxiga, farydak, faslodex, feldene, femara, fetzima, fioricet, fiorinal, flagyl, flexeril, flibanserin tablet, flomax
flonase, flovent, fluzone, focalin, folotyn, forteo, fosamax, fosrenol, frova, fycompa, gabitril, gamunex, gardasil, gas-x, gazyva, genvoya, geodon
gilenya, gilotrif, gleevec, glucophage, glucotrol, glucovance, glumetza, glynase, glyset, glyxambi, gralise, halcion, haldol, harvoni, havrix, hepsera
herceptin, hetlioz, horizant, humalog, humira, humulin, hycamtin, hydrea, hysingla, hytrin, hyzaar, ibrance, iclusig, idhifa, ilaris, ilumya
imbruvica, imdur, imfinzi, imitrex, imodium, imuran, inderal, inderal la, ingrezza, inlyta, innopran, inspra, invega, invega sustenna, invokana
iressa, isordil, istalol, ixempra, jakafi, janumet, januvia, jardiance, jentadueto, jevtana, junel fe, kadcyla, kadian, kalydeco, kazano, keflex
kenalog, keppra, kerendia, kesimpta, keveyis, kevzara, keytruda, kisqali, klonopin, klor-con, kombiglyze, kymriah, kyprolis, lamictal, lamisil
lanoxin, lantus, lasix, latuda, lemtrada, lenvima, leqembi, leqvio, lescol, leukeran, levaquin, levemir, levoxyl, lexapro, lialda, librium, linzess
lioresal, lipitor, livalo, lo loestrin, lodine, loestrin, lomotil, lonsurf, lopid, lopressor, lorbrena, lortab, lotensin, lotrel, lotrimin, lotronex
lovaza, lovenox, lucentis, lumigan, lunesta, lupron, lupron depot, luvox, lynparza, lyrica, lysodren, maalox, macrobid, macrodantin, malarone, marplan
mavenclad, mavik, mavyret, maxalt, maxzide, mayzent, medrol, medrol dose pack, megace, mekinist, mektovi, mellaril, menactra, meridia, mestinon
metamucil, methergine, mevacor, micardis, microgestin, micronase, microzide, midol, minipress, miralax, mirapex, mirena, mobic, monistat, monopril
motegrity, motrin, mounjaro, movantik, ms contin, mucinex, multaq, mvasi, myasis, mybetriq, mylanta, myrbetriq, mysoline, namenda, namzaric, naprosyn
narcan, nardil, nasacort, nasonex, natazia, navane, neosporin, nerlynx, nesina, neulasta, neupogen, neurontin, nexavar, nexium, nexletol, nexplanon
niaspan, nicoderm, nicorette, nilandron, ninlaro, nitrostat, nizoral, nolvadex, norco 10, norco 5, norco 7.5, norco tablet, norpramin, northera
norvasc, novolin, novolog, noxafil, nplate, nubeqa, nucala, nucynta, nuedexta, nulojix, nuplazid, nurtec, nuvigil, nuzyra, nyquil, ocaliva, ocrevus
odomzo, ofev, olumiant, olysio, omnaris, omnicef, oncaspar, onfi, onglyza, onpattro, opana, opdivo, opsumit, opzelura, oracea, orajel, orencia
orenitram, oriahnn, orilissa, orkambi, ortho tri-cyclen, ortho-novum, oseni, osphena, otezla, oxaydo, oxtellar, oxycontin, oxytrol, ozempic, ozurdex
pamelor, parlodel, parnate, pataday, patanol, paxil, paxil cr, paxlovid, pediarix, pegasys, pentasa, pepcid, pepto-bismol, percocet, percodan, perjeta
perseris, pexeva, phenergan, phoslo, piqray, plaquenil, plavix, plegridy, plendil, pletal, pneumovax, polysporin, pomalyst, ponstel, portrazza
poteligeo, pradaxa, praluent, prandin, pravachol, precose, pred forte, premarin, prempro, preparation h, prevacid, prevnar, prilosec, prinivil
prinzide, pristiq, proair, procardia, procrit, prograf, prolia, promacta, prometrium, propecia, proquad, proscar, prosom, protonix, protopic
proventil, provera, provigil, prozac, pulmicort, pulmozyne, qbrelis, qsymia, qudexy, quillivant, qulipta, qvar, radicava, ranexa, rapaflo, rapamune
rayos, razadyne, rebif, reclast, reglan, relafen, relistor, relpax, remeron, remicade, renagel, renflexis, renvela, repatha, requip, rescriptor
restasis, restoril, retacrit, retin-a, revlimid, rexulti, rheumatrex, rhinocort, ridaura, rilutek, rinvoq, risperdal, ritalin, ritalin la, rituxan
robaxacet, robaxin, robitussin, rocaltrol, rocephin, rogaine, rolaids, rotateq, roxicodone, roxybond, rozerem, rozlytrek, rubraca, rybelsus, rydapt
rytary, rythmol, sabril, salagen, samsca, sanctura, sandimmune, sandostatin, saphris, sarclisa, savaysa, savella, saxenda, seasonique, sectral
segluromet, selzentry tablet, senokot, sensipar, septra, serevent, seroquel, seroquel xr, serostim, shingrix, signifor, silenor, siliq, simponi
simulect, sinemet, sinequan, singulair, sirturo, sivextro, skelaxin, skyrizi, soliqua, soliris, solu-medrol, soma compound, somavert, sonata capsule
soolantra, soriatane, sovaldi, spikevax, spinraza, spiriva, spiriva respimat, sporanox, spravato, sprintec, sprycel, stalevo, starlix, steglatro
stelara, stivarga, strattera, stribild tablet, sublocade, suboxone, suboxone film, sucraid, sudafed, sular, sunosi, supprelin, suprax, sustol, sutent
symbicort, symbyax, symlin, symproic, synagis, synalar, synjardy, synthroid, tabrecta, tafinlar, tagrisso, takhzyro, taltz, tambocor, tamiflu
tapazole, tarceva, targretin, tarka, tasigna, tasmar, tavalisse, taxol infusion, taxotere, tecentriq, tecfidera, tegretol, tekturna, temodar, tenormin
tepezza, testim, tezspire, thalomid, theo-24, thorazine, tiazac, tikosyn, tivicay, tobi podhaler, tofranil, topamax, toprol, toprol xl, toradol
torisel, toujeo, toviaz, tracleer, tradjenta, trandate, tranxene, travatan, tremfya, trental, tresiba, trexall, tri-sprintec, tribenzor, tricor
trikafta, trileptal, trilipix, trintellix, trokendi, trulicity, truseltiq, truvada, tudorza, tukysa, turalio, twinrix, twynsta, tygacil, tykerb
tylenol, tylenol 3, tylenol pm, tylenol with codeine, tymlos, tysabri, ubrelvy, uceris, udenyca, uloric, ultomiris, ultracet, ultram, ultresa, unasyn
unisom, uptravi, uroxatral, urso forte, valcyte, valium, valtrex, vanflyta, varivax, vascepa, vaseretic, vasotec, vectibix, velcade, velphoro
veltassa, vemlidy, venclexta, venofer, ventavis, ventolin, ventolin hfa, verquvo, verzenio, vesicare, vfend, viagra, vibramycin, vicodin, vicoprofen
victoza, vidaza, viibryd, vimovo, vimpat, visine, vistaril, vitrakvi, vivelle-dot, vivitrol, voltaren, vosevi, votrient, vraylar, vumerity, vyepti
vytorin, vyvanse, vyvgart, wakix, wegovy, welchol, wellbutrin, wellbutrin xl, xalatan, xalkori, xanax, xanax xr, xarelto, xcopri, xeljanz, xeloda
xenical, xeomin, xermelo, xgeva, xifaxan, xigduo, xofluza, xolair, xopenex, xospata, xpovio, xtandi, xultophy, xyrem, xywav, xyzal, yasmin 28, yervoy
yescarta, yonsa, z-pack, z-pak, zantac, zarontin, zaroxolyn, zarxio, zebeta, zejula, zelapar, zelboraf, zepbound, zeposia, zestoretic, zestril, zetia
ziac, zicam, ziextenzo, zithromax, zocor, zofran, zohydro, zoladex, zolinza, zoloft, zometa, zomig, zonegran, zontivity, zostavax, zosyn, zovirax
zubsolv film, zyban, zydelig, zyflo, zykadia, zyloprim, zyprexa, zyrtec, zytiga, zyvox
`)

/** Kinds of drugs as patients call them: they count in company, after `my` or `your`, or near a word of care. */
export const DRUG_KINDS: readonly string[] = termList(`
ace inhibitor, antibiotic, antibiotics, antidepressant, antihistamine, beta blocker, birth control pills, blood pressure medication
blood pressure pill, blood thinner, chemo, cough syrup, epi pen, epipen trainer, eye drops, heart pills, inhaler, insulin pen, insulin pens
insulin pump, medication, meds, muscle relaxer, nasal spray, painkiller, rescue inhaler, sleeping pill, statin, steroids, stool softener, test strips
thyroid medication, vaccine, water pill
`)

/** Names that are also food, elements, first names or words: they count only near a word of care or a dose. */
export const DRUG_EVERYDAY: readonly string[] = termList(`
actos, adrenaline, allegra, antacid, apap, arb, ARB, arnica, asa, ASA, aviane, azor, benefiber, benzo, benzodiazepine, biotin, caffeine, calan
calcium, camphor, cbd oil, charcoal, collagen, cortisol, cranberry pills, creatine, creon, decongestant, dextrose, diuretic, dopamine, echinacea
emend, estrogen, evoxac, exelon, fish oil, folate, folic acid, ginkgo, glucagon, glucosamine, glucose, histamine, intuniv, iodine, iron, ivig
laxative, lithium, lozenge, lutera, magnesium, magnesium oxide, maoi, medical marijuana, melatonin, menthol, mtx, MTX, narcotic, nebulizer solution
niacin, nicotine, norco, normal saline, nsaid, omega-3, opioid, OTC, oxygen, oxygen tank, plan b, potassium, potassium chloride, ppi, PPI, probiotic
psyllium, quinine, Rx, saline, sedative, senna, snri, soma, sonata, sronyx, ssri, st john's wort, steroid, stimulant, suppository, syrup, taxol
thiamine, tincture, tobi, tpa, tums, turmeric, urea, vitamin b12, vitamin c, vitamin d, vitamin k, yasmin, yaz, zinc
`)

/** What stands beside a drug: doses, forms, the pharmacy. */
export const DRUG_CONTEXT: readonly string[] = termList(`
allergic to, allergies, allergy to, at bedtime, bid, by mouth, capsule, capsules, current medications, dispensed, dosage, dose, doses, dosing
drug interaction, formulary, home medications, infusion, injection, iv, level, mcg, medication list, meq, mg, milligrams, once daily, over the counter
overdose, po, prescribed, prescription, prescriptions, prn, qhs, qid, refill, refilled, refills, rx, serum, side effect, side effects, subcutaneous
supplementation, tab, tablet, tablets, tabs, three times daily, tid, twice daily
`)
