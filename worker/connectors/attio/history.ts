import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { type Field, isOwnField } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { ask, failureFrom, get } from './api.ts'
import { kindOf, oneOf } from './kind.ts'
import { newest, type Place } from './records.ts'
import { PARENT } from './row.ts'

const Past = z.object({
  data: z.array(z.object({ active_from: z.string(), active_until: z.string().nullish() })),
})
const PAGE = 500

/**
 * When a field of a record last changed: the newest moment at which one of its values, closed ones included, began or
 * ended (its reference on historic values). What it keeps no history of, or shows none of (enriched and communication
 * attributes: 400), is null. ISO 8601, UTC, milliseconds.
 */
export async function touchedAt(
  place: Place,
  field: Field,
  id: string,
): Promise<Result<string | null, Failure>> {
  const kind = kindOf(place.table)
  if (!kind.history || isOwnField(field) || field.id === PARENT) return ok(null)
  const path = `${oneOf(kind, place.table, id)}/attributes/${encodeURIComponent(field.id)}/values`
  const moments: string[] = []
  for (let offset = 0; ; offset += PAGE) {
    const call = get(`${path}?show_historic=true&limit=${PAGE}&offset=${offset}`)
    const answer = await ask(place.door, call, Past, 'the history of a field')
    if (!answer.ok) {
      const { error } = answer
      if (error.kind === 'refusal' && error.refusal.code === 'validation_type') return ok(null)
      return err(failureFrom(error, { needs: kind.rightToRead, what: 'record', name: id }))
    }
    const { data } = answer.value
    for (const { active_from, active_until } of data)
      moments.push(active_from, ...(active_until ? [active_until] : []))
    if (data.length < PAGE) return ok(newest(moments))
  }
}
