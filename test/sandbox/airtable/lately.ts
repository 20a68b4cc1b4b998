/** What happened in the bases lately, for the pages that show them: which rows moved, and whether the schema did. */
import type { Base } from './state.ts'
import type { Change } from './transaction.ts'

/** A page that lags further behind reads anew. */
const KEPT = 2_000

export type Moved = {
  readonly schema: boolean
  /** Row ids by table id. */
  readonly rows: ReadonlyMap<string, ReadonlySet<string>>
}
type Entry = Moved & { readonly baseId: string }

export class Lately {
  /** The number of the newest entry; entries begin at 1. */
  revision = 0
  #entries: Entry[] = []
  /** Nothing is written down before the first page opens. */
  #isWatched = false
  readonly #waiting = new Set<() => void>()

  watch(): number {
    this.#isWatched = true
    return this.revision
  }

  note(base: Base, changes: readonly Change[]): void {
    if (!this.#isWatched || changes.length === 0) return
    const rows = new Map<string, Set<string>>()
    let schema = false
    for (const change of changes) {
      if ('row' in change) {
        const known = rows.get(change.table.id) ?? new Set<string>()
        rows.set(change.table.id, known.add(change.row.id))
      } else schema = true
    }
    this.#enter({ baseId: base.id, schema, rows })
  }

  /** What is shaped beside any call: views, and fields that a plan takes or gives. */
  noteSchema(base: Base): void {
    if (this.#isWatched) this.#enter({ baseId: base.id, schema: true, rows: new Map() })
  }

  /** Rows that somebody wrote, moved or not: the page is told what they hold by now. */
  noteRows(base: Base, table: string, ids: readonly string[]): void {
    if (this.#isWatched)
      this.#enter({ baseId: base.id, schema: false, rows: new Map([[table, new Set(ids)]]) })
  }

  /** What moved in a base after that revision; null where that is too long ago to be told. */
  since(baseId: string, revision: number): Moved | null {
    const first = this.revision - this.#entries.length
    if (revision < first || revision > this.revision) return null
    const rows = new Map<string, Set<string>>()
    let schema = false
    for (const entry of this.#entries.slice(revision - first)) {
      if (entry.baseId !== baseId) continue
      schema ||= entry.schema
      for (const [table, ids] of entry.rows)
        rows.set(table, new Set([...(rows.get(table) ?? []), ...ids]))
    }
    return { schema, rows }
  }

  /** Ends when anything moves, or when that time has passed. */
  next(waitMs: number): Promise<void> {
    return new Promise((ended) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(end)
        ended()
      }
      const timer = setTimeout(end, waitMs)
      // A page that waits keeps no program alive.
      timer.unref()
      this.#waiting.add(end)
    })
  }

  /** Whoever waits looks again: the base may be another one. */
  wake(): void {
    for (const end of [...this.#waiting]) end()
  }

  #enter(entry: Entry): void {
    this.revision += 1
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries.splice(0, this.#entries.length - KEPT)
    this.wake()
  }
}
