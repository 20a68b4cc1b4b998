import { rank } from '../../shared/plan.ts'
import { other } from '../../shared/record.ts'
import { elements, isMany, isParts, many, type Value } from '../../shared/value.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import type { Work } from './work.ts'

/** Parents before children. A circle of records is closed by a second write, which is part of the plan. */
export function order(work: Work): void {
  const { plan: book } = work.memory
  const needs = new Map<number, number[]>()
  for (const { id, needs: need } of book.creates(work.run.id))
    needs.set(id, [...(needs.get(id) ?? []), need])
  for (const id of new Set([...needs.values()].flat())) if (!needs.has(id)) needs.set(id, [])
  const { urgency, closing } = rank([...needs].map(([id, list]) => ({ id, needs: list })))
  for (const [id, chain] of urgency) book.setRank(id, -chain)
  for (const { from, to } of closing) split(work, from, to)
}

/** Take the pointer from one create to another out of it, and plan it as an update that follows. */
function split(work: Work, from: number, to: number): void {
  const { plan: book } = work.memory
  const write = book.get(from)
  const target = book.get(to)
  if (!write || !target?.source_id) return
  const points = (element: unknown): boolean =>
    isParts(element as Value) && (element as { source?: unknown }).source === target.source_id
  const closes = write.changes.filter((change) => elements(change.after).some(points))
  const rest = write.changes.flatMap((change): ChangeRow[] => {
    const kept = elements(change.after).filter((one) => !points(one))
    return kept.length === 0
      ? []
      : [{ ...change, after: isMany(change.after) ? many(kept) : kept[0]! }]
  })
  book.setChanges(
    from,
    rest,
    write.source.filter((one) => !closes.some((change) => change.entry === one.entry)),
  )
  book.unneed(from, target.pairing, target.source_id)
  book.add(
    {
      run: write.run,
      pairing: write.pairing,
      side: write.side,
      kind: 'update',
      link: null,
      record_id: null,
      source_id: write.source_id,
      title: write.title,
      changes: closes.map((change) => ({ ...change, why: 'closes_circle' })),
      source: write.source.filter((one) => closes.some((change) => change.entry === one.entry)),
      version: write.version,
    },
    [
      { pairing: write.pairing, side: other(write.side), source_id: write.source_id ?? '' },
      { pairing: target.pairing, side: other(target.side), source_id: target.source_id },
    ],
  )
}
