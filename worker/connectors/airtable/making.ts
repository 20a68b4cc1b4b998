import { airtableField, airtableNew } from '../../../shared/codec/airtable.ts'
import { type Failure, isAmbiguous } from '../../../shared/failure.ts'
import { type Field, isNamed, type NewField, type Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Call, Door } from '../../http.ts'
import type { Account, MadeTable } from '../connector.ts'
import { fill, isInTheWay, isOurs, isRefused, standing } from '../making.ts'
import { ask, failureFrom, type Trouble } from './api.ts'
import { describe, tableOf, tablesPath } from './schema.ts'
import { FieldWire, TableWire } from './wire.ts'

const VENDOR = 'Airtable'
const SCOPE = 'schema.bases:write'
const CREATOR = 'creator permission on the base'

/** Making anything in a base takes the scope, and the permission of a creator (reference 4). */
export const lacksToMake = ({ scopes, role = null }: Account): string | null =>
  scopes?.includes(SCOPE) === false ? SCOPE : role === null || role === 'admin' ? null : CREATOR

/**
 * One call for all fields but those that link to the table itself, which has no id before; what cannot be made at all
 * is left. Names of tables are unique in a base, so what is refused or unheard of is looked for by its name.
 */
export async function createTable(
  door: Door,
  base: string,
  name: string,
  fields: readonly NewField[],
): Promise<Result<MadeTable, Failure>> {
  const later = fields.filter((wish) => wireOf(wish, null) === null)
  const complete = (table: Table, wanted: readonly NewField[]) =>
    fill(table, wanted, (now, wish) => createField(door, base, now, wish))
  const look = async (): Promise<Result<Table | undefined, Failure>> => {
    const all = await describe(door, base)
    return all.ok ? ok(all.value.find((table) => isNamed(table, name))) : all
  }

  const before = await look()
  if (!before.ok) return before
  if (before.value) {
    return isOurs(before.value, fields)
      ? complete(before.value, fields)
      : err(isInTheWay(VENDOR, before.value.name))
  }
  const wired = fields.flatMap((wish) => wireOf(wish, null) ?? [])
  const call = change(tablesPath(base), { name, fields: wired })
  const made = await ask(door, call, TableWire, 'a new table')
  if (made.ok) return complete(tableOf(made.value), later)
  if (!isOpen(made.error)) return err(failureOf(made.error, name))
  const after = await look()
  if (!after.ok) return after
  return after.value && isOurs(after.value, fields)
    ? complete(after.value, fields)
    : err(failureOf(made.error, name))
}

export async function createField(
  door: Door,
  base: string,
  table: Table,
  wish: NewField,
): Promise<Result<Field, Failure>> {
  const there = standing(VENDOR, table, wish)
  if (there) return there
  const wire = wireOf(wish, table.id)
  if (wire === null) return err(isRefused(VENDOR, wish.name))
  const path = `${tablesPath(base)}/${encodeURIComponent(table.id)}/fields`
  const made = await ask(door, change(path, wire), FieldWire, 'a new field')
  if (made.ok) return ok(airtableField(made.value))
  if (!isOpen(made.error)) return err(failureOf(made.error, wish.name))
  const now = await describe(door, base, [table.id])
  if (!now.ok) return now
  const [found] = now.value
  return (found && standing(VENDOR, found, wish)) ?? err(failureOf(made.error, wish.name))
}

function wireOf(wish: NewField, self: string | null) {
  const made = airtableNew(wish, self)
  return made === null ? null : { name: wish.name, ...made }
}

const change = (path: string, body: unknown): Call => ({
  kind: 'write',
  method: 'POST',
  path,
  body,
  repeatable: false,
})

/** Is it worth a look whether it is there: its name was taken, or nobody heard what became of it? */
const isOpen = (trouble: Trouble): boolean =>
  trouble.kind === 'refusal' ? trouble.refusal.status === 422 : isAmbiguous(trouble.failure)

function failureOf(trouble: Trouble, name: string): Failure {
  if (trouble.kind === 'refusal' && trouble.refusal.status === 422) return isRefused(VENDOR, name)
  return failureFrom(trouble, { needs: `${SCOPE}, and ${CREATOR}`, what: 'base', name })
}
