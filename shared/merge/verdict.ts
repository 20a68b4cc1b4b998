import type { Failure } from '../failure.ts'
import type { Entry } from '../mapping.ts'
import type { Side } from '../record.ts'
import type { Result } from '../result.ts'
import type { Element, Value } from '../value.ts'

/** A value on its way to the other side. `stuck` are the elements of it that cannot cross: they stay unsynced. */
export type Carried = { readonly value: Value; readonly stuck: readonly Element[] }

/** All the merge must know of the two sides: how a value crosses, and what a side makes of what it is given. */
export type Bridge = {
  /**
   * The entry's value from one side as the other would hold it, in that side's normal form. Where the entry has a formula
   * that way, `value` is what it made of the record (`computedKey`).
   */
  carry(entry: Entry, from: Side, value: Value): Result<Carried, Failure>
  /** Does the slot hold many elements on that side? */
  isMany(entry: Entry, side: Side): boolean
}

/**
 * Why a value is written: it changed on the other side; it was empty here; the two meet for the first time; a rule chose
 * between two changes; it was changed where changes are not taken from; a person decided.
 */
export type Why = 'changed' | 'filled' | 'first_meeting' | 'rule' | 'drift' | 'person'

/** What becomes of one entry. `stuck` are the sides to which some of it cannot cross as long as its twin is not there. */
export type Verdict =
  | { is: 'still' }
  | { is: 'agreed'; left: Value; right: Value; stuck?: readonly Side[] }
  | { is: 'conflict' }
  | { is: 'blocked'; side: Side; failure: Failure }
  | { is: 'write'; writes: Write[]; stuck?: readonly Side[] }
/** `from` is what the giving side holds of it: what could not cross is left out, so that it is tried again. */
export type Write = { to: Side; after: Value; from: Value; why: Why; lost?: Value }

/** A value that a rule chose against is named, so that it can be brought back; an empty one leaves nothing to name. */
export const losing = (lost: Value | undefined): { lost?: Value } =>
  lost === undefined || lost === null ? {} : { lost }
