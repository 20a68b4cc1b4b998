/** Everything of a table that can be mapped, with what its names say. */
import { type Field, isOwnField, PARTS, type Table } from '../field.ts'
import { type Naming, naming, type Weigh, weigher } from './naming.ts'

/** A name a slot goes by, and how sure it is that it means this slot. */
type Alias = { readonly naming: Naming; readonly weight: number }

export type Place = {
  readonly field: Field
  readonly part?: string
  readonly aliases: readonly Alias[]
}
export type Slots = { readonly places: readonly Place[]; readonly weigh: Weigh }

/** `own` fields belong to the sync itself. Where a table keeps first and last names apart, a whole name is derived from them. */
export function slotsOf(table: Table, noun: readonly string[], own: readonly string[]): Slots {
  const fields = table.fields.filter(
    (field) => !own.includes(field.id) && !isOwnField(field) && field.type !== 'opaque',
  )
  const places = fields.flatMap((field): Place[] => [
    { field, aliases: [{ naming: naming(field.name, noun), weight: 1 }] },
    ...(PARTS[field.type] ?? [])
      .filter((part) => part !== 'full')
      .map((part) => ({ field, part, aliases: PART_ALIASES[part] ?? [] })),
  ])
  const whole = places.filter(({ part }) => part === undefined)
  return {
    places: places.map((place) => firstBesideLast(place, whole)),
    weigh: weigher(whole.map(({ aliases }) => aliases[0]!.naming)),
  }
}

export const says = ({ aliases }: Place, idea: string): boolean =>
  aliases.some(({ naming: { ideas } }) => ideas.length === 1 && ideas[0] === idea)

/** Does the table keep first and last names in columns of their own? */
export const splitsNames = ({ places }: Slots): boolean =>
  places.some((place) => writes(place) && says(place, 'first')) &&
  places.some((place) => writes(place) && says(place, 'last'))

/** Does it keep cities or postcodes in columns of their own? */
export const splitsPlaces = ({ places }: Slots): boolean =>
  places.some(
    (place) =>
      place.part === undefined && ['locality', 'postcode'].some((idea) => says(place, idea)),
  )

const writes = ({ field, part }: Place): boolean => part === undefined && field.access !== 'never'

/** Beside a column of last names, a written one that is only called “Name” holds the first. */
function firstBesideLast(place: Place, whole: readonly Place[]): Place {
  const others = whole.filter((one) => one !== place && writes(one))
  const isFirst =
    writes(place) &&
    place.field.type === 'text' &&
    says(place, 'name') &&
    others.some((one) => says(one, 'last')) &&
    !others.some((one) => says(one, 'first'))
  return isFirst ? { ...place, aliases: aliases(['First name']) } : place
}

const aliases = (names: readonly string[], weight = 1): readonly Alias[] =>
  names.map((name) => ({ naming: naming(name), weight }))

const PART_ALIASES: { readonly [part: string]: readonly Alias[] } = {
  first: [...aliases(['First name']), ...aliases(['First'])],
  last: [...aliases(['Last name']), ...aliases(['Last'])],
  line1: [...aliases(['Street', 'Address line 1']), ...aliases(['Address'], 0.85)],
  line2: aliases(['Address line 2']),
  line3: aliases(['Address line 3']),
  line4: aliases(['Address line 4']),
  locality: aliases(['City']),
  region: aliases(['Region']),
  postcode: aliases(['Postcode']),
  country: aliases(['Country']),
  latitude: aliases(['Latitude']),
  longitude: aliases(['Longitude']),
}
