/** From a world as written down to a service that remembers it. */
import { makeField, readLink, settle, tie } from './fields.ts'
import type { Service } from './service.ts'
import { Base, type Cell, type Row, Table, type View } from './state.ts'
import { linkedIds, Transaction } from './transaction.ts'
import type { ReadWorld, WorldTable } from './world.ts'
import { accept, isWritable } from './writing.ts'

/** Fill an empty service. Throws where the world contradicts itself: that is its author's mistake. */
export function found(service: Service, world: ReadWorld): void {
  for (const user of world.users) {
    service.users.set(user.id, {
      id: user.id,
      email: user.email,
      ...(user.name === undefined ? {} : { name: user.name }),
    })
  }
  for (const { token, user, scopes, bases, kind } of world.tokens) {
    if (!service.users.has(user)) throw new Error(`token of unknown user ${user}`)
    service.tokens.set(token, {
      token,
      userId: user,
      scopes: new Set(scopes),
      bases: bases === 'all' ? 'all' : new Set(bases),
      kind,
    })
  }
  const workspaces = world.workspaces.length
    ? world.workspaces
    : [{ id: undefined, name: 'Workspace', plan: 'business' as const }]
  for (const workspace of workspaces) {
    const id = workspace.id ?? service.id('wsp')
    service.workspaces.set(id, { id, name: workspace.name, plan: workspace.plan })
  }
  for (const spec of world.bases) foundBase(service, spec)
}

function foundBase(service: Service, spec: ReadWorld['bases'][number]): void {
  const workspace = [...service.workspaces.values()].find(
    ({ id, name }) =>
      spec.workspace === undefined || spec.workspace === id || spec.workspace === name,
  )
  if (!workspace) throw new Error(`base ${spec.name} is in unknown workspace ${spec.workspace}`)
  const levels = spec.permissionLevels && new Map(Object.entries(spec.permissionLevels))
  const base = new Base(spec.id ?? service.id('app'), spec.name, workspace.id, levels ?? null)
  if (service.bases.has(base.id)) throw new Error(`base ${base.id} is there twice`)
  service.bases.set(base.id, base)
  const pairs = spec.tables.map((tableSpec) => ({
    spec: tableSpec,
    table: raise(service, base, tableSpec),
  }))
  // Links that name their mirror come first: else a mirror would be made where one is named later.
  for (const named of [true, false]) {
    for (const each of pairs) tieLinks(service, base, each.table, each.spec, named)
  }
  for (const each of pairs) settleFields(service, base, each.table, each.spec)
  const transaction = new Transaction(base, { userId: '', source: 'client' }, service.clock.now())
  const rows = pairs.map((each) => ({
    ...each,
    rows: fillRows(service, transaction, each.table, each.spec),
  }))
  // Cells come after all rows, so that a link may name any of them.
  for (const each of rows) fillCells(service, transaction, each.table, each.spec, each.rows)
}

function raise(service: Service, base: Base, spec: WorldTable): Table {
  const table = new Table(spec.id ?? service.id('tbl'), spec.name, spec.description, spec.creators)
  for (const fieldSpec of spec.fields) {
    const field = makeField(fieldSpec, fieldSpec.id ?? service.id('fld'), () => service.id('sel'))
    if (table.field(field.name)) throw new Error(`field ${spec.name}.${field.name} is there twice`)
    table.fields.set(field.id, field)
    table.fieldsChanged()
  }
  const primary = spec.primaryFieldId ?? spec.fields[0]?.name ?? ''
  table.primaryFieldId = table.field(primary)?.id ?? ''
  if (!table.primary)
    throw new Error(`table ${spec.name} has no field ${primary} to be its primary one`)
  base.tables.set(table.id, table)
  return table
}

function tieLinks(
  service: Service,
  base: Base,
  table: Table,
  spec: WorldTable,
  named: boolean,
): void {
  for (const { name, type, options } of spec.fields) {
    const field = table.field(name)
    if (type !== 'multipleRecordLinks' || !field) continue
    const link = readLink(options)
    if ((typeof link.inverseLinkFieldId === 'string') !== named) continue
    const mirror = tie(base, table, field, link, () => service.id('fld'))
    if (!mirror) continue
    mirror.table.fields.set(mirror.field.id, mirror.field)
    mirror.table.fieldsChanged()
  }
}

function settleFields(service: Service, base: Base, table: Table, spec: WorldTable): void {
  for (const { name, options } of spec.fields) {
    const field = table.field(name)
    if (field) settle(base, table, field, options ?? {})
  }
  for (const view of spec.views ?? [{ name: 'Grid view', type: 'grid' }]) {
    table.views.push(makeView(service, table, view))
  }
}

type ViewSpec = NonNullable<WorldTable['views']>[number]

function makeView(service: Service, table: Table, spec: ViewSpec): View {
  const fieldId = (nameOrId: string): string => {
    const field = table.field(nameOrId)
    if (!field) throw new Error(`view ${table.name}/${spec.name} names unknown field ${nameOrId}`)
    return field.id
  }
  return {
    id: spec.id ?? service.id('viw'),
    name: spec.name,
    type: spec.type,
    ...(spec.filterByFormula === undefined ? {} : { filter: spec.filterByFormula }),
    ...(spec.sort === undefined
      ? {}
      : { sort: spec.sort.map(({ field, direction }) => ({ field: fieldId(field), direction })) }),
    ...(spec.visibleFields === undefined ? {} : { visible: spec.visibleFields.map(fieldId) }),
  }
}

function fillRows(
  service: Service,
  transaction: Transaction,
  table: Table,
  spec: WorldTable,
): Row[] {
  const [founder = ''] = service.users.keys()
  return spec.records.map((record) => {
    const created = record.createdTime ? Date.parse(record.createdTime) : service.clock.now()
    const row = makeRow(record.id ?? service.id('rec'), created, founder)
    if (transaction.base.find(row.id)) throw new Error(`record ${row.id} is there twice`)
    transaction.addRow(table, row)
    return row
  })
}

function fillCells(
  service: Service,
  transaction: Transaction,
  table: Table,
  spec: WorldTable,
  rows: readonly Row[],
): void {
  const deps = {
    manner: 'person' as const,
    users: service.users,
    roundsNumbers: false,
    id: (prefix: 'att' | 'sel') => service.id(prefix),
    addChoice: (field: Parameters<typeof accept>[1], choice: { id: string; name: string }) =>
      transaction.addChoice(table, field, choice),
    namedRow: (_: Table, name: string): Row => {
      throw new Error(`a link in ${table.name} names ${name}, which is no record`)
    },
    linkedTable: (field: Parameters<typeof accept>[1]) =>
      transaction.base.tables.get(field.link?.linkedTableId ?? ''),
  }
  rows.forEach((row, i) => {
    for (const [name, value] of Object.entries(spec.records[i]?.fields ?? {})) {
      const field = table.field(name)
      if (!field) throw new Error(`a record of ${table.name} names unknown field ${name}`)
      const cell = isWritable(field) ? accept(value, field, deps, undefined) : written(value, field)
      if (!field.link) {
        // Nothing to take back and nobody to tell: straight into the row.
        if (cell !== undefined) row.cells.set(field.id, cell)
      } else {
        // A mirror side may have been filled already by the row at its other end.
        const joined = new Set([...linkedIds(row.cells.get(field.id)), ...linkedIds(cell)])
        if (joined.size) transaction.setCell(table, row, field, [...joined])
      }
      if (field.type === 'autoNumber')
        table.nextNumber = Math.max(table.nextNumber, Number(cell) + 1)
    }
  })
}

/** Cells only the service writes, as a world has them already written: texts of the machine, buttons, sync sources. */
function written(
  value: unknown,
  field: { type: string; name: string; choices?: { id: string; name: string }[] },
): Cell {
  if (field.type === 'externalSyncSource') {
    const choice = field.choices?.find(({ name }) => name === value)
    if (!choice) throw new Error(`sync source ${String(value)} is no choice of ${field.name}`)
    return choice.id
  }
  if (field.type === 'autoNumber' && typeof value === 'number') return value
  if (['formula', 'rollup', 'count', 'multipleLookupValues'].includes(field.type)) {
    throw new Error(`field ${field.name} is computed: a world cannot fill it in`)
  }
  return { opaque: JSON.parse(JSON.stringify(value)) }
}

/** A row without cells, created at this time (milliseconds) by this person. */
export const makeRow = (id: string, createdAt: number, createdBy: string): Row => ({
  id,
  createdAt: Math.floor(createdAt / 1000) * 1000,
  createdBy,
  cells: new Map(),
  comments: [],
  touch: null,
  touches: null,
})
