import { fieldById } from '../../shared/field.ts'
import { assemble, type Entry } from '../../shared/mapping.ts'
import { cross } from '../../shared/merge/cross.ts'
import type { Bridge, Carried, Change } from '../../shared/merge.ts'
import { other, type Side } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Failure } from '../../shared/failure.ts'
import {
  type Element,
  elementKey,
  elements,
  isParts,
  many,
  type Value,
  isMany,
} from '../../shared/value.ts'
import type { Need, Write } from '../objects/sync/plan.ts'
import type { Lane, Work } from './work.ts'

/** A reference to a record that this plan creates: its source's id, until it has one of its own. */
export const pointer = (table: string, source: string): Element => ({ table, source })
export const pointerSource = (element: Element): string | null =>
  typeof element === 'object' && typeof element['source'] === 'string' ? element['source'] : null

/** How values of one pairing cross: conversion by type, references by the links of the pairings they point into. */
export function bridgeOf(
  work: Pick<Work, 'memory' | 'setup' | 'ports'>,
  lane: Lane,
  lanes: readonly Lane[],
  /** What was looked up before, where nothing can have moved since. */
  known?: Map<string, Element | null>,
): Bridge {
  const fields = new Map(
    lane.entries.map((entry) => [
      entry.id,
      {
        left: fieldById(lane.tables.left, entry.left.field)!,
        right: fieldById(lane.tables.right, entry.right.field)!,
      },
    ]),
  )
  const setting = { country: work.setup.defaultCountry }

  function lookUp(from: Side, element: Element): Element | null {
    if (!isParts(element)) return null
    const key = `${from} ${elementKey(element)}`
    const before = known?.get(key)
    if (before !== undefined) return before
    const there = across(work, lanes, from, element)
    known?.set(key, there)
    return there
  }

  function carryReferences(from: Side, value: Value, manyThere: boolean): Carried {
    const crossed: Element[] = []
    const stuck: Element[] = []
    for (const element of elements(value)) {
      const there = lookUp(from, element)
      if (there && (manyThere || crossed.length === 0)) crossed.push(there)
      else stuck.push(element)
    }
    return { value: manyThere ? many(crossed) : (crossed[0] ?? null), stuck }
  }

  return {
    isMany(entry, side) {
      return entry[side].part === undefined && fields.get(entry.id)![side].many
    },
    carry(entry: Entry, from: Side, value: Value): Result<Carried, Failure> {
      const to = other(from)
      const ends = fields.get(entry.id)!
      if (ends[from].type === 'reference') return ok(carryReferences(from, value, ends[to].many))
      const crossed = cross(entry, from, value, ends, setting)
      if (!crossed.ok) return crossed
      const { value: there, field } = crossed.value
      const { connector } = work.ports[to]
      if (field.access !== 'never') {
        const whole =
          entry[to].part === undefined
            ? there
            : (assemble({}, [{ slot: entry[to], value: there }])[field.id] ?? null)
        const accepted = connector.accepts(field, whole)
        if (!accepted.ok) return err(accepted.error)
      }
      if (entry[to].part !== undefined) return ok({ value: there, stuck: [] })
      return ok({ value: connector.normal(field, there), stuck: [] })
    },
  }
}

/** The same record on the other side, or a pointer to the one this plan creates, or null where it cannot cross. */
function across(
  work: Pick<Work, 'memory'>,
  lanes: readonly Lane[],
  from: Side,
  element: { readonly [part: string]: unknown },
): Element | null {
  const { table, id } = element
  if (typeof id !== 'string') return null
  const to = other(from)
  for (const lane of lanes) {
    if (typeof table === 'string' && lane.pairing[from] !== table) continue
    const half = work.memory.links.otherHalf(lane.no, from, id)
    if (half) return half.gone ? null : { table: lane.pairing[to], id: half.id }
    // Whoever is refused there for good cannot be pointed at.
    if (work.memory.blocks.isLasting(lane.no, to, id)) return null
    if (work.memory.seen.isToCreate(lane.no, from, id)) return pointer(lane.pairing[to], id)
  }
  return null
}

/** Pointers of a value that now have a record of their own are replaced by it; the others are left out, and named. */
export function resolve(
  work: Work,
  lanes: readonly Lane[],
  to: Side,
  value: Value,
): { value: Value; open: readonly string[] } {
  const open: string[] = []
  const from = other(to)
  const resolved = elements(value).flatMap((element): Element[] => {
    const source = pointerSource(element)
    if (source === null) return [element]
    const lane = lanes.find((one) => isParts(element) && one.pairing[to] === element['table'])
    const half = lane && work.memory.links.otherHalf(lane.no, from, source)
    if (lane && half && !half.gone) return [{ table: lane.pairing[to], id: half.id }]
    open.push(source)
    return []
  })
  const kept = [...new Map(resolved.map((element) => [elementKey(element), element])).values()]
  return { value: Array.isArray(value) ? many(kept) : (kept[0] ?? null), open }
}

/**
 * The write as it will be sent: no pointers any more. What had to be left out is left out of the giving side's values
 * too, so that it is tried again once it can cross.
 */
export function pinned(work: Work, lanes: readonly Lane[], write: Write): Write {
  if (
    !write.changes.some(({ after }) => elements(after).some((one) => pointerSource(one) !== null))
  )
    return write
  const left = new Map<string, readonly string[]>()
  const changes = write.changes.map((change) => {
    const { value, open } = resolve(work, lanes, write.side, change.after)
    if (open.length > 0) left.set(change.entry, open)
    return { ...change, after: value }
  })
  const source = write.source.map((one) => {
    const { entry, value } = one
    const open = left.get(entry)
    if (!open) return one
    const crossed = elements(value).filter(
      (one) => !(isParts(one) && open.includes(String(one['id']))),
    )
    return { ...one, value: isMany(value) ? many(crossed) : (crossed[0] ?? null) }
  })
  work.memory.plan.setChanges(write.id, changes, source)
  return { ...write, changes, source }
}

/** The records a create points at that are still to be created themselves. */
export function needsOf(
  lanes: readonly Lane[],
  to: Side,
  changes: readonly Pick<Change, 'after'>[],
): Omit<Need, 'write'>[] {
  return changes.flatMap(({ after }) =>
    elements(after).flatMap((element) => {
      const source = pointerSource(element)
      const lane = lanes.find((one) => isParts(element) && one.pairing[to] === element['table'])
      return source === null || !lane
        ? []
        : [{ pairing: lane.no, side: other(to), source_id: source }]
    }),
  )
}
