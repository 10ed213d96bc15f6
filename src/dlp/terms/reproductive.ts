// Reproductive and sexual health, which 45 CFR 164.502 and state laws treat with special care, for the detector `reproductive-term`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code
// system or data set was copied.
import { termList } from './term-list.ts'

/** Unmistakable by itself. */
export const REPRODUCTIVE_TERMS: readonly string[] = termList(`
abnormal pap, abnormal uterine bleeding, abortion, abortion appointment, abortion care, abortion clinic, abortion pill, abortion pills
abortion procedure, abortion services, amenorrhea, amh level, amniocentesis, amniotic fluid, anatomy scan, antenatal, antepartum
anti-mullerian hormone, antral follicle count, artificial insemination, azoospermia, bacterial vaginosis, bilateral salpingectomy, biophysical profile
birth control implant, birth control patch, birth control pill, birth control pills, birth control ring, birth control shot, birth plan for labor
blighted ovum, braxton hicks, breast feeding, breast pump rx, breastfeeding, c section, c-section, cervical cerclage, cervical dysplasia
cervical length, cervical ripening, cervix dilated, cesarean, cesarean delivery, cesarean section, chemical pregnancy, chlamydia
chorionic villus sampling, cialis, clomid, clomiphene, colposcopy, conceived via, conception date, contraceptive counseling, contraceptive implant
contraceptive pill, copper iud, cytotec, d and c, d&c, d&e, depo provera, depo shot, depo-provera, diaphragm fitting, dilation and curettage
dilation and evacuation, donor sperm, doula, drospirenone, dysmenorrhea, dyspareunia, early pregnancy, eclampsia, ectopic pregnancy, egg donor
egg freezing, egg retrieval, elective abortion, elective termination, embryo, embryo freezing, embryo transfer, emergency contraception
emergency contraceptive, endometrial ablation, endometrial biopsy, endometriosis, episiotomy, erectile dysfunction, essure, estimated due date
estradiol patches, ethinyl estradiol, expected date of delivery, fertility clinic, fertility consult, fertility drugs, fertility medication
fertility preservation, fertility specialist, fertility testing, fertility treatment, fertility treatments, fetal, fetal anomaly, fetal demise
fetal heart rate, fetal heart tones, fetal heartbeat, fetal loss, fetal monitoring, fetal movement, fetal ultrasound, fetus, fibroids, first trimester
follicle count, follistim, forceps delivery, frozen embryo transfer, frozen embryos, G1P0, G2P1, G3P2, gender affirming care, gender affirming surgery
gender-affirming hormone therapy, genital herpes, genital warts, gestation, gestational, gestational age, gestational carrier, gestational diabetes
gestational sac, gestational surrogate, glucose challenge test, gonal-f, gonorrhea, gravid, gravida, gravida 2 para 1, group b strep positive
had an abortion, heavy menstrual bleeding, hellp syndrome, her period, herpes simplex, high risk pregnancy, high-risk pregnancy, history of abortion
hormonal contraception, hormonal contraceptive, hormonal iud, hormone replacement therapy, hormone therapy for transition, hot flashes, hpv positive
hpv test, human papillomavirus, hyperemesis, hyperemesis gravidarum, hysterectomy, hysterosalpingogram, implanon, impotence, in active labor
in vitro fertilization, incomplete abortion, induced abortion, induced labor, induction of labor, infertile couple, infertility, infertility treatment
infertility workup, intracytoplasmic sperm injection, intrauterine device, intrauterine fetal demise, intrauterine insemination, iud insertion
iud placement, iud removal, ivf, ivf clinic, ivf cycle, ivf treatment, kyleena, labor and delivery, labor induction, lactation consultant
last menstrual period, leep procedure, letrozole for ovulation, levitra, levonorgestrel, liletta, lmp was, lochia, low libido, low sperm count
low testosterone, luteal phase, male factor infertility, manual vacuum aspiration, mastitis, medical abortion, medication abortion, menarche
menopausal, menopause, menopur, menorrhagia, menstrual, menstrual cycle, menstrual period, menstruating, menstruation, midwife visit, mifeprex
mifepristone, mirena, miscarriage, miscarried, miscarrying, misoprostol, missed abortion, missed my period, missed period, molar pregnancy
months along in her pregnancy, months pregnant, morning after pill, morning sickness, morning-after pill, multigravida, multiparous, my iud, my period
mycoplasma genitalium, neonatal death, nexplanon, NIPT result, non-stress test, nonstress test, norethindrone, nuchal translucency, nulliparous
number of sexual partners, nuvaring, ob appointment, ob ultrasound, ob visit, ob-gyn, obgyn, obstetric, obstetric history, obstetric ultrasound
obstetrical, obstetrician, oligomenorrhea, oligospermia, on birth control, oocyte cryopreservation, oocyte retrieval, oophorectomy, oral contraceptive
oral contraceptive pill, oral contraceptives, ovarian cyst, ovarian hyperstimulation, ovarian reserve, ovarian stimulation, ovidrel
ovulation induction, pain during sex, painful intercourse, pap smear, pap test, paragard, PCOS, pelvic exam, pelvic inflammatory disease
perimenopausal, perimenopause, period is late, placenta, placenta accreta, placenta previa, placental abruption, plan b pill, planned parenthood
polycystic ovarian syndrome, polycystic ovary syndrome, positive for chlamydia, positive for gonorrhea, positive home pregnancy test
positive pregnancy test, postnatal, postpartum, postpartum depression, postpartum hemorrhage, postpartum visit, pre-eclampsia, preeclampsia
pregnancies, pregnancy, pregnancy complications, pregnancy confirmed, pregnancy loss, pregnancy of unknown location, pregnancy termination
pregnancy test, pregnancy test positive, pregnant, preimplantation genetic, premature ejaculation, premature labor, premature rupture of membranes
premenstrual syndrome, prenatal, prenatal appointment, prenatal care, prenatal screening, prenatal testing, prenatal ultrasound, prenatal visit
prenatal visits, prenatal vitamin, prenatal vitamins, preterm birth, preterm delivery, preterm labor, primary infertility, primigravida
products of conception, progesterone suppository, puberty blockers, quad screen, rape kit, recurrent miscarriage, recurrent pregnancy loss
refill my birth control, reproductive endocrinologist, reproductive endocrinology, reproductive health, reproductive health care, reproductive history
retained products of conception, rh negative mother, rhogam, salpingectomy, second trimester, secondary infertility, semen analysis, septic abortion
sexual assault exam, sexual dysfunction, sexual health clinic, sexual history, sexually active, sexually transmitted disease
sexually transmitted diseases, sexually transmitted infection, sexually transmitted infections, sildenafil, sperm analysis, sperm bank, sperm count
sperm donor, sperm motility, spermicide, spontaneous abortion, spontaneous vaginal delivery, std panel, std screening, std test, std testing
sterilization consent, sterilization procedure, sti panel, sti test, sti testing, still birth, stillbirth, stillborn, subchorionic hematoma
surgical abortion, surrogate pregnancy, syphilis, tadalafil, teen pregnancy, terminate my pregnancy, terminate the pregnancy, terminated pregnancy
termination of pregnancy, testosterone replacement, therapeutic abortion, third trimester, threatened abortion, threatened miscarriage, took plan b
trichomoniasis, trimester, trying to conceive, tubal ligation, tubal pregnancy, tubal reversal, tubes tied, twin pregnancy, ulipristal
unable to conceive, unexplained infertility, unplanned pregnancy, unprotected intercourse, unprotected sex, unwanted pregnancy, uterine fibroid
uterine fibroids, vacuum aspiration, vacuum delivery, vaginal birth, vaginal bleeding, vaginal delivery, vaginal discharge, vaginal ring, vaginismus
vaginitis, vasectomy, vasectomy reversal, vbac, VBAC, viagra, vulvodynia, water broke, weeks along, weeks gestation, weeks pregnant, yeast infection
`)

/** They count in company, after `my` or `your`, or near a word of care. */
export const REPRODUCTIVE_BODILY: readonly string[] = termList(`
birth control, breast lump, cervical, cervix, contraception, contraceptive, contractions, cramping, due date is, estrogen, fetus, iud, libido, menses
miscarriage, nipple discharge, ovarian, ovary, ovulate, ovulating, ovulation, penis, period cramps, progesterone, prostate, spotting, testicle
testosterone, trimester, uterine, uterus, vagina, vaginal
`)

/** They count only near a word of care or an unmistakable term. */
export const REPRODUCTIVE_EVERYDAY: readonly string[] = termList(`
AMH, baby, birth, birthing center, BV, conceive, conceived, conception, condom, cycle, D&C, deliver, delivery, diaphragm, dilated, donor, doula
due date, EDC, EDD, egg, embryo transfer, expecting, fertile, fertility, FET, formula feeding, GBS, gender, gyn, GYN, gynecologist, gynecology, herpes
hormone, hormones, HPV, HRT, HSV, ICSI, implant, induced, infant, infertile, intercourse, IUD, IUI, IVF, labor, LMP, maternity, maternity ward
midwife, newborn, NST, nursing mother, OB, obstetrics, OCP, OCPs, partner, pelvic, period, periods, pill, plan b, semen, sexual, shot, sperm, std, STD
stds, STDs, sterile, sterilization, sterilized, sti, STI, stis, STIs, surrogacy, surrogate, transgender, transition, twins, warts
`)

/** Words that tell that the text is about care, beside those of `CLINICAL_WORDS`. */
export const REPRODUCTIVE_CONTEXT: readonly string[] = termList(`
birth control, contraception, fertility clinic, gynecologist, gynecology, labor and delivery, menstrual, midwife, ob-gyn, obgyn, obstetrician
planned parenthood, pregnancy, pregnant, prenatal, ultrasound, women's health clinic, womens health
`)

/** Phrases whose words mean something else. */
export const REPRODUCTIVE_IDIOMS: readonly string[] = termList(`
a plan b, abortion ban, abortion bans, abortion bill, abortion debate, abortion law, abortion laws, abortion policy, abortion rights, abortion ruling
anti-abortion, baby back ribs, baby boomer, baby shower, baby shower gift, baby steps, birth certificate copy, birth of the internet
crowning achievement, crowning glory, crowning moment, delivery address, delivery confirmation, delivery date, delivery fee, delivery note
delivery time, delivery truck, digital transition, dilated schedule, easter egg, easter eggs, egg salad, egg white, eggs benedict, embryo of an idea
energy transition, fertile ground, fertile soil, food delivery, gender balance, gender neutral, gender pay gap, gestation of the project
gestation period of the project, go with plan b, have a plan b, hormone free, hormone-free beef, labor cost, labor costs, labor day, labor hours
labor law, labor market, labor relations, labor union, miscarriage of justice, miscarriages of justice, our plan b, package delivery, period cost
period end, phone ring, plan a or plan b, plan b is, pregnancy discrimination act, pregnant pause, pregnant with meaning, pregnant with possibilities
pregnant with possibility, pregnant workers fairness act, pro-abortion, ring binder, scrambled egg, shot clock, soil fertility, sterile environment
sterile gloves, transition plan, transition team, trial period
`)
