import type { CardField } from '../../../shared/api/card.ts'
import { partsText } from '../../../shared/formula/thing.ts'
import { type Element, elements, isParts, type Value } from '../../../shared/value.ts'

const LONGEST = 80

/** A value as people read it, on one line. */
export function textOf(value: Value): string {
  if (value === null) return 'empty'
  if (value === true) return 'yes'
  if (value === false) return 'no'
  const all = elements(value)
  // What a record is called stands with its own table; its id says nothing to anybody.
  if (areLinks(value)) return all.length === 1 ? '1 linked record' : `${all.length} linked records` // prettier-ignore
  const text = all
    .map((one) => (isParts(one) ? partsText(one) : String(one)))
    .join(', ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** Is it told by its count alone? */
export function areLinks(value: Value): boolean {
  const all = elements(value)
  return all.length > 0 && all.every(isLink)
}

const isLink = (one: Element): boolean => isParts(one) && typeof one['table'] === 'string'

/** What a field is called on both sides. */
export const fieldOf = ({ app, crm }: Pick<CardField, 'app' | 'crm'>): string =>
  app.name === crm.name ? crm.name : `${crm.name} ⇄ ${app.name}`
