import type { CardField } from '../../../shared/api/card.ts'
import { partsText } from '../../../shared/formula/thing.ts'
import { elements, isParts, type Value } from '../../../shared/value.ts'

const LONGEST = 80

/** A value as people read it, on one line. */
export function textOf(value: Value): string {
  if (value === null) return 'empty'
  if (value === true) return 'yes'
  if (value === false) return 'no'
  const text = elements(value)
    .map((one) => (isParts(one) ? partsText(one) : String(one)))
    .join(', ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** What a field is called on both sides. */
export const fieldOf = ({ app, crm }: Pick<CardField, 'app' | 'crm'>): string =>
  app.name === crm.name ? crm.name : `${crm.name} ⇄ ${app.name}`
