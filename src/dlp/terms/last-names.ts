// Last names for the detector `person-name`. Source note: written for Postern from general knowledge of names common in the United States and among its
// immigrants; no list or data set was copied. Lower case without accents; which of them are also words or places, terms/capital-words.ts says.

/** One name an entry. */
export const LAST_NAMES: readonly string[] = `
aaron abbott abdi abdullah abel abernathy abraham abrams abreu acevedo acker ackerman acosta acuna adair adamczyk adams adamson adcock addison adeyemi adkins adler agarwal agee aguayo
aguero aguiar aguilar aguilera aguirre ahearn ahern ahmad ahmed ahn aiello aiken akers akhtar akin akins alarcon albers albert albertson albrecht albright alcala alcantar alderman aldrich
aldridge alejandro alexander alfaro alfonso alford alfred ali alicea allard allen alley allison allman allred almanza almeida almonte alonso alonzo alston altman alvarado alvarez alves
amador amato ambrose amin ammons amos an anaya andersen anderson andersson andrade andre andres andrews andrus angel angulo anthony antoine anton antonio apodaca aponte appel appiah applegate
aquino aragon aranda arce archer archibald archuleta arellano arevalo arias armenta armijo armstrong arndt arnett arnold arredondo arreola arriaga arrington arroyo arruda arteaga arthur
asare ascencio ash ashby asher ashford ashley ashton askew atchison atherton atkins atkinson atwater atwell atwood aubrey augustine austin avalos avery avila aviles ayala ayers aziz
babb babcock babin baca bach bachman back bacon badger badillo baer baez bagley bahena bailey bain bains baird bajwa baker baldwin ball ballard ballesteros ballew banda banerjee banks
bannister banuelos baptiste barajas barber barbosa barbour barclay bard bardwell barger barker barkley barksdale barlow barnard barnes barnett barney barnhart barnhill baron barone barr
barragan barraza barrera barreto barrett barrientos barrios barron barrow barrows barry bartels bartholomew bartlett bartley barton basham bass bassett bateman bates batista battaglia battle
bauer baugh bauman baumann baumgartner bautista baxter bayer bayless beach beal beale beall bean beard bearden beasley beaton beattie beatty beauchamp beaudoin beaulieu beaver beck becker
beckett beckham beckman beckwith beebe becerra bednar bedford beers begay begum behrens bejarano belanger belcher bell bellamy beltran bello belmont benavides bender benedict benitez benjamin
benner bennett benoit benson bentley benton berg bergen berger bergeron bergman bergstrom berkowitz berlin berman bermudez bernal bernard bernardo bernier bernstein berrios berry berryman
bertrand best betancourt bethea bettencourt betts bevan beverly beyer bhakta bhatt bhattacharya bianchi bickford biggs billings billingsley billups bingham birch bird birdsong bishop bittner
bivens bixler bjork black blackburn blackman blackmon blackwell blackwood blair blake blakely blalock blanchard blanchette blanco bland blank blankenship blanton blaylock bledsoe blevins
bliss block bloom blount blue blum blythe boatwright bock boggs bogart bohannon bolden bolton bonds bond bone bonilla bonner booker boone booth borden borders boswell bostic boston bosworth
botello bottoms bouchard boucher boudreau boudreaux bourgeois bourne bourque bowden bowen bower bowers bowie bowlby bowles bowlin bowling bowman bowser boyce boyd boyer boykin boyle boylan
boynton bracken brackett bradbury braden bradford bradley bradshaw brady bragg branch brand brandon brandt branham brannon branson brant brantley braswell bratton braun bravo bray brazil
breaux breeden breen brennan brenner brent breslin brewer brewster brewton bricker bridges briggs bright briley brinkley brinkman brinson briones briscoe bristol brito britt brittain britton
broadnax broadway brock brockman broderick brodsky brody brogan brook brooks broome broughton broussard browder brower brown browne brownell browning brownlee broyles brubaker bruce brumfield
brunner bruno brunson bryan bryant bryson buchanan bucher buck buckley buckner bueno buchholz budd buford bui bull bullard bullock bumgarner bunch bundy bunker bunn burch burchett burden burdick
burford burg burge burger burgess burgos burk burke burkett burkhardt burkhart burks burleson burnett burnette burnham burns burr burrell burris burroughs burrow burrows burt burton busby busch
bush bushey bussey butcher butler butterfield button butts buxton byars byers bynum byrd byrne byrnes byron
caban cabral cabrera caceres cade cagle cahill cain calabrese calderon caldwell calhoun callaghan callahan callaway calloway calvert calvillo calvin camacho camarillo cameron camp campbell
campos canada canales candelaria canfield cannon cano cantrell cantu canty cao capps caraballo caputo caraway carbajal card carden cardenas cardona cardoza cardwell carey carl carlin carlisle
carlos carlson carlton carman carmichael carmona carnes carney caron carpenter carr carranza carrasco carrasquillo carreon carrera carrero carrier carrillo carrington carrion carroll carson
carswell carter cartwright caruso carvalho carver cary casanova casas case casey cash cashman casillas cason casper cass cassidy castaneda castellano castellanos castillo castle castleberry castro
caswell catalano cates cathey caudill caudle causey cavanaugh cavazos caves cazares ceballos cedillo centeno cervantes cerda chacon chadwick chaffin chakraborty chamberlain chamberlin chambers
chambliss champagne champion chan chance chandler chaney chang chao chapa chapin chapman chappell charles charlton chase chatman chatterjee chau chaudhry chavarria chavez chavis cheatham chavira
cheek chen cheney cheng cherry chester cheung chew chi chiang childers childress childs chin chinn chisholm chiu cho choe choi chong chopra chou choudhury chow christensen christian christiansen
christianson christie christman christopher christy chu chua chun chung church churchill cintron cisneros claiborne clancy clapp clark clarke clary clausen clawson claxton clay clayton cleary
clegg clemens clement clements clemmons cleveland clevenger clifford clifton cline clinton close clough cloud coates coats cobb coble coburn cochran cochrane cody coe coffey coffin coffman cofield
cohen cohn coker colbert colburn colby cole coleman coles coley collado collazo collier collins colon colson colvin combs comer compton conaway concepcion conde conklin conley conlon conn connell
connelly conner conners connolly connor connors conover conrad conroy constantine contreras converse conway cook cooke cooksey cooley coombs coon cooney cooper cope copeland coppola corbett corbin
corcoran cordero cordova corey corley cormier cornelius cornell cornett cornish cornwell corona coronado corral correa correia corrigan cortes cortez cosby cosgrove costa costello cota cote cotter
cotton couch coughlin coulter council counts courtney cousins couture covarrubias covington cowan coward cowell cowles cox coy coyle coyne cozart crabb crabtree craddock craft craig crain cramer
crandall crane cranford craven crawford crawley creech creel creighton crenshaw crespo crews crisp crist criswell crittenden crocker crockett cromer cromwell cronin crook crosby cross crossley crouch
crow crowder crowe crowell crowley crum crump cruse crutcher crutchfield cruz cuellar cuevas cullen culbertson culp culpepper culver cummings cummins cunningham cupp curley curran currie currier
curry curtin curtis cushing cushman cutler cyr
dabney dahl dailey daley dallas dalton daly damico damron dang daniel daniels danielson dao darby darden darling darnell dasilva daugherty davenport davey david davidson davies davila davis davison
dawkins dawson day deal dean deangelis dearing deaton debose decker dee deering dees degraw deguzman dehart dejesus delacruz delagarza delaney delarosa delatorre delgadillo delgado delong deleon
delossantos delrio deluca delvalle demarco dempsey deng denham denney denning dennis dennison denny denson dent denton derosa derrick desai desantis deshields desmond devine devito devlin devries
dewey dewitt dexter dhillon diallo diamond diaz dick dickens dickerson dickey dickinson dickson diehl dietrich dietz diggs dill dillard dilley dillon dinh dinkins dion diop dix dixon do dobbins dobbs
dobson dockery dodd dodds dodge dodson doe doherty dolan doll dominguez donahue donald donaldson donato donnell donnelly donohue donovan dooley doran dorman dorn dorsett dorsey dortch doss dotson doty
doucette dougherty douglas douglass dove dover dow dowd dowdy dowell dowling downes downey downing downs doyle dozier drake draper drayton drew driggers driscoll driver drummond drury duarte dube dubois
duckett duckworth dudley duenas duff duffy dugan duggan duke dukes dumas dumont dunaway dunbar duncan dunham dunlap dunn dunning duong dupree dupuis duran durand durant durbin durham durr dutton duval
duvall dwyer dye dyer dykes dyson
eads eagle earl earle early easley eason easterling eastman easton eaton ebert echevarria echols eck eckert eddy edgar edge edmond edmonds edmondson edwards egan eggleston ehrlich eisenberg elam elder
eldridge elias elizondo elkins eller ellington elliot elliott ellis ellison ellsworth elmore elrod elston ely embry emerson emery emmons engel england engle english engstrom ennis enriquez epperson
epps epstein erickson ericson ernst ervin erwin escamilla escalante escobar escobedo esparza espinal espinosa espinoza esposito esquivel essex estep estes estevez estrada etheridge etienne eubanks evans
everett evers ewing ezell
fabian faber fagan fahey fair fairbanks fairchild falcon falk fallon fan fanning farah farias farley farmer farnsworth farr farrar farrell farris farrow faulk faulkner faust fay feeney feldman felder
feliciano felix felton feng fenner fenton ferguson fernandes fernandez ferrara ferraro ferrell ferreira ferrer ferris ferro ferry fest fiedler field fielder fielding fields fierro figueroa figgins finch
fincher findley fine fink finkelstein finley finn finnegan finney fiore fischer fish fishburn fisher fitch fitts fitzgerald fitzpatrick fitzsimmons flaherty flanagan flanders flanigan flannery fleck
fleming fletcher flick flint flood florence flores florez flowers floyd flynn fogarty fogle foley folsom fong fonseca fontaine fontenot forbes ford foreman forman forrest forrester forster forsyth forte
fortier fortin fortner fortune foss foster foster fountain fournier foust fowler fowlkes fox foy fraley frame francis francisco franco francois frank franke franklin franks franz fraser frazer frazier
frederick fredrickson free freed freedman freeman freese freitag freitas french fretwell frey frias frick friedman friedrich friend fritz frizzell frost fry frye fu fuchs fuentes fugate fuller fullerton
fulton fung funk furman fuentez fultz
gabel gable gabriel gaddis gaddy gaffney gage gagne gagnon gaines gaither galarza galindo gallagher gallant gallardo gallegos galloway gallo galvan galvez galvin gamble gamboa gamez gandhi gandy gann
gannon gant gantt garber garcia gardiner gardner garland garner garnett garrett garris garrison garvey garvin gary garza gaskins gass gaston gates gatewood gatlin gauthier gavin gay gaytan ge geary gee
geiger geller gentile gentry george gerard gerber gerhardt germain german getz ghosh giang gibbons gibbs gibson giddens gifford gil gilbert gilbertson gilchrist giles gill gillespie gillette gilley gilliam
gilliland gillis gilman gilmore gilson ginn giordano gipson girard giron gist givens gladden glaser glass glaze gleason glenn glover glynn godfrey godinez godoy godwin goebel goetz goff goins gold goldberg
golden goldman goldsmith goldstein gomes gomez gong gonsalves gonzales gonzalez gooch good goode gooden goodin gooding goodman goodrich goodson goodwin gordon gore gorham gorman goss gossett gough gould
grace grady graf graff gragg graham granados grande granger grant graves gravely gray grayson greco green greenberg greene greenfield greenlee greenwald greenwood greer gregg gregory grenier gresham grice
grider grier griffin griffith griffiths grigsby grimaldo grimes grimm griswold grissom groff grooms gross grossman grove grover groves grubb grubbs gruber grundy guajardo guardado guerra guerrero guerin
guess guest guevara guidry guillen guillory guinn gulley gunderson gunn gunter gunther guo gupta gurrola guss gustafson guthrie gutierrez guy guyton guzman
ha haag haas hackett hackney haddad hadley hagan hagen hager haggard haggerty hahn haight haines hair hairston halcomb hale haley hall halsey hallman halpern hamblin hamby hamel hamilton hamlin hamm
hammer hammett hammon hammond hammonds hampton han hancock hand haney hankins hanks hanley hanlon hanna hannah hannon hansen hanson haq harbin hardaway hardee harden hardesty hardin harding hardison hardman
hardwick hardy hare hargis hargrove harkins harlan harley harlow harman harmon harms harper harr harrell harrelson harrington harris harrison harrod hart hartley hartman hartmann hartwell harvey harwood
hashimoto haskell haskins hassan hastings hatch hatcher hatchett hatfield hathaway hauser havens hawes hawk hawkins hawks hawley hawthorne hay hayden hayes haynes hays hayward haywood hazen head headley
heard hearn heath heaton hebert heck hedges hedrick heffernan heflin heim hein heinz helm helms helton hemphill henderson hendrick hendricks hendrickson hendrix henke henley henning henry hensley henson
herbert heredia herman hermann hernandez herndon herr herrera herring herrington herrmann herron hersh hershberger hess hester hewitt heyward hiatt hibbard hickey hickman hicks hickson hidalgo higdon
higginbotham higgins high hightower hildebrand hildreth hill hilliard hillman hills hilton hindman hinds hines hinkle hinojosa hinson hinton hirsch hitchcock hite hix ho hoang hobbs hobson hodge hodges
hodgson hoff hoffman hoffmann hogan hogue holbrook holcomb holden holder holguin holiday holland hollenbeck holley holliday hollingsworth hollins hollis holloman holloway holm holman holmes holt holton
homan hong honeycutt hood hooker hooks hooper hoover hope hopkins hopper hopson horan horn horne horner horowitz horton hoskins hostetler hou hough houghton house houser houston howard howe howell howland
hoyle hoyt hsieh hsu hu huang hubbard huber huddleston hudgins hudson huerta huey huff huffman huggins hughes hull hulsey humes hummel humphrey humphreys humphries hung hunt hunter huntington huntley hurd
hurley hurst hurt hurtado hussain hussein huskey hutchens hutcheson hutchings hutchins hutchinson hutchison hutson hutto hutton huynh hwang hyatt hyde hylton
ibarra ibrahim iglesias im ingle ingram inman iqbal ireland irizarry irvin irvine irving irwin isaac isaacs isaacson isbell islam ivey ivory iyer izquierdo
jack jackman jacks jackson jacob jacobi jacobs jacobsen jacobson jacoby jacques jaeger jaffe jaime jain jaimes jamerson james jameson jamison janes jankowski jansen janssen jaramillo jarrell jarrett jarvis
jasso jay jean jefferies jeffers jefferson jeffery jeffries jenkins jennings jensen jeong jernigan jessup jester jett jewell jiang jimenez jin jobe johansen johanson johansson john johns johnsen johnson
johnston johnstone joiner jolley jolly jones jordan jorgensen joseph joshi joy joyce juarez judd judge jung junior justice justus
kahn kaiser kane kang kao kaplan kapoor karim karimi karr kasper katz kauffman kaufman kaur kavanagh kay kaye keane kearney kearns keating keaton keck kee keefe keefer keegan keel keeler keeling keen keenan
keene keener kehoe keith kell kelleher keller kelley kellogg kelly kelsey kelso kemp kendall kendrick kennedy kenney kenny kent kenyon kern kerns kerr kessler ketchum key keyes keys khalil khan khatri khoury
kidd kidwell kiefer kilgore killian kilpatrick kim kimball kimble kimbrough kimura kincaid kinder king kingsley kinney kinsey kirby kirk kirkland kirkpatrick kirsch kirwan kitchen kitchens kite klein kline
kling knapp knight knott knowles knowlton knox knudsen knutson ko kobayashi koch kocher koehler koenig kohl kohler kohn kolb kong koons kovac kovach kovacs kowalski kowalczyk kraft kramer kraus krause kremer
krebs krieger krishnan krishnamurthy kroll krueger kruger kruse kuhn kulkarni kumar kunkel kunz kuo kurtz kwan kwon kyle
labelle labrecque lacey lackey lacroix lacy ladd lafferty laflamme lai laird lake lam lamar lamb lambert lambeth lamont lampkin lancaster lance land landers landis landrum landry lane laney lang langdon lange
langford langley langlois langston lanham lanier lankford lantz laporte lara larkin larkins larose larry larsen larson lasater lash laster latham lathrop latimer lau lauer laughlin law lawler lawless lawrence
laws lawson lawton lay layne layton lazaro le lea leach leal leary leavitt lebeau lebron leblanc leclair lecompte ledbetter ledesma ledford ledoux lee leftwich legg leggett lehman lehmann leigh leighton leija
leiva lemaster lemon lemons lemus lennon lenz leon leonard leone leong lerma lerner leroy leslie lester leung levesque levi levin levine levy lewandowski lewis leyva li liang lieberman light lightfoot ligon
lilly lim lima limon lin linares lincoln lind lindberg lindell linder lindgren lindley lindquist lindsay lindsey lindstrom ling link linn linton lipscomb lira lister litchfield little littlefield littlejohn
littleton liu lively livingston llamas lloyd lo lobo locke lockett lockhart locklear lockwood loera loftin loftis lofton logan logsdon lohman lomax lombard lombardi lombardo london long longo longoria loomis
looney lopes lopez lord lorenz lott lou louis love lovejoy lovelace lovell lovett loving low lowe lowell lowery lowman lowry lowther loya loyd lozada lozano lu lucas lucero luciano luckett lucio luck lucky
ludwig luevano lugo luis lujan luke lumpkin luna lund lundberg lundgren lundy lunsford luo luong lusk luther luttrell lutz ly lyle lyles lyman lynch lynn lynne lyon lyons lytle
ma mabry macdonald macias mack mackay mackenzie mackey mackinnon maclean macleod macmillan macomber macon maddox madden madera madison madrid madrigal madsen magana magee maguire mahan maher mahmood mahon
mahone mahoney maier main majors maki maldonado malek malik malone maloney maloy malloy mallory manley mancini mancuso mandel maness mangum manis mann manning manns manriquez mansfield manson manuel manzo maples
marcano march marchand marcum marcus mares marin marino marion mark markham markley marks marlow marlowe marquez marquis marr marrero marroquin marsh marshall marston martel martell martens martin martindale
martinez martini martino martins marvin mascarenas mason massa massey massie masters masterson mata mateo mathers matheson mathew mathews mathias mathis matias matlock matos matson matsumoto matta matteson
matthews mattingly mattox mattson matute maurer mauro maxey maxwell may mayberry mayer mayes mayfield mayhew maynard mayo mays maza mazur mcadams mcafee mcalister mcallister mcarthur mcbee mcbride mcbryde mccabe
mccaffrey mccain mccall mccallister mccallum mccann mccants mccarter mccarthy mccartney mccarty mccaskill mccauley mcclain mcclanahan mcclellan mcclelland mcclendon mccleskey mcclintock mccloskey mccloud mcclung
mcclure mccollum mccombs mcconnell mccool mccord mccormack mccormick mccoy mccracken mccrary mccray mccreary mccue mcculloch mccullough mccune mccurdy mccurry mccutcheon mcdade mcdaniel mcdaniels mcdermott
mcdonald mcdonnell mcdonough mcdougal mcdowell mcduffie mcelroy mcewen mcfadden mcfall mcfarland mcfarlane mcgarry mcgee mcgehee mcghee mcgill mcginnis mcgovern mcgowan mcgrath mcgraw mcgregor mcgrew mcgriff
mcgruder mcguire mchenry mchugh mcinnis mcintire mcintosh mcintyre mckay mckee mckeever mckelvey mckenna mckenney mckenzie mckeon mckeown mckinley mckinney mckinnon mckinzie mcknight mclain mclaughlin mclaurin
mclean mclemore mclendon mcleod mcmahan mcmahon mcmanus mcmaster mcmillan mcmillen mcmillian mcmullen mcmurray mcnair mcnally mcnamara mcnamee mcneal mcneil mcneill mcnulty mcpherson mcqueen mcrae mcreynolds
mcswain mcvay mcvey mcwhorter mcwilliams meacham mead meade meador meadows means mears medeiros medina medley medlin medrano meehan meek meeks mehta mei meier meister mejia melancon melendez mello melo melton
melvin mena mendenhall mendes mendez mendiola mendoza menendez meng menon mercado mercer merchant meredith merrick merrill merriman merritt merriweather mesa messer messina metcalf metz metzger meyer meyers meza
michael michaels michaud michel mickens middleton mielke miles milburn miley milford millan millard miller milligan milliken mills millsap milner milton mims min miner minnick minor minter minton mintz miramontes
miranda mireles misra mitchell mix mize moana mobley mock moe moeller moffett moffitt mohamed mohammed mohr mojica moise molina moll monaco monahan moncada mondragon monk monroe monroy montague montalvo montanez
montano montero montes montez montgomery montiel montoya moody moon mooney moore moorman mora morales moran morehead moreland moreno morey morgan moreau moreira morelli moreno mori moriarty morin morley morrell
morrill morris morrison morrissey morrow morse mortensen morton mosby moseley moser moses mosher mosier mosley moss mota motley mott moua moulton mount mowery mowry moya moyer mueller muhammad muir mukherjee
mulcahy mulkey mullen muller mulligan mullin mullins mullis mulvaney mumford muncy mundy munguia muniz munn munoz munro munroe munson murdock murillo murphy murphree murray murrell murry muse musick musgrove
mustafa muth myers myles myrick
nadeau nagel nagle nagy naik nair najera nakamura nance napier naquin naranjo narayan narvaez nash nathan nation nava navarrete navarro naylor nazario neal nealy neary needham neel neeley neely neff negrete
negron nehring neil neill neill nelms nelson nesbitt nesmith ness nettles neumann neuman nevarez neville new newberry newby newcomb newell newkirk newland newman newsom newsome newton ng ngo nguyen nicholas
nichols nicholson nickels nickerson nicks nielsen nieto nieves niles nix nixon noble nobles noe noel nolan noland nolen noonan norfleet noriega norman norris north northcutt norton norwood nowak nowell nowlin
noyes nugent nunez nunley nunn nunnally nutt nutter nye
oakes oakley oaks oates obrien obregon ocampo ocasio ochoa oconnell oconnor odell oden odom odonnell odum ogburn ogden ogle oglesby ohara okafor okeefe okeke okonkwo olds oleary olguin oliva olivares olivarez
olivas oliveira oliver olivera olivo olmstead olsen olson olsson omalley oneal oneil oneill ong ontiveros oquendo oquinn orange ordonez orellana orlando ornelas orosco orourke orozco orr orta ortega ortiz orton
osborn osborne oshea osman osorio osterman ostrander osullivan oswald otero otis otoole ott otto overby overstreet overton owen owens owings oxendine oyler ozuna
pabon pace pacheco pack packard packer padgett padilla padron pagan page paige paine painter palacio palacios palermo palma palmer pan pandey pantoja pappas paquette paradis paredes parent parham paris parish
park parker parkinson parks parmar parnell parr parra parrish parrott parry parson parsons partin partridge paschal pascual pastor pate patel paterson patino patrick patten patterson patton paul paulino paulsen
paulson paxton payne payton paz peace peacock peak pearce pearl pearson pease peck pedersen pederson peebles peek peeler peeples pegram pelletier pelayo pell pellegrino peltier pena pence pendergrass pendleton
peng penn pennington penny pepper peralta perdue pereira peres perez perkins perreault perrin perron perrone perrotta perry persaud person peter peterman peters petersen peterson petit petrie petrone pettiford
pettigrew pettit petty peyton pfeiffer pham phan phelan phelps philip phillips philpot phipps phung piazza picard pickard pickens pickering pickett pierce pierre pierson pike pilgrim pina pineda pinckney pinkerton
pinkney pinkston pino pinto piper pippin pitman pitre pitt pittman pitts pizarro place plante plascencia platt player plummer plunkett poe pogue poindexter poirier poland polanco polk pollack pollard pollock
pomeroy ponce pond pool poole poore pope popp porras porter portillo posada posey post poston poteat potter potts poulin pounds powell power powers prado prakash prasad prater prather pratt preciado prentice
prescott presley pressley preston prewitt price prichard pride priest prieto prince pringle prior pritchard pritchett proctor profitt provost pruett pruitt pryor puckett puente puentes puga pugh pulido pulliam
pullen puri purcell purdy purnell purvis putman putnam pyle
qian qiu quach quarles quesada quezada quick quigley quiles quillen quinlan quinn quinones quintana quintanilla quintero quiroga quiroz qureshi
rabin rader radford rafferty ragland ragsdale rahman rainey rainwater raja rajan rajput raley ralston raman ramey ramirez ramon ramos ramsay ramsey rana rand randall randle randolph raney rangel rankin ransom
rao raposa rapp rash rasmussen ratcliff ratliff rau rauch rawlings rawls ray raya rayburn raymond razo read reagan reaves rector reddick redd redding reddy redman redmond redmon reece reed reeder reedy rees reese
reeves regalado regan register rehman reich reichert reid reiff reilly reimer reinhardt reis reiter rembert renaud rendon renfro renner reno renteria resendez reuter revels rey reyes reyna reynolds reynoso rhea
rhoades rhoads rhodes rhyne ricci rice rich richard richards richardson richey richie richmond richter rickard ricketts ricks rico riddick riddle ridenour ridgeway ridley riggins riggs riley rinaldi rincon rinehart
ring rios rios ripley ritchie ritter rivas rivera rivero rivers rizo rizzo roach roark robb robbins roberson robert roberts robertson robbins robey robins robinson robison robledo robles rocco rocha roche rock
rockwell rod roden roderick rodgers rodney rodrigue rodrigues rodrigues rodriguez rodriquez roe roger rogers rohde rojas roland roldan rolfe rollins roman romano romeo romero romo roof rooney roper roque rosa rosado
rosales rosario rosas rose rosen rosenbaum rosenberg rosenblum rosenfeld rosenthal ross rossi roth rothman rouse roush rousseau roussel rowan rowe rowell rowland rowley roy royal royer royster rubin rubio rucker rudd
rudolph ruelas ruff ruffin ruiz rule rupert rupp rush rushing rusk russ russell russo rust rutherford rutledge ruth ryan ryder
saavedra sabo sacks sadler saenz saez sager saito salas salazar salcedo saldana saldivar salgado salinas salisbury salmon salter saldana samaniego sammons sampson sams samson samuel samuels san sanborn sanchez
sanders sanderson sandhu sandlin sandoval sands sanford sanger santana santiago santillan santoro santos sapp sargent sarmiento sartain sasser sato satterfield sauceda saucedo sauer saunders savage savoy sawyer saxton
sayers saylor scales scanlon scarborough schaefer schafer schaffer schell schenk scherer schiff schiller schilling schindler schmid schmidt schmitt schmitz schneider schofield scholl schrader schreiber schroder schroeder
schubert schuler schulte schultz schulz schulze schumacher schuster schwab schwartz schwarz scofield scoggins scott scroggins scruggs scully seal seals sears seaton seay sebastian sedillo see seeley segovia segura seibert
seidel seitz self sellers sells sen senior sepulveda serna serrano sessions settle severson sewell sexton seymour shackelford shade shafer shaffer shah shaikh shalabi shank shanks shannon shapiro sharkey sharma sharp
sharpe shaver shaw shay shea shearer sheehan sheets sheffield shelby sheldon shell shelley shelton shen shepard shephard shepherd sheppard sheridan sherman sherrill sherrod sherwood shi shields shih shim shin shinn shipley
shipman shirley shively shoemaker shook short shorter shrestha shrader shuler shull shultz shumaker shuman shumate siddiqui sierra siegel sierra sikes silva silver silverman silvers silverstein silvestri simmons simms simon
simone simons simonson simpkins simpson sims sinclair singer singh singletary singleton sinha sipes sisco sisk sizemore skaggs skelton skinner slack slade slagle slater slaton slaughter slayton sledge sloan slocum small
smalls smallwood smart smiley smith smithson smoot smyth sneed snell snider snipes snodgrass snow snowden snyder so soares soliman solano solis soliz solomon solorzano somers somerville sommer sommers son song sorensen
sorenson soria soriano sorrell sosa soto soucy sousa south southard southerland southern souza sowell sowers spain spalding spangler sparks sparrow spaulding spear spearman spears speer spellman spence spencer sperry
spicer spiegel spiller spillman spinelli spires spivey spooner sprague spradlin spriggs springer sprouse spruill spurlock squires srinivasan stacey stack stackhouse stacy stafford stahl staley stallings stallworth stamper
stanfield stanford stanley stanton staples stapleton stark starkey starks starling starnes starr staten staton stauffer steadman stearns steel steele steen stein steinberg steiner steinmetz stephan stephen stephens stephenson
sterling stern stevens stevenson steward stewart stidham stiles still stillman stillwell stiltner stinnett stinson stock stockton stoddard stokes stoll stoltz stone stoner storey storm story stott stout stovall stover
stowe stowell strand stratton straub strauss street streeter strickland stringer strom strong stroud strother stroup strunk stuart stubbs stuckey stull sturgeon sturgill sturgis suarez subramanian suggs sullivan summers
sumner sun sung sutherland suttles sutter sutton suzuki swain swan swank swann swanson swartz swearingen sweat sweeney sweet swenson swift swisher switzer swope sykes sylvester szabo szymanski
tabor tackett tafoya taft taggart takahashi talbert talbot talbott talley tam tamayo tan tanaka tang tanner tapia tarver tate tatum taveras taylor teague teal tejada tejeda telles tellez temple templeton tennant tenney tenorio
terrell terry thacker thai thao tharp thatcher thayer theriault thibodeau thibodeaux thiel thigpen thomas thomason thompson thomsen thomson thorn thornburg thorne thornhill thornton thorpe thorson thrash thrasher threatt thurman
thurston tibbetts tidwell tierney tijerina tiller tilley tillery tillman tilton timm timmons tindall tinsley tipton tirado tisdale titus tobias tobin todd toledo tolbert toledo tolentino tolliver tolson tomlin tomlinson
tompkins toney tong toro torres torrez totten toth tovar towne townes townsend townsend tracy trahan trainor trammell tran trapp travis traylor treadway treadwell trejo tremblay trent trevino trimble trinh triplett tripp
trotter trout troutman troy trudeau true trujillo truitt truong truman tsai tsang tubbs tucker tully turk turley turnage turnbull turner turpin tuttle twitchell tyler tyree tyson
ulloa ulrich underhill underwood upchurch upshaw upton urban urbina uribe usher
vaca vail valadez valdes valdez valdivia valencia valentin valentine valenzuela valerio valladares valle vallejo valles van vance vanburen vandyke vang vann vanness varela vargas varner vasquez vaughan vaughn vazquez vega
velarde velasco velasquez velazquez velez veliz venable ventura vera verdin verdugo verma vernon vest vick vickers victor vidal viera vieira vigil villa villalobos villalpando villanueva villareal villarreal villasenor villegas
vincent vinson viramontes virgil visser vitale vo vogel vogt volk volpe voss vu vue
wade wadsworth waggoner wagner wagoner wahl waite wakefield walden waldron waldrop walker wall wallace wallen waller walling wallis walls walsh walston walter walters walther walton wampler wan wang ward wardlow ware warfield
warner warren warrick washburn washington wasserman waterman waters watkins watson watt watters watts waugh way wayne weatherford weathers weaver webb webber weber webster weddle weed weeks weems wei weidner weiler weimer weinberg
weiner weinstein weir weis weiss welborn welch weldon weller wellman wells welsh wendt wenger wenzel werner wertz wesley wesson west westbrook westfall westmoreland weston wetzel whalen whaley wharton wheaton wheeler wheelock whelan
whipple whitaker whitcomb white whited whitehead whitehouse whitehurst whiteside whitfield whiting whitley whitlock whitlow whitman whitmire whitmore whitney whitson whitt whittaker whitten whittington wick wicker wicks widener wiese
wiggins wilber wilbur wilburn wilcox wilde wilder wiley wilhelm wilkerson wilkes wilkins wilkinson wilks will willard willett willey williams williamson williford willingham willis willoughby wills wilmoth wilson wilt wimberly winchester
winder windham winfield winfrey wing wingate winkler winn winslow winston winter winters wise wiseman witt witte wofford wolf wolfe wolff wolford womack wong woo wood woodall woodard woodbury woodcock wooden woodley woodruff woods
woodson woodward woody woolard wooldridge wooten worden workman worley worrell worsham worth wortham worthington worthy wray wren wright wu wyatt wylie wyman wynn wynne
xiao xie xiong xu
yamada yamamoto yan yancey yanez yang yarbrough yard yates ybarra yeager yee yeh yi yin yoder yoo yoon yost young youngblood younger yount yu yuan yun
zaldivar zamora zamudio zapata zaragoza zarate zavala zayas zeigler zeller zelaya zeng zepeda zhang zhao zheng zhou zhu ziegler zielinski zimmer zimmerman zink zuckerman zuniga zweig
achebe adebayo afolabi agyeman ahluwalia akande akinwande alvi amadi andersson antonov arslan asante athanasiou balogun bang bassey becerril bello berisha bianco bielawski borisov boateng bogdanov brunetti calzada castellon cazarez
chaudhary chikwanha chukwu cisse colombo conte coulibaly dasgupta demir dhawan diaby diarra dimitrov dlamini dubey dumitru eze fofana fontana friedmann fujimoto fujita gallina garg georgiou ghebre goswami grigoryan gruenwald guerrini
hakimi hamdan hamid hasegawa hassanzadeh hayashi hinze hirano hosseini hovhannisyan iacobucci ito ivanov ivanova jansson jha johar kamara kaminski kapadia karlsson kato kaya keita kemal khanna kimani kofi kone kozlov kozlowski krol kruger
kuznetsov kuznetsova lamas lefebvre lindqvist lundqvist maeda malhotra mamedov marchetti mathur mazzeo mbeki mensah mishra mitra mohan moretti morozov moyo mutua nakashima nandi nasser nasr ndiaye ndlovu nguema nikolaidis nkosi novak
nowakowski nwosu obi oduya ogunleye ojo okoro okoye olaniyan olawale onyango osei otieno owusu ozturk pahlavi pandit papadopoulos pavlov petrov petrova popescu popov quispe rahimi rasool ricciardi rinaldo romanov rossini roussos sahin
saleh salim santangelo sato sesay shimizu sidhu smirnov smirnova sokolov soto sow sritharan suleiman swaminathan szczepanski takeda tamm tkachenko toure traore tremaine tshabalala usman uddin van vargas venkatesan vinogradov vishwanathan
volkov wafula wang wojcik yadav yamaguchi yamazaki yildiz yilmaz yoshida yusuf zaman zhuravlev zulu schwarzenegger bouvier duplantis chevalier lefevre fontaine mercier rousseau girard laurent bonnet fournier lambert rossetti ferretti galli
`
  .trim()
  .split(/\s+/)
