import { byKind, byOptions, byPrimary, crosses, together } from './autopair/evidence.ts'
import { type Naming, nameLikeness, naming, type Weigh } from './autopair/naming.ts'
import { type Place, type Slots, slotsOf, splitsNames, splitsPlaces } from './autopair/slots.ts'
import { loss } from './convert.ts'
import type { Field, Table } from './field.ts'
import type { Entry, Slot } from './mapping.ts'
import { type Both, other, type Side, SIDES } from './record.ts'
import { type Paired, widest } from './validate.ts'

export type Suggestion = {
  readonly entries: readonly Entry[]
  /** Alternatives for recognising a record, best first: sets of entry ids. */
  readonly keys: readonly (readonly string[])[]
}

/** Fields that belong to the sync itself: twins and marks are never paired. */
export type OwnFields = Both<readonly string[]>

/** What is less sure than this is left to a person, and so is what leads its rivals by less than that. */
const ENOUGH = 0.7
const LEAD = 0.05

/**
 * Pair the fields of two tables as a person would who sees both lists: by what their names say, their options, what the
 * record is called, and what is left over of a kind; the surest pair first, each slot once. First and last name
 * meet the parts of a personal name, city and state those of a place. Nothing is paired that cannot be converted or for
 * which another field would do as well, and only in the directions both fields allow.
 */
export function autopair(
  tables: Both<Table>,
  paired: Paired,
  own: OwnFields,
  version: number,
): Suggestion {
  const rows = rowsOf(choose(tables, paired, own, []), version)
  markMirrors(rows)
  return { entries: rows.map(({ entry }) => entry), keys: chooseKeys(rows, tables) }
}

/** The same of what is left beside the pairs there are: each of them stays, and takes its slots out. */
export function autopairRest(
  tables: Both<Table>,
  paired: Paired,
  own: OwnFields,
  met: readonly Both<Slot>[],
): readonly Entry[] {
  const there = met.flatMap((pair): Chosen[] => {
    const [left, right] = [placeIn(tables.left, pair.left), placeIn(tables.right, pair.right)]
    return left && right ? [{ left, right, sure: 1 }] : []
  })
  const rows = rowsOf([...there, ...choose(tables, paired, own, there)], 0)
  markMirrors(rows)
  // The other end of a relation crosses with the end that is paired.
  return rows.flatMap(({ entry }, at) =>
    at < there.length || entry.mirrorOf !== undefined ? [] : [entry],
  )
}

function placeIn({ fields }: Table, { field: id, part }: Slot): Place | null {
  const field = fields.find((one) => one.id === id)
  if (!field) return null
  return part === undefined ? { field, aliases: [] } : { field, part, aliases: [] }
}

const rowsOf = (chosen: readonly Chosen[], version: number): readonly Row[] =>
  chosen.map(({ left, right, sure }, at) => ({
    entry: {
      id: `e${at + 1}`,
      left: slotOf(left),
      right: slotOf(right),
      direction: widest(left.field, right.field),
      sure,
      since: version,
    },
    left: left.field,
    right: right.field,
  }))

/** A pair that may be made, and how sure it is from what does not change while others are made. */
type Candidate = Both<Place> & { readonly alone: number; readonly fit: number }
type Chosen = Both<Place> & { readonly sure: number }

function candidates(slots: Both<Slots>, tables: Both<Table>, paired: Paired): readonly Candidate[] {
  const primary = { left: tables.left.primary, right: tables.right.primary }
  const splits = {
    names: { left: splitsNames(slots.left), right: splitsNames(slots.right) },
    places: { left: splitsPlaces(slots.left), right: splitsPlaces(slots.right) },
  }
  return slots.left.places.flatMap((left) =>
    slots.right.places.flatMap((right): Candidate[] => {
      const pair = { left, right }
      const fit = fitOf(pair, paired)
      // The whole of what the other side keeps in pieces would be a second writer of the same thing.
      const isSplit = SIDES.some(
        (side) =>
          pair[side].field.type === 'name' &&
          pair[side].part === undefined &&
          splits.names[other(side)],
      )
      if (fit === 0 || isSplit) return []
      const isLoose = SIDES.some(
        (side) =>
          pair[side].field.type === 'place' &&
          pair[side].part === undefined &&
          splits.places[other(side)],
      )
      const name = namesAlike(pair, slots) * (isLoose ? 0.85 : 1)
      return [{ ...pair, fit, alone: together(name, byOptions(pair), byPrimary(pair, primary)) }]
    }),
  )
}

function namesAlike({ left, right }: Both<Place>, slots: Both<Slots>): number {
  const weigh = { a: slots.left.weigh, b: slots.right.weigh }
  const likes = left.aliases.flatMap((a) =>
    right.aliases.map((b) => a.weight * b.weight * alike(a.naming, b.naming, weigh)),
  )
  return Math.max(0, ...likes)
}
const alike = (a: Naming, b: Naming, weigh: { a: Weigh; b: Weigh }): number =>
  nameLikeness(a, b, weigh)

/** 0 where a pair cannot be, less than 1 where values are lost on the way or only one way is open. */
function fitOf({ left, right }: Both<Place>, paired: Paired): number {
  const [l, r] = [left.field, right.field]
  if (left.part !== undefined && right.part !== undefined && l.type !== r.type) return 0
  if ((l.type === 'reference') !== (r.type === 'reference')) return 0
  // Files fetched from a text, or told in one, are for a person to wish.
  if ((l.type === 'file') !== (r.type === 'file')) return 0
  if (!crosses(l, r, paired) || widest(l, r) === 'none') return 0
  const ways = [loss(left, right), loss(right, left)]
  if (ways.every((way) => way === 'impossible')) return 0
  const kept = ways.every((way) => way === 'none') ? 1 : 0.97
  const isMeasured = [left, right].map(
    ({ field, part }) => part === undefined && MEASURED.has(field.type),
  )
  return (
    kept *
    (isMeasured[0] === isMeasured[1] ? 1 : 0.85) *
    (widest(l, r) === 'bidirectional' ? 1 : 0.93)
  )
}

/** Kinds that are reckoned with: a text beside one of them is more often another thing of the same name. */
const MEASURED = new Set<string>([
  'number', 'percent', 'currency', 'duration', 'rating', 'checkbox', 'date', 'instant',
]) // prettier-ignore

/** The surest pair that leads its rivals, again and again: each one made leaves the others fewer to be confused with. */
function choose(
  tables: Both<Table>,
  paired: Paired,
  own: OwnFields,
  there: readonly Chosen[],
): readonly Chosen[] {
  const noun = SIDES.flatMap((side) => naming(tables[side].name).ideas)
  const slots = {
    left: slotsOf(tables.left, noun, own.left),
    right: slotsOf(tables.right, noun, own.right),
  }
  const chosen: Chosen[] = []
  const isFree = (side: Side, place: Place): boolean =>
    ![...there, ...chosen].some((one) => overlap(one[side], place))
  let open = candidates(slots, tables, paired).filter(
    ({ left, right }) => isFree('left', left) && isFree('right', right),
  )
  for (;;) {
    const places = {
      left: slots.left.places.filter((place) => isFree('left', place)),
      right: slots.right.places.filter((place) => isFree('right', place)),
    }
    const scored = open.map((pair): Chosen => {
      const sure = pair.fit * together(pair.alone, byKind(pair, places, paired))
      return { left: pair.left, right: pair.right, sure }
    })
    const enough = scored
      .filter(({ sure }) => sure >= ENOUGH - LEAD)
      .sort((a, b) => b.sure - a.sure)
    const next = enough.find((one) => one.sure >= ENOUGH && leads(one, enough))
    if (!next) return chosen
    chosen.push(next)
    open = open.filter(
      ({ left, right }) => !overlap(left, next.left) && !overlap(right, next.right),
    )
  }
}

/** Is there nothing nearly as sure for one of its two slots? */
const leads = (one: Chosen, all: readonly Chosen[]): boolean =>
  all.every(
    (rival) =>
      rival === one ||
      rival.sure < one.sure - LEAD ||
      (!overlap(rival.left, one.left) && !overlap(rival.right, one.right)),
  )

/** A whole field overlaps each of its parts. */
const overlap = (a: Place, b: Place): boolean =>
  a.field === b.field && (a.part === undefined || b.part === undefined || a.part === b.part)

const slotOf = ({ field, part }: Place): Slot =>
  part === undefined ? { field: field.id } : { field: field.id, part }

type Row = { entry: Entry; left: Field; right: Field }

/**
 * A relation the vendors mirror on both sides is one set of pairs: where both ends are paired, the end of single
 * records is written and the other is only read.
 */
function markMirrors(rows: readonly Row[]): void {
  for (const row of rows) {
    const twin = rows.find(
      (one) => one !== row && one.left.id === row.left.mirror && one.right.id === row.right.mirror,
    )
    if (!twin || twin.entry.mirrorOf !== undefined || row.entry.mirrorOf !== undefined) continue
    const single = !row.right.many || !row.left.many
    const mirror = single ? twin : row
    mirror.entry.mirrorOf = (single ? row : twin).entry.id
  }
}

/** What a record is known by: fields that are unique, else those that look like a code, else what it is called. */
function chooseKeys(rows: readonly Row[], tables: Both<Table>): string[][] {
  const telling = rows.filter(
    ({ left, right }) => left.type !== 'reference' && right.type !== 'reference',
  )
  const unique = telling.filter(({ left, right }) => left.unique || right.unique)
  const codes = telling.filter(
    ({ entry, left }) =>
      entry.right.part === undefined &&
      /(?<!\b(zip|postal|country|area) )\b(id|code|key|symbol|ticker|sku|cik)$/i.test(left.name),
  )
  const called = telling.filter(({ left }) => left.id === tables.left.primary)
  // One code is enough: a second one that is less sure than the first would only raise doubts.
  const best = unique.length > 0 ? unique : codes.length > 0 ? codes.slice(0, 1) : called
  return best.slice(0, 3).map(({ entry }) => [entry.id])
}
