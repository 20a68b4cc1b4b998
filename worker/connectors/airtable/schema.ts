import { airtableField } from '../../../shared/codec/airtable.ts'
import type { Failure } from '../../../shared/failure.ts'
import { type Field, isNamed, type Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import type { View } from '../connector.ts'
import { ask, askSimply, failureFrom } from './api.ts'
import { OWN_FIELDS } from './own.ts'
import { FieldWire, type TableWire, TablesWire } from './wire.ts'

export const tablesPath = (base: string): string =>
  `/v0/meta/bases/${encodeURIComponent(base)}/tables`

/** All tables of the base with their fields, or those of `only`, in one call. */
export async function describe(
  door: Door,
  base: string,
  only?: readonly string[],
): Promise<Result<readonly Table[], Failure>> {
  const call = { kind: 'read', method: 'GET', path: tablesPath(base), repeatable: true } as const
  const about = { needs: 'schema.bases:read', what: 'base', name: base }
  const answer = await askSimply(door, call, TablesWire, about)
  if (!answer.ok) return answer
  const asked = answer.value.tables.filter(({ id }) => only?.includes(id) ?? true)
  return ok(asked.map(tableOf))
}

/** The saved views of a table that hold records: a form only takes them in. */
export async function viewsOf(
  door: Door,
  base: string,
  table: Table,
): Promise<Result<readonly View[], Failure>> {
  const call = { kind: 'read', method: 'GET', path: tablesPath(base), repeatable: true } as const
  const about = { needs: 'schema.bases:read', what: 'base', name: base }
  const answer = await askSimply(door, call, TablesWire, about)
  if (!answer.ok) return answer
  const found = answer.value.tables.find(({ id }) => id === table.id)
  if (!found) return err({ reason: 'gone', vendor: 'Airtable', what: 'table', name: table.name })
  return ok(found.views.filter(({ type }) => type !== 'form'))
}

export function tableOf(wire: TableWire): Table {
  const fields = [...wire.fields.map((field) => airtableField(field)), ...OWN_FIELDS]
  const primary = wire.primaryFieldId
  return { id: wire.id, name: wire.name, fields, ...(primary === undefined ? {} : { primary }) }
}

/**
 * A single line text field of that name. Names are unique in a table whatever their case: one that is there already and
 * holds text is taken, so that asking again after a lost answer makes no second one.
 */
export async function createTextField(
  door: Door,
  base: string,
  table: Table,
  name: string,
  description: string,
): Promise<Result<Field, Failure>> {
  const there = textField(table, name)
  if (there) return ok(there)
  const call = {
    kind: 'write',
    method: 'POST',
    path: `${tablesPath(base)}/${encodeURIComponent(table.id)}/fields`,
    body: { name, type: 'singleLineText', ...(description ? { description } : {}) },
    repeatable: false,
  } as const
  const made = await ask(door, call, FieldWire, 'a new field')
  if (made.ok) return ok(airtableField(made.value))
  const { error } = made
  if (error.kind === 'refusal' && error.refusal.status === 422) {
    const now = await describe(door, base)
    if (!now.ok) return now
    const found = now.value.find(({ id }) => id === table.id)
    const field = found && textField(found, name)
    if (field) return ok(field)
    return err({ reason: 'refused', vendor: 'Airtable', what: `a new field “${name}”` })
  }
  return err(failureFrom(error, { needs: 'schema.bases:write', what: 'table', name: table.name }))
}

const textField = (table: Table, name: string): Field | undefined =>
  table.fields.find(
    (field) =>
      isNamed(field, name) &&
      field.access === 'always' &&
      (field.type === 'text' || field.type === 'longText'),
  )
