/** Tables as the SDK knows them, and what to tell it when they become others. */
import type { ModelChange } from '@airtable/blocks/dist/types/src/types/base'
import type { Table } from './airtable.ts'

export const tableData = ({ id, name, primaryFieldId, description, fields, views }: Table) => ({
  id,
  name,
  primaryFieldId,
  description: description ?? null,
  fieldsById: Object.fromEntries(fields.map((field) => [field.id, fieldData(field)])),
  activeViewId: views[0]?.id ?? null,
  viewOrder: views.map((view) => view.id),
  viewsById: Object.fromEntries(views.map((view) => [view.id, viewData(view)])),
  lock: null,
  externalSyncById: null,
})

const fieldData = ({ id, name, type, options, description }: Table['fields'][number]) => ({
  id,
  name,
  type,
  typeOptions: options ?? null,
  description: description ?? null,
  lock: null,
  isSynced: false,
})

const viewData = (view: Table['views'][number]) => ({ ...view, isLockedView: false })

/** Nothing of the records: these have a way of their own. */
export function schemaChanges(
  before: readonly Table[],
  after: readonly Table[],
): readonly ModelChange[] {
  const order = (tables: readonly Table[]) => tables.map(({ id }) => id)
  return [
    ...after.flatMap((table) => {
      const known = before.find(({ id }) => id === table.id)
      const path = ['tablesById', table.id]
      return known ? tableChanges(path, known, table) : [{ path, value: tableData(table) }]
    }),
    ...before
      .filter(({ id }) => !after.some((table) => table.id === id))
      .map(({ id }) => ({ path: ['tablesById', id], value: undefined })),
    ...moved(['tableOrder'], order(before), order(after)),
  ]
}

function tableChanges(path: string[], before: Table, after: Table): readonly ModelChange[] {
  const [was, is] = [tableData(before), tableData(after)]
  return [
    ...moved([...path, 'name'], was.name, is.name),
    ...moved([...path, 'description'], was.description, is.description),
    ...partChanges([...path, 'fieldsById'], was.fieldsById, is.fieldsById),
    ...partChanges([...path, 'viewsById'], was.viewsById, is.viewsById),
    ...moved([...path, 'viewOrder'], was.viewOrder, is.viewOrder),
  ]
}

type Parts = { readonly [id: string]: { readonly [property: string]: unknown } }

/** New ones whole, others by what moved in them. */
const partChanges = (path: string[], before: Parts, after: Parts): readonly ModelChange[] => [
  ...Object.entries(after).flatMap(([id, part]) => {
    const known = before[id]
    if (!known) return [{ path: [...path, id], value: part }]
    return Object.entries(part).flatMap(([property, value]) =>
      moved([...path, id, property], known[property], value),
    )
  }),
  ...Object.keys(before)
    .filter((id) => !(id in after))
    .map((id) => ({ path: [...path, id], value: undefined })),
]

const moved = (path: string[], before: unknown, after: unknown): readonly ModelChange[] =>
  JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, value: after }]
