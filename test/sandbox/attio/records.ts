import type { Actor } from './workspace.ts'

/** The type's own fields of one value, flat. */
export type Data = Readonly<Record<string, string | number | boolean | null>>

/** One value with its envelope; times in milliseconds. Never changed: closing one makes another. */
export type Value = Readonly<{ from: number; until: number | null; actor: Actor; data: Data }>

/** One record. Never changed in place: every write puts a new one. Both maps are by attribute id. */
export type Row = Readonly<{
  id: string
  object: string
  createdAt: number
  /** The record a list entry stands for; absent for records. */
  parent?: Readonly<{ object: string; record: string }>
  values: Readonly<Record<string, readonly Value[]>>
  /** Closed values, oldest first. */
  past: Readonly<Record<string, readonly Value[]>>
}>

/** How the identity of a value is told, which the value's type knows. */
export type Identity = { readonly id: string; key(data: Data): string }

const NO_VALUES: readonly Value[] = []

export const valuesOf = (row: Row, attributeId: string): readonly Value[] =>
  row.values[attributeId] ?? NO_VALUES

/** The record with these values of one attribute, what was there before closed into its history. */
export function withValues(row: Row, id: string, next: readonly Value[], now: number): Row {
  const closed = valuesOf(row, id)
    .filter((value) => !next.includes(value))
    .map((value) => ({ ...value, until: now }))
  return {
    ...row,
    values: { ...row.values, [id]: next },
    past:
      closed.length > 0 ? { ...row.past, [id]: [...(row.past[id] ?? []), ...closed] } : row.past,
  }
}

/** The records of one object: by id, in the order of ids, and by the values of attributes asked for. */
export class Table {
  readonly #rows: Map<string, Row>
  #ordered: string[]
  #holders = new Map<string, { identity: Identity; ids: Map<string, Set<string>> }>()
  /** One and the same list for as long as nothing changes. */
  #listed: readonly Row[] | null = null

  constructor(rows = new Map<string, Row>(), ordered: string[] = []) {
    this.#rows = rows
    this.#ordered = ordered
  }

  get size(): number {
    return this.#rows.size
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  /** All of them, in ascending order of id: Attio's order where nothing else is asked. */
  inOrder(): readonly Row[] {
    this.#listed ??= this.#ordered.flatMap((id) => this.#rows.get(id) ?? [])
    return this.#listed
  }

  put(row: Row): void {
    const before = this.#rows.get(row.id)
    if (!before) this.#ordered.splice(this.#place(row.id), 0, row.id)
    this.#rows.set(row.id, row)
    this.#listed = null
    for (const { identity, ids } of this.#holders.values()) {
      if (before?.values[identity.id] === row.values[identity.id]) continue
      if (before) forget(ids, identity, before)
      note(ids, identity, row)
    }
  }

  remove(id: string): void {
    const row = this.#rows.get(id)
    if (!row) return
    this.#ordered.splice(this.#place(id), 1)
    this.#rows.delete(id)
    this.#listed = null
    for (const { identity, ids } of this.#holders.values()) forget(ids, identity, row)
  }

  /** Ids of the records that hold a value of this identity. The index is made when first asked for. */
  holders(identity: Identity, key: string): ReadonlySet<string> {
    let index = this.#holders.get(identity.id)
    if (!index) {
      index = { identity, ids: new Map() }
      for (const row of this.#rows.values()) note(index.ids, identity, row)
      this.#holders.set(identity.id, index)
    }
    return index.ids.get(key) ?? NOBODY
  }

  copy(): Table {
    return new Table(new Map(this.#rows), [...this.#ordered])
  }

  /** Where this id stands, or would stand, among the others. */
  #place(id: string): number {
    let low = 0
    let high = this.#ordered.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ordered[middle] ?? '') < id) low = middle + 1
      else high = middle
    }
    return low
  }
}
const NOBODY: ReadonlySet<string> = new Set()

function note(ids: Map<string, Set<string>>, identity: Identity, row: Row): void {
  for (const { data } of valuesOf(row, identity.id)) {
    const key = identity.key(data)
    const holders = ids.get(key)
    if (holders) holders.add(row.id)
    else ids.set(key, new Set([row.id]))
  }
}

function forget(ids: Map<string, Set<string>>, identity: Identity, row: Row): void {
  for (const { data } of valuesOf(row, identity.id)) ids.get(identity.key(data))?.delete(row.id)
}

/** All records of a workspace, a table per object. */
export class Records {
  readonly #tables: Map<string, Table>

  constructor(tables = new Map<string, Table>()) {
    this.#tables = tables
  }

  of(objectId: string): Table {
    let table = this.#tables.get(objectId)
    if (!table) this.#tables.set(objectId, (table = new Table()))
    return table
  }

  copy(): Records {
    return new Records(new Map([...this.#tables].map(([id, table]) => [id, table.copy()])))
  }
}
