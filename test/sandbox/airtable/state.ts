/** What the service remembers: bases, tables, fields, rows. Cells are stored by field id, names are for the edges. */
import type { Program } from './formula/program.ts'
import type { Level } from './world.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type User = { readonly id: string; readonly email: string; readonly name?: string }
export type Choice = { id: string; name: string; color?: string }
export type Attachment = {
  id: string
  sourceUrl: string
  filename: string
  size: number
  type: string
  width?: number
  height?: number
  /** Until then the service still fetches it; whether that will fail. */
  fetchedAt?: number
  fails?: boolean
}
/**
 * A stored cell; an empty one is not stored. Selects hold choice ids, links row ids, collaborators user ids; dates are
 * `YYYY-MM-DD`, instants ISO in UTC. `opaque` is for what only the service itself writes.
 */
export type Cell =
  | string
  | number
  | true
  | readonly string[]
  | { readonly attachments: readonly Attachment[] }
  | { readonly barcode: { readonly text: string; readonly type?: string } }
  | { readonly opaque: Json }

export type Field = {
  readonly id: string
  name: string
  type: string
  description?: string
  /** Options the service only stores and shows: formats, precision, icons. */
  options?: { [key: string]: Json }
  choices?: Choice[]
  link?: {
    linkedTableId: string
    /** Null: a link without a mirror side. */
    inverseFieldId: string | null
    isReversed: boolean
    single: boolean
    viewId?: string
  }
  /** Formula text of a formula, or of what a rollup does to its `values`; fields stand in it by id. */
  formula?: string
  /** Where a rollup, lookup or count looks: along which link, at which field there. */
  through?: { linkFieldId: string; targetFieldId?: string }
  /** Fields a last modified field watches; none named: all. */
  watches?: string[]
  writers?: Level
  /** The formula made ready, with the schema it was made for. */
  ready?: { schema: number; program: Program | null }
}

export type Comment = {
  readonly id: string
  readonly by: string
  text: string
  readonly at: number
  editedAt: number | null
  readonly parent: string | null
}

export type Touch = { readonly at: number; readonly by: string }
export type Row = {
  readonly id: string
  /** Milliseconds, cut to the second. */
  readonly createdAt: number
  readonly createdBy: string
  readonly cells: Map<string, Cell>
  /** Oldest first. */
  readonly comments: Comment[]
  /** The last edit of the row, and of each field edited since its creation. */
  touch: Touch | null
  touches: Map<string, Touch> | null
}

export type View = {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly filter?: string
  readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[]
  readonly visible?: readonly string[]
}

export class Table {
  readonly id: string
  name: string
  description: string | undefined
  primaryFieldId = ''
  readonly fields = new Map<string, Field>()
  readonly views: View[] = []
  /** In order of creation, as views show them. */
  readonly rows = new Map<string, Row>()
  readonly creators: Level | undefined
  nextNumber = 1
  #byName: Map<string, Field> | null = null
  #sorted: Row[] | null = null
  readonly #lookups = new Map<
    string,
    { fieldIds: readonly string[]; rows: Map<string, Set<Row>> }
  >()

  constructor(id: string, name: string, description?: string, creators?: Level) {
    this.id = id
    this.name = name
    this.description = description
    this.creators = creators
  }

  /** By id or by name. */
  field(nameOrId: string): Field | undefined {
    this.#byName ??= new Map([...this.fields.values()].map((field) => [field.name, field]))
    return this.fields.get(nameOrId) ?? this.#byName.get(nameOrId)
  }

  get primary(): Field | undefined {
    return this.fields.get(this.primaryFieldId)
  }

  view(nameOrId: string): View | undefined {
    return this.views.find((view) => view.id === nameOrId || view.name === nameOrId)
  }

  /** To be called after a field came, went or changed its name. */
  fieldsChanged(): void {
    this.#byName = null
    this.#lookups.clear()
  }

  /** All rows in the order of a listing that asks for none: by id, which says nothing to anybody. */
  unordered(): readonly Row[] {
    this.#sorted ??= [...this.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    return this.#sorted
  }

  insert(row: Row): void {
    this.rows.set(row.id, row)
    if (this.#sorted) this.#sorted.splice(place(this.#sorted, row.id), 0, row)
    for (const lookup of this.#lookups.values()) enter(lookup, row)
  }

  remove(row: Row): void {
    this.rows.delete(row.id)
    if (this.#sorted) this.#sorted.splice(place(this.#sorted, row.id), 1)
    for (const lookup of this.#lookups.values()) leave(lookup, row)
  }

  put(row: Row, fieldId: string, cell: Cell | undefined): void {
    const touched = [...this.#lookups.values()].filter(({ fieldIds }) => fieldIds.includes(fieldId))
    for (const lookup of touched) leave(lookup, row)
    if (cell === undefined) row.cells.delete(fieldId)
    else row.cells.set(fieldId, cell)
    for (const lookup of touched) enter(lookup, row)
  }

  /** Rows whose cells equal these, one for each field. The first call for a set of fields reads the table once. */
  matching(fieldIds: readonly string[], cells: readonly Cell[]): readonly Row[] {
    const name = fieldIds.join()
    let lookup = this.#lookups.get(name)
    if (!lookup) {
      lookup = { fieldIds, rows: new Map() }
      for (const row of this.rows.values()) enter(lookup, row)
      this.#lookups.set(name, lookup)
    }
    return [...(lookup.rows.get(JSON.stringify(cells)) ?? [])]
  }
}

type Lookup = { fieldIds: readonly string[]; rows: Map<string, Set<Row>> }

function keyOf({ fieldIds }: Lookup, row: Row): string | null {
  const cells = fieldIds.map((id) => row.cells.get(id))
  return cells.includes(undefined) ? null : JSON.stringify(cells)
}

function enter(lookup: Lookup, row: Row): void {
  const key = keyOf(lookup, row)
  if (key === null) return
  const rows = lookup.rows.get(key)
  if (rows) rows.add(row)
  else lookup.rows.set(key, new Set([row]))
}

function leave(lookup: Lookup, row: Row): void {
  const key = keyOf(lookup, row)
  if (key !== null) lookup.rows.get(key)?.delete(row)
}

/** Where in the sorted rows this id stands or would stand. */
function place(sorted: readonly Row[], id: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.id < id) low = middle + 1
    else high = middle
  }
  return low
}

export class Base {
  readonly id: string
  readonly name: string
  readonly workspaceId: string
  /** Level by user id; null where nobody is named and everybody owns it. */
  levels: ReadonlyMap<string, Level> | null
  readonly tables = new Map<string, Table>()
  /** Removed rows, for the trash to give back. */
  readonly trash = new Map<string, { tableId: string; row: Row; linkedFrom: Backlink[] }>()
  /** Moves with every change of a schema: formulas made ready for an older one are made again. */
  schema = 0
  /** How many calls changed it: payloads of webhooks are numbered by it. */
  transactions = 0

  constructor(
    id: string,
    name: string,
    workspaceId: string,
    levels: ReadonlyMap<string, Level> | null,
  ) {
    this.id = id
    this.name = name
    this.workspaceId = workspaceId
    this.levels = levels
  }

  /** By id or by name. */
  table(nameOrId: string): Table | undefined {
    const byId = this.tables.get(nameOrId)
    if (byId) return byId
    return [...this.tables.values()].find((table) => table.name === nameOrId)
  }

  /** A row anywhere in the base. */
  find(recordId: string): { table: Table; row: Row } | undefined {
    for (const table of this.tables.values()) {
      const row = table.rows.get(recordId)
      if (row) return { table, row }
    }
    return undefined
  }

  levelOf(userId: string): Level {
    return this.levels === null ? 'owner' : (this.levels.get(userId) ?? 'none')
  }
}

/** A link cell elsewhere that names a row. */
export type Backlink = { tableId: string; rowId: string; fieldId: string }
