/** What the SDK holds of the base, kept as it is in the base: it is told of every change of what it asked for. */
import type { PartialViewData } from '@airtable/blocks/dist/types/src/types/airtable_interface'
import type { ModelChange } from '@airtable/blocks/dist/types/src/types/base'
import type { Mutation } from '@airtable/blocks/dist/types/src/types/mutations'
import type { RecordData } from '@airtable/blocks/dist/types/src/types/record'
import type { Result } from '../../../../shared/result.ts'
import type { Table } from './airtable.ts'
import type { Opened, Row, Screen, Told } from './screen.ts'
import { schemaChanges } from './table-data.ts'

const AGAIN_MS = 1_000

/** What of a table the SDK holds: `all` where it asked for the whole of it. */
type Held = { isWhole: boolean; readonly fields: Set<string>; readonly ids: Set<string> }

export class Live {
  tables: readonly Table[]
  readonly #screen: Screen
  readonly #tell: (changes: readonly ModelChange[]) => void
  readonly #isHeld: (record: string, field: string) => boolean
  readonly #held = new Map<string, Held>()
  /** By view: its table, and what the SDK was or will be given of it. */
  readonly #views = new Map<string, { readonly table: string; readonly data: PartialViewData }>()
  /** Reads and writes under way. */
  readonly #asking = new Set<Promise<unknown>>()
  readonly #waiting = new Set<{ readonly revision: number; readonly end: () => void }>()
  #era: number
  /** Up to here everything was told. */
  #revision: number
  /** What the SDK holds is as new as this, be it read or written. */
  #newest = 0

  /** `isHeld`: a cell whose write waits to be sent. */
  constructor(
    screen: Screen,
    opened: Opened,
    tell: (changes: readonly ModelChange[]) => void,
    isHeld: (record: string, field: string) => boolean,
  ) {
    this.#screen = screen
    this.#tell = tell
    this.#isHeld = isHeld
    this.tables = opened.tables
    this.#era = opened.era
    this.#revision = opened.revision
    void this.#follow()
  }

  /** All records; without `fields` all of their cells too. What changes from now on is told. */
  async load(table: string, fields?: readonly string[]): Promise<{ [id: string]: RecordData }> {
    const held = this.#held.get(table) ?? { isWhole: false, fields: new Set(), ids: new Set() }
    this.#held.set(table, held)
    if (!fields) held.isWhole = true
    for (const field of fields ?? []) held.fields.add(field)
    const read = await this.#ask(this.#screen.records(table, fields))
    for (const { id } of read.records) held.ids.add(id)
    return Object.fromEntries(read.records.map((row) => [row.id, row]))
  }

  unload(table: string, fields?: readonly string[]): void {
    const held = this.#held.get(table)
    if (!held) return
    if (!fields) held.isWhole = false
    for (const field of fields ?? []) held.fields.delete(field)
    if (!held.isWhole && held.fields.size === 0) this.#held.delete(table)
  }

  /** Answers once the records it names were told of: the SDK knows no view with a record that is not there. */
  async loadView(table: string, view: string): Promise<PartialViewData> {
    const read = await succeed(this.#screen.view(table, view))
    const { visibleRecordIds, fieldOrder } = read
    const data: PartialViewData = { visibleRecordIds, fieldOrder }
    this.#views.set(view, { table, data })
    await this.#toldUpTo(read.revision)
    return data
  }

  unloadView(view: string): void {
    this.#views.delete(view)
  }

  /** Ends when the base has it and the SDK was told: it looks for a new field as soon as this ends. */
  async write(mutation: Mutation): Promise<void> {
    if (mutation.type === 'createMultipleRecords')
      for (const { id } of mutation.records) this.#held.get(mutation.tableId)?.ids.add(id)
    const written = await this.#ask(this.#screen.write(mutation))
    await this.#toldUpTo(written.revision)
  }

  async #follow(): Promise<never> {
    for (;;) {
      const views = [...this.#views.keys()]
      const found = await this.#screen.changes(this.#era, this.#revision, views)
      // A base that cannot be asked now is asked again, be it for its changes or for all of it.
      if (!found.ok || (found.value.isAnew && !(await this.#readAnew()))) {
        await new Promise((passed) => setTimeout(passed, AGAIN_MS))
        continue
      }
      if (found.value.isAnew) continue
      // The SDK lays what it reads over what it has, so a change waits until what is being read has been laid.
      while (this.#asking.size > 0) {
        await Promise.allSettled(this.#asking)
        await new Promise((laid) => setTimeout(laid))
      }
      // Said before something that was read or written: asked again, it will say what is newer.
      if (found.value.revision < this.#newest) continue
      this.#pass(found.value)
      this.#told(found.value.revision)
    }
  }

  #pass({ tables, records, views }: Told): void {
    const changes: ModelChange[] = []
    if (tables) {
      changes.push(...schemaChanges(this.tables, tables))
      this.tables = tables
    }
    for (const [table, rows] of Object.entries(records))
      for (const [id, row] of Object.entries(rows))
        changes.push(...this.#rowChanges(table, id, row))
    for (const [id, shown] of Object.entries(views)) {
      const view = this.#views.get(id)
      if (!view) continue
      Object.assign(view.data, shown)
      const path = ['tablesById', view.table, 'viewsById', id]
      changes.push(
        { path: [...path, 'visibleRecordIds'], value: shown.visibleRecordIds },
        { path: [...path, 'fieldOrder'], value: shown.fieldOrder },
      )
    }
    // The SDK keeps what it is given and changes it in place.
    if (changes.length > 0) this.#tell(structuredClone(changes))
  }

  #rowChanges(table: string, id: string, row: Row | null): readonly ModelChange[] {
    const held = this.#held.get(table)
    if (!held) return []
    const path = ['tablesById', table, 'recordsById', id]
    if (row === null) return held.ids.delete(id) ? [{ path, value: undefined }] : []
    const cells = Object.entries(row.cellValuesByFieldId).filter(
      ([field]) => held.isWhole || held.fields.has(field),
    )
    if (!held.ids.has(id)) {
      held.ids.add(id)
      return [{ path, value: { ...row, cellValuesByFieldId: Object.fromEntries(cells) } }]
    }
    return [
      { path: [...path, 'commentCount'], value: row.commentCount },
      { path: [...path, 'createdTime'], value: row.createdTime },
      ...cells
        .filter(([field]) => !this.#isHeld(id, field))
        .map(([field, value]) => ({ path: [...path, 'cellValuesByFieldId', field], value })),
    ]
  }

  /** The base is another one, or too much happened to be told one by one. False where it cannot be read now. */
  async #readAnew(): Promise<boolean> {
    const opened = await this.#screen.open()
    if (!opened.ok) return false
    const records: { [table: string]: { [id: string]: Row | null } } = {}
    for (const [table, { ids }] of this.#held) {
      const read = await this.#screen.records(table)
      const isThere = opened.value.tables.some(({ id }) => id === table)
      if (!read.ok && isThere) return false
      const rows = read.ok ? read.value.records : []
      records[table] = {
        ...Object.fromEntries([...ids].map((id) => [id, null])),
        ...Object.fromEntries(rows.map((row) => [row.id, row])),
      }
    }
    const views: { [view: string]: Told['views'][string] } = {}
    for (const [id, { table }] of this.#views) {
      const read = await this.#screen.view(table, id)
      if (read.ok) views[id] = read.value
    }
    const { era, revision, tables } = opened.value
    this.#era = era
    this.#pass({ era, revision, isAnew: false, tables, records, views })
    this.#revision = 0
    this.#newest = 0
    this.#told(revision)
    return true
  }

  async #ask<T extends { revision: number }>(asked: Promise<Result<T, string>>): Promise<T> {
    const asking = succeed(asked)
    this.#asking.add(asking)
    try {
      const answer = await asking
      this.#newest = Math.max(this.#newest, answer.revision)
      return answer
    } finally {
      this.#asking.delete(asking)
    }
  }

  #told(revision: number): void {
    this.#revision = revision
    for (const one of this.#waiting)
      if (one.revision <= revision) {
        this.#waiting.delete(one)
        one.end()
      }
  }

  #toldUpTo(revision: number): Promise<void> {
    if (revision <= this.#revision) return Promise.resolve()
    return new Promise((end) => void this.#waiting.add({ revision, end }))
  }
}

/** The SDK knows a failed load or write as a rejected promise; the sentence goes with it. */
async function succeed<T>(asked: Promise<Result<T, string>>): Promise<T> {
  const answer = await asked
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}
