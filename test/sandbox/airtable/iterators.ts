/**
 * Listings under way. The set of rows and its order are frozen at the first page, their cells are not; an iterator
 * nobody asks for a while dies, and its walk has to begin again.
 */
type Walk = { readonly tableId: string; readonly rowIds: readonly string[]; usedAt: number }

export class Iterators {
  readonly #walks = new Map<string, Walk>()
  readonly #mint: () => string

  constructor(mint: () => string) {
    this.#mint = mint
  }

  /** The offset under which the rest of these rows can be had, from `next` on. */
  open(
    tableId: string,
    rowIds: readonly string[],
    next: number,
    now: number,
    idleMs: number,
  ): string {
    this.#bury(now, idleMs)
    const id = this.#mint()
    this.#walks.set(id, { tableId, rowIds, usedAt: now })
    return offsetOf(id, rowIds, next)
  }

  /** Where an offset stands in its walk; null where the walk is dead, of another table, or never was. */
  resume(
    offset: string,
    tableId: string,
    now: number,
    idleMs: number,
  ): { id: string; rowIds: readonly string[]; from: number } | null {
    this.#bury(now, idleMs)
    const [id = '', rowId = ''] = offset.split('/')
    const walk = this.#walks.get(id)
    const from = walk?.rowIds.indexOf(rowId) ?? -1
    if (!walk || walk.tableId !== tableId || from < 0) return null
    walk.usedAt = now
    return { id, rowIds: walk.rowIds, from }
  }

  next(id: string, rowIds: readonly string[], next: number): string {
    return offsetOf(id, rowIds, next)
  }

  kill(offset: string): void {
    this.#walks.delete(offset.split('/')[0] ?? '')
  }

  killAll(): void {
    this.#walks.clear()
  }

  #bury(now: number, idleMs: number): void {
    for (const [id, { usedAt }] of this.#walks) if (now - usedAt > idleMs) this.#walks.delete(id)
  }
}

const offsetOf = (id: string, rowIds: readonly string[], next: number): string =>
  `${id}/${rowIds[next] ?? ''}`
