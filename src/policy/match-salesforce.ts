// The condition `salesforce` against the header fields that Salesforce writes. Pure.
import type { HeaderField } from '../domain/content.ts'
import { sameOrg } from '../smtp/salesforce-org.ts'
import type { SalesforceTest } from './policy-set.ts'

/** The fields under which Salesforce names organisation, category and record. */
export const SALESFORCE_HEADERS = { org: 'X-SFDC-LK', category: 'X-SFDC-EmailCategory', entity: 'X-SFDC-EntityId' } as const

export function matchesSalesforce(test: SalesforceTest, headers: readonly HeaderField[]): boolean {
  const holds = (key: keyof SalesforceTest, same: (wanted: string, actual: string) => boolean): boolean => {
    const wanted = test[key]
    const name = SALESFORCE_HEADERS[key].toLowerCase()
    return !wanted || headers.some((field) => field.name.toLowerCase() === name && wanted.some((one) => same(one, field.value.trim())))
  }
  return (
    holds('org', sameOrg) &&
    holds('category', (wanted, actual) => wanted === actual.toLowerCase()) &&
    // Ids of 15 characters are case-sensitive; the three more of the long form are a checksum.
    holds('entity', (wanted, actual) => (wanted.length === 3 ? actual.startsWith(wanted) : wanted.slice(0, 15) === actual.slice(0, 15)))
  )
}
