import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { type Entry, slotKey } from '../../shared/mapping.ts'
import { isOnly, ONLY, PART_END } from '../../shared/match.ts'
import { other, type Side } from '../../shared/record.ts'
import { elementKey, elements, type Values } from '../../shared/value.ts'
import { baseOn, isGone } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
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
    ...made(work, lane, record, keys),
    ...parted(work, lane, record),
    ...there.map((id) => heldBy(work.memory, lane, to, id, written(only))),
  ]
  return held.map((one) => clash(work, lane, to, only, one)).find((one) => one !== undefined)
}

/**
 * Why this change to the other half of a record cannot be made, or undefined: there may be only one that holds the value, and
 * another there holds it, or is promised it. That one may be about to give it up, and the next run looks again: which of two
 * calls arrives first, nobody could promise.
 */
export function heldThere(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  record: Pick<Seen, 'side' | 'record_id' | 'slots'>,
  half: string,
  change: ChangeRow,
): Failure | undefined {
  const to = other(record.side)
  if (!fieldById(lane.tables[to], change.slot.field)?.unique) return undefined
  const keys = tellingOn(work, lane, to, { [slotKey(change.slot)]: change.after }, to)
  const there = new Set(keys.flatMap((key) => work.memory.keys.holders(lane.no, to, key)))
  there.delete(half)
  const held = [
    ...made(work, lane, record, tellingKeys(work, lane, record)),
    ...[...there].map((id) => heldBy(work.memory, lane, to, id, written([change]))),
  ]
  const clashes = (values: Values): Failure | undefined => clash(work, lane, to, [change], values)
  const elsewhere = writtenBeside(work, lane, lanesBeside(lanes, lane, to), to, keys).find(
    ({ write }) => write.record_id !== half && clashes(written(write.changes)),
  )
  return (
    held.map(clashes).find((one) => one !== undefined) ??
    (elsewhere && givenElsewhere(elsewhere.table))
  )
}

/** The refusal that these would meet beside what another record there holds. */
function clash(
  work: Work,
  lane: Lane,
  to: Side,
  only: readonly ChangeRow[],
  held: Values,
): Failure | undefined {
  for (const { slot, after } of only) {
    const theirs = new Set(elements(held[slotKey(slot)] ?? null).map(elementKey))
    if (!elements(after).some((value) => theirs.has(elementKey(value)))) continue
    const field = fieldById(lane.tables[to], slot.field)?.name ?? slot.field
    return { reason: 'not_unique', vendor: work.ports[to].connector.name, field }
  }
  return undefined
}

/**
 * Two tables may be paired with one object, and both may hold somebody whom it does not: the plan makes them once, from the
 * pairing that comes first, or gives their address to whom that one has it for. The next look meets them there by their key,
 * and the other pairing links its own.
 */
export function madeElsewhere(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  { side, slots }: Seen,
  changes: readonly ChangeRow[],
): Failure | undefined {
  const to = other(side)
  const others = lanesBeside(lanes, lane, to)
  if (others.length === 0 || slots === null) return undefined
  const keys = keysOn(work, lane, side, slots)
  const only = changes.filter(({ slot }) => fieldById(lane.tables[to], slot.field)?.unique)
  for (const { table, write } of writtenBeside(work, lane, others, to, keys)) {
    if (write.kind === 'create') {
      const why = `It is made there from “${table}” in the same run. The next run finds it by its key and links this one with it.`
      return { reason: 'not_now', why }
    }
    if (clash(work, lane, to, only, written(write.changes))) return givenElsewhere(table)
  }
  return undefined
}

/** The value goes to another there in the same run, from that table. */
const givenElsewhere = (table: string): Failure => ({
  reason: 'not_now',
  why: `“${table}” gives the same value to another there in the same run. The next run compares the two.`,
})

/** What the plan writes there from these other tables, for those who go by one of these keys of this one. */
function writtenBeside(
  { memory, run }: Work,
  lane: Lane,
  others: readonly Lane[],
  to: Side,
  keys: readonly string[],
): readonly { readonly table: string; readonly write: Write }[] {
  return shapesOn(lane, to).flatMap((mine) => {
    const forms = keys
      .filter((key) => key.startsWith(mine.head))
      .map((key) => key.slice(mine.head.length, key.length - mine.end.length))
    return others.flatMap((one) =>
      shapesOn(one, to)
        .filter(({ asks }) => asks === mine.asks)
        .flatMap(({ head, end }) => forms.map((form) => `${head}${form}${end}`))
        .flatMap((key) => memory.plan.writesBy(run.id, one.no, to, key))
        .map((write) => ({ table: one.tables[other(to)].name, write })),
    )
  })
}

/** How the keys of one alternative begin and end, and what they ask of a side. */
type Shape = { readonly head: string; readonly end: string; readonly asks: string }

/**
 * The shapes of a pairing's keys on that side, so that the keys of two pairings can be told to be the same: what tells the
 * records of one apart may be to the other no more than an address that the vendor takes once.
 */
function shapesOn({ pairing, tables, entries }: Lane, side: Side): readonly Shape[] {
  const asksOf = (asked: readonly Entry[]): string =>
    JSON.stringify(asked.map((one) => slotKey(one[side])))
  const chosen = pairing.keys.flatMap((ids, at): Shape[] => {
    const asked = ids.flatMap((id) => entries.find((one) => one.id === id) ?? [])
    const isWhole = asked.length > 0 && asked.length === ids.length
    return isWhole ? [{ head: `${at}:`, end: PART_END, asks: asksOf(asked) }] : []
  })
  const only = entries
    .filter((one) => isOnly(pairing, tables, one, side))
    .map((one): Shape => ({ head: `${ONLY}${one.id}:`, end: '', asks: asksOf([one]) }))
  return [...chosen, ...only]
}

/** The keys under which those are found who would hold the same value of which there may be only one. */
export const tellingKeys = (
  work: Work,
  lane: Lane,
  { side, slots }: Pick<Seen, 'side' | 'slots'>,
): readonly string[] => (slots === null ? [] : tellingOn(work, lane, side, slots, other(side)))

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
  const holders = tellingOn(work, lane, to, written(changes), to)
    .flatMap((key) => work.memory.keys.holders(lane.no, to, key))
    .filter((id) => id !== own)
  return [fingerprint(lane, changes), ...holders.sort()].join(' ')
}

/** What those will hold whom the same plan makes or changes there, and who go by a key of this record. */
function made(
  { memory, run }: Work,
  lane: Lane,
  { side, record_id }: Pick<Seen, 'side' | 'record_id'>,
  keys: readonly string[],
): Values[] {
  return keys
    .filter((key) => memory.keys.holders(lane.no, side, key).length > 1)
    .flatMap((key) => memory.plan.writesBy(run.id, lane.no, other(side), key))
    .filter((one) => one.source_id !== record_id)
    .map(({ changes }) => written(changes))
}

/** What stands after these changes. */
const written = (changes: readonly ChangeRow[]): Values =>
  Object.fromEntries(changes.map(({ slot, after }) => [slotKey(slot), after]))

/** What those hold whom a person said to be somebody else. */
const parted = ({ memory }: Work, lane: Lane, { side, record_id }: Seen): readonly Values[] =>
  [...memory.verdicts.apartFrom(lane.no, side, record_id)].map((id) =>
    heldBy(memory, lane, other(side), id),
  )

/**
 * What a record holds as it was last seen: what its link remembers of it, and what was seen of it since. Of one that was never
 * compared, or is too large to be kept, nothing stands but the keys it is found by: it holds what it is found by (seed 720006185).
 */
function heldBy(
  { links, seen }: Work['memory'],
  lane: Lane,
  side: Side,
  id: string,
  foundBy: Values = {},
): Values {
  const row = seen.get(lane.no, side, id)
  const link = links.byRecord(lane.no, side, id)
  if (row ? row.slots === null : link !== undefined && isGone(link, side)) return {}
  return { ...foundBy, ...(link ? baseOn(link, side) : {}), ...row?.slots }
}
