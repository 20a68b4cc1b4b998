/** Airtable cell ⇄ value, in the dialect of the records API (names of options, bare record ids). */
import type { Field, FieldType } from '../field.ts'
import { cell } from './airtable/cell.ts'
import { choice } from './airtable/choice.ts'
import { barcode, file } from './airtable/file.ts'
import { link } from './airtable/link.ts'
import { checkbox, duration, number, rating } from './airtable/number.ts'
import { person } from './airtable/person.ts'
import { address, longText, richText, text } from './airtable/text.ts'
import { date, instant } from './airtable/time.ts'
import type { Codec } from './codec.ts'
import { codecOf } from './grain.ts'
import { opaque } from './opaque.ts'

export { AirtableField, airtableField } from './airtable/field.ts'
export { airtableMakes, airtableNew } from './airtable/make.ts'

const UNKNOWN = codecOf(cell, opaque())

/** One codec for each neutral type: a computed field's cell looks like that of its result. */
const CODECS: Readonly<Record<FieldType, Codec>> = {
  text: codecOf(cell, text),
  longText: codecOf(cell, longText),
  richText: codecOf(cell, richText),
  email: codecOf(cell, text),
  url: codecOf(cell, address),
  phone: codecOf(cell, text),
  domain: codecOf(cell, text),
  number: codecOf(cell, number),
  percent: codecOf(cell, number),
  currency: codecOf(cell, number),
  duration: codecOf(cell, duration),
  rating: codecOf(cell, rating),
  checkbox: codecOf(cell, checkbox),
  date: codecOf(cell, date),
  instant: codecOf(cell, instant),
  choice: codecOf(cell, choice),
  person: codecOf(cell, person),
  reference: codecOf(cell, link),
  file: codecOf(cell, file),
  barcode: codecOf(cell, barcode),
  // Airtable has no fields of these kinds.
  name: UNKNOWN,
  place: UNKNOWN,
  opaque: UNKNOWN,
}

/**
 * The codec of an Airtable field. A missing cell decodes to `null`: Airtable leaves empty ones out, and whether
 * the field was asked for is the caller's to know. `{error}` and `{specialValue}` decode to `undefined`.
 */
export const airtableCodec = (field: Field): Codec => CODECS[field.type]
