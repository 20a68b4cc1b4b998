import { valuesOf, type Row } from './records.ts'
import { Refusal } from './refusal.ts'
import { textIn } from './values/type.ts'
import { identityOf } from './values/types.ts'
import type { ObjectType } from './workspace.ts'
import { attributeOf, findObject, SYSTEM } from './workspace.ts'
import type { Writing } from './write.ts'
import { createRow, readValues, updateRow } from './write.ts'

/** What Attio does by itself in the same breath as it makes a person. */

/** Everybody's mail hosts: an address there says nothing of a company. */
const PERSONAL = new Set([
  'aol.com', 'gmail.com', 'gmx.com', 'gmx.de', 'googlemail.com', 'hotmail.com', 'icloud.com', 'live.com',
  'mac.com', 'me.com', 'msn.com', 'outlook.com', 'proton.me', 'protonmail.com', 'web.de', 'yahoo.com',
]) // prettier-ignore

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** A person with a work address belongs to the company of its domain, which is made if need be. */
export function fillCompany(writing: Writing, object: ObjectType, row: Row): Refusal | null {
  if (object.slug !== 'people' || !writing.switches.companyFromEmail) return null
  const company = attributeOf(object, 'company')
  const addresses = valuesOf(row, attributeOf(object, 'email_addresses').id)
  const host = addresses
    .map(({ data }) => textIn(data, 'email_root_domain'))
    .find((root) => !PERSONAL.has(root))
  const companies = findObject(writing.workspace, 'companies')
  if (host === undefined || !companies || valuesOf(row, company.id).length > 0) return null
  const bySystem: Writing = { ...writing, actor: SYSTEM }
  const domains = identityOf(attributeOf(companies, 'domains'))
  let id = writing.draft.holders(companies.id, domains, host)[0]
  if (id === undefined) {
    const name = capital(host.split('.')[0] ?? host)
    const values = readValues(bySystem, companies, { domains: [host], name })
    const made = values instanceof Refusal ? values : createRow(bySystem, companies, values)
    if (made instanceof Refusal) return made
    id = made.id
  }
  const link = { attribute: company, data: [{ target_object: companies.id, target_record_id: id }] }
  const filled = updateRow(bySystem, object, row, [{ ...link, ignored: false }], () => 'overwrite')
  return filled instanceof Refusal ? filled : null
}
