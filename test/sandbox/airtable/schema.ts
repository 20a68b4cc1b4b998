/** The metadata calls: who am I, which bases, what is in them, and making tables and fields. */
import * as z from 'zod'
import { type AccountCall, type BaseCall, sees, shaped, type TableCall } from './call.ts'
import { describeField, describeTable } from './describing.ts'
import { asJson, isTaken, makeField, readLink, tie } from './fields.ts'
import { CREATABLE, PRIMARY } from './options.ts'
import { refuse } from './refusal.ts'
import { Base, type Field, Table } from './state.ts'
import type { Transaction } from './transaction.ts'
import { COMPUTED } from './writing.ts'

const description = z.string().min(1).max(20_000)
const FieldSpec = z.strictObject({
  name: z.string(),
  type: z.string(),
  description: description.optional(),
  options: z.record(z.string(), z.unknown()).optional(),
})
type FieldSpec = z.infer<typeof FieldSpec>
const TableSpec = z.strictObject({
  name: z.string(),
  description: description.optional(),
  fields: z.array(FieldSpec).min(1),
})
type TableSpec = z.infer<typeof TableSpec>
const BaseSpec = z.strictObject({
  name: z.string().min(1),
  workspaceId: z.string(),
  tables: z.array(TableSpec).min(1),
})
const Change = z
  .strictObject({ name: z.string().optional(), description: z.string().max(20_000).optional() })
  .refine((change) => Object.keys(change).length > 0)

/** Scopes are told of OAuth tokens only, the address to those who may read it. */
export function whoAmI({ service, token }: AccountCall) {
  const user = service.users.get(token.userId)
  return {
    id: token.userId,
    ...(token.scopes.has('user.email:read') && user ? { email: user.email } : {}),
    ...(token.kind === 'oauth' ? { scopes: [...token.scopes] } : {}),
  }
}

const BASES_PER_PAGE = 1000

export function listBases({ service, token, query }: AccountCall) {
  const bases = [...service.bases.values()].filter((base) => sees(token, base))
  const after = typeof query.offset === 'string' ? query.offset.split('/')[1] : undefined
  const start = after === undefined ? 0 : bases.findIndex(({ id }) => id === after)
  if (start < 0) throw refuse.shape()
  const page = bases.slice(start, start + BASES_PER_PAGE).map((base) => ({
    id: base.id,
    name: base.name,
    permissionLevel: plainLevel(base, token.userId),
  }))
  const next = bases[start + BASES_PER_PAGE]
  return next ? { bases: page, offset: `${service.id('itr')}/${next.id}` } : { bases: page }
}

/** Owners are creators here. */
const plainLevel = (base: Base, userId: string): string => {
  const level = base.levelOf(userId)
  return level === 'owner' ? 'create' : level
}

export function describeBase({ service, base, token, query }: BaseCall) {
  const include = Array.isArray(query.include) ? query.include : [query.include]
  const people = [...service.users.values()].filter(({ id }) => base.levelOf(id) !== 'none')
  const collaborators = people.map(({ id, email, name }) => ({
    userId: id,
    email,
    name: name ?? '',
    permissionLevel: base.levelOf(id),
  }))
  return {
    id: base.id,
    name: base.name,
    workspaceId: base.workspaceId,
    permissionLevel: plainLevel(base, token.userId),
    ...(include.includes('collaborators')
      ? {
          individualCollaborators: { baseCollaborators: collaborators, workspaceCollaborators: [] },
          groupCollaborators: { baseCollaborators: [], workspaceCollaborators: [] },
        }
      : {}),
  }
}

export function listTables({ service, base, query }: BaseCall) {
  const reading = service.reading(base)
  const include = Array.isArray(query.include) ? query.include : [query.include]
  const withVisible = include.includes('visibleFieldIds')
  return {
    tables: [...base.tables.values()].map((table) =>
      describeTable(base, table, reading, withVisible),
    ),
  }
}

export function createBase(call: AccountCall) {
  const { service, token } = call
  const spec = shaped(BaseSpec, call.body)
  if (!service.workspaces.has(spec.workspaceId)) throw refuse.unknownModel()
  const base = new Base(
    service.id('app'),
    spec.name,
    spec.workspaceId,
    new Map([[token.userId, 'owner']]),
  )
  const tables = service.transact(base, actorOf(call), (transaction) =>
    spec.tables.map((table) => buildTable({ ...call, base }, transaction, table)),
  )
  service.bases.set(base.id, base)
  const reading = service.reading(base)
  return { id: base.id, tables: tables.map((table) => describeTable(base, table, reading)) }
}

export function createTable(call: BaseCall) {
  const { service, base } = call
  const spec = shaped(TableSpec, call.body)
  const table = service.transact(base, actorOf(call), (transaction) =>
    buildTable(call, transaction, spec),
  )
  return describeTable(base, table, service.reading(base))
}

type Building = Pick<BaseCall, 'service' | 'base'>

/** `id` is the caller’s, where a page chose it. */
export function buildTable(
  call: Building,
  transaction: Transaction,
  spec: TableSpec,
  id?: string,
): Table {
  const { service, base } = call
  allowTableName(base, spec.name)
  const [first] = spec.fields
  const creatable = first && first.type in CREATABLE
  if (creatable && !PRIMARY.has(first.type)) {
    throw refuse.shape(`${first.type} fields cannot be the primary field of a table.`)
  }
  const table = new Table(id ?? service.id('tbl'), spec.name, spec.description)
  table.views.push({ id: service.id('viw'), name: 'Grid view', type: 'grid' })
  transaction.addTable(table)
  for (const field of spec.fields) {
    const made = buildField(call, transaction, table, field)
    table.primaryFieldId ||= made.id
  }
  return table
}

function allowTableName(base: Base, name: string, but?: Table): void {
  const taken = [...base.tables.values()].some(
    (table) => table !== but && table.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken || name.trim() === '') throw refuse.tableName()
}

export function createField(call: TableCall) {
  const { service, base, table } = call
  const spec = shaped(FieldSpec, call.body)
  const field = service.transact(base, actorOf(call), (transaction) =>
    buildField(call, transaction, table, spec),
  )
  return describeField(base, table, field, service.reading(base))
}

export function buildField(
  { service, base }: Building,
  transaction: Transaction,
  table: Table,
  spec: FieldSpec,
  id?: string,
): Field {
  const schema = CREATABLE[spec.type]
  if (!schema) {
    throw COMPUTED.has(spec.type)
      ? refuse.typeForCreate(table.name, spec.name, spec.type)
      : refuse.shape()
  }
  if (spec.name.trim() === '' || isTaken(table, spec.name)) throw refuse.fieldName()
  if (table.fields.size >= service.switches.fieldLimit) throw refuse.fieldLimit()
  const options = shaped(schema, spec.options, refuse.optionsForCreate(table.name, spec.name))
  const shown = typeof options === 'object' && options !== null ? asJson({ ...options }) : {}
  const field = makeField({ ...spec, options: shown }, id ?? service.id('fld'), () =>
    service.id('sel'),
  )
  if (field.type === 'multipleRecordLinks') {
    const link = readLink(shown)
    // Here tables go by id alone.
    if (!base.tables.has(link.linkedTableId)) {
      throw refuse.optionsForCreate(table.name, spec.name)
    }
    const mirror = tie(base, table, field, link, () => service.id('fld'))
    if (mirror) transaction.addField(mirror.table, mirror.field)
  }
  transaction.addField(table, field)
  return field
}

export function changeTable(call: TableCall) {
  const { service, base, table } = call
  const change = shaped(Change, call.body)
  if (change.name !== undefined) allowTableName(base, change.name, table)
  service.transact(base, actorOf(call), (transaction) =>
    transaction.changeTable(table, given(change)),
  )
  return describeTable(base, table, service.reading(base))
}

/** Name and description only: types and options stay as they were made. */
export function changeField(call: TableCall) {
  const { service, base, table, path } = call
  const field = table.fields.get(path.field ?? '')
  if (!field) throw refuse.unknownModel()
  const change = shaped(Change, call.body)
  const { name } = change
  if (name !== undefined && (name.trim() === '' || isTaken(table, name, field))) {
    throw refuse.fieldName()
  }
  service.transact(base, actorOf(call), (transaction) =>
    transaction.changeField(table, field, given(change)),
  )
  return describeField(base, table, field, service.reading(base))
}

/** Only what was sent. */
const given = ({ name, description: text }: z.infer<typeof Change>) => ({
  ...(name === undefined ? {} : { name }),
  ...(text === undefined ? {} : { description: text }),
})

const actorOf = ({ token }: AccountCall) => ({ userId: token.userId, source: 'publicApi' as const })
