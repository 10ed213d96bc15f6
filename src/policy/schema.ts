// The policy language as JSON Schema, for editors (`postern policy schema`): completion and red lines while typing. The loader stays the judge: it knows
// what a schema cannot say. schema.test.ts keeps both alike.
import { CONSENT_KINDS } from '../domain/consent.ts'
import { CONFIDENCES, DETECTOR_IDS } from '../domain/finding.ts'
import { PORTAL_AUTHS, PROTECTIONS } from '../domain/protection.ts'
import { NUMBER_CHECKS } from '../domain/scan-set.ts'
import { REDACT_MODES } from '../domain/verdict.ts'
import { NAME } from './parse-context.ts'
import { POLICY_DEFAULTS } from './policy-set.ts'

/** As much of JSON Schema draft-07 as this schema uses; editors know that draft best. */
export interface JsonSchema {
  readonly $schema?: string
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean' | 'number'
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly (string | number)[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly examples?: readonly unknown[]
  readonly definitions?: Readonly<Record<string, JsonSchema>>
}

type Fields = Readonly<Record<string, JsonSchema>>

const text = (description: string): JsonSchema => ({ type: 'string', description })
const flag = (description: string): JsonSchema => ({ type: 'boolean', description })
const ref = (name: string, description?: string): JsonSchema => ({ $ref: `#/definitions/${name}`, ...(description ? { description } : {}) })
const choice = (words: readonly string[], description: string): JsonSchema => ({ enum: words, description })
const count = (description: string, range: { min: number; max: number } = { min: 1, max: 1_000_000 }): JsonSchema => ({
  type: 'integer',
  minimum: range.min,
  maximum: range.max,
  description,
})
const map = (description: string, properties: Fields, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  description,
  properties,
  additionalProperties: false,
  ...(required.length > 0 ? { required } : {}),
})
/** A scalar equals a one-entry list. */
const oneOrMore = (item: JsonSchema, description: string, minItems = 1): JsonSchema => ({
  description,
  anyOf: [item, { type: 'array', items: item, minItems }],
})
const named = (description: string, value: JsonSchema): JsonSchema => ({
  type: 'object',
  description,
  propertyNames: { pattern: NAME.source },
  additionalProperties: value,
})

const STRING: JsonSchema = { type: 'string' }
const DETECTOR_NAMES: JsonSchema = { anyOf: [{ enum: DETECTOR_IDS }, { type: 'string', pattern: NAME.source }] }

/** What a rule, `default` or `uninspectable` may ask of the way a copy travels. */
const TRAVEL: Fields = {
  deliver: choice(PROTECTIONS, 'How well the copy must be protected, weakest first'),
  otherwise: oneOrMore(STRING, 'Routes when the gate refuses: portal, bounce, or a route of postern.yaml; [] holds the copy', 0),
  'min-tls': { enum: ['1.3', 1.3], description: 'Lowest TLS version' },
  proof: choice(['dane-or-sts'], 'How the host must be proved'),
  portal: map('How the portal opens the message', {
    auth: choice(PORTAL_AUTHS, 'How the reader signs in'),
    expires: text('How long it can be opened: 14d'),
    'link-over': choice(['encrypted', 'any'], 'Lets the notice with the link cross a weaker hop: a recorded exception'),
  }),
  via: oneOrMore(STRING, 'Who hosts a portal message: portal, or a provider of postern.yaml'),
}

const ANSWERS: Fields = {
  hold: text('The copy waits for a person; why'),
  reject: text('The copy is refused; why'),
  notify: oneOrMore(STRING, 'Mail addresses of officers to tell'),
}

const THEN: Fields = {
  ...TRAVEL,
  ...ANSWERS,
  tag: oneOrMore({ type: 'string', pattern: NAME.source }, 'Labels for ledger and metrics'),
  redact: map(
    'Rewrites values in the copy',
    {
      values: oneOrMore(DETECTOR_NAMES, 'Detectors and dictionaries whose findings are rewritten'),
      mode: choice(REDACT_MODES, 'How; left out: mask'),
      else: {
        description: 'What becomes of a copy that cannot be rewritten; left out: hold',
        anyOf: [
          { enum: ['hold', 'reject', 'portal'] },
          map('', { deliver: { enum: PROTECTIONS.slice(1) }, otherwise: TRAVEL.otherwise as JsonSchema }, ['deliver']),
        ],
      },
    },
    ['values'],
  ),
  journal: oneOrMore(STRING, 'Mail addresses that get a copy under the same verdict'),
  header: map('Changes header fields', {
    add: { type: 'object', additionalProperties: STRING, description: 'Fields to add' },
    set: { type: 'object', additionalProperties: STRING, description: 'Fields that take the place of all of their name' },
    remove: oneOrMore(STRING, 'Names of fields to take out'),
  }),
  subject: map('Changes the subject', {
    strip: oneOrMore(STRING, 'Texts to take out, letter case aside'),
    replace: { type: 'string', maxLength: POLICY_DEFAULTS.maxHeaderValue, description: 'The whole new subject' },
    prefix: { type: 'string', maxLength: POLICY_DEFAULTS.maxHeaderValue, description: 'Text put in front' },
  }),
  notice: map(
    'Adds a text to the body',
    {
      text: { type: 'string', maxLength: POLICY_DEFAULTS.maxNoticeLength, description: 'The text' },
      place: choice(['top', 'bottom'], 'Where; left out: bottom'),
    },
    ['text'],
  ),
  except: oneOrMore(STRING, 'Ids of overridable rules that do not count then'),
  reason: text('Why; goes into the audit trail with `except`'),
}

const TEXT_TEST: Fields = {
  has: oneOrMore(STRING, 'Texts contained, letter case aside'),
  matches: oneOrMore(STRING, 'Patterns (RE2); in single quotes'),
}
const ADDRESSES: JsonSchema = {
  description: 'Addresses, domains ("*.example.org" for subdomains) or names of lists; {not: …} turns it round',
  anyOf: [oneOrMore(STRING, ''), map('', { not: oneOrMore(STRING, 'None of these') }, ['not'])],
}
const SIZE = map('Bytes', { over: text('More than: 10MiB'), under: text('Less than: 10MiB') })
const NEAR: Fields = {
  words: oneOrMore(STRING, 'Whole words or phrases'),
  within: count(`Characters between nearest edges; left out: ${POLICY_DEFAULTS.nearWithin}`, {
    min: 0,
    max: POLICY_DEFAULTS.maxNearWithin,
  }),
}

const WHEN: Fields = {
  from: ADDRESSES,
  to: ADDRESSES,
  subject: map('The subject', TEXT_TEST),
  header: map('A header field', { name: text('Its name'), is: oneOrMore(STRING, 'Its whole value, letter case aside'), ...TEXT_TEST }, [
    'name',
  ]),
  body: map('The texts of the body', TEXT_TEST),
  attachment: map('One attachment that meets all of it', {
    name: oneOrMore(STRING, 'File names; * and ? stand for any characters'),
    type: oneOrMore(STRING, 'Media types; image/* for a family'),
    size: SIZE,
    encrypted: flag('It cannot be opened without a password'),
  }),
  size: SIZE,
  found: oneOrMore(DETECTOR_NAMES, 'Any of these detectors or dictionaries found something'),
  min: count('Findings at least'),
  distinct: count('Different values at least'),
  confidence: choice(CONFIDENCES, 'Only findings of at least this confidence'),
  near: map('Only findings with one of these near, in the same part', { found: oneOrMore(DETECTOR_NAMES, 'Findings of these'), ...NEAR }),
  salesforce: map('What Salesforce says of the mail', {
    org: oneOrMore(STRING, 'Organisation ids'),
    category: oneOrMore(STRING, 'Email categories, as in X-SFDC-EmailCategory'),
    entity: oneOrMore(STRING, 'Record ids, their first three characters, or case, contact, lead, …'),
  }),
  consent: oneOrMore({ enum: CONSENT_KINDS }, 'The recipient has given this consent'),
  all: { type: 'array', items: ref('when'), minItems: 1, description: 'All of these hold' },
  any: { type: 'array', items: ref('when'), minItems: 1, description: 'At least one of these holds' },
  not: ref('when', 'This does not hold'),
}

const MODE = choice(['enforce', 'monitor'], 'monitor: what it would do is recorded, and nothing changes')
const ANSWER = {
  ...ANSWERS,
  deliver: TRAVEL.deliver as JsonSchema,
  otherwise: TRAVEL.otherwise as JsonSchema,
  portal: TRAVEL.portal as JsonSchema,
}

const FILE: Fields = {
  policy: text('Name of this policy'),
  mode: MODE,
  layer: map('A policy for one sender: it only tightens', { for: text('Domain or address of the header From') }, ['for']),
  lists: named('Names for domains and addresses', {
    anyOf: [oneOrMore(STRING, 'Entries'), map('', { file: text('One entry a line, # comments; relative to this file') }, ['file'])],
  }),
  dictionaries: named(
    'Word lists of your own',
    map('Whole words and phrases', { terms: oneOrMore(STRING, 'Terms'), file: text('One term a line, # comments; relative to this file') }),
  ),
  detectors: named(
    'Detectors of your own',
    map(
      'A pattern, and what else must hold',
      {
        pattern: text('RE2, in single quotes; (?P<value>…) is the value'),
        near: map('One of these words stands near', NEAR, ['words']),
        check: choice(NUMBER_CHECKS, 'Check digit over the digits of the value'),
        examples: map('Tried each time the policy is loaded', {
          match: oneOrMore(STRING, 'Found in these', 0),
          ignore: oneOrMore(STRING, 'Not found in these', 0),
        }),
      },
      ['pattern'],
    ),
  ),
  uninspectable: map('What nobody could read', {
    // biome-ignore lint/suspicious/noThenProperty: a key of the policy language
    then: map('One of hold, reject and deliver', { ...ANSWER, deliver: { enum: ['authenticated', 'portal'] } }),
    opaque: map('Images, sound, fonts, signatures', { ...ANSWER, deliver: { enum: PROTECTIONS.slice(1) } }),
    allow: oneOrMore(STRING, 'Media types treated as opaque', 0),
  }),
  default: map('How mail travels where no rule says so', { ...TRAVEL, deliver: { enum: PROTECTIONS.slice(1) } }, ['deliver']),
  rules: { type: 'array', items: ref('rule'), description: 'All that match count' },
}

export const POLICY_SCHEMA: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Postern policy, version 1',
  ...map('', FILE, ['policy']),
  definitions: {
    when: map('All of these hold', WHEN),
    rule: map(
      'One rule',
      {
        id: { type: 'string', pattern: NAME.source, description: 'Short and stable: it stands in traces and exceptions' },
        title: text('For people: it stands in notes to officers'),
        mode: MODE,
        overridable: flag('Another rule may take it out with `except`'),
        until: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The last day on which it counts' },
        when: ref('when', 'Which messages it is for'),
        // biome-ignore lint/suspicious/noThenProperty: a key of the policy language
        then: map('What it asks for', THEN),
      },
      ['id', 'when', 'then'],
    ),
  },
}
