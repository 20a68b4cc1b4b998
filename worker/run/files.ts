import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { type Entry, narrow, slotKey, writesTo } from '../../shared/mapping.ts'
import type { Memory as Held } from '../../shared/merge.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import {
  type Element,
  elementKey,
  elements,
  isMany,
  isParts,
  many,
  sameValue,
  type Value,
  type Values,
} from '../../shared/value.ts'
import type { Lane, Work } from './work.ts'

/**
 * A vendor fetches a file from its address after it has said yes, and takes the file away again where that fails, without
 * a word (Airtable, reference 3.3). Until it is fetched nothing is known of it but where it comes from.
 */
const isAwaited = (element: Element): boolean =>
  isParts(element) &&
  typeof element['id'] === 'string' &&
  element['size'] === null &&
  element['type'] === null

/** The entries whose files are fetched on that side because we wrote their addresses there. */
const fetching = (lane: Lane, side: Side): readonly Entry[] =>
  lane.entries.filter(
    (entry) =>
      fieldById(lane.tables[side], entry[side].field)?.type === 'file' &&
      writesTo(narrow(lane.pairing.direction, entry.direction), side),
  )
const known = new WeakMap<Lane, Both<readonly Entry[]>>()

function fetchingOn(lane: Lane, side: Side): readonly Entry[] {
  const before = known.get(lane)
  const both = before ?? { left: fetching(lane, 'left'), right: fetching(lane, 'right') }
  if (!before) known.set(lane, both)
  return both[side]
}

/** The base with what is known of its files since they were fetched, or null where it is no more than before. */
export function fetched(lane: Lane, side: Side, slots: Values, base: Values): Values | null {
  const learnt: { [slot: string]: Value } = {}
  for (const entry of fetchingOn(lane, side)) {
    const key = slotKey(entry[side])
    const [was, now] = [base[key] ?? null, slots[key]]
    if (now === undefined || !elements(was).some(isAwaited)) continue
    const there = new Map(elements(now).map((one) => [elementKey(one), one]))
    const next = elements(was).map((one) => there.get(elementKey(one)) ?? one)
    if (next.filter(isAwaited).length < elements(was).filter(isAwaited).length)
      learnt[key] = isMany(was) ? many(next) : (next[0] ?? null)
  }
  return Object.keys(learnt).length === 0 ? null : { ...base, ...learnt }
}

/** What a pair is merged from where files could not be fetched, and the entries that stand still for it. */
export type Unfetched = {
  readonly sides: Both<Held>
  readonly stuck: readonly {
    readonly entry: string
    readonly side: Side
    readonly failure: Failure
  }[]
}

/**
 * A file that was never seen fetched and is not there any more was not removed by anybody: its address is blocked, until
 * it changes or somebody asks for it again.
 */
export function withoutUnfetched(work: Work, lane: Lane, sides: Both<Held>): Unfetched {
  if (SIDES.every((side) => fetchingOn(lane, side).length === 0)) return { sides, stuck: [] }
  const bases = { left: sides.left.base, right: sides.right.base }
  const stuck: Unfetched['stuck'][number][] = []
  for (const side of SIDES)
    for (const entry of fetchingOn(lane, side)) {
      const [at, from] = [slotKey(entry[side]), other(side)]
      const rest = stillThere(sides[side], at)
      if (rest === undefined) continue
      bases[side] = { ...bases[side], [at]: rest }
      if (hasMoved({ ...sides[side], base: bases[side] }, at)) continue
      const source = slotKey(entry[from])
      if (hasMoved(sides[from], source)) continue
      // Asked for again, it is as if the address had just been typed.
      if (work.run.purpose.is === 'retry') bases[from] = { ...bases[from], [source]: null }
      else stuck.push({ entry: entry.id, side, failure: unfetched(work, lane, entry, side) })
    }
  const of = (side: Side): Held => ({ ...sides[side], base: bases[side] })
  return { sides: { left: of('left'), right: of('right') }, stuck }
}

/** The base without the files that could not be fetched; undefined where there are none of them. */
function stillThere({ now, base }: Held, at: string): Value | undefined {
  const holds = now[at]
  if (holds === undefined) return undefined
  const was = elements(base[at] ?? null)
  const there = new Set(elements(holds).map(elementKey))
  const rest = was.filter((one) => !isAwaited(one) || there.has(elementKey(one)))
  return rest.length === was.length ? undefined : many(rest)
}

function hasMoved({ now, base }: Held, at: string): boolean {
  const [holds, held] = [now[at], base[at]]
  return holds === undefined || held === undefined || !sameValue(holds, held)
}

const unfetched = (work: Work, lane: Lane, entry: Entry, side: Side): Failure => ({
  reason: 'refused_value',
  vendor: work.ports[side].connector.name,
  field: fieldById(lane.tables[side], entry[side].field)?.name ?? entry[side].field,
  why: 'it could not fetch the file from its address',
})
