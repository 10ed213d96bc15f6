// The condition `salesforce`: organisation, category and record of a mail, as Salesforce's own header fields tell them (X-SFDC-LK, X-SFDC-EmailCategory,
// X-SFDC-EntityId). A Salesforce user cannot set these; who else may send is the business of `senders` in postern.yaml.
import { isOrgId } from '../smtp/salesforce-org.ts'
import type { ParseContext } from './parse-context.ts'
import type { Condition, SalesforceTest } from './policy-set.ts'
import type { Entry, Text } from './yaml-reader.ts'

export const SALESFORCE_KEYS = ['org', 'category', 'entity'] as const

/** The first three characters of a record id tell its kind: key prefixes of the standard objects that mail is sent from. */
const PREFIXES: Readonly<Record<string, string>> = {
  account: '001',
  contact: '003',
  lead: '00Q',
  opportunity: '006',
  case: '500',
  contract: '800',
  order: '801',
  campaign: '701',
  user: '005',
}

export function parseSalesforce({ reader }: ParseContext, entry: Entry): Condition | undefined {
  const map = reader.map(entry.node, entry.key, '`salesforce`', SALESFORCE_KEYS)
  if (!map) return undefined
  if (map.size === 0) return reader.problem(entry.node, '`salesforce` says nothing', 'name `org`, `category` or `entity`')
  const texts = (key: (typeof SALESFORCE_KEYS)[number], read: (text: Text) => string | undefined): readonly string[] | undefined => {
    const inner = map.get(key)
    return inner && reader.texts(inner, `\`${key}\``)?.flatMap((text) => read(text) ?? [])
  }
  const org = texts('org', ({ text, node }) =>
    isOrgId(text)
      ? text
      : reader.problem(
          node,
          `\`${text}\` is no organisation id`,
          'it has 15 or 18 characters and begins 00D; Setup, Company Information shows it',
        ),
  )
  const category = texts('category', ({ text, node }) =>
    /^\w+$/.test(text)
      ? text.toLowerCase()
      : reader.problem(
          node,
          `no category is called \`${text}\``,
          'write it as X-SFDC-EmailCategory has it: quickActionEmail, workflowActionAlert, apiSingleMail',
        ),
  )
  const entity = texts('entity', ({ text, node }) => {
    const prefix = PREFIXES[text.toLowerCase()] ?? text
    if (/^(?:[A-Za-z0-9]{3}|[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(prefix)) return prefix
    return reader.problem(
      node,
      `\`${text}\` is no record and no kind of record`,
      `write a record id, its first three characters in quotes ("500"), or ${Object.keys(PREFIXES).join(', ')}`,
    )
  })
  const salesforce: SalesforceTest = { ...(org ? { org } : {}), ...(category ? { category } : {}), ...(entity ? { entity } : {}) }
  return { kind: 'salesforce', salesforce }
}
