/**
 * What Airtable's own page is served, extensions in it included: a base with all its records, every change of it told at
 * once, and writes under ids that the page chose. It is no part of the Web API: neither its pace nor its plan counts here.
 * In the service the way there is private; here it is HTTP under `/_screen`, and a page that waits for changes asks again.
 */
import * as z from 'zod'
import { holds } from './call.ts'
import { describeTable } from './describing.ts'
import { makeRow } from './founding.ts'
import { authenticate } from './gate.ts'
import { isId } from './identifiers.ts'
import { rowsIn } from './listing.ts'
import { fromScreen, type RecordOnScreen, recordOnScreen } from './on-screen.ts'
import { acceptCells, resolveFields, writingDeps } from './recording.ts'
import { Refusal, refuse } from './refusal.ts'
import { buildField, buildTable } from './schema.ts'
import type { Service } from './service.ts'
import type { Base, Field, Row, Table, View } from './state.ts'
import type { Transaction } from './transaction.ts'
import { Write } from './screen-writes.ts'
import type { Moved } from './lately.ts'

export const SCREEN = '/_screen/'
/** A page that hears of nothing asks again after this. */
const LONGEST_WAIT_MS = 20_000

type Caller = { readonly service: Service; readonly base: Base; readonly userId: string }

export class Screen {
  readonly #service: () => Service
  readonly #written: () => void
  /** Another one after each reset: what a page knew of the base before is worth nothing. */
  readonly #eras = new WeakMap<Service, number>()
  #newest = 0

  constructor(service: () => Service, written: () => void) {
    this.#service = service
    this.#written = written
  }

  async answer(request: Request, body: string): Promise<Response> {
    try {
      return Response.json(await this.#answer(request, body))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return Response.json(error.body, { status: error.status })
    }
  }

  async #answer(request: Request, body: string): Promise<unknown> {
    const { pathname, searchParams } = new URL(request.url)
    const [baseId = '', what, viewId] = pathname.slice(SCREEN.length).split('/')
    const caller = this.#caller(request, baseId)
    const { service } = caller
    service.lately.watch()
    if (request.method === 'POST') {
      write(caller, Write.parse(JSON.parse(body)))
      this.#written()
      return { revision: service.lately.revision }
    }
    if (what === undefined) return { era: this.#era(service), ...opened(caller) }
    if (what === 'changes') return this.#changes(request, baseId, searchParams)
    const table = caller.base.tables.get(what)
    if (!table) throw refuse.unknownModel()
    const reading = service.reading(caller.base)
    const { revision } = service.lately
    if (viewId === undefined) {
      const fields = (searchParams.get('fields') ?? '').split(',')
      const only = fields.flatMap((id) => table.fields.get(id) ?? [])
      const records = [...table.rows.values()].map((row) =>
        recordOnScreen(
          reading,
          caller.base,
          table,
          row,
          searchParams.has('fields') ? only : undefined,
        ),
      )
      return { revision, records }
    }
    const view = table.view(viewId)
    if (!view) throw refuse.view(viewId)
    return { revision, ...inView(caller, table, view) }
  }

  async #changes(request: Request, baseId: string, asked: URLSearchParams): Promise<unknown> {
    const after = Number(asked.get('after'))
    const { lately } = this.#service()
    if (after >= lately.revision) await lately.next(LONGEST_WAIT_MS)
    // Whoever waited may have lost the base meanwhile, and the service may be another.
    const caller = this.#caller(request, baseId)
    const era = this.#era(caller.service)
    const moved =
      String(era) === asked.get('era') ? caller.service.lately.since(baseId, after) : null
    const { revision } = caller.service.lately
    if (moved === null) return { era, revision, isAnew: true }
    const views = (asked.get('views') ?? '').split(',')
    return { era, revision, isAnew: false, ...told(caller, moved, views) }
  }

  #caller(request: Request, baseId: string): Caller {
    const service = this.#service()
    const token = authenticate(service, request.headers.get('authorization'))
    const base = service.bases.get(baseId)
    if (!base || !holds(base.levelOf(token.userId), 'read')) throw refuse.unknownModel()
    return { service, base, userId: token.userId }
  }

  #era(service: Service): number {
    const era = this.#eras.get(service) ?? ++this.#newest
    this.#eras.set(service, era)
    return era
  }
}

/** All but the records: these are asked for by table. */
function opened({ service, base, userId }: Caller) {
  const people = [...service.users.values()].filter(({ id }) => base.levelOf(id) !== 'none')
  return {
    revision: service.lately.revision,
    name: base.name,
    workspaceId: base.workspaceId,
    userId,
    level: base.levelOf(userId),
    collaborators: people.map(({ id, email, name }) => ({ id, email, name: name ?? email })),
    tables: tablesOf(service, base),
  }
}

const tablesOf = (service: Service, base: Base) =>
  [...base.tables.values()].map((table) => describeTable(base, table, service.reading(base)))

/** The rows a view shows, in its order, and its fields: those it shows come first. */
function inView({ service, base }: Caller, table: Table, view: View) {
  const all = [...table.fields.keys()]
  const visible = (view.visible ?? all).filter((id) => table.fields.has(id))
  return {
    visibleRecordIds: rowsIn(table, view, service.reading(base)).map(({ id }) => id),
    fieldOrder: {
      fieldIds: [...visible, ...all.filter((id) => !visible.includes(id))],
      visibleFieldCount: visible.length,
    },
  }
}

/** As it is by now: records that are gone are null. */
function told(caller: Caller, moved: Moved, views: readonly string[]) {
  const { service, base } = caller
  const reading = service.reading(base)
  const records: { [table: string]: { [record: string]: RecordOnScreen | null } } = {}
  for (const [table, ids] of withDependants(base, moved.rows)) {
    const mine: { [record: string]: RecordOnScreen | null } = (records[table.id] = {})
    for (const id of ids) {
      const row = table.rows.get(id)
      mine[id] = row ? recordOnScreen(reading, base, table, row) : null
    }
  }
  const shown = [...base.tables.values()].flatMap((table) =>
    table.views
      .filter(({ id }) => views.includes(id) && (moved.schema || table.id in records))
      .map((view) => [view.id, inView(caller, table, view)] as const),
  )
  return {
    tables: moved.schema ? tablesOf(service, base) : null,
    records,
    views: Object.fromEntries(shown),
  }
}

/** The rows that moved, and those that show them: by the name a link bears, or by a lookup or rollup along it. */
function withDependants(base: Base, rows: Moved['rows']): ReadonlyMap<Table, ReadonlySet<string>> {
  const all = new Map<Table, Set<string>>()
  const open: { table: Table; row: Row }[] = []
  const add = (table: Table, id: string): void => {
    const known = all.get(table) ?? new Set<string>()
    if (known.has(id)) return
    all.set(table, known.add(id))
    const row = table.rows.get(id)
    if (row) open.push({ table, row })
  }
  for (const [tableId, ids] of rows) {
    const table = base.tables.get(tableId)
    if (table) for (const id of ids) add(table, id)
  }
  const direct = open.length
  for (let at = 0; at < open.length; at++) {
    const { table, row } = open[at]!
    for (const other of base.tables.values())
      for (const link of other.fields.values()) {
        if (link.link?.linkedTableId !== table.id) continue
        const passesOn = [...other.fields.values()].some(
          ({ through }) => through?.linkFieldId === link.id,
        )
        // Beyond those that link to what moved, only what is reckoned from it can have moved too.
        if (passesOn || at < direct)
          for (const one of naming(row, table, other, link)) add(other, one.id)
      }
  }
  return all
}

function naming(row: Row, table: Table, other: Table, link: Field): readonly Row[] {
  const inverse = table.fields.get(link.link?.inverseFieldId ?? '')
  const names = (cells: Row['cells'], field: Field): readonly string[] => {
    const cell = cells.get(field.id)
    return Array.isArray(cell) ? cell : []
  }
  if (inverse) return names(row.cells, inverse).flatMap((id) => other.rows.get(id) ?? [])
  return [...other.rows.values()].filter(({ cells }) => names(cells, link).includes(row.id))
}

/** All of it or nothing, as somebody at the screen. */
function write({ service, base, userId }: Caller, asked: Write): void {
  const isSchema = !/Records/.test(asked.type)
  if (!holds(base.levelOf(userId), isSchema ? 'create' : 'edit')) throw refuse.operation()
  service.transact(base, { userId, source: 'client' }, (transaction) => {
    const table = 'tableId' in asked ? base.tables.get(asked.tableId) : undefined
    if ('tableId' in asked && !table) throw refuse.unknownModel()
    if (asked.type === 'createSingleTable') {
      const { id, name, fields } = asked
      const specs = fields.map(({ config, ...field }) => specOf({ ...field, config }))
      buildTable({ service, base }, transaction, { name, fields: specs }, id)
    }
    if (table && asked.type !== 'createSingleTable') change(service, transaction, table, asked)
  })
  if ('records' in asked)
    service.lately.noteRows(
      base,
      asked.tableId,
      asked.records.map(({ id }) => id),
    )
}

type TableWrite = Exclude<Write, { type: 'createSingleTable' }>

function change(service: Service, transaction: Transaction, table: Table, asked: TableWrite): void {
  const { base } = transaction
  switch (asked.type) {
    case 'createMultipleRecords':
      for (const { id } of asked.records) {
        if (!isId(id, 'rec') || base.find(id)) throw refuse.row(id)
        transaction.addRow(table, makeRow(id, transaction.at, transaction.actor.userId))
      }
      return fill(service, transaction, table, asked.records)
    case 'setMultipleRecordsCellValues':
      return fill(service, transaction, table, asked.records)
    case 'deleteMultipleRecords':
      for (const id of asked.recordIds) transaction.removeRow(table, rowOf(table, id))
      return
    case 'createSingleField':
      buildField({ service, base }, transaction, table, specOf(asked), asked.id)
      return
    case 'updateSingleFieldName':
      return transaction.changeField(table, fieldOf(table, asked.id), { name: asked.name })
    case 'updateSingleFieldDescription': {
      const { id, description } = asked
      return transaction.changeField(table, fieldOf(table, id), { description: description ?? '' })
    }
    case 'updateSingleFieldConfig':
      return reconfigure(service, transaction, table, asked)
  }
}

const specOf = ({
  name,
  config,
  description,
}: {
  name: string
  config: { type: string; options?: { [key: string]: unknown } | undefined }
  description?: string | null | undefined
}) => ({
  name,
  type: config.type,
  ...(config.options ? { options: config.options } : {}),
  ...(description ? { description } : {}),
})

function fill(
  service: Service,
  transaction: Transaction,
  table: Table,
  records: readonly { id: string; cellValuesByFieldId: { [field: string]: unknown } }[],
): void {
  const deps = writingDeps(service, transaction, 'strict')(table)
  for (const { id, cellValuesByFieldId } of records) {
    const row = rowOf(table, id)
    const sent = resolveFields(table, cellValuesByFieldId).map(
      ([field, value]) => [field, fromScreen(value, field)] as const,
    )
    for (const [field, cell] of acceptCells(sent, row, deps))
      transaction.setCell(table, row, field, cell)
  }
}

/** Options anew; of a select every choice has to be sent again, and one that is missing is refused unless that is meant. */
function reconfigure(
  service: Service,
  transaction: Transaction,
  table: Table,
  { id, config, opts }: Extract<Write, { type: 'updateSingleFieldConfig' }>,
): void {
  const field = fieldOf(table, id)
  if (config.type !== field.type) throw refuse.shape('The type of a field cannot be changed here.')
  if (!field.choices)
    return transaction.changeField(table, field, {
      options: JSON.parse(JSON.stringify(config.options ?? {})),
    })
  const sent = Choices.parse(config.options ?? {}).choices
  const choices = sent.map(({ id: known, name, color }) => ({
    id: known ?? service.id('sel'),
    name,
    ...(color === undefined ? {} : { color }),
  }))
  const isWhole = field.choices.every((one) => choices.some((sentOne) => sentOne.id === one.id))
  if (!isWhole && !opts?.enableSelectFieldChoiceDeletion)
    throw refuse.shape('Every choice that is there has to be sent again.')
  transaction.changeField(table, field, { choices }, (cell) => {
    const kept = (one: string): boolean => choices.some((choice) => choice.id === one)
    if (typeof cell === 'string') return kept(cell) ? cell : undefined
    if (!Array.isArray(cell)) return cell
    const left = cell.filter(kept)
    return left.length > 0 ? left : undefined
  })
}

const Choices = z.object({
  choices: z.array(
    z.object({ id: z.string().optional(), name: z.string(), color: z.string().optional() }),
  ),
})

function rowOf(table: Table, id: string): Row {
  const row = table.rows.get(id)
  if (!row) throw refuse.row(id)
  return row
}

function fieldOf(table: Table, id: string): Field {
  const field = table.fields.get(id)
  if (!field) throw refuse.unknownField(id)
  return field
}
