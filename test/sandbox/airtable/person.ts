/**
 * A person at the screen, without HTTP, limits or counting: edits as the grid takes them, the trash, and changes to
 * the schema that no API can make.
 */
import { toText } from './formula/value.ts'
import { makeRow } from './founding.ts'
import { USUAL_OPTIONS } from './options.ts'
import { present, type Presented } from './presenting.ts'
import { acceptCells, resolveFields, writingDeps } from './recording.ts'
import type { Service } from './service.ts'
import type { Base, Cell, Field, Json, Row, Table } from './state.ts'
import type { Transaction } from './transaction.ts'
import { accept, isWritable } from './writing.ts'

export type Fields = { readonly [nameOrId: string]: unknown }

export class Person {
  readonly #service: () => Service

  constructor(service: () => Service) {
    this.#service = service
  }

  /** Set some cells of a record. Texts are understood as the grid understands them, missing options are made. */
  edit(baseId: string, tableName: string, recordId: string, fields: Fields): Presented {
    const { base, table } = this.#table(baseId, tableName)
    const row = rowOf(table, recordId)
    this.#act(base, (transaction) => this.#fill(transaction, table, row, fields))
    return present(this.#service().reading(base), row, table)
  }

  /** A new record, under the id given or one of its own. */
  add(baseId: string, tableName: string, fields: Fields, id?: string): Presented {
    const service = this.#service()
    const { base, table } = this.#table(baseId, tableName)
    const row = this.#act(base, (transaction) => {
      const fresh = makeRow(id ?? service.id('rec'), transaction.at, transaction.actor.userId)
      if (base.find(fresh.id)) throw new Error(`record ${fresh.id} is there already`)
      transaction.addRow(table, fresh)
      this.#fill(transaction, table, fresh, fields)
      return fresh
    })
    return present(service.reading(base), row, table)
  }

  /** Beside the original, with everything one can type; files are copies of their own, comments stay behind. */
  duplicate(baseId: string, tableName: string, recordId: string): Presented {
    const service = this.#service()
    const { base, table } = this.#table(baseId, tableName)
    const original = rowOf(table, recordId)
    const copy = this.#act(base, (transaction) => {
      const fresh = makeRow(service.id('rec'), transaction.at, transaction.actor.userId)
      transaction.addRow(table, fresh)
      for (const field of table.fields.values()) {
        const cell = original.cells.get(field.id)
        if (cell === undefined || !isWritable(field)) continue
        transaction.setCell(
          table,
          fresh,
          field,
          copied(cell, () => service.id('att')),
        )
      }
      return fresh
    })
    return present(service.reading(base), copy, table)
  }

  /** Everything deleted, then put in again as a file would bring it: new ids, and no links to or from them. */
  reimport(baseId: string, tableName: string): ReadonlyMap<string, string> {
    const service = this.#service()
    const { base, table } = this.#table(baseId, tableName)
    const before = [...table.rows.values()]
    return this.#act(base, (transaction) => {
      const kept = before.map((row) => [row.id, new Map(row.cells)] as const)
      for (const row of before) transaction.removeRow(table, row)
      return new Map(
        kept.map(([id, cells]) => {
          const fresh = makeRow(service.id('rec'), transaction.at, transaction.actor.userId)
          transaction.addRow(table, fresh)
          for (const [fieldId, cell] of cells) {
            const field = table.fields.get(fieldId)
            if (field && !field.link && isWritable(field))
              transaction.setCell(table, fresh, field, cell)
          }
          return [id, fresh.id]
        }),
      )
    })
  }

  /** Into the trash. */
  remove(baseId: string, tableName: string, recordId: string): void {
    const { base, table } = this.#table(baseId, tableName)
    this.#act(base, (transaction) => transaction.removeRow(table, rowOf(table, recordId)))
  }

  /** Out of the trash, under its old id and into its old links. */
  restore(recordId: string): Presented {
    for (const base of this.#service().bases.values()) {
      if (!base.trash.has(recordId)) continue
      const back = this.#act(base, (transaction) => transaction.restoreRow(recordId))
      if (back) return present(this.#service().reading(base), back.row, back.table)
    }
    throw new Error(`record ${recordId} is not in the trash`)
  }

  /** All records as the API would show them, fields by name, in order of creation. */
  rows(baseId: string, tableName: string): Presented[] {
    const { base, table } = this.#table(baseId, tableName)
    const reading = this.#service().reading(base)
    return [...table.rows.values()].map((row) => present(reading, row, table))
  }

  /** Remove a field. The mirror of a link becomes plain text, what leaned on the field breaks. */
  dropField(baseId: string, tableName: string, nameOrId: string): void {
    const { base, table } = this.#table(baseId, tableName)
    const field = fieldOf(table, nameOrId)
    if (field.id === table.primaryFieldId) throw new Error('a primary field cannot be removed')
    this.#act(base, (transaction) => {
      this.#unlink(transaction, field)
      transaction.removeField(table, field)
    })
  }

  renameField(baseId: string, tableName: string, nameOrId: string, name: string): void {
    const { base, table } = this.#table(baseId, tableName)
    const field = fieldOf(table, nameOrId)
    this.#act(base, (transaction) => transaction.changeField(table, field, { name }))
  }

  /** Give a field another type; its cells are read anew from their text, what cannot be read is emptied. */
  retypeField(
    baseId: string,
    tableName: string,
    nameOrId: string,
    type: string,
    options?: { [key: string]: Json },
  ): void {
    const service = this.#service()
    const { base, table } = this.#table(baseId, tableName)
    const field = fieldOf(table, nameOrId)
    const texts = this.#texts(base, table, field)
    const usual = options ?? JSON.parse(JSON.stringify(USUAL_OPTIONS[type] ?? {}))
    this.#act(base, (transaction) => {
      this.#unlink(transaction, field)
      const choices = /Select/.test(type) ? { choices: [] } : { options: usual }
      transaction.changeField(table, field, { type, ...choices }, () => undefined)
      const deps = writingDeps(service, transaction, 'person')(table)
      for (const [row, text] of texts) {
        transaction.setCell(
          table,
          row,
          field,
          tried(() => accept(text, field, deps, undefined)),
        )
      }
    })
  }

  /** The other side of a link, when this side goes: plain text, the names staying in the cells. */
  #unlink(transaction: Transaction, field: Field): void {
    const { base } = transaction
    const other = field.link && base.tables.get(field.link.linkedTableId)
    const mirror = other?.fields.get(field.link?.inverseFieldId ?? '')
    if (!other || !mirror || mirror === field) return
    const texts = this.#texts(base, other, mirror)
    transaction.changeField(other, mirror, { type: 'singleLineText' }, (_, row) => texts.get(row))
  }

  #texts(base: Base, table: Table, field: Field): Map<Row, string> {
    const reading = this.#service().reading(base)
    const texts = new Map<Row, string>()
    for (const row of table.rows.values()) {
      const text = toText(reading.value(row, table, field))
      if (row.cells.has(field.id) && text !== '') texts.set(row, text)
    }
    return texts
  }

  #fill(transaction: Transaction, table: Table, row: Row, fields: Fields): void {
    const deps = writingDeps(this.#service(), transaction, 'person')
    for (const [field, cell] of acceptCells(resolveFields(table, fields), row, deps(table))) {
      transaction.setCell(table, row, field, cell)
    }
  }

  #act<T>(base: Base, work: (transaction: Transaction) => T): T {
    const service = this.#service()
    const userId =
      [...service.users.keys()].find((id) => ['owner', 'create'].includes(base.levelOf(id))) ?? ''
    return service.transact(base, { userId, source: 'client' }, work)
  }

  #table(baseId: string, tableName: string): { base: Base; table: Table } {
    const base = this.#service().bases.get(baseId)
    const table = base?.table(tableName)
    if (!base || !table) throw new Error(`there is no table ${tableName} in base ${baseId}`)
    return { base, table }
  }
}

const copied = (cell: Cell, mint: () => string): Cell =>
  typeof cell === 'object' && 'attachments' in cell
    ? { attachments: cell.attachments.map((one) => ({ ...one, id: mint() })) }
    : cell

function rowOf(table: Table, recordId: string): Row {
  const row = table.rows.get(recordId)
  if (!row) throw new Error(`there is no record ${recordId} in ${table.name}`)
  return row
}

function fieldOf(table: Table, nameOrId: string): Field {
  const field = table.field(nameOrId)
  if (!field) throw new Error(`there is no field ${nameOrId} in ${table.name}`)
  return field
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    // The new type cannot hold this text: the cell is emptied, as the product does.
    return undefined
  }
}
