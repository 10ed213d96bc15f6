// Genetic tests and inherited conditions, which GINA (29 CFR 1635) protects, for the detector `genetic-term`. Source note: written for Postern from general knowledge of clinical and everyday English; no list, code
// system or data set was copied.
import { termList } from './term-list.ts'

/** Unmistakable by itself. */
export const GENETIC_TERMS: readonly string[] = termList(`
22q11 deletion, 22q11.2 deletion syndrome, 23andme results, achondroplasia, albinism, alk positive, alk rearrangement, alpha-1 antitrypsin deficiency
ancestry dna results, angelman syndrome, apc gene, apc mutation, apoe e4, apoe genotype, apoe status, apoe4, atm mutation, autosomal dominant
autosomal recessive, balanced translocation, bard1, bcr-abl, becker muscular dystrophy, beta thalassemia, bmpr1a, braf mutation, braf v600e, brca
brca 1, brca 2, brca carrier, brca gene, brca mutation, brca negative, brca positive, brca testing, brca1, brca1/2, brca2, BRCAPRO, breast cancer gene
brip1, brugada syndrome, c282y, c9orf72, cag repeat, cag repeats, canavan disease, cancer gene, carrier for cystic fibrosis, carrier for sickle cell
carrier for tay-sachs, carrier of cystic fibrosis, carrier of the gene, carrier screen, carrier screening, carrier status, carrier testing, cdh1
cdkn2a, cell free fetal dna, cell-free dna, cftr, CFTR, cftr mutation, charcot-marie-tooth, chek2, chromosomal abnormalities, chromosomal abnormality
chromosomal deletion, chromosomal disorder, chromosomal microarray, chromosomal translocation, chromosome abnormality, chromosome analysis
clinical geneticist, clinical genetics, color blindness gene, compound heterozygous, copy number variant, cowden syndrome, cri du chat, cyp2c19
cyp2c9, cyp2d6, cystic fibrosis, cystic fibrosis carrier, cytogenetic analysis, cytogenetics, deleterious mutation, delta f508, digeorge syndrome
direct to consumer genetic, dmd gene, dna analysis report, dna paternity test, dna test result, dna test results, down syndrome, down's syndrome
duchenne muscular dystrophy, edwards syndrome, egfr mutation, egfr mutation positive, ehlers-danlos, ehlers-danlos syndrome, epcam, exome sequencing
expanded carrier screening, fabry disease, factor v leiden, familial adenomatous polyposis, familial hypercholesterolemia
familial mediterranean fever, familial mutation, family pedigree, fish analysis, flt3, fluorescence in situ hybridization, fmr1, foundation one report
founder mutation, fragile x, fragile x carrier, fragile x syndrome, friedreich's ataxia, g6pd deficiency, galactosemia, gaucher disease
gaucher's disease, gba mutation, gene expression profiling, gene mutation, gene panel, gene positive, gene sequencing, gene testing, gene therapy
gene variant, genetic abnormality, genetic carrier, genetic condition, genetic counseling, genetic counselling, genetic counselor, genetic diagnosis
genetic disease, genetic disorder, genetic disorders, genetic evaluation, genetic history, genetic information nondiscrimination, genetic marker
genetic mutation, genetic mutations, genetic panel, genetic predisposition, genetic risk, genetic risk score, genetic screen, genetic screening
genetic syndrome, genetic test, genetic test result, genetic test results, genetic testing, genetic tests, genetic variant, genetically predisposed
genetics clinic, genetics consult, genetics referral, genome sequencing, germline mutation, germline testing, germline variant, gjb2, hbb gene, HBOC
hemizygous, hemochromatosis, hemophilia, hemophilia a, hemophilia carrier, her2 amplification, hereditary angioedema
hereditary breast and ovarian cancer, hereditary breast cancer, hereditary cancer, hereditary cancer panel, hereditary condition, hereditary disease
hereditary disorder, hereditary hemochromatosis, hereditary nonpolyposis colorectal cancer, hereditary spherocytosis, hereditary syndrome
heterozygous, heterozygous for, hexa, hfe gene, hfe mutation, hla b27, hla typing, hla-b*5701, hla-b27, HNPCC, homocystinuria, homozygous
homozygous for, htt gene, hunter syndrome, huntington disease, huntington's, huntington's chorea, huntington's disease, hurler syndrome
hypertrophic cardiomyopathy gene, idh1, inherited condition, inherited disease, inherited disorder, inherited mutation, jak2, jak2 v617f, karyotype
karyotyping, klinefelter syndrome, klinefelter's, krabbe disease, kras mutation, ldlr mutation, leber hereditary optic neuropathy, li-fraumeni
li-fraumeni syndrome, likely benign variant, likely pathogenic, likely pathogenic variant, long qt syndrome, lrrk2, lynch syndrome, mammaprint
maple syrup urine disease, marfan syndrome, marfan's, mecp2, medical geneticist, medical genetics, men1, methylation analysis, microarray analysis
microdeletion, microduplication, microsatellite instability, mismatch repair deficient, mitochondrial disease, mitochondrial dna, mlh1, msh2, msh6
mthfr, mthfr mutation, multigene panel, multiple endocrine neoplasia, mutation analysis, mutation carrier, mutation positive, mutation testing results
mutyh, myotonic dystrophy, neurofibromatosis, newborn genetic screening, newborn screening result, next generation sequencing panel, niemann-pick
NIPT, non-invasive prenatal test, noninvasive prenatal testing, noonan syndrome, npm1, nras mutation, oncotype, oncotype dx, osteogenesis imperfecta
pah gene, palb2, patau syndrome, paternity test, paternity testing, pathogenic mutation, pathogenic variant, penetrance, peutz-jeghers
peutz-jeghers syndrome, PGD, PGT-A, pharmacogenetic, pharmacogenetic testing, pharmacogenomic, pharmacogenomics, phenylketonuria, pi*zz, pms2
polycystic kidney disease, polygenic risk, polygenic risk score, pompe disease, poor metabolizer, prader-willi syndrome
preimplantation genetic diagnosis, preimplantation genetic testing, prothrombin g20210a, prothrombin gene mutation, pten mutation, rad51c, rad51d
rapid metabolizer, ret mutation, ret proto-oncogene, retinitis pigmentosa, rett syndrome, robertsonian translocation, ros1, sanger sequencing, scn1a
sdhb, serpina1, sickle cell anemia, sickle cell disease, sickle cell trait, smad4, smn1, smn2, sod1, somatic mutation, spinal muscular atrophy, stk11
tay-sachs, tay-sachs disease, tests positive for the gene, thalassemia, thalassemia trait, tp53, tp53 mutation, trinucleotide repeat, trisomy 13
trisomy 18, trisomy 21, tuberous sclerosis, tumor genomic profiling, tumor sequencing, turner syndrome, turner's syndrome, ultrarapid metabolizer
variant of uncertain significance, variant of unknown significance, vhl mutation, von hippel-lindau, VUS, whole exome sequencing
whole genome sequencing, williams syndrome, wilson disease, wilson's disease, x-linked, x-linked dominant, x-linked recessive, xxy, zellweger syndrome
`)

/** They count in company, after `my` or `your`, or near a word of care. */
export const GENETIC_BODILY: readonly string[] = termList(`
chromosome, chromosomes, geneticist, genome, hereditary, karyotype, mutation, mutations
`)

/** They count only near a word of care or an unmistakable term. */
export const GENETIC_EVERYDAY: readonly string[] = termList(`
ALK, allele, APC, ATM, biomarker, BRAF, carrier, cfDNA, CNV, deletion, dna, duplication, EGFR, exon, family history, FISH, gene, genes, genetic
genetics, genotype, inherited, intron, KRAS, NGS, pedigree, phenotype, polymorphism, predisposed, predisposition, PTEN, RET, rna, ROS1
runs in the family, sequencing, snp, trait, translocation, variant, variants, VHL, WES, WGS
`)

/** Words that tell that the text is about care, beside those of `CLINICAL_WORDS`. */
export const GENETIC_CONTEXT: readonly string[] = termList(`
affected relative, carrier screening, chromosome, family history, genetic counseling, genetic counselor, hereditary, inherited, oncology, proband
`)

/** Phrases whose words mean something else. */
export const GENETIC_IDIOMS: readonly string[] = termList(`
aircraft carrier, brand dna, carrier pigeon, carrier rates, color variant, common carrier, company dna, corporate dna, cultural dna, data mutation
dna of our, dna of the company, dns mutation, family history project, fish analysis of, freight carrier, gene hackman, gene kelly, gene kranz
gene simmons, gene wilder, genetic algorithm, genetic algorithms, genetic engineering of crops, genetic programming, genome of the company
graphql mutation, graphql mutations, in its dna, in our dna, in their dna, in your dna, insurance carrier, mobile carrier, mutation coverage
mutation observer, mutation score, mutation testing, our dna, phone carrier, product variant, product variants, react mutation, state mutation
variant pricing, wireless carrier
`)
