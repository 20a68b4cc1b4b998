import { decideDeparture } from '../../../shared/departure.ts'
import {
  type ConflictRule,
  type Deletions,
  type Direction,
  type Entry,
  writesTo,
} from '../../../shared/mapping.ts'
import { type Candidate, identify } from '../../../shared/match.ts'
import { type Bridge, merge, type Merge } from '../../../shared/merge.ts'
import { other, type Side, SIDES } from '../../../shared/record.ts'
import { ok } from '../../../shared/result.ts'
import type { Value, Values } from '../../../shared/value.ts'

/**
 * Two tables of two fields each, a key and a value, and one run over them made of nothing but the pure decisions: who is who,
 * what becomes of a pair, of a stranger, of a departed half. What the engine does with a database and two vendors,
 * without either.
 */
export type Cell = 'a' | 'b' | null
/** A record: its key and its value. */
export type Rec = readonly [key: Cell, value: Cell]
export type Pair = {
  readonly left: Rec | null
  readonly right: Rec | null
  /** What each side last held; null where the two have not met. */
  readonly base: { readonly left: Rec; readonly right: Rec } | null
  /** Linked, or a tombstone; otherwise a record of one side alone. */
  readonly link: 'live' | 'gone' | null
}
export type Terms = {
  readonly direction: Direction
  readonly rule: ConflictRule
  readonly deletions: Deletions
}
export type Deed = {
  readonly side: Side
  readonly kind: 'create' | 'update' | 'delete'
  /** One field of an update: what stood there, what was last agreed (undefined: never met), what stands there now. */
  readonly before?: Cell
  readonly met?: Cell | undefined
  readonly after?: Cell
  readonly lost?: Value | undefined
  /** Of a create, its key, and whether somebody there had it already; of a delete, whether it was untouched. */
  readonly safe?: boolean
}
export type Run = {
  readonly pairs: readonly Pair[]
  readonly deeds: readonly Deed[]
  /** Questions for a person: which pairs, and how many records that could be several others. */
  readonly asked: ReadonlySet<Pair>
  readonly doubts: number
}

const entry = (id: string): Entry => ({
  id,
  left: { field: id },
  right: { field: id },
  direction: 'bidirectional',
  since: 1,
})
const ENTRIES = [entry('key'), entry('value')]
const bridge: Bridge = {
  isMany: () => false,
  carry: (_, __, value) => ok({ value, stuck: [] }),
}
const valuesOf = (rec: Rec | null): Values => (rec ? { key: rec[0], value: rec[1] } : {})
const cellOf = (value: Value | undefined): Cell => (value === 'a' || value === 'b' ? value : null)
const recOf = (values: Values): Rec => [cellOf(values['key']), cellOf(values['value'])]

/** A merge depends on nothing but what it is given, so each is made once. */
const made = new Map<string, Merge>()
function merged({ left, right, base }: Pair, { direction, rule }: Terms): Merge {
  const key = `${String(left)}|${String(right)}|${String(base?.left)}|${String(base?.right)}|${direction}|${rule}`
  let result = made.get(key)
  if (!result) {
    result = merge(
      ENTRIES,
      { now: valuesOf(left), base: valuesOf(base?.left ?? null) },
      { now: valuesOf(right), base: valuesOf(base?.right ?? null) },
      { direction, conflictResolution: rule, firstMeeting: rule },
      bridge,
    )
    made.set(key, result)
  }
  return result
}
/** What was made under one version of the code says nothing of another. */
export const forgetMerges = (): void => made.clear()

/** One run: match, merge, write; as if every write arrived as it was meant. */
export function run(world: readonly Pair[], terms: Terms): Run {
  const { pairs, doubts, deeds } = matchAll(world, terms)
  const asked = new Set<Pair>()
  const after = pairs.map((pair) => {
    if (pair.link !== 'live') return pair
    const settled =
      pair.left && pair.right ? mergePair(pair, terms, deeds) : partPair(pair, terms, deeds)
    if (settled.asked) asked.add(settled.pair)
    return settled.pair
  })
  return { pairs: after, deeds, asked, doubts }
}

function mergePair(pair: Pair, terms: Terms, deeds: Deed[]): { pair: Pair; asked: boolean } {
  const result = merged(pair, terms)
  const now = {
    left: { ...valuesOf(pair.left) } as { [field: string]: Value },
    right: { ...valuesOf(pair.right) } as { [field: string]: Value },
  }
  const base = {
    left: { ...valuesOf(pair.base?.left ?? null) } as { [field: string]: Value },
    right: { ...valuesOf(pair.base?.right ?? null) } as { [field: string]: Value },
  }
  for (const { entry: id, left, right } of result.agreed) {
    base.left[id] = left
    base.right[id] = right
  }
  for (const { entry: id, side, value } of result.source) base[side][id] = value
  for (const side of SIDES)
    for (const change of result.changes[side]) {
      deeds.push({
        side,
        kind: 'update',
        before: cellOf(change.before),
        met: pair.base ? cellOf(valuesOf(pair.base[side])[change.entry]) : undefined,
        after: cellOf(change.after),
        lost: change.lost,
      })
      now[side][change.entry] = change.after
      base[side][change.entry] = change.after
    }
  // Where a pair meets only in part, the other part has no base yet.
  const met = ['key', 'value'].every((id) => base.left[id] !== undefined)
  const next: Pair = {
    left: recOf(now.left),
    right: recOf(now.right),
    base: met ? { left: recOf(base.left), right: recOf(base.right) } : null,
    link: 'live',
  }
  return { pair: next, asked: result.conflicts.length > 0 }
}

function partPair(pair: Pair, terms: Terms, deeds: Deed[]): { pair: Pair; asked: boolean } {
  const alive: Side | null = pair.left ? 'left' : pair.right ? 'right' : null
  if (alive === null) return { pair: { ...pair, link: 'gone' }, asked: false }
  const edited = String(pair[alive]) !== String(pair.base?.[alive])
  const departure = decideDeparture({
    deletions: terms.deletions,
    mayWrite: writesTo(terms.direction, alive),
    canMark: true,
    shared: false,
    edited,
    decided: null,
  })
  if (departure === 'ask') return { pair, asked: true }
  if (departure === 'delete') deeds.push({ side: alive, kind: 'delete', safe: !edited })
  const left = { ...pair, link: 'gone' as const }
  return { pair: departure === 'delete' ? { ...left, [alive]: null } : left, asked: false }
}

function matchAll(
  world: readonly Pair[],
  terms: Terms,
): { pairs: Pair[]; doubts: number; deeds: Deed[] } {
  // A pair that never met is two records of one side each.
  let pairs = world.flatMap((pair): Pair[] =>
    pair.link !== null
      ? [pair]
      : SIDES.flatMap((side) =>
          pair[side]
            ? [{ left: null, right: null, base: null, link: null, [side]: pair[side] }]
            : [],
        ),
  )
  const deeds: Deed[] = []
  let doubts = 0
  const strangers: { pair: Pair; side: Side }[] = []
  for (const side of SIDES) {
    for (const pair of pairs) {
      if (pair.link !== null || pair[side] === null || !pairs.includes(pair)) continue
      const key = pair[side][0]
      const there = other(side)
      const holders = key === null ? [] : pairs.filter((one) => one[there]?.[0] === key)
      const rivals = pairs.filter((one) => one !== pair && one[side]?.[0] === key).length
      const candidates = holders.map((one): Candidate => ({
        id: String(pairs.indexOf(one)),
        linked: one.link !== null,
        rivals,
      }))
      const identity = identify([candidates])
      const found = identity.is === 'match' ? pairs[Number(identity.id)] : undefined
      if (found) {
        const met: Pair = { ...found, [side]: pair[side], link: 'live' }
        pairs = pairs.map((one) => (one === found ? met : one)).filter((one) => one !== pair)
      } else if (identity.is === 'doubt') {
        const lost = identity.ids.length === 1 ? pairs[Number(identity.ids[0])] : undefined
        if (lost?.link && lost[side] === null) {
          // Its old half is gone and this one has its key: made again, so the link follows.
          const again: Pair = { ...lost, [side]: pair[side], link: 'live' }
          pairs = pairs.map((one) => (one === lost ? again : one)).filter((one) => one !== pair)
        } else doubts++
      } else strangers.push({ pair, side })
    }
  }
  // Two rows alike are two rows there too: only who was there before the run must not be made again.
  const before = pairs
  for (const { pair, side } of strangers) {
    const to = other(side)
    const rec = pair[side]
    if (!pairs.includes(pair) || rec === null || !writesTo(terms.direction, to)) continue
    const twin = rec[0] !== null && before.some((one) => one[to]?.[0] === rec[0])
    deeds.push({ side: to, kind: 'create', safe: !twin })
    const both: Pair = { left: rec, right: rec, base: { left: rec, right: rec }, link: 'live' }
    pairs = pairs.map((one) => (one === pair ? both : one))
  }
  return { pairs, doubts, deeds }
}

/** The same world seen from the other side. */
export const mirrored = (pair: Pair): Pair => ({
  left: pair.right,
  right: pair.left,
  base: pair.base && { left: pair.base.right, right: pair.base.left },
  link: pair.link,
})
const RULES = {
  app_wins: 'crm_wins',
  crm_wins: 'app_wins',
  manual_review: 'manual_review',
  last_write_wins: 'last_write_wins',
} as const
const WAYS = { push: 'pull', pull: 'push', bidirectional: 'bidirectional', none: 'none' } as const
export const mirroredTerms = (terms: Terms): Terms => ({
  ...terms,
  rule: RULES[terms.rule],
  direction: WAYS[terms.direction],
})
