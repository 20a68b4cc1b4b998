/**
 * What cells show: to the API as JSON, to formulas as values, to people as text. One reading serves one call, and
 * remembers what it reckoned.
 */
import { isoDate, isoInstant, isoSecond, readIso } from './calendar.ts'
import { prepare, type Program } from './formula/program.ts'
import { FAULT, Fault, flat, Moment, toText, type Value } from './formula/value.ts'
import type { Attachment, Base, Cell, Field, Json, Row, Table, User } from './state.ts'
import type { AirtableSwitches } from './switches.ts'
import { linkedIds } from './transaction.ts'

export type ReadingDeps = {
  readonly base: Base
  readonly users: ReadonlyMap<string, User>
  readonly now: number
  readonly switches: AirtableSwitches
  /** A fresh address for an attachment: it differs at every reading. */
  readonly attachmentUrl: (attachment: Attachment, variant: string) => string
}

export class Reading {
  readonly #deps: ReadingDeps
  readonly #memo = new Map<Row, Map<string, Value>>()

  constructor(deps: ReadingDeps) {
    this.#deps = deps
  }

  /** The cell as the records API shows it; undefined where it is empty and left out. */
  shown(row: Row, table: Table, field: Field): Json | undefined {
    const cell = row.cells.get(field.id)
    switch (field.type) {
      case 'singleSelect':
      case 'externalSyncSource':
        return typeof cell === 'string' ? choiceName(field, cell) : undefined
      case 'multipleSelects':
        return filled(linkedIds(cell).flatMap((id) => choiceName(field, id) ?? []))
      case 'multipleRecordLinks':
        return filled([...linkedIds(cell)])
      case 'singleCollaborator':
        return typeof cell === 'string' ? this.#person(cell) : undefined
      case 'multipleCollaborators':
        return filled(linkedIds(cell).map((id) => this.#person(id)))
      case 'createdBy':
        return this.#person(row.createdBy)
      case 'lastModifiedBy':
        return this.#person((lastTouch(row, field) ?? { by: row.createdBy }).by)
      case 'createdTime':
        return this.#time(field, row.createdAt)
      case 'lastModifiedTime':
        return this.#time(field, lastTouch(row, field)?.at ?? row.createdAt)
      case 'multipleAttachments':
        return filled(attachmentsOf(cell).flatMap((one) => this.#attachment(one) ?? []))
      case 'formula':
      case 'rollup':
        return jsonOf(this.value(row, table, field), this.#programOf(table, field))
      case 'count':
        return this.#linked(row, table, field)?.rows.length
      case 'multipleLookupValues':
        return this.#lookedUp(row, table, field)
      default:
        if (cell === undefined) return undefined
        if (typeof cell !== 'object') return cell
        if ('opaque' in cell) return cell.opaque
        if ('barcode' in cell) return { ...cell.barcode }
        return undefined
    }
  }

  /** The cell as a formula reckons with it. */
  value(row: Row, table: Table, field: Field): Value {
    const cell = row.cells.get(field.id)
    switch (field.type) {
      case 'formula':
      case 'rollup':
        return this.#reckoned(row, table, field)
      case 'multipleLookupValues': {
        const linked = this.#linked(row, table, field)
        if (!linked?.target) return linked ? FAULT : null
        const { table: other, target } = linked
        return flat(linked.rows.map((one) => this.value(one, other, target))).filter(
          (one) => one !== null,
        )
      }
      case 'multipleRecordLinks': {
        const other = this.#deps.base.tables.get(field.link?.linkedTableId ?? '')
        const primary = other?.primary
        if (!other || !primary) return []
        return linkedIds(cell).flatMap((id) => {
          const linked = other.rows.get(id)
          return linked ? [toText(this.value(linked, other, primary))] : []
        })
      }
      case 'checkbox':
        return cell === true
      case 'date':
      case 'dateTime':
      case 'createdTime':
      case 'lastModifiedTime': {
        const shown = this.shown(row, table, field)
        const read = typeof shown === 'string' ? readIso(shown) : null
        return read && new Moment(read.at, read.dateOnly)
      }
      case 'singleCollaborator':
      case 'multipleCollaborators':
      case 'createdBy':
      case 'lastModifiedBy': {
        const shown = this.shown(row, table, field)
        const people = shown === undefined ? [] : Array.isArray(shown) ? shown : [shown]
        const names = people.map((one) => nameIn(one))
        return names.length ? names.join(', ') : null
      }
      case 'multipleAttachments':
        return attachmentsOf(cell).map((one) => `${one.filename} (${one.sourceUrl})`)
      case 'barcode':
        return typeof cell === 'object' && 'barcode' in cell ? cell.barcode.text : null
      case 'aiText':
      case 'button': {
        const shown = this.shown(row, table, field)
        return nameIn(shown ?? null) || null
      }
      default: {
        const shown = this.shown(row, table, field)
        if (Array.isArray(shown)) return shown.map((one) => nameIn(one))
        return typeof shown === 'string' || typeof shown === 'number' ? shown : null
      }
    }
  }

  /** The result of a formula of no field, such as a filter. */
  run(program: Program, row: Row, table: Table): Value {
    return program.run(this.#scope(row, table))
  }

  /** A formula, rollup or lookup is valid while everything it leans on is there. */
  isValid(table: Table, field: Field): boolean {
    if (field.type === 'formula') return this.#programOf(table, field) !== null
    if (!field.through) return true
    const link = table.fields.get(field.through.linkFieldId)
    const other = link?.link && this.#deps.base.tables.get(link.link.linkedTableId)
    if (!other) return false
    return field.type === 'count' || other.fields.has(field.through.targetFieldId ?? '')
  }

  programOf(table: Table, field: Field): Program | null {
    return this.#programOf(table, field)
  }

  #programOf(table: Table, field: Field): Program | null {
    const { schema } = this.#deps.base
    if (field.ready?.schema !== schema) {
      const prepared = prepare(
        field.formula ?? 'values',
        (name) => table.field(name)?.id,
        field.type === 'rollup',
      )
      field.ready = { schema, program: prepared.ok ? prepared.program : null }
    }
    return field.ready.program
  }

  #reckoned(row: Row, table: Table, field: Field): Value {
    let values = this.#memo.get(row)
    if (!values) this.#memo.set(row, (values = new Map()))
    const known = values.get(field.id)
    if (known !== undefined) return known
    // A formula that leans on itself finds this instead of going round for ever.
    values.set(field.id, FAULT)
    const value = this.#reckon(row, table, field)
    values.set(field.id, value)
    return value
  }

  #reckon(row: Row, table: Table, field: Field): Value {
    const program = this.#programOf(table, field)
    if (!program) return FAULT
    if (field.type === 'formula') return program.run(this.#scope(row, table))
    const linked = this.#linked(row, table, field)
    if (!linked?.target) return FAULT
    const { table: other, target } = linked
    const values = linked.rows
      .map((one) => this.value(one, other, target))
      .filter((one) => one !== null && one !== '')
    return (
      values.find((one) => one instanceof Fault) ??
      program.run({ ...this.#scope(row, table), values })
    )
  }

  #scope(row: Row, table: Table) {
    const { now, switches } = this.#deps
    const unedited = switches.uneditedIsBlank ? null : row.createdAt
    return {
      rowId: row.id,
      createdAt: row.createdAt,
      modifiedAt: row.touch ? cutToSecond(row.touch.at) : unedited,
      now,
      field: (id: string): Value => {
        const field = table.fields.get(id)
        return field ? this.value(row, table, field) : FAULT
      },
    }
  }

  #linked(
    row: Row,
    table: Table,
    field: Field,
  ): { table: Table; rows: Row[]; target: Field | undefined } | undefined {
    const link = table.fields.get(field.through?.linkFieldId ?? '')
    const other = link?.link && this.#deps.base.tables.get(link.link.linkedTableId)
    if (!link || !other) return undefined
    const rows = linkedIds(row.cells.get(link.id)).flatMap((id) => other.rows.get(id) ?? [])
    return { table: other, rows, target: other.fields.get(field.through?.targetFieldId ?? '') }
  }

  #lookedUp(row: Row, table: Table, field: Field): Json | undefined {
    const linked = this.#linked(row, table, field)
    if (!linked?.target) return [{ error: FAULT.error }]
    const { table: other, target, rows } = linked
    const items = rows.flatMap((one) => {
      const shown = this.shown(one, other, target)
      if (shown !== undefined) return Array.isArray(shown) ? shown : [shown]
      // Lists hold a null for an unticked box, so that the ticks keep their places.
      return target.type === 'checkbox' ? [null] : []
    })
    return filled(items)
  }

  #person(id: string): Json {
    const user = this.#deps.users.get(id)
    if (!user) return { id }
    return user.name === undefined
      ? { id, email: user.email }
      : { id, email: user.email, name: user.name }
  }

  #time(field: Field, at: number): string {
    const result = field.options?.result
    const isDate =
      typeof result === 'object' && result !== null && 'type' in result && result.type === 'date'
    return isDate ? isoDate(at) : isoSecond(at)
  }

  /** While it is being fetched it shows the address it came from and nothing else; what cannot be fetched goes again. */
  #attachment(one: Attachment): Json | undefined {
    const { id, filename, size, type, width, height } = one
    if (one.fetchedAt !== undefined && this.#deps.now < one.fetchedAt)
      return { id, url: one.sourceUrl, filename }
    if (one.fails) return undefined
    const url = this.#deps.attachmentUrl
    if (width === undefined || height === undefined) {
      return { id, url: url(one, 'file'), filename, size, type }
    }
    const thumbnail = (variant: string, tall: number) => ({
      url: url(one, variant),
      width: Math.max(1, Math.round((width / height) * Math.min(height, tall))),
      height: Math.min(height, tall),
    })
    const thumbnails = {
      small: thumbnail('small', 36),
      large: thumbnail('large', 512),
      full: thumbnail('full', 3000),
    }
    return { id, width, height, url: url(one, 'file'), filename, size, type, thumbnails }
  }
}

export const attachmentsOf = (cell: Cell | undefined): readonly Attachment[] =>
  typeof cell === 'object' && 'attachments' in cell ? cell.attachments : []

const choiceName = (field: Field, id: string): string | undefined =>
  field.choices?.find((choice) => choice.id === id)?.name

const filled = <T>(items: T[]): T[] | undefined => (items.length ? items : undefined)

const cutToSecond = (at: number): number => Math.floor(at / 1000) * 1000

/** The last edit of any field this one watches, all of them if it names none. */
function lastTouch(row: Row, field: Field) {
  if (!field.watches?.length) return row.touch
  const touches = field.watches.flatMap((id) => row.touches?.get(id) ?? [])
  return touches.reduce<Row['touch']>((last, one) => (last && last.at > one.at ? last : one), null)
}

/** What stands for a composite value in a text: its name, text, label or address. */
function nameIn(shown: Json): string {
  if (shown === null || typeof shown !== 'object') return shown === null ? '' : String(shown)
  if (Array.isArray(shown)) return shown.map(nameIn).join(', ')
  const { name, text, value, label, email, id } = shown
  return String(name ?? text ?? value ?? label ?? email ?? id ?? '')
}

/** A reckoned value as the API shows it; blank is left out, what cannot be shown is an object saying so. */
function jsonOf(value: Value, program: Program | null): Json | undefined {
  if (value === null || value === '') return undefined
  if (value instanceof Fault) return { error: value.error }
  if (value instanceof Moment) return value.dateOnly ? isoDate(value.at) : isoInstant(value.at)
  if (typeof value === 'number') return numberJson(value)
  // A formula that only names a checkbox shows as one; a comparison shows as 1 or 0.
  if (typeof value === 'boolean') {
    return typeof program?.gives === 'object' ? value || undefined : Number(value)
  }
  if (Array.isArray(value)) return filled(value.map((one) => jsonOf(one, program) ?? null))
  return value
}

function numberJson(value: number): Json {
  if (Number.isNaN(value)) return { specialValue: 'NaN' }
  if (!Number.isFinite(value)) return { specialValue: value > 0 ? 'Infinity' : '-Infinity' }
  return value
}
