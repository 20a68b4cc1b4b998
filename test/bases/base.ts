/**
 * A base as somebody keeps it, the Attio workspace it is to be paired with, and which fields a person who knows both would
 * pair. Written down before the pairing was tuned; half of them (`HELD_OUT`) were never looked at while tuning.
 */

/** Name, type, and what the type needs: the linked table, or the result of a computed field. */
export type Column = readonly [name: string, type: string, more?: string | readonly string[]]
/** Title, type, and traits; references name their object after a space. Beside the standard attributes. */
export type Attribute = readonly [title: string, type: string, ...traits: ('many' | 'unique')[]]

export type PairedTable = {
  readonly name: string
  /** The slug of the object it is paired with. */
  readonly object: string
  readonly columns: readonly Column[]
  /** Column → attribute slug, with the part where it is one. Every other column is to stay alone. */
  readonly pairs: Readonly<Record<string, string>>
  /** Columns of which one may think either way: paired or not, they count as neither right nor wrong. */
  readonly open?: readonly string[]
}
export type KnownBase = {
  readonly name: string
  readonly tables: readonly PairedTable[]
  readonly attributes: Readonly<Record<string, readonly Attribute[]>>
}
