/** Cells of numbers and ticks. The precision of a number is for display only: the cell keeps the double (reference 3.4). */
import { ok } from '../../result.ts'
import { fitCheckbox, fitNumber, fitRating } from '../fit.ts'
import type { Grain } from '../grain.ts'

export const number: Grain<number> = {
  read: (wire) => (typeof wire === 'number' ? wire : undefined),
  fit: (element) => fitNumber(element),
  write: (element) => element,
}

/** Seconds; whole ones unless the format shows fractions, as the docs ask (reference 3.1). */
export const duration: Grain<number> = {
  ...number,
  fit: (element, field) => fitNumber(element, field.precision ?? 3),
}

/** 1 to `max`; there is no 0 in Airtable, it is the empty cell. */
export const rating: Grain<number> = {
  ...number,
  fit(element, field) {
    return element === 0 ? ok(null) : fitRating(element, 1, field.max ?? 10)
  },
}

/** An unticked box is an empty cell: `false` reads back as nothing (reference 3.1). */
export const checkbox: Grain<boolean> = {
  read: (wire) => (typeof wire === 'boolean' ? wire : undefined),
  fit(element) {
    return element === false ? ok(null) : fitCheckbox(element)
  },
  write: (element) => element,
}
