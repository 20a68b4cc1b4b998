import { keysOf } from '../../shared/match.ts'
import type { Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'
import { told } from './computed.ts'
import type { Lane, Work } from './work.ts'

const TWIN = 'twin:'

/** The keys a record goes by: those of the mapping, what there may be only once, and the twin id it carries. */
export function keysOn(work: Work, lane: Lane, side: Side, slots: Values): string[] {
  const setting = { country: work.setup.defaultCountry }
  const values = told(lane, side, slots, setting)
  const twin = lane.twins[side]
  const carried = twin ? slots[twin.id] : null
  return [
    ...keysOf(lane.pairing, side, lane.tables, values, setting),
    ...(typeof carried === 'string' ? [twinKey(carried)] : []),
  ]
}

/**
 * The keys of a record at rest under a mapping that is new to it. Its base holds what a listing would read of it, but for the
 * twin id it carries and what tells it apart and crosses nowhere: those keys stay as they were read.
 */
export function rekey(work: Work, lane: Lane, side: Side, recordId: string, slots: Values): void {
  const { keys } = work.memory
  const read = keys.of(lane.no, side, recordId)
  const kept = lane.telling.length > 0 ? read : read.filter(isTwin)
  keys.set(lane.no, side, recordId, [...new Set([...keysOn(work, lane, side, slots), ...kept])])
}

export const twinKey = (id: string): string => `${TWIN}${id}`

const isTwin = (key: string): boolean => key.startsWith(TWIN)

/** The twin id among the keys a record goes by. */
export const twinIn = (keys: readonly string[]): string | null =>
  keys.find(isTwin)?.slice(TWIN.length) ?? null
