import * as z from 'zod'
import { rank } from '../../shared/plan.ts'
import { other } from '../../shared/record.ts'
import { elements, isParts, type Value } from '../../shared/value.ts'
import { Bits } from '../objects/sync/bits.ts'
import { isSpent, type Work } from './work.ts'

/** Waits, and the writes that are waited for, are looked at so many at a time. */
export const ORDERED_AT_ONCE = 5_000
/** Among more waits of records that others wait for themselves, no finer order is sought: what waits, waits for its turn. */
const MOST_WAITS = 50_000

/** How far ordering has got: who is waited for is noted first, wait by wait, then each of them gets its rank. */
export const Ordered = z.object({
  stage: z.enum(['waits', 'ranks']),
  write: z.number(),
  needs: z.number(),
})
export type Ordered = z.infer<typeof Ordered>
export const UNORDERED: Ordered = { stage: 'waits', write: 0, needs: 0 }

/**
 * Parents before children: one step of it, as there may be a million of them; returns where to go on, or null at the end.
 * Call it in the transaction that stores what it returns. A circle of records is closed by a second write, which is
 * part of the plan. Records nobody waits for need no rank.
 */
export function order(work: Work, at: Ordered): Ordered | null {
  const { bits, plan: book } = work.memory
  if (at.stage === 'ranks') {
    const ids = bits.get(WHOLE_RUN, AWAITED).after(at.write, ORDERED_AT_ONCE)
    book.rankAwaited(ids)
    if (ids.length === ORDERED_AT_ONCE) return { ...at, write: ids.at(-1)! }
    bits.drop(WHOLE_RUN, AWAITED)
    return null
  }
  const isFirst = at.write === 0
  if (isFirst) bits.drop(WHOLE_RUN, AWAITED)
  const awaited = isFirst ? new Bits() : bits.get(WHOLE_RUN, AWAITED)
  const page = book.waits(work.run.id, at, ORDERED_AT_ONCE)
  for (const { needs } of page) awaited.add(needs)
  const last = page.at(-1)
  const isLast = last === undefined || page.length < ORDERED_AT_ONCE
  if (isLast) rankChains(work, awaited)
  if (isFirst && isLast) {
    book.rankAwaited(awaited.after(0, ORDERED_AT_ONCE))
    return null
  }
  bits.save(WHOLE_RUN, AWAITED, awaited)
  return isLast ? { stage: 'ranks', write: 0, needs: 0 } : { stage: 'waits', ...last }
}

/**
 * Step by step until all is in order or the slice is spent; says whether it came to the end. `keep` stores how far each step
 * got, or null at the end, in the transaction of that step.
 */
export function orderOn(work: Work, from: Ordered, keep: (at: Ordered | null) => void): boolean {
  for (let at: Ordered | null = from; at !== null;) {
    const here: Ordered = at
    at = work.memory.together(() => {
      const next = order(work, here)
      keep(next)
      return next
    })
    if (at !== null && isSpent(work, ORDERED_AT_ONCE)) return false
  }
  return true
}

/** All of it at once, for a plan that is known to be small. */
export function orderWhole(work: Work): void {
  for (let at: Ordered | null = UNORDERED; at !== null;) at = order(work, at)
}

/** The set of writes that others wait for; it belongs to no pairing. */
const AWAITED = 'awaited'
const WHOLE_RUN = 0

/** Those that are waited for and wait themselves: the longer the chain behind one, the sooner it goes. */
function rankChains(work: Work, awaited: Bits): void {
  const { plan: book } = work.memory
  const needs = new Map<number, number[]>()
  let among = 0
  for (let after = 0; ;) {
    const ids = awaited.after(after, ORDERED_AT_ONCE)
    for (const wait of book.waitsOf(work.run.id, ids, MOST_WAITS + 1)) {
      if (++among > MOST_WAITS) return
      needs.set(wait.write, [...(needs.get(wait.write) ?? []), wait.needs])
      if (!needs.has(wait.needs)) needs.set(wait.needs, [])
    }
    const last = ids.at(-1)
    if (last === undefined) break
    after = last
  }
  const waiting = [...needs].map(([id, list]) => ({ id, needs: list }))
  // Each of them is waited for by somebody.
  const { urgency, closing } = rank([...waiting, { id: NOBODY, needs: [...needs.keys()] }])
  for (const [id, chain] of urgency) book.setRank(id, -chain)
  const circles = new Map<number, number[]>()
  for (const { from, to } of closing) circles.set(from, [...(circles.get(from) ?? []), to])
  for (const [from, to] of circles) split(work, from, to)
}

/** Stands for all that nobody waits for. */
const NOBODY = -1

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
