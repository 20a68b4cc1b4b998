import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Field, Table } from '../../../shared/field.ts'
import { elements, type Value, type Values } from '../../../shared/value.ts'
import type { Answer } from '../../http.ts'

/** A “no” in Airtable's words: its type, and a message that is only ever searched for our own names. */
export type Refusal = { readonly status: number; readonly type: string; readonly message: string }

const Body = z.union([
  z
    .object({ error: z.object({ type: z.string(), message: z.string().default('') }) })
    .transform(({ error }) => error),
  z.object({ error: z.string() }).transform(({ error }) => ({ type: error, message: '' })),
  z
    .object({ errors: z.tuple([z.object({ error: z.string(), message: z.string().default('') })]) })
    .transform(({ errors: [{ error, message }] }) => ({ type: error, message })),
])

export function refusalOf({ status, json }: Answer): Refusal {
  const read = Body.safeParse(json)
  return { status, ...(read.success ? read.data : { type: '', message: '' }) }
}

const VENDOR = 'Airtable'

/** What was asked, for the sentence about why it did not happen. */
export type About = {
  /** What the token needs for it. */
  readonly needs: string
  /** What it was about, for a person: a table, a record. */
  readonly what: string
  readonly name: string
  readonly fields?: readonly Field[]
}

/** Why a call that wrote nothing was refused. */
export function failureOf(refusal: Refusal, about: About): Failure {
  const { needs, what, name } = about
  if (refusal.status === 403) return { reason: 'forbidden', vendor: VENDOR, missing: needs }
  if (refusal.status === 404) return { reason: 'gone', vendor: VENDOR, what, name }
  if (refusal.type === 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE') {
    return { reason: 'listing_broke', vendor: VENDOR, table: name }
  }
  const field = fieldNamed(refusal.message, about.fields ?? [])
  if (
    field &&
    (refusal.type === 'UNKNOWN_FIELD_NAME' || refusal.type === 'INVALID_FILTER_BY_FORMULA')
  ) {
    return { reason: 'gone', vendor: VENDOR, what: 'field', name: field.name }
  }
  return { reason: 'refused', vendor: VENDOR, what: `to read the ${what} “${name}”` }
}

/** Why one record's write was refused; the types are those of Airtable's page on errors and of users' reports. */
export function writeFailureOf(
  refusal: Refusal,
  write: { readonly id: string | null; readonly values: Values },
  table: Table,
): Failure {
  const { type, message } = refusal
  const written = table.fields.filter(({ id }) => id in write.values)
  const field = fieldNamed(message, written)
  const name = field?.name ?? written[0]?.name ?? table.name
  const vendor = VENDOR
  if (refusal.status === 403) {
    return {
      reason: 'forbidden',
      vendor,
      missing: field ? `edit “${field.name}”` : `edit records in “${table.name}”`,
      ...(field ? { field: field.name } : {}),
    }
  }
  if (refusal.status === 413) {
    return { reason: 'refused', vendor, what: 'this record, because it is too large' }
  }
  if (refusal.status === 404 || type === 'ROW_DOES_NOT_EXIST') {
    // The same words tell of the record itself and of one that it links to.
    const linking = written.find(({ id }) => refersTo(write.values[id] ?? null, message))
    if (linking && !(write.id && message.includes(write.id))) {
      const why = 'a record it links to is no longer there'
      return { reason: 'refused_value', vendor, field: linking.name, why }
    }
    if (write.id === null) return { reason: 'gone', vendor, what: 'table', name: table.name }
    return { reason: 'gone', vendor, what: 'record', name: write.id }
  }
  switch (type) {
    case 'UNKNOWN_FIELD_NAME':
      return { reason: 'gone', vendor, what: 'field', name }
    case 'INVALID_MULTIPLE_CHOICE_OPTIONS':
      return unknownChoice(message, write.values, written, field)
    case 'INVALID_VALUE_FOR_COLUMN': {
      const why = message.includes('computed')
        ? 'it is computed there'
        : 'this kind of value does not fit there'
      return { reason: 'refused_value', vendor, field: name, why }
    }
    case 'INVALID_ATTACHMENT_OBJECT':
      return {
        reason: 'refused_value',
        vendor,
        field: name,
        why: 'the file cannot be fetched from its address',
      }
    default:
      return { reason: 'refused', vendor, what: 'this record' }
  }
}

/** The field among these that a message speaks of, by id or by quoted name; the longest name if several fit. */
export function fieldNamed(message: string, fields: readonly Field[]): Field | undefined {
  const byId = fields.find(({ id }) => message.includes(id))
  if (byId) return byId
  return fields
    .filter(({ name }) => message.includes(`"${name}"`) || message.includes(`field ${name}`))
    .sort((a, b) => b.name.length - a.name.length)[0]
}

function unknownChoice(
  message: string,
  values: Values,
  written: readonly Field[],
  named: Field | undefined,
): Failure {
  for (const field of named ? [named] : written.filter(({ type }) => type === 'choice')) {
    const choice = elements(values[field.id] ?? null).find(
      (one) => typeof one === 'string' && message.includes(`"${one}"`),
    )
    if (typeof choice === 'string') return { reason: 'unknown_choice', field: field.name, choice }
  }
  const name = named?.name ?? written[0]?.name ?? ''
  return {
    reason: 'refused_value',
    vendor: VENDOR,
    field: name,
    why: 'it is not one of its options',
  }
}

const refersTo = (value: Value, message: string): boolean =>
  elements(value).some(
    (one) =>
      typeof one === 'object' && typeof one['id'] === 'string' && message.includes(one['id']),
  )
