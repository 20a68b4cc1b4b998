import type { Deletions } from './mapping.ts'

/** What a person decided about a record whose other half was deleted while it was edited. */
export type DepartureChoice = 'delete' | 'apart'

/**
 * What becomes of the living half of a linked pair: it is left alone and the link becomes a tombstone (`keep`), marked,
 * deleted, or a person is asked.
 */
export type Departure = 'keep' | 'mark' | 'delete' | 'ask'

/**
 * Decide it from that side's terms. `mayWrite`: the direction allows writing there. `canMark`: there is a field to mark it
 * in. `shared`: another pairing holds the record too, and its half there lives: whoever was deleted from one of two tables
 * is neither marked nor deleted for the other. `edited`: it no longer holds what it held when both were last equal; an edit
 * is never deleted unasked (L4).
 */
export function decideDeparture(known: {
  readonly deletions: Deletions
  readonly mayWrite: boolean
  readonly canMark: boolean
  readonly shared: boolean
  readonly edited: boolean
  readonly decided: DepartureChoice | null
}): Departure {
  if (!known.mayWrite || known.decided === 'apart') return 'keep'
  if (known.decided === 'delete') return 'delete'
  if (known.shared) return 'keep'
  switch (known.deletions) {
    case 'keep':
      return 'keep'
    case 'mark':
      return known.canMark ? 'mark' : 'keep'
    case 'delete':
      return known.edited ? 'ask' : 'delete'
  }
}
