// First names for the detector `person-name`. Source note: written for Postern from general knowledge of names common in the United States and among its
// immigrants; no list or data set was copied. Lower case without accents; which of them are also words or places, terms/capital-words.ts says.

/** One name an entry. */
export const FIRST_NAMES: readonly string[] = `
aaliyah aaron abby abdul abdullah abel abena abigail abraham abram ada adah adalberto adaline adalyn adam adan addie addison adela adelaide adele adelina
adeline adolfo adolph adrian adriana adrianna adrianne adriel adrienne agatha agnes agustin ahmad ahmed ahmet aida aidan aiden aileen aimee ainsley aisha aja
ajay akash akeem akiko akira akua alaina alan alana alanna alastair alba albert alberta alberto alden aldo alec alejandra alejandro aleksandr alena alessandra
alessandro alex alexa alexander alexandra alexandre alexandria alexia alexis alfonso alfred alfreda alfredo ali alice alicia alina aline alisa alisha alison alissa
alistair alivia allan allen allie allison allyson alma alondra alonso alonzo alphonso althea alton alva alvaro alvin alyce alycia alysia alyson alyssa amal amalia
amanda amani amara amari amaya amber ambrose amelia amelie amina amir amira amit amos amparo amy ana anabel anahi anand anastasia anders anderson andre andrea andreas
andres andrew andy angel angela angelica angelina angeline angelita angelo angie angus anh anika anil anita anja ankit ann anna annabel annabelle annalise anne
anneliese annette annie annika annmarie anselm ansel anthony antoine antoinette anton antonia antonio antony antwan anu anuj anya april arabella araceli archibald
archie arden areli ariana arianna arie ariel ariella arjun arlene arlo armand armando arnav arnold arnoldo aron arron art arthur arturo arun arvind asa asha ashish
ashlee ashleigh ashley ashlyn ashok ashton asia asif astrid athena aubree aubrey audra audrey audrina august augusta augustine augustus aurelia aurora austin autumn
ava avery avi aviva axel ayaan ayanna ayden ayesha ayla azalea aziz
bailey bao barb barbara barbra barney barrett barry bart barton bashir basil baxter bea beatrice beatriz beau becca beckett becky belinda bella ben benedict benita
benito benjamin bennett bennie benny benson bernadette bernadine bernard bernardo bernice bernie bert bertha bertram beryl bessie beth bethany betsy bette bettie
betty bettye beulah bev beverly bianca bilal bill billie billy blaine blair blaise blake blanca blanche bo bob bobbi bobbie bobby bonita bonnie boris boyd brad
bradford bradley brady braeden branden brandi brandie brandon brandy brantley braxton brayden breanna brenda brendan brenden brendon brenna brennan brent brenton
bret brett brian briana brianna brianne briar brice bridget bridgett bridgette brielle brigid brigitte britney britt brittani brittany brittney brock broderick brody
bronson bronwyn brook brooke brooklyn brooks bruce bruno bryan bryanna bryant bryce brynn bryson buck buddy buford burt burton byron
cade caden caitlin caitlyn caleb calista callie callum calvin camden cameron camila camilla camille camilo camryn candace candice candy cara carey carina carissa
carl carla carlene carleton carlo carlos carlota carlotta carlton carly carmela carmella carmelo carmen carol carole carolina caroline carolyn carrie carroll carson
carter cary caryn casey cassandra cassidy cassie catalina catarina catherine cathleen cathryn cathy cayden cecelia cecil cecile cecilia cedric celeste celestino
celia celina celine cesar chad chaim chance chandler chandra chanel chantal charity charlene charles charlie charlotte charlton charmaine chase chauncey chaya chelsea
chelsey cheng cher cheri cherie cherry cheryl chester chet cheyenne chi chiara chidi chinedu chioma chloe chris chrissy christa christel christi christian christiana
christie christin christina christine christoph christophe christopher christy chrystal chuck chukwu chun ciara cicely cielo cierra cindy claire clara clarence
clarice clarissa clark claud claude claudette claudia claudine claudio clay clayton clement clementine clemente cleo cletus cleveland cliff clifford clifton clint
clinton clive clyde cody colby cole coleen coleman colette colin colleen collin colton concepcion concetta connie connor conor conrad constance constantine consuelo
cooper cora coral coralie corbin cordelia corey corina corinne cornelia cornelius corrine cortney cory courtney craig cristian cristina cristobal cruz crystal curt
curtis cynthia cyril cyrus
daisy dakota dale dalia dallas dallin dalton damaris damian damien damion damon dan dana dane dang daniel daniela daniele daniella danielle danilo danita dannie danny
dante daphne darby darcy darell daria dariel darin dario darius darla darlene darnell darrel darrell darren darrick darrin darrius darryl darwin daryl dashawn dave
david davida davion davis davon dawn dawson dayana dayton dean deandre deangelo deann deanna deanne deb debbie debora deborah debra declan dee deedee deena deepa
deepak deidre deirdre deja delaney delbert delia delilah della delmar delores deloris delphine demarcus demetria demetrius demi dena denis denise denisse dennis denny
denver denzel deon derek derick derrick deshaun deshawn desiree desmond dessie destinee destiny devan devante deven devin devon devonte dewayne dewey dexter dhruv
diallo diamond diana diane dianna dianne didier diego dieter dietrich dillon dimitri dina dinah dinesh dino dion dionne dirk divya dixie djuna dmitri dmitry dolly
dolores domenic domenica domingo dominic dominick dominik dominique don donald donato donavan donna donnell donnie donny donovan dora doreen dorian doris dorothea
dorothy dorthy dottie doug douglas doyle drake drew duane dulce duncan dustin dusty dwayne dwight dylan
earl earlene earline earnest ebony ed eddie eden edgar edgardo edie edison edith edmond edmund edna eduardo edward edwardo edwin edwina efrain efren eileen eitan ekaterina
elaina elaine elba eldon eldridge eleanor eleanore elena eleni eli elia elian eliana elias elijah elinor eliot elisa elisabeth elise eliseo elisha elissa eliza
elizabeth ella elle ellen ellie elliot elliott ellis elma elmer elmo elnora elodie eloise elroy elsa elsie elton elva elvia elvin elvira elvis elwood elyse elyssa
emanuel emerson emil emile emilia emiliano emilie emilio emily emma emmanuel emmett emmy emory enid enoch enrico enrique eric erica erich erick ericka erik erika erin
erma ernest ernestina ernestine ernesto ernie errol ervin erwin esmeralda esperanza essie esteban estela estella estelle ester esther esteban estrella ethan ethel
etta eugene eugenia eugenie eugenio eula eun eunice eva evan evangelina evangeline eve evelyn everardo everett evie ewa ezekiel ezequiel ezra
fabian fabiola fabrice fadi faisal faith fallon fanny farah farid farhan farrah fatima fatimah fatou faustino fawn fay faye federica federico felecia felicia felicity
felipe felix ferdinand fergus fermin fern fernanda fernando fidel fidelia filip filomena finn finley fiona fletcher flora florence florencia florencio florian florine
flossie floyd forest forrest fran frances francesca francesco francine francis francisca francisco franco francois frank frankie franklin franz fred freda freddie
freddy frederic frederick frederik fredrick freida frida frieda friedrich fritz fumiko
gabriel gabriela gabriella gabrielle gael gage gail galen galina ganesh garfield garland garrett garrick garry garth gary gaston gavin gayle gaylord gaynell gemma gena
genaro gene genesis geneva genevieve genie geo geoff geoffrey george georges georgette georgia georgina gerald geraldine geraldo gerard gerardo gerhard german germaine
gerry gertrude gia gianna gideon gil gilbert gilberto gilda giles gillian gina ginger ginny gino giorgio giovanna giovanni giselle gisela giuseppe gladys glen glenda
glenn glenna gloria glynis gonzalo goran gordon gorge grace gracie gracelyn grady graciela graham grant grayson greg gregg gregoria gregorio gregory greta gretchen
gretel griffin grigory griselda grover guadalupe guido guillermina guillermo gunnar gunther gus gustav gustavo guy gwen gwendolyn gwyneth gwyn
habib hadley hailey haley hakeem hal haleema halle hallie hamid hamza hana hang hank hanna hannah hans hao hari harish harlan harley harmony harold haroun harper
harriet harriett harris harrison harry harvey hasan hassan hattie haven hayden haylee hayley hazel heath heather hector heidi heike helen helena helene helga heloise
henri henrietta henrik henry herbert heriberto herlinda herman hermann hermelinda herminia hernan hershel hester hettie hilary hilda hillary hiram hiro hiroshi hoa hollie
holly homer honor hope horace horacio hortencia hosea houston howard hoyt huan hubert hudson huey hugh hugo humberto hung hunter huong hussein hyacinth hye hyun
ian ibrahim ichiro ida idris ife ifeoma ignacio ignatius igor ike ikram ila ilana ilene iliana ilse ilya iman imani imelda imogen imogene imran ina indira ines inez
inga ingeborg ingrid inigo ira irene irina iris irma irvin irving irwin isa isaac isabel isabela isabella isabelle isadora isai isaiah isaias isela ishaan ishmael
isiah isidro isis ismael isobel israel issac ivan ivana ivette ivonne ivory ivy iyana
jabari jace jacinta jacinto jack jackie jackson jaclyn jacob jacqueline jacquelyn jacques jacquline jada jade jaden jadon jadwiga jagdish jaiden jaime jaimie jair
jake jaleel jalen jamaal jamal jamar jamel james jamie jamil jamila jamison jan jana jane janel janell janelle janet janette janice janie janine janis jannette jaquan
jared jaroslav jarod jarrett jarrod jarvis jasleen jasmin jasmine jason jasper javier javon jax jaxon jay jayce jayceon jayda jayden jayla jayleen jaylen jaylin jayne
jayson jazmin jazmine jean jeana jeanette jeanie jeanine jeanne jeannette jeannie jeannine jed jedidiah jeff jefferey jefferson jeffery jeffrey jemma jen jenifer jenna
jennie jennifer jenny jens jerald jeremiah jeremy jeri jermaine jerome jerri jerrod jerry jesenia jess jesse jessica jessie jesus jethro jewel jewell jian jill jillian
jim jimena jimmie jimmy jin jing jo joan joann joanna joanne joao joaquin jocelyn jodi jodie jody joe joel joelle joerg joesph joey johan johana johann johanna johannes
john johnathan johnathon johnnie johnny jolene jolie jon jonah jonas jonathan jonathon joni jordan jordana jordi jordyn jorge jose josef josefa josefina joselyn joseph
josephine josh joshua josiah josie josue jovan jovani joy joyce juan juana juanita judah judd jude judi judith judson judy juergen jules julia julian juliana julianna
julianne julie julien juliet juliette julio julissa julius jun june junior justice justin justina justine justus juwan jyoti
kade kaden kadeem kaitlin kaitlyn kaleb kali kalpana kamal kamala kamari kameron kamil kana kandace kandice kara kareem karen kari karim karin karina karissa karl karla
karlee karlene karma karol karolina karyn kasandra kasey kassandra kate katelyn katelynn katerina katharina katharine katherine katheryn kathi kathie kathleen kathrine
kathryn kathy kati katia katie katina katrina katy katya kavita kay kaya kayden kaye kayla kaylee kayleigh kaylie kaylin kazuko keanu keaton keegan keenan keisha keith
kelley kelli kellie kelly kelsey kelsie kelton kelvin ken kendall kendra kendrick kenji kennedy kenneth kennith kenny kent kentaro kenton kenya kenyatta keri kermit
kerri kerrie kerry keshia kevin khadija khalid khalil khanh khloe kian kiana kiara kieran kiersten kiley kim kimberlee kimberley kimberly kimiko kimora king kingsley
kinley kip kira kiran kirby kirk kirsten kirstie kirstin kit kitty klaus knox kobe kofi kojo kolby konrad kris krish krishna krista kristal kristen kristi kristian
kristie kristin kristina kristine kristofer kristopher kristy krystal krzysztof kumar kunal kurt kurtis kwabena kwame kwasi kyla kyle kylee kyleigh kyler kylie kymberly
kyoko kyra kyung
lacey laci lacy ladonna lakeisha lakesha lakisha lakshmi lamar lamont lana lance landon lane laney lanny lara larissa larry lars latanya latasha latisha latonya latoya
latrice laura laurel lauren laurence laurent lauretta lauri laurie lavern laverne lavonne lawanda lawrence layla layne lazaro lea leah leandro leann leanna leanne leda
lee leela leena leeza leia leif leigh leila leilani lela leland lemuel lena lenny lenora lenore leo leola leon leona leonard leonardo leonel leonie leonor leopold
leopoldo leora leroy lesa leslee lesley leslie lester leticia letitia letty levi lewis lexi lexie lia liam liana lida lidia liesel lila lilia lilian liliana lillian
lillie lilly lily lin lina lincoln linda lindsay lindsey ling linh linnea lino linus linwood lionel lisa lisandro lisbeth lise lisette lita livia liz liza lizbeth lizette
lizzie ljubica llewellyn lloyd logan lois lola lolita lon london lonnie lora loraine loren lorena lorene lorenza lorenzo loretta lori lorie lorna lorraine lorrie lottie
lou louella louie louis louisa louise lourdes lowell luann luanne luca lucas luciana luciano lucia lucien lucille lucinda lucio lucius lucretia lucy ludmila ludwig luella
luigi luis luisa luka lukas luke lula lulu luna lupe luther luz lydia lyla lyle lyman lynda lyndon lyndsey lynette lynn lynne lynnette lyra
mabel mable mac mack mackenzie macy maddie maddison madeleine madeline madelyn madge madhu madison mae maegan maeve magali magda magdalena magdalene maggie magnolia magnus
mahmoud mahesh mai maia maisie maite makayla makenna makenzie malachi malcolm malia malik malinda mallory mamadou mamie mandy manoj manuel manuela mara marc marcel marcela
marcelino marcella marcelle marcello marcelo marci marcia marcie marco marcos marcus marcy mare margaret margarita margery marge margie margo margot margret margrit
marguerite mari maria mariah mariam mariama marian mariana marianna marianne mariano maribel maricela marie mariel mariela marietta marilee marilyn marin marina mario marion
maris marisa marisela marisol marissa marita maritza marius marjorie mark markus marla marlana marlee marleen marlen marlene marley marlin marlon marlys marquis marquita
marsha marshall marta martha martin martina marty marva marvin mary maryann maryanne marybeth maryellen maryjane maryjo marylou masako mason mateo mathew mathias mathilda
mathilde matias matilda matilde matt mattea matteo matthew matthias mattie maud maude maura maureen maurice mauricio maurine mauro maverick mavis max maxim maximilian
maximiliano maximo maxine maxwell may maya mayra mckayla mckenna mckenzie mckinley meagan meera meg megan meghan mei mel melanie melba melina melinda melisa melissa melody
melva melvin mercedes mercy meredith merle merlin merrill merry mervin mia micaela micah michael michaela michal michale micheal michel michele micheline michelle mickey
miguel mika mikael mikayla mike mikhail mila milagros milan mildred milena miles milford millicent millie milo milos milton mimi min mina mindy minerva ming minh minnie mira
miracle miranda mireille mireya miriam misael misty mitch mitchel mitchell mitzi miyoko modesto mohamed mohammad mohammed mohan moira moises molly mona monica monika monique
monroe monserrat montana monte monty mordechai morgan moriah moritz morris mortimer moses moshe moustafa muhammad muriel murray mustafa mya myles mylene myra myriam myrna
myron myrtle
nadeem nadia nadine nadja naima nakia nan nana nanci nancy nanette naoko naomi narayan nasir nasser nastassja natalia natalie natasha nate nathalie nathan nathanael nathaniel
nathen naveed naveen nayeli neal ned neha neil nell nelly nellie nelson nereida nestor nettie neva nevaeh neville ngoc ngozi nguyet nia nicholas nichole nicholle nick nicki
nicky nico nicola nicolas nicole nicolette nicolle niels nigel nikhil niki nikita nikki nikko niko nikola nikolai nikolas nils nimrod nina nisha nita nitin noah noe noel
noelia noelle noemi nola nolan nona noor nora norah norbert noreen noriko norma norman norris norton norwood nova nubia nyah nyasia nydia
oakley obinna octavia octavio oda odell odessa odette ofelia okechukwu ola olaf oleg olen olga olin olive oliver olivia ollie oluwaseun omar omari omer oneida opal ophelia
ora oralia orlando orpha orson orval orville oscar osvaldo oswald oswaldo otis otto owen
pablo paige paislee paisley palmer paloma pam pamela pansy paola paolo paris parker parvati pascal pascual pat patience patrice patricia patricio patrick patsy patti pattie
patty paul paula paulette paulina pauline paulo pavel paxton payton pearl pedro peggy pei penelope penny percival percy perla pernell perry pete peter petra petros peyton phil
philip philippa philippe phillip phoebe phoenix phong phuong phylicia phyllis pierce pierre pilar piotr piper polly pooja porfirio porsha porter portia powell pradeep pranav
prakash pramod prasad pratik precious presley preston prince princess priscilla priya priyanka prudence prakash
qadir qiang quang quentin quincy quinn quinton quintin
rachael racheal rachel rachelle radha rae raegan rafael rafaela raheem rahul raina rajesh raj raja rajan rajeev rajiv raju raleigh ralph ram rama ramesh rami ramin ramiro ramon
ramona ramsey rana randal randall randell randi randolph randy ranjit raphael raquel rashad rasheed rashid rashida raul raven ravi ray raylene raymon raymond raymundo reagan
reanna reba rebecca rebekah reece reed reese regan reggie regina reginald regis reid reilly reina reinaldo rejeanne remington remy rena renae renata rene renee renate renita
reta retha reuben reva rex rey reyna reynaldo reynold rhea rhett rhiannon rhoda rhonda rhys rian ricardo riccardo rich richard richelle richie richmond rick rickey rickie ricky
rico rigoberto riley rishi rita ritu river rob robbie robbin robby robert roberta roberto robin robyn rocco rochelle rocio rock rocky rod roderick rodger rodney rodolfo rodrick
rodrigo rogelio roger rohan rohit roland rolando rolf rolland roma roman romeo romina romona ron ronald ronaldo ronan ronda roni ronna ronnie ronny roosevelt rory rosa rosalba
rosalia rosalie rosalind rosalinda rosalva rosalyn rosamond rosana rosanna rosanne rosario roscoe rose roseann roseanna roseanne roselyn rosemarie rosemary rosetta rosie roslyn
ross rowan rowena rowland roxana roxann roxanna roxanne roxie roy royal royce ruben rubin ruby rudolf rudolph rudolfo rudy rufus rupert russ russel russell rusty ruth ruthann
ruthie ryan ryann ryder ryker rylan rylee ryleigh
saanvi sabina sabine sabrina sachiko sade sadie sadiq saeed safiya sage said sal salim sallie sally salma salman salome salvador salvatore sam samantha samara sameer sami samir
samira sammie sammy sampson samson samuel sandeep sandi sandra sandy sang sanjay sanjeev sanjuana santana santiago santino santos saoirse sara sarah sarai sarita sasha saul saundra
savanna savannah sawyer scarlet scarlett scot scott scottie scotty sean seamus sebastian seema selah selena selene selina selma sem semaj serafina serena serenity serge sergei sergey
sergio seth seung seymour shaan shad shahid shaina shakira shameka shamika shamus shan shana shanda shane shaneka shania shanice shanika shaniqua shanna shannan shannon shanta
shantel shanthi sharlene sharon sharonda sharron sharyn shaun shauna shavonne shawn shawna shay shayla shayna shea sheba sheena sheila shelby sheldon shelia shelley shelli shellie
shelly shelton sheree sheri sheridan sherie sherman sheron sherri sherrie sherry sherwin sherwood sheryl shilpa shinji shira shiraz shirin shirlee shirley shiv shiva shlomo shoshana
shonda shonna shreya shu shui shukri shyam shyla sibyl sidney siegfried sienna sierra sigmund sigrid silas silvia silvio simeon simon simona simone siobhan sky skye skylar skyler
sloan sloane smita snehal socorro sofia sohail sol solomon sonia sonja sonny sonya sophia sophie soren soraya spencer stacey staci stacia stacie stacy stan stanford stanislav
stanislaw stanley stefan stefanie stefano steffen stella stephan stephanie stephany stephen stephon sterling steve steven stevie stewart stone stuart sue suellen sukhdeep
sulema suleiman sultan sumit summer sun sung sunil sunita sunny suresh surya susan susana susanna susannah susanne susie sushma suzan suzann suzanna suzanne suzette suzie suzy sven
svetlana swati sybil sydnee sydney sylvester sylvia syed
tabatha tabitha tad tadeo tahir takashi talia talitha tallulah tam tamar tamara tameka tamera tamesha tami tamia tamika tamiko tammi tammie tammy tamra tamsin tan tania tanika tanisha
tanja tanner tanya tara taraji tarek tariq taryn tasha tate tatiana tatum tatyana taurean taylor teagan ted teddy teena temple tenisha teodora teodoro terence teresa teresita teri
terra terrance terrell terrence terri terrie terry tess tessa tessie thad thaddeus thalia thanh thao thea thelma theo theodora theodore theresa therese theron thi thomas thor thora
thu thurman thuy tia tiana tianna tiara tiberius tien tiffani tiffany tim timmy timothy tina ting tisha titus tobias toby tod todd tom tomas tomasz tommie tommy tomoko toni tonia tonja
tony tonya tori torrance torrey tory toshiko tracey traci tracie tracy tran travis travon trena trent trenton tressa trevion trevon trevor trey tricia trina trinidad trinity
trish trisha tristan tristen tristin troy truman trudy tuan tucker turner twila twyla ty tyesha tyler tyra tyree tyrell tyrese tyrone tyson
ulises ulrich ulrike ulysses uma una ursula usha usman
val valarie valencia valentin valentina valentine valeria valerie valery van vance vanesa vanessa vaughn veda velda velma velva venkat venus vera verda vern verna vernon veronica vicente
vickey vicki vickie vicky victor victoria vidal vidya viet vijay vikas vikki vikram viktor viktoria vilma vina vinay vince vincent vincenzo vincenza vinita viola violet violeta violette
virgie virgil virgilio virginia vishal vita vito vivian viviana vivien vivienne vlad vladimir volodymyr vonda vu
wade waleed walid walker wallace wally walt walter walton wanda ward wardell warner warren waylon wayne wei wendell wendi wendy werner wes wesley weston whitney wilber wilbert wilbur
wilda wiley wilford wilfred wilfredo wilhelm wilhelmina will willa willard willem william williams willie willis willow wilma wilmer wilson wilton windy winfred winifred winnie winona
winston winter wolfgang woodrow wyatt wynona wynne
xander xavier ximena xin xiomara xiu xochitl
yael yahir yahya yan yana yang yannick yara yaretzi yaritza yasmeen yasmin yasmine yasuko yelena yesenia yetunde yevgeny yi ying yiannis yoko yolanda yolonda yong yoonie yosef yoshiko
yousef youssef yu yuan yukiko yuki yulia yun yuri yusuf yvette yves yvonne
zac zach zachariah zachary zachery zack zackary zahra zaid zaida zain zainab zaire zander zandra zane zara zaria zayden zeke zelda zelma zena zeynep zhang zhen zion zita zoe zoey zoie
zola zoltan zora zoraida zoya zulema zuri
`
  .trim()
  .split(/\s+/)
