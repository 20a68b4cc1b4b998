import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Field, Table } from '../../../shared/field.ts'
import { elements, type Values } from '../../../shared/value.ts'
import type { Answer } from '../../http.ts'

/** A “no” in Attio's words: its code, and words that are only ever searched for our own names. */
export type Refusal = {
  readonly status: number
  readonly code: string
  /** The message, and where in the body it hurts: slugs of attributes among them. */
  readonly message: string
  readonly path: readonly string[]
}

const Body = z.object({
  code: z.string().default(''),
  message: z.string().default(''),
  validation_errors: z
    .array(z.object({ path: z.array(z.union([z.string(), z.number()])).default([]) }))
    .default([]),
})

export function refusalOf({ status, json }: Answer): Refusal {
  const read = Body.safeParse(json)
  if (!read.success) return { status, code: '', message: '', path: [] }
  const { code, message, validation_errors } = read.data
  return { status, code, message, path: validation_errors.flatMap(({ path }) => path.map(String)) }
}

const VENDOR = 'Attio'
/** Nothing was done, and the same call will do in a while: a merge being applied, two writers on one record. */
const PASSING = ['merge_in_progress', 'concurrent_write_conflict']

export type About = { readonly needs: string; readonly what: string; readonly name: string }

/** Why a call that wrote no record was refused. */
export function failureOf(refusal: Refusal, { needs, what, name }: About): Failure {
  const { status, code } = refusal
  if (PASSING.includes(code)) return { reason: 'slow_down', vendor: VENDOR, waitMs: 5_000 }
  if (code === 'billing_error' || code === 'quota_exceeded') {
    return { reason: 'forbidden', vendor: VENDOR, missing: 'a plan that includes this' }
  }
  if (status === 403) return { reason: 'forbidden', vendor: VENDOR, missing: needs }
  if (status === 404) return { reason: 'gone', vendor: VENDOR, what, name }
  return { reason: 'refused', vendor: VENDOR, what: `to give out the ${what} “${name}”` }
}

/** Why one record's write was refused; the codes are those of its error reference and of recorded traffic. */
export function writeFailureOf(
  refusal: Refusal,
  write: { readonly id: string | null; readonly values: Values; readonly needs: string },
  table: Table,
): Failure {
  const written = table.fields.filter(({ id }) => id in write.values)
  const field = fieldNamed(refusal, written)
  const name = field?.name ?? (written.length === 1 ? written[0]!.name : table.name)
  const vendor = VENDOR
  const wrong = (why: string): Failure => ({ reason: 'refused_value', vendor, field: name, why })
  switch (refusal.code) {
    case 'uniqueness_conflict': {
      // The message names an attribute's id or slug; where it is neither of ours it must be a unique one.
      const unique = field ? [field] : written.filter((one) => one.unique)
      return { reason: 'not_unique', vendor, field: names(unique) || table.name }
    }
    case 'missing_value': {
      const missing = field ? [field] : table.fields.filter((one) => isMissing(one, write.values))
      return { reason: 'missing_required', field: names(missing) || table.name }
    }
    case 'value_not_found':
      return notFound(refusal, write.values, written, name)
    case 'validation_type':
      return wrong('this kind of value does not fit there')
    case 'immutable_value':
    case 'system_edit_unauthorized':
      return wrong('it cannot be changed there')
  }
  if (refusal.status === 404 && !PASSING.includes(refusal.code)) {
    return { reason: 'gone', vendor, what: 'record', name: write.id ?? table.name }
  }
  if (refusal.status === 413) {
    return { reason: 'refused', vendor, what: 'this record, because it is too large' }
  }
  const failure = failureOf(refusal, {
    needs: write.needs,
    what: 'record',
    name: table.name,
  })
  return failure.reason === 'refused' ? { ...failure, what: 'this record' } : failure
}

/** An option, a status, a linked record, a member or the attribute itself is not there. */
function notFound(
  refusal: Refusal,
  values: Values,
  written: readonly Field[],
  name: string,
): Failure {
  for (const field of written) {
    const sought = elements(values[field.id] ?? null).find((one) => mentions(refusal.message, one))
    if (sought === undefined) continue
    if (field.type === 'choice') {
      return { reason: 'unknown_choice', field: field.name, choice: String(sought) }
    }
    if (field.type === 'reference' || field.type === 'person') {
      const whom =
        field.type === 'person' ? 'this person is not a member' : 'the linked record is not'
      return { reason: 'refused_value', vendor: VENDOR, field: field.name, why: `${whom} there` }
    }
  }
  const gone = written.find(({ id }) => refusal.message.includes(`"${id}"`))
  if (gone) return { reason: 'gone', vendor: VENDOR, what: 'field', name: gone.name }
  const why = 'what it points to is not there'
  return { reason: 'refused_value', vendor: VENDOR, field: name, why }
}

function mentions(message: string, element: unknown): boolean {
  if (typeof element === 'string') return message.includes(`"${element}"`)
  if (typeof element !== 'object' || element === null) return false
  return Object.values(element).some((part) => typeof part === 'string' && message.includes(part))
}

function fieldNamed(refusal: Refusal, fields: readonly Field[]): Field | undefined {
  return (
    fields.find(({ id }) => refusal.path.includes(id)) ??
    fields.find(({ id }) => refusal.message.includes(`"${id}"`)) ??
    fields.find(({ name }) => refusal.message.includes(`"${name}"`))
  )
}

const names = (fields: readonly Field[]): string => fields.map(({ name }) => name).join(' or ')

const isMissing = (field: Field, values: Values): boolean =>
  field.required && field.access !== 'never' && (values[field.id] ?? null) === null
