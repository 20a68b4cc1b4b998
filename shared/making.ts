/** A table of one side, made anew on the other: which fields it gets there, what cannot be made, and why. */
import type { Makes } from './codec/makes.ts'
import { loss, lossWords, tellShape } from './convert.ts'
import { type Field, type FieldType, isOwnField, MOST_CHOICES, MOST_LETTERS, type NewField, SELF, type Table } from './field.ts' // prettier-ignore
import type { Slot } from './mapping.ts'

/** One line of the offer: a field, or a part of one, and what would be made of it. */
export type OfferedField = {
  /** Null for a field that stands for none of the other side's. */
  readonly from: Slot | null
  /** As the other side calls it. */
  readonly name: string
  /** Null where it cannot be made: then `says` why. */
  readonly make: NewField | null
  /** What it can be made as instead, each with what is to be known of that. */
  readonly others: readonly { readonly make: NewField; readonly says: string | null }[]
  /** Is it to be made unless somebody says no? */
  readonly isTaken: boolean
  /** Without it there is no table: what its records are called. */
  readonly isNeeded: boolean
  /** A sentence: why not, or what is to be known of it. */
  readonly says: string | null
}
export type Offer = { readonly name: string; readonly fields: readonly OfferedField[] }

/** What is known of the two sides. */
export type Ground = {
  readonly makes: Makes
  /** The services as people know them. */
  readonly from: string
  readonly to: string
  /** Names of tables that are there already. */
  readonly taken: readonly string[]
  /** The table over there that stands for one of this side, by their ids; and what the one here is called. */
  meets(table: string): string | null
  called(table: string): string
}

type Made = { readonly make: Omit<NewField, 'name'>; readonly says: string | null }
type Wish = {
  readonly make: Omit<NewField, 'name'> | null
  readonly says: string | null
}

/** What of `table` can be made, what its records are called first. */
export function offer(table: Table, ground: Ground): Offer {
  const fields = table.fields.filter((field) => !isOwnField(field))
  const split = ground.makes.splitsPlaces ? placeToSplit(fields) : null
  const slots = fields.flatMap((field): { field: Field; part?: string; name: string }[] =>
    field === split
      ? PIECES.map(([part, name]) => ({ field, part, name }))
      : [{ field, name: field.name }],
  )
  const used = new Set(ground.makes.names.map(fold))
  const rows = slots.map(({ field, part, name }): OfferedField => {
    const { make, says } = wishFor(field, part, table, ground)
    const from = part === undefined ? { field: field.id } : { field: field.id, part }
    const isTaken = make !== null && (field.access !== 'never' || field.id === table.primary)
    if (make === null) return { from, name, make, others: [], isTaken, isNeeded: false, says }
    const fresh = unused(name, ground.from, used)
    used.add(fold(fresh))
    const others = othersFor(field, part, make, ground).map((one) => ({
      make: { name: fresh, ...one.make },
      says: one.says,
    }))
    return { from, name, make: { name: fresh, ...make }, others, isTaken, isNeeded: false, says }
  })
  const names = new Set(ground.taken.map(fold))
  const called = nameless(unused('Name', ground.from, used))
  return {
    name: unused(table.name, ground.from, names),
    fields: headed(rows, table, ground, called),
  }
}

/** What records are called stands first. Where one has to, and nothing else can, it is a text that people fill in. */
function headed(
  rows: readonly OfferedField[],
  table: Table,
  { makes }: Ground,
  otherwise: OfferedField,
): OfferedField[] {
  const isCalled = (row: OfferedField): boolean => row.from?.field === table.primary
  const { primary } = makes
  if (primary === null) return [...rows].sort((a, b) => Number(isCalled(b)) - Number(isCalled(a)))
  const fit = rows.filter(({ make }) => make !== null && primary.has(make.type))
  const head =
    fit.find(isCalled) ??
    fit.find(({ make, isTaken }) => isTaken && make?.type === 'text') ??
    otherwise
  const others = head.others.filter(({ make }) => primary.has(make.type))
  return [{ ...head, others, isTaken: true, isNeeded: true }, ...rows.filter((row) => row !== head)]
}

const nameless = (name: string): OfferedField => ({
  from: null,
  name,
  make: { name, type: 'text', many: false },
  others: [],
  isTaken: true,
  isNeeded: true,
  says: 'Every table needs a field that its records are called by. This one is filled in by hand.',
})

function wishFor(field: Field, part: string | undefined, table: Table, ground: Ground): Wish {
  const { makes } = ground
  if (field.type === 'opaque')
    return { make: null, says: `Nobody here can read fields of this kind (${field.native}).` }
  const kind = part === undefined ? kindFor(field, makes) : 'text'
  if (kind === undefined)
    return {
      make: null,
      says: `${ground.to} has no field that could hold ${tellShape(field.type)}.`,
    }
  const target = field.type === 'reference' ? targetOf(field, table, ground) : null
  if (typeof target === 'string') return { make: null, says: target }
  const make = { ...madeAs(kind, field, makes), ...(target === null ? {} : { targets: target }) }
  return { make, says: noteOn(field, part, make, ground) }
}

const madeAs = (kind: FieldType, field: Field, makes: Makes): Omit<NewField, 'name'> => ({
  type: kind,
  many: makes.onlyLists.has(kind) || (field.many && makes.lists.has(kind)),
  ...(kind === 'choice'
    ? { choices: [...new Set(field.choices ?? [])].slice(0, MOST_CHOICES) }
    : {}),
  ...digitsOf(kind, field, makes),
  ...(kind === 'currency' && field.currency !== undefined ? { currency: field.currency } : {}),
  ...(kind === 'rating' ? { max: field.max ?? makes.stars } : {}),
})

/** Kinds somebody may wish for instead; the others take more than a name. */
const PLAIN: readonly FieldType[] = [
  'text', 'longText', 'email', 'url', 'phone', 'domain', 'number', 'percent', 'currency', 'duration', 'rating', 'checkbox', 'date', 'instant',
] // prettier-ignore

/** As what else it can be made, as far as values can cross into that. */
function othersFor(
  field: Field,
  part: string | undefined,
  usual: Omit<NewField, 'name'>,
  ground: Ground,
): readonly Made[] {
  const { makes } = ground
  const source = part === undefined ? { field } : { field, part }
  return PLAIN.filter((kind) => kind !== usual.type && makes.as[kind] === kind)
    .filter((kind) => kind !== field.type || kindFor(field, makes) === kind)
    .map((kind) => madeAs(kind, field, makes))
    .filter((make) => loss(source, madeField(make)) !== 'impossible')
    .map((make) => ({ make, says: noteOn(field, part, make, ground) }))
}

/** A currency that is unknown there is a number; so is a rating of more stars than fit. */
function kindFor(field: Field, { as, currencies, stars }: Makes): FieldType | undefined {
  const kind = as[field.type]
  const isForeign =
    kind === 'currency' && field.currency !== undefined && currencies?.has(field.currency) === false
  const isTooLong = kind === 'rating' && (field.max ?? stars) > stars
  return isForeign || isTooLong ? 'number' : kind
}

/** The table it will point into, or why it cannot be made. */
function targetOf(field: Field, table: Table, ground: Ground): string[] | string {
  const targets = field.targets ?? []
  if (targets.includes(table.id)) return [SELF]
  const met = targets.map((one) => ground.meets(one)).find((one) => one !== null)
  if (met) return [met]
  const [first] = targets
  return first === undefined
    ? `${ground.from} does not say which table it links to.`
    : `It links to “${ground.called(first)}”, which has no counterpart in ${ground.to} yet. Make or pair that one first.`
}

/** As many as there are, so that nothing is rounded on the way. */
const USUAL: Readonly<Partial<Record<FieldType, number>>> = { number: 4, percent: 4, currency: 2 }
function digitsOf(kind: FieldType, field: Field, { digits }: Makes): { precision?: number } {
  const most = digits[kind]
  return most === undefined
    ? {}
    : { precision: Math.min(most, field.precision ?? USUAL[kind] ?? 0) }
}

function noteOn(
  field: Field,
  part: string | undefined,
  make: Omit<NewField, 'name'>,
  { from, to, makes }: Ground,
): string | null {
  if (field.access === 'never') return `${from} fills it in, so it only goes from ${from} to ${to}.`
  if (make.type === 'currency' && makes.currencies !== null && field.currency === undefined)
    return `Made in US dollars, because ${from} does not say which currency it is.`
  const lost = lossWords(part === undefined ? { field } : { field, part }, madeField(make))
  return lost === null ? null : `${lost[0]?.toUpperCase()}${lost.slice(1)}.`
}

const madeField = (make: Omit<NewField, 'name'>): Field => ({
  id: '', name: '', access: 'always', required: false, unique: false, native: '', ...make,
}) // prettier-ignore

/** The pieces an address is kept in where it has none of its own kind, by the names people give them. */
const PIECES: readonly (readonly [part: string, name: string])[] = [
  ['line1', 'Street'],
  ['locality', 'City'],
  ['region', 'Region'],
  ['postcode', 'Postcode'],
  ['country', 'Country'],
]

/** The only address of a table, unless one of its pieces is the name of another field. */
function placeToSplit(fields: readonly Field[]): Field | null {
  const places = fields.filter(({ type }) => type === 'place')
  const names = new Set(fields.map(({ name }) => fold(name)))
  const [place] = places
  const isClear = PIECES.every(([, name]) => !names.has(fold(name)))
  return place && places.length === 1 && isClear ? place : null
}

const fold = (name: string): string => name.trim().toLowerCase()

/** The name, or the same with where it comes from, or with a number. */
function unused(name: string, from: string, used: ReadonlySet<string>): string {
  // Room for what may have to be said behind it.
  const plain =
    name
      .trim()
      .slice(0, MOST_LETTERS - 30)
      .trim() || 'Field'
  const wished = [plain, `${plain} (${from})`]
  for (let at = 2; ; at++) {
    const free = wished.find((one) => !used.has(fold(one)))
    if (free !== undefined) return free
    wished.push(`${plain} (${from} ${at})`)
  }
}
