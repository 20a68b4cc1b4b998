import { type Slot, slotKey } from './mapping.ts'
import { sameValue, type Value, type Values } from './value.ts'

/** What one run did to one record, as the ledger tells it: writes oldest first. */
export type Deed = {
  readonly kind: 'create' | 'update' | 'delete' | 'mark'
  readonly changes: readonly {
    readonly entry: string
    readonly slot: Slot
    readonly before: Value
    readonly after: Value
    /** What the side gave back, where it says the same in other words. */
    readonly got?: Value | undefined
  }[]
}

/** How the record stands now, and what became of it since the run. */
export type Present = {
  /** By slot key; null where the record is gone. A missing key is unknown. */
  readonly values: Values | null
  /** Gone, but made again since, under another id. */
  readonly isBack?: boolean
  /** Gone, and another record bears the id of its other half: made again, it would be written over that one. */
  readonly isBorne?: boolean
  /** Slots that later runs wrote. */
  readonly later: ReadonlySet<string>
  /** Names of fields that hold something though the run never wrote them: somebody filled them in. */
  readonly filledIn: readonly string[]
}

/** Why a value stays as it is. `slot` is null where it is about the record as a whole. */
export type Left = {
  readonly slot: Slot | null
  readonly because:
    'edited' | 'later_run' | 'gone' | 'unknown' | 'filled_in' | 'there_again' | 'borne'
}

export type Restored = {
  readonly entry: string
  readonly slot: Slot
  readonly before: Value
  readonly after: Value
}

/**
 * How to undo it: set these values back, delete the record that was made, or make the record again that was deleted.
 * `nothing` where all of it stands as it was before, or must be left. `left` is what is not undone, and why.
 */
export type Undo = {
  readonly is: 'update' | 'delete' | 'create' | 'nothing'
  readonly changes: readonly Restored[]
  readonly left: readonly Left[]
}

/**
 * Undo what one run did to one record: every value that nobody and no later run touched since goes back to what it was
 * before the run; the others are listed. Undoing the result of this is the same function again.
 */
export function undo(deeds: readonly Deed[], present: Present): Undo {
  const first = deeds[0]
  const last = deeds.at(-1)
  if (!first || !last) return NOTHING
  const isMade = first.kind === 'create'
  if (last.kind === 'delete')
    // Made and deleted again by one run: it is as it was.
    return isMade ? NOTHING : remake(present)
  if (present.values === null)
    return { is: 'nothing', changes: [], left: [{ slot: null, because: 'gone' }] }
  return isMade ? unmake(deeds, present, present.values) : setBack(deeds, present, present.values)
}

const NOTHING: Undo = { is: 'nothing', changes: [], left: [] }

function remake(present: Present): Undo {
  const left = (because: Left['because']): Undo => ({ is: 'nothing', changes: [], left: [{ slot: null, because }] }) // prettier-ignore
  if (present.values !== null || present.isBack) return left('there_again')
  return present.isBorne ? left('borne') : { is: 'create', changes: [], left: [] }
}

/** The record that the run made goes again, but only exactly as the run left it: nobody's work goes with it. */
function unmake(deeds: readonly Deed[], present: Present, values: Values): Undo {
  const changes: Restored[] = []
  const left: Left[] = []
  for (const { entry, slot, was } of netOf(deeds)) {
    const verdict = judge(slot, was, present, values)
    if (verdict !== null) left.push({ slot, because: verdict })
    else changes.push({ entry, slot, before: values[slotKey(slot)] ?? null, after: null })
  }
  if (present.filledIn.length > 0) left.push({ slot: null, because: 'filled_in' })
  return left.length > 0 ? { is: 'nothing', changes: [], left } : { is: 'delete', changes, left }
}

function setBack(deeds: readonly Deed[], present: Present, values: Values): Undo {
  const changes: Restored[] = []
  const left: Left[] = []
  for (const { entry, slot, before, was } of netOf(deeds)) {
    const now = values[slotKey(slot)]
    if (now !== undefined && sameValue(now, before)) continue
    const verdict = judge(slot, was, present, values)
    if (verdict !== null) left.push({ slot, because: verdict })
    else changes.push({ entry, slot, before: now ?? null, after: before })
  }
  return { is: changes.length > 0 ? 'update' : 'nothing', changes, left }
}

/** Why this value may not be touched, or null where it still is what the run left. */
function judge(
  slot: Slot,
  was: readonly Value[],
  present: Present,
  values: Values,
): Left['because'] | null {
  const key = slotKey(slot)
  const now = values[key]
  if (present.later.has(key)) return 'later_run'
  if (now === undefined) return 'unknown'
  return was.some((one) => sameValue(now, one)) ? null : 'edited'
}

/** Of each slot: what it held before the run's first write, and what the last one left (as sent, and as given back). */
function netOf(deeds: readonly Deed[]): {
  entry: string
  slot: Slot
  before: Value
  was: readonly Value[]
}[] {
  const net = new Map<string, { entry: string; slot: Slot; before: Value; was: readonly Value[] }>()
  for (const change of deeds.flatMap((deed) => deed.changes)) {
    const key = slotKey(change.slot)
    const known = net.get(key)
    net.set(key, {
      entry: change.entry,
      slot: change.slot,
      before: known ? known.before : change.before,
      was: change.got === undefined ? [change.after] : [change.after, change.got],
    })
  }
  return [...net.values()]
}

/** Why something was not undone, in a sentence. `name` is the field's, or the record's where it is about all of it. */
export function tellLeft(left: Left, name: string, filledIn: readonly string[] = []): string {
  switch (left.because) {
    case 'edited':
      return `“${name}” was changed by somebody since, and keeps what they entered.`
    case 'later_run':
      return `“${name}” was written again by a later run. Undo that one first.`
    case 'gone':
      return `“${name}” was deleted since. Restore it from the trash where it was deleted, if it still is there.`
    case 'unknown':
      return `“${name}” cannot be read at the moment, so it stays as it is.`
    case 'filled_in':
      return `“${name}” was made by this run, and ${filledIn.map((one) => `“${one}”`).join(', ')} was filled in since. Delete it by hand if it is not wanted.`
    case 'there_again':
      return `“${name}” is there again already.`
    case 'borne':
      return `“${name}” is not made again: another record bears the id of its other half, perhaps a copy of it, and would be overwritten. Empty the record id field there, and undo once more.`
  }
}
