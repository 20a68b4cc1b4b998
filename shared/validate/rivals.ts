/** Would two pairings put each other right for ever? What both write one way into one field, each takes for drift. */
import { areApart } from '../filter/apart.ts'
import { type Entry, isGivenTo, type Pairing, type Terms, termsOn } from '../mapping.ts'
import { type Side, SIDES } from '../record.ts'
import { overlaps } from './overlaps.ts'

/** What of a pairing says where it writes. */
export type Writing = Pick<
  Pairing,
  'entityType' | 'left' | 'right' | 'direction' | 'filters' | 'sides' | keyof Terms
> & { readonly entries: readonly Pick<Entry, 'id' | 'left' | 'right' | 'direction' | 'mirrorOf'>[] }

/** An entry, and the entry of another pairing that writes the same field of the same table. */
export type Rival = {
  readonly entry: string
  /** Where both write. */
  readonly side: Side
  readonly by: { readonly entityType: string; readonly entry: string }
}

/**
 * Every entry of this pairing that writes one way what another pairing writes one way too, where both may hold the same
 * record. Whoever reads what the other wrote follows it, and the two come to rest; two that only give never do, unless
 * they happen to give the same.
 */
export function rivalsOf(pairing: Writing, all: readonly Writing[]): readonly Rival[] {
  return all
    .filter(({ entityType }) => entityType !== pairing.entityType)
    .flatMap((also) =>
      SIDES.filter((side) => canMeet(pairing, also, side)).flatMap((side) =>
        givenTo(pairing, side).flatMap((mine) =>
          givenTo(also, side)
            .filter((theirs) => overlaps(mine[side], theirs[side]))
            .map((theirs) => ({
              entry: mine.id,
              side,
              by: { entityType: also.entityType, entry: theirs.id },
            })),
        ),
      ),
    )
}

const canMeet = (one: Writing, two: Writing, side: Side): boolean =>
  one[side] === two[side] &&
  [one, two].every((pairing) => termsOn(pairing, side).updateExisting) &&
  !areApart(one.filters?.[side], two.filters?.[side])

const givenTo = (pairing: Writing, side: Side): Writing['entries'] =>
  pairing.entries.filter((entry) => isGivenTo(pairing, entry, side) && entry.mirrorOf === undefined)
