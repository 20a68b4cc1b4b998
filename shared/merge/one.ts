import { type ConflictRule, type Direction, type Entry, writesTo } from '../mapping.ts'
import type { Failure } from '../failure.ts'
import { type Both, other, type Side, SIDES } from '../record.ts'
import type { Result } from '../result.ts'
import { elements, sameValue, type Value } from '../value.ts'
import { replaceHead, speaksForAll, without } from './elements.ts'
import { decide, type When } from './right.ts'
import { type Bridge, type Carried, losing, type Verdict, type Why } from './verdict.ts'

/** Nothing in it points at another record, nor is anything else than it looks. */
const isPlain = (value: Value): boolean =>
  elements(value).every((element) => typeof element !== 'object')

/** A slot of one element (on at least one side): it is replaced as a whole. */
export function mergeOne(
  entry: Entry,
  now: Both<Value>,
  base: Both<Value> | null,
  direction: Direction,
  bridge: Bridge,
  known: {
    /** What each side gives and gave: the same as it holds, but where a formula stands between. */
    gives: Both<Value>
    gave: Both<Value> | null
    rule: ConflictRule
    left: When
    right: When
  },
): Verdict {
  const { gives, gave } = known
  const has = (side: Side): boolean =>
    (base !== null && !sameValue(now[side], base[side])) ||
    (gave !== null && !sameValue(gives[side], gave[side]))
  const moved = base && { left: has('left'), right: has('right') }
  if (moved && !moved.left && !moved.right) return { is: 'still' }

  const right = bridge.carry(entry, 'left', gives.left)
  // Plain values that agree one way leave nothing that could not cross the other way.
  if (
    right.ok &&
    right.value.stuck.length === 0 &&
    sameValue(now.right, right.value.value) &&
    isPlain(now.left) &&
    isPlain(now.right)
  )
    return { is: 'agreed', ...now, stuck: [] }
  const crossing = { right, left: bridge.carry(entry, 'right', gives.right) }
  const agree =
    (crossing.right.ok && sameValue(now.right, crossing.right.value.value)) ||
    (crossing.left.ok && sameValue(now.left, crossing.left.value.value))
  /** What stands on both sides: without what could not cross yet, so that it is tried again once it can. */
  const settled = (): Verdict => {
    const stuck = SIDES.filter((to) => {
      const carried = crossing[to]
      return writesTo(direction, to) && carried.ok && carried.value.stuck.length > 0
    })
    const left = stuck.includes('right') ? bare(now.left, crossing.right) : now.left
    const right = stuck.includes('left') ? bare(now.right, crossing.left) : now.right
    return { is: 'agreed', left, right, stuck }
  }
  if (agree) return settled()

  const give = (to: Side, why: Why, lost?: Value): Verdict => {
    const carried = crossing[to]
    if (!carried.ok) return { is: 'blocked', side: to, failure: carried.error }
    const after = speaksForAll(entry, to, now[to], bridge)
      ? replaceHead(now[to], carried.value.value)
      : carried.value.value
    if (sameValue(after, now[to])) return settled()
    const from = without(now[other(to)], carried.value.stuck)
    const stuck = carried.value.stuck.length > 0 ? [to] : []
    return { is: 'write', writes: [{ to, after, from, why, ...losing(lost) }], stuck }
  }

  if (direction !== 'bidirectional') {
    const to: Side = writesTo(direction, 'right') ? 'right' : 'left'
    // What was never filled in is not an order to empty the other side.
    const [given, before] = [gives[other(to)], gave?.[other(to)]]
    if (given === null && (base === null || before === null || before === undefined))
      return { is: 'agreed', ...now }
    if (moved === null) return give(to, now[to] === null ? 'filled' : 'first_meeting', now[to])
    // What somebody typed where changes are not taken from is put right, and named.
    if (!moved[to]) return give(to, 'changed')
    return give(to, moved[other(to)] ? 'changed' : 'drift', now[to])
  }
  if (moved && moved.left !== moved.right) return give(moved.left ? 'right' : 'left', 'changed')
  if (base === null && now.right === null) return give('right', 'filled')
  if (base === null && now.left === null) return give('left', 'filled')

  const winner = decide(known.rule, known.left, known.right)
  if (winner === null) return { is: 'conflict' }
  return give(other(winner), base === null ? 'first_meeting' : 'rule', now[other(winner)])
}

const bare = (value: Value, carried: Result<Carried, Failure>): Value =>
  carried.ok ? without(value, carried.value.stuck) : value
