import type { Failure } from '../../../shared/failure.ts'
import type { Field, Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import { ask, change, failureFrom } from './api.ts'
import { attributesOf } from './kind.ts'
import { NothingWire } from './wire.ts'

/**
 * An option of a select or a status, by its title. A title that is taken is answered by 409 `slug_conflict` (reference
 * 3.1): then the option is there, and all is well.
 */
export async function createChoice(
  door: Door,
  table: Table,
  field: Field,
  name: string,
): Promise<Result<true, Failure>> {
  const shelf = field.native === 'status' ? 'statuses' : 'options'
  const path = `${attributesOf(table.id)}/${encodeURIComponent(field.id)}/${shelf}`
  const made = await ask(door, change('POST', path, { data: { title: name } }), NothingWire, 'an option') // prettier-ignore
  if (made.ok) return ok(true)
  const { error } = made
  if (error.kind === 'refusal' && error.refusal.code === 'slug_conflict') return ok(true)
  return err(
    failureFrom(error, {
      needs: 'object_configuration:read-write',
      what: 'field',
      name: field.name,
    }),
  )
}
