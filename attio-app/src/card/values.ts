import type { CardField } from '../../../shared/api/card.ts'
import { partsText } from '../../../shared/formula/thing.ts'
import { type Element, elements, isParts, type Value } from '../../../shared/value.ts'

const LONGEST = 80
const LONGEST_NAME = 30

/** A value as people read it, on one line. */
export function textOf(value: Value, names: readonly string[] = []): string {
  if (value === null) return 'empty'
  if (value === true) return 'yes'
  if (value === false) return 'no'
  const all = elements(value)
  // What a record is called stands with its own table; its id says nothing to anybody.
  if (areLinks(value)) return linksText(all.length, names)
  const text = all
    .map((one) => (isParts(one) ? partsText(one) : String(one)))
    .join(', ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** “Acme, Globex and 3 more”. */
function linksText(count: number, names: readonly string[]): string {
  if (names.length === 0) return count === 1 ? '1 linked record' : `${count} linked records`
  const named = names.map((name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name)).join(', ')
  return count > names.length ? `${named} and ${count - names.length} more` : named
} // prettier-ignore

/** Are these records, some of which have no name here? */
export const areCounted = ({ value, names }: CardField['app']): boolean =>
  areLinks(value) && names.length < elements(value).length

/** Are they records elsewhere? */
function areLinks(value: Value): boolean {
  const all = elements(value)
  return all.length > 0 && all.every(isLink)
}

const isLink = (one: Element): boolean => isParts(one) && typeof one['table'] === 'string'

/** What a field is called on both sides. */
export const fieldOf = ({ app, crm }: Pick<CardField, 'app' | 'crm'>): string =>
  app.name === crm.name ? crm.name : `${crm.name} ⇄ ${app.name}`
