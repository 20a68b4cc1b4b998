/** Decisions about a plan as a whole; the plan itself is rows in the sync's own database. */

/** A create that waits for others: it points at records that are created in the same plan. */
export type Waiting = { readonly id: number; readonly needs: readonly number[] }

/**
 * The order of creates. `urgency` is how long a chain of others waits for each: the most awaited go first, so that
 * nobody stands still behind a parent that was left for the end. Pointers that would close a circle are returned as
 * `closing`, to be written second.
 */
export function rank(waiting: readonly Waiting[]): {
  readonly urgency: ReadonlyMap<number, number>
  readonly closing: readonly { readonly from: number; readonly to: number }[]
} {
  const byId = new Map(waiting.map((one) => [one.id, one]))
  const ranks = new Map<number, number>()
  const closing: { from: number; to: number }[] = []
  const closed = new Set<string>()
  for (const start of waiting) {
    // Depth first with a stack of our own: chains of parents may be long.
    const path = new Set<number>()
    const stack: { id: number; next: number }[] = [{ id: start.id, next: 0 }]
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const needs = byId.get(top.id)?.needs ?? []
      path.add(top.id)
      const need = needs[top.next]
      if (ranks.has(top.id)) {
        path.delete(top.id)
        stack.pop()
      } else if (need === undefined) {
        const open = needs.filter((id) => !closed.has(`${top.id}>${id}`))
        ranks.set(
          top.id,
          open.reduce((most, id) => Math.max(most, (ranks.get(id) ?? -1) + 1), 0),
        )
      } else {
        top.next++
        if (path.has(need)) {
          closing.push({ from: top.id, to: need })
          closed.add(`${top.id}>${need}`)
        } else if (!ranks.has(need)) stack.push({ id: need, next: 0 })
      }
    }
  }
  const urgency = new Map<number, number>()
  const deepestFirst = [...ranks].sort(([, a], [, b]) => b - a)
  for (const [id] of deepestFirst) {
    for (const need of byId.get(id)?.needs ?? []) {
      if (closed.has(`${id}>${need}`)) continue
      urgency.set(need, Math.max(urgency.get(need) ?? 0, (urgency.get(id) ?? 0) + 1))
    }
  }
  return { urgency, closing }
}

/**
 * How many records of one pairing may be deleted, and cells of one field emptied, in a day without a person: at least 5,
 * otherwise a tenth of its links, never more than 50.
 */
export const safeShare = (links: number): number =>
  Math.max(5, Math.min(50, Math.floor(links / 10)))
