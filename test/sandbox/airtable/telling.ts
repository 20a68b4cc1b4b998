/** From one call's changes to the payload each webhook gathers: at most one each, in the cells' second dialect. */
import { isoInstant } from './calendar.ts'
import type { Hook } from './hooks.ts'
import type { Reading } from './reading.ts'
import type { Service } from './service.ts'
import type { Base, Cell, Field, Json, Row, Table } from './state.ts'
import { linkedIds, type Change, type Transaction } from './transaction.ts'

type Object = { [key: string]: Json }

/** Let every webhook of the base gather what this transaction did. */
export function tell(service: Service, base: Base, transaction: Transaction): void {
  const { hooks } = service
  const here = hooks.of(base.id).filter((hook) => hook.enabled)
  if (transaction.changes.length === 0) return
  base.transactions += 1
  if (here.length === 0) return
  const reading = service.reading(base)
  for (const hook of here) {
    const { filters } = hook.specification.options
    const { source } = transaction.actor
    if (filters.fromSources && !filters.fromSources.includes(source)) continue
    const lost = watchedAndGone(hook, transaction.changes)
    const told = payloadOf(hook, reading, base, transaction)
    if (told) {
      hooks.gather(hook, {
        timestamp: isoInstant(transaction.at),
        baseTransactionNumber: base.transactions,
        payloadFormat: 'v0',
        actionMetadata: { source, ...sourceOf(service, base, transaction) },
        ...told,
      })
    }
    if (lost) hooks.fail(hook)
  }
}

function watchedAndGone(hook: Hook, changes: readonly Change[]): boolean {
  const { watchDataInFieldIds = [], watchSchemasOfFieldIds = [] } =
    hook.specification.options.filters
  const watched = [...watchDataInFieldIds, ...watchSchemasOfFieldIds]
  return changes.some((one) => one.kind === 'fieldRemoved' && watched.includes(one.field.id))
}

function sourceOf(service: Service, base: Base, { actor }: Transaction): Object {
  const user = service.users.get(actor.userId)
  if (!user) return {}
  return {
    sourceMetadata: {
      user: {
        id: user.id,
        email: user.email,
        permissionLevel: base.levelOf(user.id),
        ...(user.name === undefined ? {} : { name: user.name }),
      },
    },
  }
}

function payloadOf(
  hook: Hook,
  reading: Reading,
  base: Base,
  { changes }: Transaction,
): Object | null {
  const { filters } = hook.specification.options
  const wants = (type: (typeof filters.dataTypes)[number]): boolean =>
    filters.dataTypes.includes(type)
  const allows = (type: 'add' | 'remove' | 'update'): boolean =>
    filters.changeTypes === undefined || filters.changeTypes.includes(type)
  const created = new Set(changes.flatMap((one) => (one.kind === 'tableAdded' ? one.table.id : [])))
  const changed: Object = {}
  const tables = new Set(changes.map(({ table }) => table))
  for (const table of tables) {
    if (created.has(table.id)) continue
    if (filters.recordChangeScope !== undefined && filters.recordChangeScope !== table.id) continue
    const mine = changes.filter((one) => one.table === table)
    const told = {
      ...(wants('tableData') ? recordsOf(hook, reading, base, table, mine, allows) : {}),
      ...(wants('tableFields') ? fieldsOf(mine, allows) : {}),
      ...(wants('tableMetadata') && mine.some(({ kind }) => kind === 'tableChanged')
        ? { changedMetadata: { current: { name: table.name } } }
        : {}),
    }
    if (Object.keys(told).length > 0) changed[table.id] = told
  }
  const tablesMade = wants('tableMetadata') && allows('add') ? [...created] : []
  if (Object.keys(changed).length === 0 && tablesMade.length === 0) return null
  return {
    ...(Object.keys(changed).length === 0 ? {} : { changedTablesById: changed }),
    ...(tablesMade.length === 0
      ? {}
      : {
          createdTablesById: Object.fromEntries(
            tablesMade.map((id) => [id, { metadata: { name: base.tables.get(id)?.name ?? '' } }]),
          ),
        }),
  }
}

type Allows = (type: 'add' | 'remove' | 'update') => boolean

function recordsOf(
  hook: Hook,
  reading: Reading,
  base: Base,
  table: Table,
  changes: readonly Change[],
  allows: Allows,
): Object {
  const { filters, includes } = hook.specification.options
  const added = new Set(changes.flatMap((one) => (one.kind === 'rowAdded' ? one.row : [])))
  const removed = new Set(changes.flatMap((one) => (one.kind === 'rowRemoved' ? one.row : [])))
  const cells = (row: Row, fields: readonly Field[], empties: boolean): Object =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const shown = inV2(reading, base, table, row, field)
        if (shown === undefined) return empties ? [[field.id, null]] : []
        return [[field.id, shown]]
      }),
    )
  const createdRecords: Object = {}
  const changedRecords: Object = {}
  const destroyed: string[] = []
  for (const row of added)
    if (!removed.has(row))
      createdRecords[row.id] = {
        createdTime: isoInstant(row.createdAt),
        cellValuesByFieldId: cells(row, [...table.fields.values()], false),
      }
  for (const row of removed) if (!added.has(row)) destroyed.push(row.id)
  const edits = Map.groupBy(
    changes.filter((one) => one.kind === 'cellChanged'),
    ({ row }) => row,
  )
  for (const [row, made] of edits) {
    if (added.has(row) || removed.has(row)) continue
    const watched = filters.watchDataInFieldIds
    const fields = [...new Set(made.map(({ field }) => field))].filter(
      ({ id }) => watched === undefined || watched.includes(id),
    )
    if (fields.length === 0) continue
    const before = new Map<Field, Cell | undefined>()
    for (const { field, before: was } of made) if (!before.has(field)) before.set(field, was)
    const also =
      includes?.includeCellValuesInFieldIds === 'all'
        ? [...table.fields.values()]
        : [...table.fields.values()].filter(({ id }) =>
            includes?.includeCellValuesInFieldIds?.includes(id),
          )
    const unchanged = also.filter((field) => !fields.includes(field))
    changedRecords[row.id] = {
      current: { cellValuesByFieldId: cells(row, fields, true) },
      ...(includes?.includePreviousCellValues
        ? {
            previous: {
              cellValuesByFieldId: cells(as(row, fields, before), fields, true),
            },
          }
        : {}),
      ...(unchanged.length > 0
        ? { unchanged: { cellValuesByFieldId: cells(row, unchanged, false) } }
        : {}),
    }
  }
  const some = (told: Object): boolean => Object.keys(told).length > 0
  return {
    ...(allows('add') && some(createdRecords) ? { createdRecordsById: createdRecords } : {}),
    ...(allows('update') && some(changedRecords) ? { changedRecordsById: changedRecords } : {}),
    ...(allows('remove') && destroyed.length > 0 ? { destroyedRecordIds: destroyed } : {}),
  }
}

/** The row as it was in these fields. */
function as(row: Row, fields: readonly Field[], before: ReadonlyMap<Field, Cell | undefined>): Row {
  const cells = new Map(row.cells)
  for (const field of fields) {
    const was = before.get(field)
    if (was === undefined) cells.delete(field.id)
    else cells.set(field.id, was)
  }
  return { ...row, cells }
}

function fieldsOf(changes: readonly Change[], allows: Allows): Object {
  const of = (kind: 'fieldAdded' | 'fieldChanged' | 'fieldRemoved') =>
    changes.flatMap((one) => (one.kind === kind ? one.field : []))
  const shape = ({ name, type }: Field): Object => ({ name, type })
  const [added, changed, removed] = [of('fieldAdded'), of('fieldChanged'), of('fieldRemoved')]
  return {
    ...(allows('add') && added.length > 0
      ? { createdFieldsById: Object.fromEntries(added.map((one) => [one.id, shape(one)])) }
      : {}),
    ...(allows('update') && changed.length > 0
      ? {
          changedFieldsById: Object.fromEntries(
            changed.map((one) => [one.id, { current: shape(one) }]),
          ),
        }
      : {}),
    ...(allows('remove') && removed.length > 0
      ? { destroyedFieldIds: removed.map(({ id }) => id) }
      : {}),
  }
}

/** Where payloads differ from records: selects are objects, links carry the name they show. */
export function inV2(
  reading: Reading,
  base: Base,
  table: Table,
  row: Row,
  field: Field,
): Json | undefined {
  const cell = row.cells.get(field.id)
  const choice = (id: string): Json[] => {
    const found = field.choices?.find((one) => one.id === id)
    if (!found) return []
    const { name, color } = found
    return [color === undefined ? { id, name } : { id, name, color }]
  }
  switch (field.type) {
    case 'singleSelect':
      return typeof cell === 'string' ? choice(cell)[0] : undefined
    case 'multipleSelects':
      return filled(linkedIds(cell).flatMap(choice))
    case 'multipleRecordLinks': {
      const other = base.tables.get(field.link?.linkedTableId ?? '')
      const primary = other?.primary
      return filled(
        linkedIds(cell).map((id) => {
          const linked = other?.rows.get(id)
          const name =
            other && primary && linked ? reading.shown(linked, other, primary) : undefined
          return { id, name: typeof name === 'string' ? name : '' }
        }),
      )
    }
    default:
      return reading.shown(row, table, field)
  }
}

const filled = (items: Json[]): Json[] | undefined => (items.length > 0 ? items : undefined)
