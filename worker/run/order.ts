import { rank } from '../../shared/plan.ts'
import { other } from '../../shared/record.ts'
import { elements, isParts, type Value } from '../../shared/value.ts'
import type { Work } from './work.ts'

/** Waits are read so many at a time. */
const PAGE = 5_000
/** Among more waits of records that others wait for themselves, no finer order is sought: what waits, waits for its turn. */
const MOST_WAITS = 200_000

/**
 * Parents before children. A circle of records is closed by a second write, which is part of the plan. Records nobody
 * waits for need no rank, and are only counted as waiting: there may be a million of them.
 */
export function order(work: Work): void {
  const { plan: book } = work.memory
  const awaited = new Set<number>()
  for (const { needs } of waitsOf(work)) awaited.add(needs)
  const needs = new Map([...awaited].map((id) => [id, [] as number[]]))
  const last = new Set<number>()
  let among = 0
  for (const wait of waitsOf(work)) {
    const mine = needs.get(wait.write)
    if (mine === undefined) last.add(wait.needs)
    else if (++among > MOST_WAITS) return
    else mine.push(wait.needs)
  }
  const waiting = [...needs].map(([id, list]) => ({ id, needs: list }))
  const { urgency, closing } = rank([...waiting, { id: NOBODY, needs: [...last] }])
  for (const [id, chain] of urgency) book.setRank(id, -chain)
  const circles = new Map<number, number[]>()
  for (const { from, to } of closing) circles.set(from, [...(circles.get(from) ?? []), to])
  for (const [from, to] of circles) split(work, from, to)
}

/** Stands for all that nobody waits for. */
const NOBODY = -1

function* waitsOf(work: Work): Generator<{ write: number; needs: number }> {
  for (let from = { write: 0, needs: 0 }; ;) {
    const page = work.memory.plan.waits(work.run.id, from, PAGE)
    yield* page
    const end = page.at(-1)
    if (page.length < PAGE || end === undefined) return
    from = end
  }
}

/** Take the pointers from one create to others, or to itself, out of it, and plan them as one update that follows. */
function split(work: Work, from: number, to: readonly number[]): void {
  const { plan: book } = work.memory
  const write = book.get(from)
  const targets = to.flatMap((id) => {
    const target = book.get(id)
    return target?.source_id ? [{ ...target, source_id: target.source_id }] : []
  })
  if (!write || targets.length === 0) return
  const points = (element: unknown): boolean =>
    isParts(element as Value) &&
    targets.some((target) => (element as { source?: unknown }).source === target.source_id)
  const closes = write.changes.filter((change) => elements(change.after).some(points))
  // Whole: were a part of a list sent first, the write that follows would find its place taken.
  const rest = write.changes.filter((change) => !closes.includes(change))
  book.setChanges(
    from,
    rest,
    write.source.filter((one) => !closes.some((change) => change.entry === one.entry)),
  )
  for (const target of targets) book.unneed(from, target.pairing, target.source_id)
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
      ...targets.map((target) => ({
        pairing: target.pairing,
        side: other(target.side),
        source_id: target.source_id,
      })),
    ],
  )
}
