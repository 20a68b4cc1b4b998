import { type Direction, type Entry, writesTo } from '../mapping.ts'
import { type Both, other, type Side } from '../record.ts'
import { type Element, elements, isParts, many, sameValue, type Value } from '../value.ts'
import { intersect, minus, plus, without } from './elements.ts'
import { type Bridge, losing, type Verdict, type Why, type Write } from './verdict.ts'

/** Two slots of many elements: what was added here is added there, what was removed here is removed there. */
export function mergeMany(
  entry: Entry,
  now: Both<Value>,
  base: Both<Value> | null,
  direction: Direction,
  bridge: Bridge,
): Verdict {
  const moved = base && {
    left: !sameValue(now.left, base.left),
    right: !sameValue(now.right, base.right),
  }
  if (moved && !moved.left && !moved.right) return { is: 'still' }
  const met = base ?? { left: null, right: null }
  const writes: Write[] = []
  const stuck: Side[] = []
  const settled = { left: now.left, right: now.right }
  for (const to of ['right', 'left'] as const) {
    const from = other(to)
    const carried = bridge.carry(entry, from, now[from])
    if (!carried.ok) return { is: 'blocked', side: to, failure: carried.error }
    // Where nothing is to cross, nothing can be stuck.
    if (!writesTo(direction, to)) continue
    settled[from] = without(now[from], carried.value.stuck)
    if (carried.value.stuck.length > 0) stuck.push(to)

    const added = bridge.carry(entry, from, minus(now[from], met[from]))
    const removed = bridge.carry(entry, from, minus(met[from], now[from]))
    if (!added.ok) return { is: 'blocked', side: to, failure: added.error }
    // An element that can no longer cross cannot be named on the other side, so it cannot be removed there.
    const gone = removed.ok ? removed.value.value : null
    const back = direction === 'bidirectional' ? null : withdrawn(entry, from, now, met, bridge)
    const anew = renewed(entry, from, now, met, bridge)
    // Taken away there and new here, under another name: gone on both sides, and not swapped.
    const taken = direction === 'bidirectional' ? minus(met[to], now[to]) : null
    const fresh = minus(added.value.value, taken)
    const after = plus(minus(now[to], gone), plus(fresh, plus(back, anew)))
    if (sameValue(after, now[to])) continue
    const why: Why = moved === null ? 'filled' : moved[from] ? 'changed' : 'drift'
    // Removed here, and typed anew there meanwhile: that one is named.
    const lost = minus(minus(now[to], met[to]), after)
    writes.push({ to, after, from: settled[from], why, ...losing(lost) })
  }
  return writes.length === 0 ? { is: 'agreed', ...settled, stuck } : { is: 'write', writes, stuck }
}

/**
 * Pointers that stand on the giving side as before, at records whose other half was made anew since: under its new name
 * the other side has never had it, so nobody there took it away.
 */
function renewed(
  entry: Entry,
  from: Side,
  now: Both<Value>,
  met: Both<Value>,
  bridge: Bridge,
): Value {
  const to = other(from)
  const carried = bridge.carry(entry, from, intersect(now[from], met[from]))
  if (!carried.ok) return null
  const isPointer = (one: Element): boolean => isParts(one) && typeof one['table'] === 'string'
  return many(elements(minus(minus(carried.value.value, met[to]), now[to])).filter(isPointer))
}

/** One way only: what the receiving side removed although the giving side still has it. */
function withdrawn(
  entry: Entry,
  from: Side,
  now: Both<Value>,
  met: Both<Value>,
  bridge: Bridge,
): Value {
  const carried = bridge.carry(entry, from, intersect(now[from], met[from]))
  return carried.ok
    ? intersect(carried.value.value, minus(met[other(from)], now[other(from)]))
    : null
}
