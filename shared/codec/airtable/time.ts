/** Cells of dates (civil, no zone) and instants (UTC, milliseconds; reference 3.1 and 3.4). */
import { fitDate, fitInstant } from '../fit.ts'
import type { Grain } from '../grain.ts'
import { readDate, readInstant } from '../moment.ts'

export const date: Grain<string> = {
  isExact: true,
  read: (wire) => (typeof wire === 'string' ? (readDate(wire) ?? undefined) : undefined),
  fit: fitDate,
  write: (element) => element,
}

export const instant: Grain<string> = {
  isExact: true,
  read: (wire) => (typeof wire === 'string' ? (readInstant(wire) ?? undefined) : undefined),
  fit: fitInstant,
  write: (element) => element,
}
