import { computedKey, type Entry } from '../mapping.ts'
import type { Side } from '../record.ts'
import { type Element, elementKey, elements, many, sameValue, type Value } from '../value.ts'
import type { Bridge } from './verdict.ts'

// Sets of elements, in the order of the first.

const keys = (value: Value): Set<string> => new Set(elements(value).map(elementKey))

export function minus(a: Value, b: Value): Value {
  const gone = keys(b)
  return many(elements(a).filter((one) => !gone.has(elementKey(one))))
}

export function plus(a: Value, b: Value): Value {
  const there = keys(a)
  return many([...elements(a), ...elements(b).filter((one) => !there.has(elementKey(one)))])
}

export function intersect(a: Value, b: Value): Value {
  const there = keys(b)
  return many(elements(a).filter((one) => there.has(elementKey(one))))
}

export const without = (value: Value, stuck: readonly Element[]): Value =>
  stuck.length === 0 ? value : minus(value, many(stuck))

/**
 * A slot of many meets a slot of one: does its first element stand there for all of them (an address), or are they
 * joined (a text)? Where the first speaks, only the first is replaced.
 */
export function speaksForAll(entry: Entry, side: Side, now: Value, bridge: Bridge): boolean {
  const [head, ...rest] = elements(now)
  if (!bridge.isMany(entry, side) || head === undefined) return false
  // What a formula makes of a list is the whole list's.
  if (computedKey(entry, side) !== null) return false
  const all = bridge.carry(entry, side, now)
  const first = bridge.carry(entry, side, many([head]))
  return rest.length > 0 && all.ok && first.ok && sameValue(all.value.value, first.value.value)
}

/** One element meets a slot of many: it takes the place of the first, and the others stay. */
export function replaceHead(now: Value, value: Value): Value {
  const [head] = elements(value)
  const rest = elements(now).slice(1)
  if (head === undefined) return many(rest)
  return many([head, ...rest.filter((one) => elementKey(one) !== elementKey(head))])
}
