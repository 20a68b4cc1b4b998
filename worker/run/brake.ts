import { safeShare } from '../../shared/plan.ts'
import { SIDES } from '../../shared/record.ts'
import type { Emptied } from '../objects/sync/reckoning.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

const DAY_MS = 86_400_000

/** Counts of cells, field by field, added up. */
export function tally(before: readonly Emptied[], more: readonly Emptied[]): Emptied[] {
  const isOf = (one: Emptied) => (two: Emptied) =>
    one.pairing === two.pairing && one.side === two.side && one.field === two.field
  return [
    ...before.map((one) => ({ ...one, n: one.n + (more.find(isOf(one))?.n ?? 0) })),
    ...more.filter((one) => !before.some(isOf(one))),
  ]
}

/** Why a person has to look first: too many records would go, or too many cells of one field would be emptied. */
export function brakeOf(
  work: Work,
  lanes: readonly Lane[],
  emptied: readonly Emptied[],
): string | null {
  const { memory, run, clock, ports } = work
  for (const lane of lanes) {
    const most = safeShare(memory.links.countLive(lane.no))
    if (memory.plan.deletions(lane.no, run.id, clock.now() - DAY_MS) > most)
      return `This run would delete or mark more records of “${lane.pairing.entityType}” than is usual in a day. Look at the list, then approve or cancel it.`
    const [worst] = tooMany(work, lanes, lane, emptied)
    if (!worst) continue
    const table = lane.tables[worst.side]
    const name = memory.described.nameOf(worst.side, table.id, worst.field)
    return `This run would empty “${name}” in ${worst.n} records of “${table.name}” in ${ports[worst.side].connector.name}. Look at the list, then approve or cancel it.`
  }
  return null
}

/**
 * The fields of a pairing's tables of which more cells would be emptied than anybody does by accident, the worst first. A
 * field is one, whichever pairings of its table empty it (seed 420000022).
 */
function tooMany(
  { memory }: Work,
  lanes: readonly Lane[],
  lane: Lane,
  emptied: readonly Emptied[],
): readonly Emptied[] {
  return SIDES.flatMap((side) => {
    const all = [lane, ...lanesBeside(lanes, lane, side)].map(({ no }) => no)
    const most = safeShare(all.reduce((links, no) => links + memory.links.countLive(no), 0))
    const counted = emptied
      .filter((one) => one.side === side && all.includes(one.pairing))
      .map((one) => ({ ...one, pairing: lane.no }))
      .reduce<Emptied[]>((sum, one) => tally(sum, [one]), [])
    return counted.filter(({ n }) => n > most)
  }).sort((a, b) => b.n - a.n)
}

/**
 * What a run plans while it writes, nobody is asked about: a person typed meanwhile. Would what it planned since that number,
 * with all it planned so before and with what nobody was asked about in its plan, empty more cells of a field than anybody
 * does by accident (seed 81002370)?
 */
export function emptiesTooMuch(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  first: number,
): boolean {
  const { memory, run } = work
  const now = memory.runs.get(run.id)
  const began = now?.position ?? 0
  if (began === 0) memory.runs.change(run.id, { position: first })
  if (memory.plan.emptied(run.id, first).length === 0) return false
  const since = memory.plan.emptied(run.id, began === 0 ? first : began)
  return tooMany(work, lanes, lane, tally(now?.emptied ?? [], since)).length > 0
}
