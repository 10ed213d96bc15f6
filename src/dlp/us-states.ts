// The states of the US and the forms of their driver's licence numbers, as data. Source: AAMVA and the states' own publications (the form is no secret: it is
// printed on the card); where a state changed its form, both stand here, since old cards stay valid for years.

/** Postal code → name, and the forms of the licence number without separators, capitals. */
export const US_STATES: Readonly<Record<string, readonly [name: string, license: string]>> = {
  AL: ['Alabama', String.raw`\d{7,8}`],
  AK: ['Alaska', String.raw`\d{5,7}`],
  AZ: ['Arizona', String.raw`[A-Z]\d{8}|\d{9}`],
  AR: ['Arkansas', String.raw`\d{8,9}`],
  CA: ['California', String.raw`[A-Z]\d{7}`],
  CO: ['Colorado', String.raw`\d{9}|[A-Z]\d{3,6}|[A-Z]{2}\d{2,5}`],
  CT: ['Connecticut', String.raw`\d{9}`],
  DE: ['Delaware', String.raw`\d{6,7}`],
  DC: ['District of Columbia', String.raw`\d{7}|\d{9}`],
  FL: ['Florida', String.raw`[A-Z]\d{12}`],
  GA: ['Georgia', String.raw`\d{7,9}`],
  HI: ['Hawaii', String.raw`[A-Z]\d{8}|\d{9}|H\d{8}`],
  ID: ['Idaho', String.raw`[A-Z]{2}\d{6}[A-Z]|\d{9}`],
  IL: ['Illinois', String.raw`[A-Z]\d{11,12}`],
  IN: ['Indiana', String.raw`\d{10}|[A-Z]\d{9}`],
  IA: ['Iowa', String.raw`\d{9}|\d{3}[A-Z]{2}\d{4}`],
  KS: ['Kansas', String.raw`[A-Z]\d{8}|\d{9}|[A-Z]\d[A-Z]\d[A-Z]`],
  KY: ['Kentucky', String.raw`[A-Z]\d{8,9}|\d{9}`],
  LA: ['Louisiana', String.raw`\d{8,9}`],
  ME: ['Maine', String.raw`\d{7}|\d{7}[A-Z]|\d{8}`],
  MD: ['Maryland', String.raw`[A-Z]\d{12}`],
  MA: ['Massachusetts', String.raw`[A-Z]\d{8}|[A-Z]{2}\d{7}|\d{9}`],
  MI: ['Michigan', String.raw`[A-Z]\d{12}|[A-Z]\d{10}`],
  MN: ['Minnesota', String.raw`[A-Z]\d{12}`],
  MS: ['Mississippi', String.raw`\d{9}`],
  MO: ['Missouri', String.raw`[A-Z]\d{5,9}|[A-Z]\d{6}R|\d{9}|\d{8}[A-Z]{2}|\d{9}[A-Z]`],
  MT: ['Montana', String.raw`\d{13,14}|\d{9}|[A-Z]\d{8}`],
  NE: ['Nebraska', String.raw`[A-Z]\d{6,8}`],
  NV: ['Nevada', String.raw`\d{9,10}|\d{12}|[A-Z0-9]\d{8}`],
  NH: ['New Hampshire', String.raw`\d{2}[A-Z]{3}\d{5}|[A-Z]{3}\d{8}`],
  NJ: ['New Jersey', String.raw`[A-Z]\d{14}`],
  NM: ['New Mexico', String.raw`\d{8,9}`],
  NY: ['New York', String.raw`\d{9}|[A-Z]\d{7}|[A-Z]\d{18}|\d{8}|\d{16}|[A-Z]{8}`],
  NC: ['North Carolina', String.raw`\d{8,12}`],
  ND: ['North Dakota', String.raw`[A-Z]{3}\d{6}|\d{9}`],
  OH: ['Ohio', String.raw`[A-Z]{2}\d{6}|[A-Z]\d{4,8}|[A-Z]{2}\d{3,7}|\d{8}`],
  OK: ['Oklahoma', String.raw`[A-Z]\d{9}|\d{9}`],
  OR: ['Oregon', String.raw`\d{7}|[A-Z]\d{6,7}`],
  PA: ['Pennsylvania', String.raw`\d{8}`],
  PR: ['Puerto Rico', String.raw`\d{7}|\d{9}`],
  RI: ['Rhode Island', String.raw`\d{7,8}|[A-Z]\d{6}`],
  SC: ['South Carolina', String.raw`\d{8,11}`],
  SD: ['South Dakota', String.raw`\d{8}|\d{10}|\d{12}`],
  TN: ['Tennessee', String.raw`\d{7,9}`],
  TX: ['Texas', String.raw`\d{7,8}`],
  UT: ['Utah', String.raw`\d{7,10}`],
  VT: ['Vermont', String.raw`\d{8}|\d{7}[A-Z]`],
  VA: ['Virginia', String.raw`[A-Z]\d{8,11}|\d{9}`],
  WA: [
    'Washington',
    String.raw`[A-Z]{3}[A-Z0-9]{9}|[A-Z]{5}[A-Z0-9]{7}|[A-Z]{7}\d{3}[A-Z0-9]{2}|[A-Z]{6}[A-Z0-9]{6}|[A-Z]{4}[A-Z0-9]{8}|WDL[A-Z0-9]{9}`,
  ],
  WV: ['West Virginia', String.raw`\d{7}|[A-Z]{1,2}\d{5,6}`],
  WI: ['Wisconsin', String.raw`[A-Z]\d{13}`],
  WY: ['Wyoming', String.raw`\d{9,10}`],
}

export const STATE_CODES: readonly string[] = Object.keys(US_STATES)
export const STATE_NAMES: readonly string[] = Object.values(US_STATES).map(([name]) => name)

/** One of the forms of any state. */
export const ANY_LICENSE = new RegExp(
  `^(?:${[...new Set(Object.values(US_STATES).flatMap(([, license]) => license.split('|')))].join('|')})$`,
)

/** Names, postal codes and common short forms of the states, as they stand between a label and its value: capitals for codes, any case for names. */
export const STATE_WORDS = new RegExp(
  `(?<![A-Za-z])(?:${[...STATE_CODES, ...STATE_NAMES, ...STATE_NAMES.map((name) => name.toLowerCase()), 'Calif', 'Tex', 'Fla', 'Penn', 'Mass', 'Wash', 'USA', 'US', 'State', 'state'].join('|')})(?![A-Za-z])\\.?`,
  'g',
)
