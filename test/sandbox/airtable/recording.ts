/** Writing records: create, update, replace, upsert, delete; each call all or nothing. */
import * as z from 'zod'
import { type BaseCall, holds, levelIn, shaped, type TableCall } from './call.ts'
import { toText } from './formula/value.ts'
import { makeRow } from './founding.ts'
import { isId } from './identifiers.ts'
import { present, type Presented } from './presenting.ts'
import { refuse } from './refusal.ts'
import type { Service } from './service.ts'
import type { Cell, Choice, Field, Row, Table } from './state.ts'
import type { Transaction } from './transaction.ts'
import { matchRow, mergeFields } from './upserting.ts'
import { accept, isWritable, type Manner, type WritingDeps } from './writing.ts'

const Fields = z.record(z.string(), z.unknown())
const options = {
  typecast: z.boolean().default(false),
  returnFieldsByFieldId: z.boolean().default(false),
}
const One = z.strictObject({ fields: Fields, ...options })
const Many = z.strictObject({ records: z.unknown(), ...options })
const ManyOrUpsert = z.strictObject({
  records: z.unknown(),
  ...options,
  performUpsert: z.strictObject({ fieldsToMergeOn: z.array(z.string()).min(1).max(3) }).optional(),
})
const batchOf = <T>(item: z.ZodType<T>) => z.array(item).min(1).max(10)
const NewRecords = batchOf(z.strictObject({ fields: Fields }))
const KnownRecords = batchOf(z.strictObject({ id: z.string().min(1), fields: Fields }))
const AnyRecords = batchOf(z.strictObject({ id: z.string().min(1).optional(), fields: Fields }))
const Ids = batchOf(z.string().refine((id) => isId(id, 'rec')))

type Sent = { readonly [nameOrId: string]: unknown }
type Item = { readonly id?: string | undefined; readonly fields: Sent }
type Cells = readonly (readonly [Field, Cell | undefined])[]

export function createRecords(call: TableCall): Presented | { records: Presented[] } {
  const { body } = call
  const many = typeof body === 'object' && body !== null && 'records' in body
  if (many) {
    const { records, ...rest } = shaped(Many, body)
    const items = shaped(NewRecords, records, refuse.records('create'))
    return { records: write(call, items, { ...rest, act: 'create' }).records }
  }
  if (typeof body !== 'object' || body === null || !('fields' in body)) throw refuse.missingFields()
  const { fields, ...rest } = shaped(One, body)
  return onlyOne(write(call, [{ fields }], { ...rest, act: 'create' }).records)
}

export const updateRecords = (call: TableCall) => changeMany(call, 'update')
export const replaceRecords = (call: TableCall) => changeMany(call, 'replace')
export const updateRecord = (call: TableCall) => changeOne(call, 'update')
export const replaceRecord = (call: TableCall) => changeOne(call, 'replace')

function changeMany(call: TableCall, act: 'update' | 'replace') {
  const { records, performUpsert, ...rest } = shaped(ManyOrUpsert, call.body)
  if (!performUpsert) {
    const items = shaped(KnownRecords, records, refuse.records('update'))
    return { records: write(call, items, { ...rest, act }).records }
  }
  const items = shaped(AnyRecords, records, refuse.records('update'))
  return write(call, items, { ...rest, act, mergeOn: performUpsert.fieldsToMergeOn })
}

function changeOne(call: TableCall, act: 'update' | 'replace'): Presented {
  const { fields, ...rest } = shaped(One, call.body)
  const id = call.path.record ?? ''
  const gone = () => refuse.goneRecord(call.service.switches.goneRecord)
  return onlyOne(write(call, [{ id, fields }], { ...rest, act, gone }).records)
}

const onlyOne = ([record]: readonly Presented[]): Presented => {
  if (!record) throw new Error('one record was written, none came back')
  return record
}

type Writing = {
  readonly act: 'create' | 'update' | 'replace'
  readonly typecast: boolean
  readonly returnFieldsByFieldId: boolean
  readonly mergeOn?: readonly string[]
  /** The refusal for a row that is not there, when it is not the batch's own. */
  readonly gone?: () => Error
}

function write(call: TableCall, items: readonly Item[], how: Writing) {
  const { service, base, table } = call
  const mergeOn = how.mergeOn && mergeFields(table, how.mergeOn)
  const sent = items.map((item) => resolveFields(table, item.fields))
  for (const [field] of sent.flat()) allowWrite(call, field)
  return service.transact(
    base,
    { userId: call.token.userId, source: 'publicApi' },
    (transaction) => {
      const deps = writingDeps(service, transaction, how.typecast ? 'typecast' : 'strict', call)
      const cells = items.map(({ id }, i) =>
        acceptCells(sent[i] ?? [], table.rows.get(id ?? ''), deps(table)),
      )
      const targets = items.map(({ id }, i) => {
        if (id !== undefined) {
          const row = table.rows.get(id)
          if (!row) throw (how.gone ?? (() => refuse.row(id)))()
          return row
        }
        return mergeOn && matchRow(table, mergeOn, cells[i] ?? [])
      })
      if (targets.includes(undefined)) allowCreate(call, table)
      const created: string[] = []
      const updated: string[] = []
      const rows = targets.map((target, i) => {
        const row = target ?? makeRow(service.id('rec'), transaction.at, call.token.userId)
        if (!target) transaction.addRow(table, row)
        const own = cells[i] ?? []
        const cleared =
          how.act === 'replace' && target ? clearOthers(table, row, own, deps(table)) : []
        for (const [field, cell] of [...own, ...cleared]) {
          transaction.setCell(table, row, field, cell, service.switches.sameValueTouches)
        }
        ;(target ? updated : created).push(row.id)
        return row
      })
      const reading = service.reading(base)
      const shown = rows.map((row) =>
        present(reading, row, table, { byFieldId: how.returnFieldsByFieldId }),
      )
      return how.mergeOn
        ? { records: shown, createdRecords: created, updatedRecords: updated }
        : { records: shown }
    },
  )
}

/** The fields a record was sent for; a name nobody knows refuses the call. */
export function resolveFields(table: Table, sent: Sent): [Field, unknown][] {
  return Object.entries(sent).map(([name, value]) => {
    const field = table.field(name)
    if (!field) throw refuse.unknownField(name)
    return [field, value]
  })
}

/** What the cells will hold. `row` is the one they stand in now, if there is one. */
export const acceptCells = (
  sent: readonly (readonly [Field, unknown])[],
  row: Row | undefined,
  deps: WritingDeps,
): Cells =>
  sent.map(([field, value]) => [field, accept(value, field, deps, row?.cells.get(field.id))])

const clearOthers = (table: Table, row: Row, own: Cells, deps: WritingDeps): Cells => {
  const named = new Set(own.map(([field]) => field.id))
  return [...table.fields.values()]
    .filter((field) => isWritable(field) && !named.has(field.id) && row.cells.has(field.id))
    .map((field) => [field, accept(null, field, deps, row.cells.get(field.id))])
}

function allowCreate(call: BaseCall, table: Table): void {
  if (!holds(levelIn(call), table.creators ?? 'edit')) throw refuse.createIn(table)
}

function allowWrite(call: BaseCall, field: Field): void {
  if (!holds(levelIn(call), field.writers ?? 'edit')) throw refuse.writeIn(field)
}

/** What writes need, for any table; `call` is whose rights count, none for a person at the screen. */
/** Our own addresses can be fetched for as long as they live; a host that nobody can find, never. */
function fetching(service: Service, url: string) {
  const now = service.clock.now()
  const { hostname, pathname } = new URL(url)
  const dies = hostname.endsWith('.airtableusercontent.com')
    ? /^\/v3\/u\/1\/1\/(\d+)/.exec(pathname)
    : null
  const fails = hostname.endsWith('.invalid') || (dies !== null && Number(dies[1]) < now)
  return { fetchedAt: now + service.switches.fetchMs, fails }
}

export function writingDeps(
  service: Service,
  transaction: Transaction,
  manner: Manner,
  call?: BaseCall,
): (table: Table) => WritingDeps {
  const { base } = transaction
  // Only people who may see the base can stand in its cells.
  const users = new Map([...service.users].filter(([id]) => base.levelOf(id) !== 'none'))
  const deps = (table: Table): WritingDeps => ({
    manner,
    users,
    roundsNumbers: service.switches.roundsNumbers,
    id: (prefix) => service.id(prefix),
    fetching: (url) => fetching(service, url),
    linkedTable: (field) => base.tables.get(field.link?.linkedTableId ?? ''),
    addChoice: (field: Field, choice: Choice) => {
      if (call && !holds(levelIn(call), 'create')) throw refuse.choice(choice.name)
      transaction.addChoice(table, field, choice)
    },
    namedRow: (other, name) => {
      const known = rowCalled(service, transaction, other, name)
      if (known) return known
      if (call) allowCreate(call, other)
      const row = makeRow(service.id('rec'), transaction.at, transaction.actor.userId)
      transaction.addRow(other, row)
      const { primary } = other
      if (primary)
        transaction.setCell(other, row, primary, accept(name, primary, deps(other), undefined))
      return row
    },
  })
  return deps
}

const PLAIN: ReadonlySet<string> = new Set([
  'singleLineText',
  'multilineText',
  'email',
  'url',
  'phoneNumber',
])

/** The row whose primary cell reads so. */
function rowCalled(
  service: Service,
  { base }: Transaction,
  table: Table,
  name: string,
): Row | undefined {
  const { primary } = table
  if (!primary) return undefined
  if (PLAIN.has(primary.type)) return table.matching([primary.id], [name])[0]
  const reading = service.reading(base)
  return [...table.rows.values()].find((row) => toText(reading.value(row, table, primary)) === name)
}

export function deleteRecord(call: TableCall): { id: string; deleted: true } {
  const { service, base, table, path } = call
  const row = table.rows.get(path.record ?? '')
  if (!row) throw refuse.goneRecord(service.switches.goneRecord)
  service.transact(base, { userId: call.token.userId, source: 'publicApi' }, (transaction) =>
    transaction.removeRow(table, row),
  )
  return { id: row.id, deleted: true }
}

export function deleteRecords(call: TableCall): { records: { id: string; deleted: true }[] } {
  const { service, base, table, query } = call
  const ids = shaped(Ids, query.records, refuse.records('delete'))
  service.transact(base, { userId: call.token.userId, source: 'publicApi' }, (transaction) => {
    for (const id of ids) {
      const row = table.rows.get(id)
      if (!row) throw refuse.row(id)
      transaction.removeRow(table, row)
    }
  })
  return { records: ids.map((id) => ({ id, deleted: true })) }
}
