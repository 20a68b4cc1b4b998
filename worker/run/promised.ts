import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { slotKey } from '../../shared/mapping.ts'
import { isOnly, ONLY } from '../../shared/match.ts'
import { other, type Side } from '../../shared/record.ts'
import { elementKey, elements, type Values } from '../../shared/value.ts'
import { baseOn, isGone } from '../objects/sync/links.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { keysOn } from './keys.ts'
import { fingerprint, type Lane, lanesBeside, type Work } from './work.ts'

/**
 * Why a record cannot be made on the other side, or undefined: there may be only one that holds this value, and the plan
 * promises it to another already, or somebody there holds it who is not this one. The vendor would say so too, but only once
 * the preview has promised it.
 */
export function promised(
  work: Work,
  lane: Lane,
  record: Seen,
  changes: readonly ChangeRow[],
): Failure | undefined {
  const to = other(record.side)
  const only = changes.filter(({ slot }) => fieldById(lane.tables[to], slot.field)?.unique)
  if (only.length === 0) return undefined
  const keys = tellingKeys(work, lane, record)
  const there = [...new Set(keys.flatMap((key) => work.memory.keys.holders(lane.no, to, key)))]
  const held = [
    ...made(work, lane, record.side, keys),
    ...parted(work, lane, record),
    ...there.map((id) => heldBy(work.memory, lane, to, id)),
  ]
  for (const one of held)
    for (const { slot, after } of only) {
      const theirs = new Set(elements(one[slotKey(slot)] ?? null).map(elementKey))
      if (!elements(after).some((value) => theirs.has(elementKey(value)))) continue
      const field = fieldById(lane.tables[to], slot.field)?.name ?? slot.field
      return { reason: 'not_unique', vendor: work.ports[to].connector.name, field }
    }
  return undefined
}

/**
 * Two tables may be paired with one object, and both may hold somebody whom it does not: the plan makes them once, from the
 * pairing that comes first. The next look meets them there by their key, and the other pairing links its own.
 */
export function madeElsewhere(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  { side, slots }: Seen,
): Failure | undefined {
  const to = other(side)
  const others = lanesBeside(lanes, lane, to)
  if (others.length === 0 || slots === null) return undefined
  for (const key of keysOn(work, lane, side, slots)) {
    const [at = '', ...rest] = key.split(':')
    const asked = askedBy(lane, Number(at), to)
    if (asked === null) continue
    for (const one of others) {
      const same = one.pairing.keys.flatMap((_, n) => (askedBy(one, n, to) === asked ? [n] : []))
      const made = same.some(
        (n) =>
          work.memory.plan.createsBy(work.run.id, one.no, to, [n, ...rest].join(':')).length > 0,
      )
      const why = `It is made there from “${one.tables[side].name}” in the same run. The next run finds it by its key and links this one with it.`
      if (made) return { reason: 'not_now', why }
    }
  }
  return undefined
}

/** What a key of a pairing asks of that side, so that the keys of two pairings can be told to be the same. */
function askedBy({ pairing, entries }: Lane, key: number, side: Side): string | null {
  const asked = (pairing.keys[key] ?? []).map((id) => entries.find((one) => one.id === id))
  return asked.length === 0 || asked.includes(undefined)
    ? null
    : JSON.stringify(asked.map((one) => slotKey(one![side])))
}

/** The keys under which those are found who would hold the same value of which there may be only one. */
export const tellingKeys = (work: Work, lane: Lane, { side, slots }: Seen): readonly string[] =>
  slots === null ? [] : tellingOn(work, lane, side, slots, other(side))

/** The keys that these values give, on that side, for fields of which `to` takes each value once. */
function tellingOn(work: Work, lane: Lane, side: Side, slots: Values, to: Side): readonly string[] {
  const telling = lane.entries.filter((one) => isOnly(lane.pairing, lane.tables, one, to))
  if (telling.length === 0) return []
  const heads = telling.map(({ id }) => {
    const at = lane.pairing.keys.findIndex(([first, ...more]) => first === id && more.length === 0)
    return at === -1 ? `${ONLY}${id}:` : `${at}:`
  })
  return keysOn(work, lane, side, slots).filter((key) => heads.some((head) => key.startsWith(head)))
}

/**
 * What a refusal of these values is remembered by: where others hold one of which there may be only one, it is tried again
 * once those hold it no more.
 */
export function printOf(
  work: Work,
  lane: Lane,
  to: Side,
  changes: readonly ChangeRow[],
  own: string | null,
): string {
  const values = Object.fromEntries(changes.map(({ slot, after }) => [slotKey(slot), after]))
  const holders = tellingOn(work, lane, to, values, to)
    .flatMap((key) => work.memory.keys.holders(lane.no, to, key))
    .filter((id) => id !== own)
  return [fingerprint(lane, changes), ...holders.sort()].join(' ')
}

/** What those will hold who are to be made by the same plan, and go by a key of this record. */
function made({ memory, run }: Work, lane: Lane, side: Side, keys: readonly string[]): Values[] {
  return keys
    .filter((key) => memory.keys.holders(lane.no, side, key).length > 1)
    .flatMap((key) => memory.plan.createsBy(run.id, lane.no, other(side), key))
    .map(({ changes }) => Object.fromEntries(changes.map((one) => [slotKey(one.slot), one.after])))
}

/** What those hold whom a person said to be somebody else. */
const parted = ({ memory }: Work, lane: Lane, { side, record_id }: Seen): readonly Values[] =>
  [...memory.verdicts.apartFrom(lane.no, side, record_id)].map((id) =>
    heldBy(memory, lane, other(side), id),
  )

/** What a record holds as it was last seen: what its link remembers of it, and what was seen of it since. */
function heldBy({ links, seen }: Work['memory'], lane: Lane, side: Side, id: string): Values {
  const row = seen.get(lane.no, side, id)
  const link = links.byRecord(lane.no, side, id)
  if (row ? row.slots === null : link !== undefined && isGone(link, side)) return {}
  return { ...(link ? baseOn(link, side) : {}), ...row?.slots }
}
