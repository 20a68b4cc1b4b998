/**
 * One call's changes to one base: either all of them stand or none. Every change goes through here, so that what
 * happened can be listed, and taken back when the call is refused half-way.
 */
import type { Backlink, Base, Cell, Choice, Field, Row, Table, Touch } from './state.ts'

export type Change =
  | { readonly kind: 'rowAdded' | 'rowRemoved'; readonly table: Table; readonly row: Row }
  | {
      readonly kind: 'cellChanged'
      readonly table: Table
      readonly row: Row
      readonly field: Field
      readonly before: Cell | undefined
      readonly after: Cell | undefined
    }
  | { readonly kind: 'tableAdded' | 'tableChanged'; readonly table: Table }
  | {
      readonly kind: 'fieldAdded' | 'fieldRemoved' | 'fieldChanged'
      readonly table: Table
      readonly field: Field
    }

export type Actor = { readonly userId: string; readonly source: 'publicApi' | 'client' }

export class Transaction {
  readonly base: Base
  readonly actor: Actor
  /** When it happens, in milliseconds. */
  readonly at: number
  readonly changes: Change[] = []
  readonly #undo: (() => void)[] = []
  readonly #added = new Set<Row>()

  constructor(base: Base, actor: Actor, at: number) {
    this.base = base
    this.actor = actor
    this.at = at
  }

  addRow(table: Table, row: Row): void {
    const number = table.nextNumber
    for (const field of table.fields.values()) {
      if (field.type === 'autoNumber') row.cells.set(field.id, number)
    }
    table.nextNumber = number + 1
    table.insert(row)
    this.#added.add(row)
    this.#note({ kind: 'rowAdded', table, row }, () => {
      table.remove(row)
      table.nextNumber = number
    })
  }

  /** The row goes to the trash, and out of every link that names it. */
  removeRow(table: Table, row: Row): void {
    const linkedFrom: Backlink[] = []
    for (const { table: other, field } of linksTo(this.base, table)) {
      for (const linked of rowsNaming(table, row, other, field)) {
        linkedFrom.push({ tableId: other.id, rowId: linked.id, fieldId: field.id })
        this.#store(other, linked, field, without(linked.cells.get(field.id), row.id))
      }
    }
    table.remove(row)
    this.base.trash.set(row.id, { tableId: table.id, row, linkedFrom })
    this.#note({ kind: 'rowRemoved', table, row }, () => {
      this.base.trash.delete(row.id)
      table.insert(row)
    })
  }

  /** Back from the trash, into the links that named it where both ends are still there. */
  restoreRow(recordId: string): { table: Table; row: Row } | undefined {
    const kept = this.base.trash.get(recordId)
    const table = kept && this.base.tables.get(kept.tableId)
    if (!kept || !table) return undefined
    const { row } = kept
    this.base.trash.delete(recordId)
    for (const field of table.fields.values()) {
      if (!field.link) continue
      const linked = this.base.tables.get(field.link.linkedTableId)
      const there = linkedIds(row.cells.get(field.id)).filter((id) => linked?.rows.has(id))
      if (there.length) row.cells.set(field.id, there)
      else row.cells.delete(field.id)
    }
    table.insert(row)
    this.#note({ kind: 'rowAdded', table, row }, () => {
      table.remove(row)
      this.base.trash.set(recordId, kept)
    })
    for (const { tableId, rowId, fieldId } of kept.linkedFrom) {
      const other = this.base.tables.get(tableId)
      const field = other?.fields.get(fieldId)
      const linked = other?.rows.get(rowId)
      if (!other || !field || !linked) continue
      this.#store(other, linked, field, withId(linked.cells.get(fieldId), recordId))
    }
    return { table, row }
  }

  /** Set or clear a cell; the mirror side of a link follows. */
  setCell(table: Table, row: Row, field: Field, cell: Cell | undefined, sameTouches = false): void {
    const before = row.cells.get(field.id)
    if (isSame(before, cell)) {
      if (sameTouches) this.#touch(row, field)
      return
    }
    this.#store(table, row, field, cell)
    const inverseId = field.link?.inverseFieldId
    const other = field.link && this.base.tables.get(field.link.linkedTableId)
    const inverse = inverseId && other?.fields.get(inverseId)
    if (!other || !inverse) return
    const [were, are] = [new Set(linkedIds(before)), new Set(linkedIds(cell))]
    for (const id of were) {
      const linked = are.has(id) ? undefined : other.rows.get(id)
      if (linked) this.#store(other, linked, inverse, without(linked.cells.get(inverse.id), row.id))
    }
    for (const id of are) {
      const linked = were.has(id) ? undefined : other.rows.get(id)
      if (linked) this.#store(other, linked, inverse, withId(linked.cells.get(inverse.id), row.id))
    }
  }

  addChoice(table: Table, field: Field, choice: Choice): void {
    const choices = (field.choices ??= [])
    choices.push(choice)
    this.#note({ kind: 'fieldChanged', table, field }, () => void choices.pop())
  }

  addTable(table: Table): void {
    this.base.tables.set(table.id, table)
    this.base.schema += 1
    this.#note({ kind: 'tableAdded', table }, () => void this.base.tables.delete(table.id))
  }

  changeTable(table: Table, change: { name?: string; description?: string }): void {
    const { name, description } = table
    Object.assign(table, change)
    this.#note(
      { kind: 'tableChanged', table },
      () => void Object.assign(table, { name, description }),
    )
  }

  addField(table: Table, field: Field): void {
    table.fields.set(field.id, field)
    this.#schemaMoved(table)
    if (field.type === 'autoNumber') {
      let number = 0
      for (const row of table.rows.values()) row.cells.set(field.id, (number += 1))
    }
    this.#note({ kind: 'fieldAdded', table, field }, () => {
      table.fields.delete(field.id)
      this.#schemaMoved(table)
    })
  }

  /** New name, description, type or options of a field; `cells` re-reads what its cells hold. */
  changeField(
    table: Table,
    field: Field,
    change: Partial<Omit<Field, 'id'>>,
    cells?: (cell: Cell, row: Row) => Cell | undefined,
  ): void {
    const before = { ...field }
    if (change.type !== undefined) {
      delete field.options
      delete field.choices
      delete field.link
    }
    Object.assign(field, change)
    const kept: [Row, Cell][] = []
    if (cells) {
      for (const row of table.rows.values()) {
        const cell = row.cells.get(field.id)
        if (cell === undefined) continue
        kept.push([row, cell])
        table.put(row, field.id, cells(cell, row))
      }
    }
    this.#schemaMoved(table)
    this.#note({ kind: 'fieldChanged', table, field }, () => {
      table.fields.set(field.id, before)
      for (const [row, cell] of kept) table.put(row, field.id, cell)
      this.#schemaMoved(table)
    })
  }

  removeField(table: Table, field: Field): void {
    const kept: [Row, Cell][] = []
    for (const row of table.rows.values()) {
      const cell = row.cells.get(field.id)
      if (cell === undefined) continue
      kept.push([row, cell])
      row.cells.delete(field.id)
    }
    table.fields.delete(field.id)
    this.#schemaMoved(table)
    this.#note({ kind: 'fieldRemoved', table, field }, () => {
      table.fields.set(field.id, field)
      for (const [row, cell] of kept) row.cells.set(field.id, cell)
      this.#schemaMoved(table)
    })
  }

  /** Take everything back, newest first. */
  undo(): void {
    for (const step of this.#undo.reverse()) step()
    this.#undo.length = 0
    this.changes.length = 0
  }

  #note(change: Change, undo: () => void): void {
    this.changes.push(change)
    this.#undo.push(undo)
  }

  #schemaMoved(table: Table): void {
    this.base.schema += 1
    table.fieldsChanged()
  }

  #store(table: Table, row: Row, field: Field, cell: Cell | undefined): void {
    const before = row.cells.get(field.id)
    table.put(row, field.id, cell)
    this.#note({ kind: 'cellChanged', table, row, field, before, after: cell }, () =>
      table.put(row, field.id, before),
    )
    this.#touch(row, field)
  }

  /** Filling in a row that this same call made is part of making it, not an edit. */
  #touch(row: Row, field: Field): void {
    if (this.#added.has(row)) return
    const { touch, touches } = row
    const now: Touch = { at: this.at, by: this.actor.userId }
    row.touch = now
    row.touches = new Map(touches ?? []).set(field.id, now)
    this.#undo.push(() => {
      row.touch = touch
      row.touches = touches
    })
  }
}

export const linkedIds = (cell: Cell | undefined): readonly string[] =>
  Array.isArray(cell) ? cell : []

function without(cell: Cell | undefined, id: string): Cell | undefined {
  const rest = linkedIds(cell).filter((one) => one !== id)
  return rest.length ? rest : undefined
}

const withId = (cell: Cell | undefined, id: string): Cell =>
  linkedIds(cell).includes(id) ? linkedIds(cell) : [...linkedIds(cell), id]

const isSame = (a: Cell | undefined, b: Cell | undefined): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))

/** Every link field in the base that points at this table. */
function* linksTo(base: Base, table: Table): Generator<{ table: Table; field: Field }> {
  for (const other of base.tables.values()) {
    for (const field of other.fields.values()) {
      if (field.link?.linkedTableId === table.id) yield { table: other, field }
    }
  }
}

/** Rows whose link names this one: read off the mirror where there is one, looked for where there is none. */
function rowsNaming(table: Table, row: Row, other: Table, field: Field): Row[] {
  const inverse = field.link?.inverseFieldId
  if (inverse && table.fields.has(inverse)) {
    return linkedIds(row.cells.get(inverse)).flatMap((id) => other.rows.get(id) ?? [])
  }
  return [...other.rows.values()].filter((one) =>
    linkedIds(one.cells.get(field.id)).includes(row.id),
  )
}
