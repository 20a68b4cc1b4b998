import type { Identity, Records, Row } from './records.ts'
import { valuesOf } from './records.ts'
import type { Actor } from './workspace.ts'

/** What a committed draft did: what webhooks will tell of. `attribute` only where a record was updated. */
export type Change = Readonly<{
  kind: 'created' | 'updated' | 'deleted'
  object: string
  record: string
  attribute: string | null
  actor: Actor
}>

/**
 * The writes of one call, seen by nobody until they are committed together: a refusal half-way leaves no trace.
 */
export class Draft {
  readonly #records: Records
  readonly #rows = new Map<string, { object: string; id: string; row: Row | null }>()
  readonly #changes: Change[] = []

  constructor(records: Records) {
    this.#records = records
  }

  get(object: string, id: string): Row | undefined {
    const drafted = this.#rows.get(`${object}/${id}`)
    return drafted ? (drafted.row ?? undefined) : this.#records.of(object).get(id)
  }

  create(row: Row, actor: Actor): void {
    this.#rows.set(`${row.object}/${row.id}`, { object: row.object, id: row.id, row })
    this.#changes.push({
      kind: 'created', object: row.object, record: row.id, attribute: null, actor,
    }) // prettier-ignore
  }

  /** `attribute` is the one whose values differ now. */
  update(row: Row, attribute: string, actor: Actor): void {
    this.#rows.set(`${row.object}/${row.id}`, { object: row.object, id: row.id, row })
    this.#changes.push({ kind: 'updated', object: row.object, record: row.id, attribute, actor })
  }

  remove(row: Row, actor: Actor): void {
    this.#rows.set(`${row.object}/${row.id}`, { object: row.object, id: row.id, row: null })
    this.#changes.push({
      kind: 'deleted', object: row.object, record: row.id, attribute: null, actor,
    }) // prettier-ignore
  }

  /** Ids of the records that hold a value of this identity, drafted ones included. */
  holders(object: string, identity: Identity, key: string): string[] {
    const holds = (row: Row | undefined) =>
      row !== undefined && valuesOf(row, identity.id).some(({ data }) => identity.key(data) === key)
    const stored = [...this.#records.of(object).holders(identity, key)]
    const drafted = [...this.#rows.values()].flatMap((one) => (one.object === object ? one.id : []))
    return [...new Set([...stored, ...drafted])].filter((id) => holds(this.get(object, id)))
  }

  /** Makes it true. */
  commit(): readonly Change[] {
    for (const { object, id, row } of this.#rows.values()) {
      if (row) this.#records.of(object).put(row)
      else this.#records.of(object).remove(id)
    }
    return this.#changes
  }
}
