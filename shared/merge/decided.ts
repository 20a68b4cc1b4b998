import { computedKey, type Direction, type Entry, writesTo } from '../mapping.ts'
import { type Both, other, type Side, SIDES } from '../record.ts'
import { sameValue, type Value } from '../value.ts'
import { replaceHead, speaksForAll, without } from './elements.ts'
import { type Bridge, losing, type Verdict, type Write } from './verdict.ts'

/** What a person decided about one entry: one side's value, or a value of their own as `side` would hold it. */
export type Decided =
  | { readonly is: 'side'; readonly side: Side }
  | { readonly is: 'value'; readonly side: Side; readonly value: Value }

/**
 * Carry out what a person decided. Null where the direction no longer allows it: then the rules go on as if nobody had
 * been asked.
 */
export function mergeDecided(
  entry: Entry,
  now: Both<Value>,
  gives: Both<Value>,
  direction: Direction,
  bridge: Bridge,
  decided: Decided,
): Verdict | null {
  const { side } = decided
  const to = other(side)
  if (decided.is === 'side') {
    if (!writesTo(direction, to)) return null
    const carried = bridge.carry(entry, side, gives[side])
    if (!carried.ok) return { is: 'blocked', side: to, failure: carried.error }
    const { value, stuck } = carried.value
    const isHead = !bridge.isMany(entry, side) && speaksForAll(entry, to, now[to], bridge)
    const after = isHead ? replaceHead(now[to], value) : value
    return verdict(now, [{ to, after, from: without(now[side], stuck) }])
  }
  if (direction !== 'bidirectional') return null
  // What a formula will make of it shows once it stands there.
  if (computedKey(entry, side) !== null)
    return verdict(now, [{ to: side, after: decided.value, from: now[to] }])
  const carried = bridge.carry(entry, side, decided.value)
  if (!carried.ok) return { is: 'blocked', side: to, failure: carried.error }
  const meant = {
    [side]: decided.value,
    [to]: carried.value.value,
  } as { left: Value; right: Value }
  return verdict(
    now,
    SIDES.map((at) => ({ to: at, after: meant[at], from: now[other(at)] })),
  )
}

function verdict(
  now: Both<Value>,
  meant: readonly Pick<Write, 'to' | 'after' | 'from'>[],
): Verdict {
  const writes = meant
    .filter(({ to, after }) => !sameValue(after, now[to]))
    .map((one): Write => ({ ...one, why: 'person', ...losing(now[one.to]) }))
  return writes.length === 0 ? { is: 'agreed', ...now } : { is: 'write', writes }
}
