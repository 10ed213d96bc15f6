// Words of postal addresses for the detector `street-address`. Source note: written for Postern from general knowledge of addresses in the United States (the
// suffixes are those that USPS Publication 28 standardises) and of some other countries.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** After a number and a name they make a street by themselves. */
export const STREET_SUFFIXES = words(`
street st str avenue ave av aven road rd boulevard blvd boul lane ln drive dr drv court ct crt circle cir circ terrace ter terr parkway pkwy pky parkwy highway hwy place pl way wy trail trl turnpike tpke
expressway expy freeway fwy alley aly crescent cres cove cv causeway cswy
`)

/** They are ordinary words as well: a unit, a town or the like must follow. */
export const WEAK_SUFFIXES = words(`
square sq plaza plz loop lp run row path pass pike point pt ridge rdg hill hl hills hls hollow holw heights hts garden gardens gdns glen gln green grn grove grv estate estates est crossing xing bend bnd bluff blf branch br bridge brg brook brk
bypass byp canyon cyn center ctr centre chase close common commons corner cor course creek crk dale dam divide estates falls fls farm ferry field fields fld flats ford forest fork fort freeway gate gateway gtwy harbor hbr haven hvn inlet island isle junction jct key keys
knoll knl knolls lake lakes landing lndg ledge lock lodge manor mnr meadow meadows mdws mews mill mills mission mount mountain mtn neck orchard oval overlook overpass park parks pines plain plains port prairie ranch rapids rest river roads route rue shoal shore shores
skyway spring springs spur station sta stravenue stream summit trace track throughway tunnel union valley viaduct view vw village vlg ville vista walk wall well wells ext extension crest mall gate yard quay wharf
`)

/** Streets that are named by them and a number or letter: `Highway 32`, `County Road 12`, `Avenue J`. */
export const NUMBERED_STREETS = words('highway hwy route rte rt interstate road rd avenue ave street st us sr cr fm loop')

export const DIRECTIONS = words('n s e w ne nw se sw north south east west northeast northwest southeast southwest')

export const UNIT_WORDS = words(
  'apt apartment ste suite unit bldg building fl floor flr rm room lot trlr trailer spc space hngr no num number dept penthouse ph bsmt basement upper lower rear front pmb box # flat',
)

/** Before a suffix they make something other than a street: `2 Hard Drive`, `1 Supreme Court`. */
export const NO_STREET_NAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'drive',
    words(
      'election volt dc ac hard disk flash food blood toy usb google one pen test membership recruitment charity clothing coat fund sex jump zip thumb solid external network shared internal backup ssd state tape floppy optical wheel front rear four cloud donation book voter registration pledge',
    ),
  ],
  [
    'court',
    words(
      'supreme district circuit superior federal appeals bankruptcy high family juvenile tennis food basketball municipal state moot probate appellate crown criminal civil traffic volleyball small claims',
    ),
  ],
  ['place', words('first second third fourth fifth last safe work right market taking take no any every some same another common public')],
  [
    'way',
    words(
      'milky best only easy right wrong better same other this that one two three four all every no any each long hard great good new fun simple simplest fastest possible effective united quick sure two-way three-way united',
    ),
  ],
  ['road', words('off rail high on the cross')],
  ['street', words('sesame wall-less easy')],
  ['circle', words('inner traffic full quality vicious')],
  ['trail', words('audit paper money email')],
  ['st', words('dear hello')],
  [
    'ct',
    words(
      'chest head abdominal abdomen abd brain pelvis pelvic cardiac spine sinus neck thoracic cervical lumbar noncontrast contrast coronary maxillofacial renal repeat initial outside ldct stat prior pet follow-up',
    ),
  ],
  ['dr', words('the dear see saw attending hello patients patient visits')],
  ['pl', words('mr')],
  ['av', words('first second third')],
  ['ter', words('mid')],
])

/** State and territory abbreviations of USPS, the Canadian provinces, and the names of the states. */
export const STATES = words(`
al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy pr vi gu as mp ap ae aa on qc bc ab mb sk ns nb nl pe yt nt nu
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico
york carolina dakota ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming ontario quebec columbia alberta manitoba calif mass mich penn tenn wash tex fla ill ind minn wis conn colo ariz
`)
