import { loss } from './convert.ts'
import { type Field, isOwnField, PARTS, type Table } from './field.ts'
import type { Entry, Slot } from './mapping.ts'
import type { Both } from './record.ts'
import { type Paired, widest } from './validate.ts'

export type Suggestion = {
  readonly entries: readonly Entry[]
  /** Alternatives for recognising a record, best first: sets of entry ids. */
  readonly keys: readonly (readonly string[])[]
}

/** Fields that belong to the sync itself: twins and marks are never paired. */
export type OwnFields = Both<readonly string[]>

/**
 * Pair the fields of two tables by name and type, as a person would who sees both lists: the surest pair first, each
 * slot once. First and last name meet the parts of a personal name, city and state those of a place. Nothing
 * is paired that cannot be converted, and only in the directions both fields allow.
 */
export function autopair(
  tables: Both<Table>,
  paired: Paired,
  own: OwnFields,
  version: number,
): Suggestion {
  const slots = { left: slotsOf(tables.left, own.left), right: slotsOf(tables.right, own.right) }
  const scored = slots.left.flatMap((left) =>
    slots.right.flatMap((right) => {
      const score = likeness(left, right, paired)
      return score < 0.6 ? [] : [{ left, right, score }]
    }),
  )
  scored.sort((a, b) => b.score - a.score || order(slots, a) - order(slots, b))

  const taken = { left: new Set<string>(), right: new Set<string>() }
  const entries: Entry[] = []
  for (const { left, right } of scored) {
    const direction = widest(left.field, right.field)
    if (direction === 'none' || blocks(taken.left, left) || blocks(taken.right, right)) continue
    take(taken.left, left)
    take(taken.right, right)
    entries.push({
      id: `e${entries.length + 1}`,
      left: slotOf(left),
      right: slotOf(right),
      direction,
      since: version,
    })
  }
  dropDerived(entries)
  const rows = entries.map((entry) => ({ entry, ...fieldsOf(entry, tables) }))
  markMirrors(rows)
  return { entries, keys: chooseKeys(rows, tables) }
}

/** A full name is derived from first and last: where those are paired, it would be a second writer of the same thing. */
function dropDerived(entries: Entry[]): void {
  for (const side of ['left', 'right'] as const) {
    const named = new Set(
      entries
        .filter((one) => ['first', 'last'].includes(one[side].part ?? ''))
        .map((one) => one[side].field),
    )
    const kept = entries.filter((one) => one[side].part !== 'full' || !named.has(one[side].field))
    entries.splice(0, entries.length, ...kept)
  }
}

type Row = { entry: Entry; left: Field; right: Field }
const fieldsOf = (entry: Entry, tables: Both<Table>): Both<Field> => ({
  left: tables.left.fields.find((field) => field.id === entry.left.field)!,
  right: tables.right.fields.find((field) => field.id === entry.right.field)!,
})

type Place = { readonly field: Field; readonly part?: string; readonly names: readonly string[] }
const slotOf = ({ field, part }: Place): Slot =>
  part === undefined ? { field: field.id } : { field: field.id, part }

/** Everything of a table that can be mapped, with the names it goes by. */
function slotsOf(table: Table, own: readonly string[]): Place[] {
  return table.fields
    .filter((field) => !own.includes(field.id) && !isOwnField(field) && field.type !== 'opaque')
    .flatMap((field) => [
      { field, names: [field.name] },
      ...(PARTS[field.type] ?? []).map((part) => ({
        field,
        part,
        names: PART_NAMES[part] ?? [part],
      })),
    ])
}

const PART_NAMES: { readonly [part: string]: readonly string[] } = {
  first: ['First name', 'Given name', 'Forename'],
  last: ['Last name', 'Surname', 'Family name'],
  full: ['Full name', 'Name'],
  line1: ['Street', 'Address', 'Street address', 'Address line 1'],
  line2: ['Address line 2'],
  line3: ['Address line 3'],
  line4: ['Address line 4'],
  locality: ['City', 'Town', 'Locality'],
  region: ['Region', 'Province', 'County', 'State'],
  postcode: ['Postcode', 'Zip', 'Zip code', 'Postal code'],
  country: ['Country', 'Country code'],
  latitude: ['Latitude'],
  longitude: ['Longitude'],
}

/** Words that say the same in a field's name, and words that say nothing. */
const SAME: readonly (readonly string[])[] = [
  ['email', 'mail', 'emails'],
  ['phone', 'telephone', 'mobile', 'tel'],
  ['website', 'url', 'homepage', 'web', 'site'],
  ['company', 'organisation', 'organization', 'account', 'employer'],
  ['title', 'role', 'position'],
  ['note', 'notes', 'description', 'about'],
]
const FILLER = new Set([
  'address',
  'addresses',
  'number',
  'numbers',
  'the',
  'of',
  'a',
  'primary',
  'main',
])

function wordsOf(name: string): Set<string> {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const telling = words.filter((word) => !FILLER.has(word))
  const stems = (telling.length > 0 ? telling : words)
    .map((word) =>
      word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word,
    )
    .map((word) => SAME.find((group) => group.includes(word))?.[0] ?? word)
  return new Set(stems)
}

/** How alike two names are: 1 for the same words, less the fewer they share. */
export function nameLikeness(a: string, b: string): number {
  if (a.toLowerCase() === b.toLowerCase()) return 1
  const left = wordsOf(a)
  const right = wordsOf(b)
  const shared = [...left].filter((word) => right.has(word)).length
  return (0.95 * shared) / Math.max(1, left.size + right.size - shared)
}

function likeness(left: Place, right: Place, paired: Paired): number {
  if (left.part !== undefined && right.part !== undefined && left.field.type !== right.field.type)
    return 0
  const { type: l } = left.field
  const { type: r } = right.field
  if ((l === 'reference') !== (r === 'reference')) return 0
  // Files fetched from a text, or told in one, are for a person to wish.
  if ((l === 'file') !== (r === 'file')) return 0
  if (l === 'reference') {
    const crosses = (left.field.targets ?? []).some((one) =>
      (right.field.targets ?? []).some((two) => paired(one, two)),
    )
    if (!crosses) return 0
  }
  const name = Math.max(...left.names.flatMap((a) => right.names.map((b) => nameLikeness(a, b))))
  // The primary fields are both "what the record is called", whatever they are named.
  const ways = [loss(left, right), loss(right, left)]
  const fit = ways.every((way) => way === 'impossible')
    ? 0
    : ways.every((way) => way === 'none')
      ? 1
      : 0.9
  const kind = l === r && left.part === right.part ? 1 : 0.97
  return name * fit * kind
}

const order = (slots: Both<Place[]>, pair: Both<Place>): number =>
  slots.left.indexOf(pair.left) * slots.right.length + slots.right.indexOf(pair.right)

const whole = (place: Place): string => place.field.id
const key = (place: Place): string =>
  place.part === undefined ? whole(place) : `${whole(place)}.${place.part}`
function blocks(taken: ReadonlySet<string>, place: Place): boolean {
  if (taken.has(key(place)) || taken.has(whole(place))) return true
  return place.part === undefined && [...taken].some((one) => one.startsWith(`${whole(place)}.`))
}
const take = (taken: Set<string>, place: Place): void => void taken.add(key(place))

/**
 * A relation the vendors mirror on both sides is one set of pairs: where both ends are paired, the end of single
 * records is written and the other is only read.
 */
function markMirrors(rows: Row[]): void {
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
