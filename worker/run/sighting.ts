import { computedKey, type Entry, project, slotKey } from '../../shared/mapping.ts'
import type { Record, Side } from '../../shared/record.ts'
import { titleText } from '../../shared/title.ts'
import { sameValue, type Values } from '../../shared/value.ts'
import { baseOn, type Link } from '../objects/sync/links.ts'
import type { Observation } from '../objects/sync/seen.ts'
import { computedOn } from './computed.ts'
import type { Lane } from './work.ts'

/** A record as the engine keeps it: its mapped slots, and its twin id. */
export function sighting(
  lane: Lane,
  side: Side,
  record: Record,
  order: number,
): Observation & { readonly slots: Values } {
  const twin = lane.twins[side]
  const primary = lane.tables[side].primary
  const title = primary === undefined ? null : (record.values[primary] ?? null)
  return {
    pairing: lane.no,
    side,
    recordId: record.id,
    order,
    slots: {
      ...project(record.values, [...lane.slots[side], ...(twin ? [{ field: twin.id }] : [])]),
      ...computedOn(lane, side, record),
    },
    times: record.times,
    title: titleText(title).slice(0, 200),
    byVendor: record.byVendor,
    since: lane.since[side],
  }
}

/** What one half of a link is called, as far as its base remembers. */
export function titleFromBase(lane: Lane, link: Link, side: Side): string {
  const { primary } = lane.tables[side]
  return primary === undefined ? '' : titleText(baseOn(link, side)[primary] ?? null)
}

/** What a linked record is called, as far as the bases remember. */
export function titleOf(lane: Lane, link: Link): string {
  return titleFromBase(lane, link, 'left') || titleFromBase(lane, link, 'right')
}

/** Does a side still hold what it held? Unknown slots say nothing. */
export function holdsBase(
  entries: readonly Entry[],
  side: Side,
  slots: Values,
  base: Values,
): boolean {
  return entries.every((entry) => {
    const computedAt = computedKey(entry, side)
    return (
      stillAt(slotKey(entry[side]), slots, base) &&
      (computedAt === null || stillAt(computedAt, slots, base))
    )
  })
}

function stillAt(key: string, slots: Values, base: Values): boolean {
  const now = slots[key]
  if (now === undefined) return true
  const was = base[key]
  return was !== undefined && sameValue(now, was)
}

export function sameSlots(a: Values, b: Values): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => {
    const one = a[key]
    const two = b[key]
    return one === undefined || two === undefined ? one === two : sameValue(one, two)
  })
}
