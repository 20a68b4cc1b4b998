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
export const twinKey = (id: string): string => `${TWIN}${id}`
/** The twin id among the keys a record goes by. */
export const twinIn = (keys: readonly string[]): string | null =>
  keys.find((key) => key.startsWith(TWIN))?.slice(TWIN.length) ?? null
