import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { THEN_KEYS } from './parse-actions.ts'
import { WHEN_KEYS } from './parse-conditions.ts'
import { FILE_KEYS, RULE_KEYS } from './parse-file.ts'
import { type JsonSchema, POLICY_SCHEMA } from './schema.ts'

/** The keywords of draft-07 that the schema uses. @returns where the value does not fit */
function misfits(value: unknown, schema: JsonSchema, path = '$'): readonly string[] {
  if (schema.$ref) return misfits(value, definition(schema.$ref), path)
  if (schema.anyOf) return schema.anyOf.some((one) => misfits(value, one, path).length === 0) ? [] : [`${path}: none of anyOf`]
  if (schema.enum) return schema.enum.includes(value as string) ? [] : [`${path}: ${value} is not in the enum`]
  if (schema.type && schema.type !== typeOf(value, schema.type)) return [`${path}: is no ${schema.type}`]
  if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern).test(value)) return [`${path}: ${value} does not match`]
  if (typeof value === 'number' && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value)))
    return [`${path}: out of range`]
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) return [`${path}: too few`]
    return value.flatMap((item, index) => misfits(item, schema.items ?? {}, `${path}[${index}]`))
  }
  if (value === null || typeof value !== 'object') return []
  const missing = (schema.required ?? []).filter((key) => !(key in value)).map((key) => `${path}: lacks ${key}`)
  return [...missing, ...Object.entries(value).flatMap(([key, inner]) => misfitsOfKey(key, inner, schema, path))]
}

function misfitsOfKey(key: string, inner: unknown, schema: JsonSchema, path: string): readonly string[] {
  const name = schema.propertyNames?.pattern
  if (name && !new RegExp(name).test(key)) return [`${path}: the name ${key}`]
  const known = schema.properties?.[key]
  if (known) return misfits(inner, known, `${path}.${key}`)
  if (schema.additionalProperties === false) return [`${path}: has ${key}`]
  return typeof schema.additionalProperties === 'object' ? misfits(inner, schema.additionalProperties, `${path}.${key}`) : []
}

function definition(name: string): JsonSchema {
  const found = POLICY_SCHEMA.definitions?.[name.replace('#/definitions/', '')]
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

function typeOf(value: unknown, wanted: string): string {
  if (Array.isArray(value)) return 'array'
  if (wanted === 'integer') return Number.isInteger(value) ? 'integer' : typeof value
  return value === null ? 'null' : typeof value
}

const keys = (schema: JsonSchema | undefined) => Object.keys(schema?.properties ?? {}).sort()
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the schema of the language', () => {
  it('has exactly the keys that the loader knows', () => {
    expect(keys(POLICY_SCHEMA)).toEqual([...FILE_KEYS].sort())
    expect(keys(definition('rule'))).toEqual([...RULE_KEYS].sort())
    expect(keys(definition('when'))).toEqual([...WHEN_KEYS].sort())
    expect(keys(definition('rule').properties?.then)).toEqual([...THEN_KEYS].sort())
  })

  const policies = readdirSync(new URL('../../policies/', import.meta.url)).filter((name) => /(?<!\.test)\.yaml$/.test(name))
  it.each(policies)('holds for the shipped %s', (name) => {
    expect(misfits(parse(read(`../../policies/${name}`)), POLICY_SCHEMA)).toEqual([])
  })

  it('holds for the sample of the design and every policy of the guide', () => {
    expect(misfits(parse(read('./fixtures/design-sample.yaml')), POLICY_SCHEMA)).toEqual([])
    const blocks = [...read('../../docs/guide/policies.md').matchAll(/```yaml\n(policy: [^/]*?)```/g)].map(([, text]) => text as string)
    const guide = blocks.filter((text) => !text.includes('cases:'))
    expect(guide.length).toBeGreaterThan(3)
    for (const text of guide) expect(misfits(parse(text), POLICY_SCHEMA), text).toEqual([])
  })

  it.each([
    ['an unknown key of the file', 'rulez: []'],
    ['an unknown condition', 'rules: [{ id: r, when: { fuond: mrn }, then: { tag: x } }]'],
    ['one deep inside', 'rules: [{ id: r, when: { any: [{ not: { fuond: mrn } }] }, then: { tag: x } }]'],
    ['an unknown action', 'rules: [{ id: r, when: { found: mrn }, then: { tga: x } }]'],
    ['a number that is text', 'rules: [{ id: r, when: { found: mrn, min: "3" }, then: { tag: x } }]'],
    ['a default in the open', 'default: { deliver: any }'],
    ['a rule without id', 'rules: [{ when: { found: mrn }, then: { tag: x } }]'],
    ['a detector without pattern', 'detectors: { own: { check: luhn } }'],
  ])('refuses %s', (_, text) => {
    expect(misfits(parse(`policy: p\n${text}`), POLICY_SCHEMA)).not.toEqual([])
  })
})
