import type { FieldType } from '../field.ts'

/** Which fields can be made at a vendor, as data. */
export type Makes = {
  /** What a field of each kind is made as: the same kind where there is one, else the nearest. Without an entry it cannot be. */
  readonly as: Readonly<Partial<Record<FieldType, FieldType>>>
  /** Kinds that can hold a list there. */
  readonly lists: ReadonlySet<FieldType>
  /** Kinds that hold a list there whether it is wanted or not. */
  readonly onlyLists: ReadonlySet<FieldType>
  /** Digits after the decimal point that can be asked for; a kind that is missing takes none. */
  readonly digits: Readonly<Partial<Record<FieldType, number>>>
  /** The largest rating. */
  readonly stars: number
  /** Codes of currencies; null where any will do. */
  readonly currencies: ReadonlySet<string> | null
  /** Kinds a record can be known by; null where it does not matter. */
  readonly primary: ReadonlySet<FieldType> | null
  /** Are the parts of an address fields of their own there? */
  readonly splitsPlaces: boolean
  /** Names that every table has already. */
  readonly names: readonly string[]
}
