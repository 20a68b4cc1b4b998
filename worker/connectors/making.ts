/** What every vendor's making of tables and fields comes down to: look first, and look again where an answer was lost. */
import { type Failure, stopsConnection } from '../../shared/failure.ts'
import { type Field, isAsWished, isNamed, isOwnField, type NewField, type Table } from '../../shared/field.ts' // prettier-ignore
import { err, ok, type Result } from '../../shared/result.ts'
import type { MadeTable } from './connector.ts'

/** A field of that name: it is the one wished for, or it stands in the way. */
export function standing(
  vendor: string,
  table: Table,
  wish: NewField,
): Result<Field, Failure> | null {
  const there = table.fields.find((field) => !isOwnField(field) && isNamed(field, wish.name))
  if (!there) return null
  if (isAsWished(there, wish)) return ok(there)
  const why = `“${table.name}” in ${vendor} has a field “${there.name}” already, of another kind. Pair that one, or choose another name.`
  return err({ reason: 'not_now', why })
}

/** Could it be what an earlier call of ours made, with nothing of anybody else's in it? */
export const isOurs = (table: Table, fields: readonly NewField[]): boolean =>
  table.fields
    .filter((field) => field.access === 'always' && !isOwnField(field))
    .every((field) => fields.some((wish) => isNamed(field, wish.name) && isAsWished(field, wish)))

export const isInTheWay = (vendor: string, name: string): Failure => ({
  reason: 'not_now',
  why: `There is a table “${name}” in ${vendor} already. Pair that one, or choose another name.`,
})

export const isRefused = (vendor: string, name: string): Failure => ({
  reason: 'not_now',
  why: `${vendor} did not take “${name}”. Make it there by hand, then pair it here.`,
})

/** One after the other, in their order: a field that cannot be made leaves the others to be. */
export async function fill(
  table: Table,
  fields: readonly NewField[],
  make: (table: Table, field: NewField) => Promise<Result<Field, Failure>>,
): Promise<Result<MadeTable, Failure>> {
  let now = table
  const left: { name: string; failure: Failure }[] = []
  for (const wish of fields) {
    const made = await make(now, wish)
    if (made.ok) {
      const others = now.fields.filter(({ id }) => id !== made.value.id)
      now = { ...now, fields: [...others, made.value] }
    } else if (stopsConnection(made.error)) return made
    else left.push({ name: wish.name, failure: made.error })
  }
  return ok({ table: now, left })
}
