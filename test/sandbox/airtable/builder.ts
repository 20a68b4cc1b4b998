/** Whoever shapes a base at the screen, and the service when a plan changes: what no API can do to views and fields. */
import { makeField, settle } from './fields.ts'
import type { Service } from './service.ts'
import type { Base, Field, Row, Table, View } from './state.ts'
import type { Cell } from './state.ts'
import type { WorldField } from './world.ts'

type Withheld = { readonly field: Field; readonly cells: readonly (readonly [Row, Cell])[] }

export class Builder {
  readonly #service: () => Service
  /** Fields the plan no longer gives out, with what they held. */
  readonly #withheld = new Map<string, Withheld>()

  constructor(service: () => Service) {
    this.#service = service
  }

  /** Another filter (a formula, empty for none) or name for a view. */
  changeView(
    baseId: string,
    tableName: string,
    view: string,
    change: { filter?: string; name?: string },
  ): void {
    const { base, table } = this.#table(baseId, tableName)
    const at = table.views.findIndex(({ id, name }) => id === view || name === view)
    const before = table.views[at]
    if (!before) throw new Error(`there is no view ${view} in ${table.name}`)
    table.views[at] = { ...before, ...change }
    this.#service().lately.noteSchema(base)
  }

  addView(baseId: string, tableName: string, name: string, filter?: string): View {
    const { base, table } = this.#table(baseId, tableName)
    const view = {
      id: this.#service().id('viw'),
      name,
      type: 'grid',
      ...(filter === undefined ? {} : { filter }),
    }
    table.views.push(view)
    this.#service().lately.noteSchema(base)
    return view
  }

  dropView(baseId: string, tableName: string, view: string): void {
    const { base, table } = this.#table(baseId, tableName)
    const at = table.views.findIndex(({ id, name }) => id === view || name === view)
    if (at < 0) throw new Error(`there is no view ${view} in ${table.name}`)
    table.views.splice(at, 1)
    this.#service().lately.noteSchema(base)
  }

  /** A field of any type at all, also of one that nobody has heard of yet. */
  addField(baseId: string, tableName: string, spec: WorldField): string {
    const service = this.#service()
    const { base, table } = this.#table(baseId, tableName)
    const field = makeField(spec, spec.id ?? service.id('fld'), () => service.id('sel'))
    this.#change(base, (transaction) => transaction.addField(table, field))
    settle(base, table, field, spec.options ?? {})
    return field.id
  }

  /** The plan no longer holds this field: it is in no answer any more, until it is given back with all it held. */
  withholdField(baseId: string, tableName: string, nameOrId: string): void {
    const { base, table } = this.#table(baseId, tableName)
    const field = fieldOf(table, nameOrId)
    const cells = [...table.rows.values()].flatMap((row) => {
      const cell = row.cells.get(field.id)
      return cell === undefined ? [] : [[row, cell] as const]
    })
    this.#withheld.set(field.id, { field, cells })
    this.#change(base, (transaction) => transaction.removeField(table, field))
  }

  giveBackField(baseId: string, tableName: string, fieldId: string): void {
    const { base, table } = this.#table(baseId, tableName)
    const kept = this.#withheld.get(fieldId)
    if (!kept) throw new Error(`field ${fieldId} was not withheld`)
    this.#withheld.delete(fieldId)
    this.#change(base, (transaction) => transaction.addField(table, kept.field))
    for (const [row, cell] of kept.cells) table.put(row, fieldId, cell)
  }

  /** The service empties every cell of a field, and says nothing: the field itself stays. */
  emptyField(baseId: string, tableName: string, nameOrId: string): void {
    const { table } = this.#table(baseId, tableName)
    const field = fieldOf(table, nameOrId)
    for (const row of table.rows.values()) table.put(row, field.id, undefined)
  }

  #change(base: Base, work: Parameters<Service['transact']>[2]): void {
    const service = this.#service()
    const [userId = ''] = service.users.keys()
    service.transact(base, { userId, source: 'client' }, work)
  }

  #table(baseId: string, tableName: string): { base: Base; table: Table } {
    const base = this.#service().bases.get(baseId)
    const table = base?.table(tableName)
    if (!base || !table) throw new Error(`there is no table ${tableName} in base ${baseId}`)
    return { base, table }
  }
}

function fieldOf(table: Table, nameOrId: string): Field {
  const field = table.field(nameOrId)
  if (!field) throw new Error(`there is no field ${nameOrId} in ${table.name}`)
  return field
}
