import { type Field, isOwnField, ownFields } from '../../../shared/field.ts'
import type { Value } from '../../../shared/value.ts'
import type { RecordWire } from './wire.ts'

/** What every record says of itself beside its cells: no field of the table, so never asked for by name. */
export const OWN_FIELDS: readonly Field[] = ownFields('Airtable')

export const isOwn = isOwnField

/** The value of such a field, from the record around the cells. */
export function ownValue(field: Field, wire: RecordWire, url: string): Value | undefined {
  if (field.id === ':id') return wire.id
  return field.id === ':url' ? url : instantOf(wire.createdTime)
}

/** A time that was not said is unknown. */
const instantOf = (time: string | undefined): Value | undefined =>
  time === undefined || Number.isNaN(Date.parse(time)) ? undefined : new Date(time).toISOString()
