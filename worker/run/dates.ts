import type { Field, Table } from '../../shared/field.ts'
import { type Entry, type Pairing, slotKey } from '../../shared/mapping.ts'
import type { Memory as Held } from '../../shared/merge.ts'
import { type Both, SIDES, type Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'
import { baseOn, idOn, type Link } from '../objects/sync/links.ts'
import type { Seen } from '../objects/sync/seen.ts'
import type { Lane, Work } from './work.ts'

/** Vendors cut their stamps to whole seconds (Airtable): the change fell somewhere in that one. */
const STAMP_MS = 999
/** Clears that one run asks the dates of: each is a call. What is left stays with a person until the next. */
const MOST_ASKED = 100

/** May the later change win somewhere here? Only then is it worth knowing when. */
const asksWhen = (entry: Entry, pairing: Pairing): boolean =>
  (entry.conflictResolution ?? pairing.conflictResolution) === 'last_write_wins' ||
  (entry.firstMeeting ?? entry.conflictResolution ?? pairing.firstMeeting) === 'last_write_wins'

/** The fields of a table that say when mapped ones were last changed: one that watches the field, or any field. */
export function stampsOn(
  side: Side,
  entries: readonly Entry[],
  pairing: Pairing,
  table: Table,
): readonly Field[] {
  const asked = entries.filter((entry) => asksWhen(entry, pairing)).map((one) => one[side].field)
  return asked.length === 0
    ? []
    : table.fields.filter(
        ({ stamps, from }) =>
          stamps === true && (from === undefined || from.some((id) => asked.includes(id))),
      )
}

/**
 * When the mapped fields of a record changed, as far as its stamps tell. A stamp that watches one field alone dates it; one that
 * watches more says only that none of them changed later.
 */
export function datesOf(
  stamps: readonly Field[],
  entries: readonly Entry[],
  side: Side,
  values: Values,
): NonNullable<Held['within']> {
  const dates: { [field: string]: { since?: string; until?: string } } = {}
  if (stamps.length === 0) return dates
  for (const entry of entries) {
    const { field } = entry[side]
    for (const stamp of stamps) {
      const at = values[stamp.id]
      if (typeof at !== 'string' || !(stamp.from?.includes(field) ?? true)) continue
      const until = new Date(Date.parse(at) + STAMP_MS).toISOString()
      const known = (dates[field] ??= {})
      if (known.until === undefined || until < known.until) known.until = until
      if (stamp.from?.length === 1) known.since = at
    }
  }
  return dates
}

/**
 * An emptied field carries no date of its own. Where the later change is to win and a vendor keeps its history, it is asked
 * when the field was emptied, record by record: only for those that changed on both sides.
 */
export async function dateClears(work: Work, lanes: readonly Lane[]): Promise<void> {
  const { memory, ports } = work
  let left = MOST_ASKED
  for (const lane of lanes) {
    if (!SIDES.some((side) => ports[side].connector.touched)) continue
    if (!lane.entries.some((entry) => asksWhen(entry, lane.pairing))) continue
    for (let after = 0; left > 0;) {
      const links = memory.links.movedOnBoth(lane.no, after, 200)
      const last = links.at(-1)
      if (!last) break
      after = last.id
      for (const link of links) {
        const seen = {
          left: memory.seen.get(lane.no, 'left', link.left_id),
          right: memory.seen.get(lane.no, 'right', link.right_id),
        }
        for (const side of SIDES)
          for (const field of undated(lane, link, side, seen)) {
            if (left-- <= 0) return
            const id = idOn(link, side)
            const at = await ports[side].connector.touched?.(lane.tables[side], field, id)
            const row = seen[side]
            if (at?.ok && at.value !== null && row) memory.seen.date(row.id, field.id, at.value)
          }
      }
    }
  }
}

/** Emptied fields of this side, changed on the other too, that nothing dates. */
function undated(lane: Lane, link: Link, side: Side, seen: Both<Seen | undefined>): Field[] {
  const wanted = lane.entries.filter((entry) => {
    const row = seen[side]
    const was = baseOn(link, side)[slotKey(entry[side])]
    return (
      asksWhen(entry, lane.pairing) &&
      row?.slots?.[slotKey(entry[side])] === null &&
      was !== undefined &&
      was !== null &&
      row.times?.[entry[side].field] === undefined &&
      isMoved(entry, link, seen)
    )
  })
  return lane.tables[side].fields.filter((field) =>
    wanted.some((entry) => entry[side].field === field.id),
  )
}

const isMoved = (entry: Entry, link: Link, seen: Both<Seen | undefined>): boolean =>
  SIDES.every((side) => {
    const key = slotKey(entry[side])
    const now = seen[side]?.slots?.[key]
    return now !== undefined && JSON.stringify(now) !== JSON.stringify(baseOn(link, side)[key])
  })
