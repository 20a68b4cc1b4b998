import type { Failure } from '../../shared/failure.ts'
import { type Field, fieldById } from '../../shared/field.ts'
import { slotKey, termsOn, writesTo } from '../../shared/mapping.ts'
import { other, type Record, SIDES, type Side } from '../../shared/record.ts'
import { elements } from '../../shared/value.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { bridgeOf } from './bridge.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

/** Newcomers looked for in one go: as many as a feed's run hears of. */
const MOST = 1_000

/** Records of one side that share a key with a newcomer of the other. */
export type Halves = {
  readonly lane: Lane
  readonly side: Side
  readonly order: number
  readonly records: readonly Record[]
}

/**
 * A feed told of records that have no link. Before they are made on the other side, that side is asked for them by their
 * keys: somebody may have entered them there too, and nobody told of it yet, or ever. A listing would have met them.
 */
export async function askForHalves(
  work: Work,
  lanes: readonly Lane[],
): Promise<readonly Halves[] | Failure> {
  const found: Halves[] = []
  for (const lane of lanes)
    for (const side of SIDES) {
      const to = other(side)
      const mayMake =
        termsOn(lane.pairing, to).createMissing && writesTo(lane.pairing.direction, to)
      if (!mayMake) continue
      // Who waited because another table made them meanwhile is to be met there now, not to be promised once more.
      if (lanesBeside(lanes, lane, to).length > 0) work.memory.seen.reopen(lane.no, side, to)
      const end = work.memory.seen.last()
      const { records } = work.memory.seen.loose(lane.no, side, 0, end, MOST, 'undecided')
      const newcomers = records.filter(({ slots, out }) => slots !== null && out === 0)
      const halves = await askFor(work, lane, lanes, side, newcomers)
      if ('reason' in halves) return halves
      found.push(...halves)
    }
  return found
}

/** Who on the other side goes by a key of one of these records. */
export async function askFor(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  from: Side,
  records: readonly Seen[],
): Promise<readonly Halves[] | Failure> {
  const to = other(from)
  const { connector } = work.ports[to]
  const found: Halves[] = []
  for (const [by, texts] of keysOf(work, lane, lanes, from, records))
    for (let i = 0; i < texts.length; i += connector.limits.lookup) {
      const order = work.memory.setup.nextOrder()
      const part = texts.slice(i, i + connector.limits.lookup)
      const met = await connector.find(lane.tables[to], lane.fields[to], by, part)
      if (!met.ok) return met.error
      found.push({ lane, side: to, order, records: met.value })
    }
  return found
}

/** By field of the other side, the texts that these records would bear there and are known by. */
function keysOf(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  from: Side,
  records: readonly Seen[],
): readonly (readonly [Field, readonly string[]])[] {
  if (records.length === 0) return []
  const bridge = bridgeOf(work, lane, lanes)
  return lane.pairing.keys.flatMap(([entryId, ...rest]) => {
    const entry = lane.entries.find(({ id }) => id === entryId)
    const by = entry && fieldById(lane.tables[other(from)], entry[other(from)].field)
    // Only what is a text by itself can be asked for.
    if (!entry || !by || rest.length > 0 || entry[other(from)].part !== undefined) return []
    const texts = records.flatMap(({ slots }) => {
      const carried = bridge.carry(entry, from, slots?.[slotKey(entry[from])] ?? null)
      return carried.ok
        ? elements(carried.value.value).filter((one) => typeof one === 'string' && one !== '')
        : []
    })
    return texts.length === 0 ? [] : [[by, [...new Set(texts as string[])]] as const]
  })
}
