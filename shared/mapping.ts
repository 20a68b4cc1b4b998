import * as z from 'zod'
import { Filter } from './filter.ts'
import { Owner } from './mapping/owner.ts'
import { Rule } from './mapping/rule.ts'
import { other, type Side, SIDES } from './record.ts'
import { ChoicePolicy, type Step, Transform, ValueMap } from './transform/step.ts'
import { towards } from './transform/value-map.ts'
import { isParts, type Value, type Values } from './value.ts'

/** A field, or one part of a structured one (`first` of a name, `locality` of a place). */
export const Slot = z.object({ field: z.string(), part: z.string().optional() })
export type Slot = z.infer<typeof Slot>

/** On the wire `push` is app → crm (left → right) and `pull` is crm → app. */
export const Direction = z.enum(['bidirectional', 'push', 'pull', 'none'])
export type Direction = z.infer<typeof Direction>

/** Who is right when both sides changed a field, and on the first meeting of two records. */
export const ConflictRule = z.enum(['last_write_wins', 'crm_wins', 'app_wins', 'manual_review'])
export type ConflictRule = z.infer<typeof ConflictRule>

export const Deletions = z.enum(['keep', 'mark', 'delete'])
export type Deletions = z.infer<typeof Deletions>

/** One field or part meets one field or part. */
export const Entry = z.object({
  id: z.string(),
  left: Slot,
  right: Slot,
  direction: Direction,
  /** Overrides the pairing's rule, which overrides the sync's. */
  conflictResolution: ConflictRule.optional(),
  /** Who is right at a first meeting, for this field alone. */
  firstMeeting: ConflictRule.optional(),
  /** Whose the field is on which condition, first match first; where none holds the rule above decides. */
  owner: z.array(Owner).max(10).optional(),
  /** The vendors keep this relation as the mirror of that entry's (`entityType/entryId`): one set of pairs, written there. */
  mirrorOf: z.string().optional(),
  /** What is done to a value on its way, toward each side. The value map comes first, in both. */
  transform: Transform.optional(),
  valueMap: ValueMap.optional(),
  /** What to do with an option that side lacks; refused where nothing is said. */
  choices: z.object({ left: ChoicePolicy.optional(), right: ChoicePolicy.optional() }).optional(),
  /** The fields of each side that the formulas of this entry read there, by the name they were written with. */
  reads: z
    .object({
      left: z.record(z.string(), z.string()).optional(),
      right: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  /** What the fields were like when a person last confirmed the entry: another shape freezes it. */
  shape: z.object({ left: z.string(), right: z.string() }).optional(),
  /** How sure the two were when they paired themselves, from 0.7 to 1; gone once a person has said something of the entry. */
  sure: z.number().optional(),
  /** The mapping version in which this entry last changed: links older than it meet the entry anew. */
  since: z.number(),
})
export type Entry = z.infer<typeof Entry>

/**
 * Matching by likeness: from `link` on (a probability) two records are taken for one, from `ask` on a person decides.
 */
export const Fuzzy = z.object({ link: z.number(), ask: z.number() })
export type Fuzzy = z.infer<typeof Fuzzy>
/**
 * A question costs less than a double, so whoever may well be the same is never created unasked. Chosen between what was seen
 * below it (committees that share all words but the telling one: 0.05) and above it (one name with another stage: 0.07):
 * people stop reading questions about records nobody would take for one.
 */
export const FUZZY: Fuzzy = { link: 0.99, ask: 0.06 }

/** What may be done on one side. What is left out follows the pairing. */
export const SideTerms = z.object({
  createMissing: z.boolean().optional(),
  updateExisting: z.boolean().optional(),
  /** What becomes of this side's record when the other side's was deleted. */
  deletions: Deletions.optional(),
})
export type SideTerms = z.infer<typeof SideTerms>

/** One table ⇄ one object. */
export const Pairing = z.object({
  /** The wire's name for it, unique in the sync. */
  entityType: z.string(),
  left: z.string(),
  right: z.string(),
  /** Goes up with every change of the entries or keys; bases and planned writes carry it. */
  version: z.number(),
  entries: z.array(Entry),
  /** The highest number of an entry that was taken out: what was held, decided or written of it is of no other one. */
  highestGone: z.number().optional(),
  /** Alternatives, best first; each is a set of entries that must all agree (a composite key). */
  keys: z.array(z.array(z.string())),
  /** Left out: the usual thresholds. Null: exact keys only. */
  fuzzy: Fuzzy.nullable().optional(),
  direction: Direction,
  conflictResolution: ConflictRule,
  /** Who is right when two records meet for the first time. */
  firstMeeting: ConflictRule,
  /** Whose its fields are on which condition, before the rules above; a field's own conditions and rule come first. */
  owner: z.array(Owner).max(10).optional(),
  createMissing: z.boolean(),
  updateExisting: z.boolean(),
  deletions: Deletions,
  /** Where one side's terms differ from those above. */
  sides: z.object({ left: SideTerms.optional(), right: SideTerms.optional() }).optional(),
  /** Text fields that hold the other side's record id; null where none could be made. */
  twins: z.object({ left: z.string().nullable(), right: z.string().nullable() }),
  /** Which records of a side take part: the others are read and matched, but nothing is written from or to them. */
  filters: z.object({ left: Filter.optional(), right: Filter.optional() }).optional(),
  /** Text fields in which a deletion is marked; null where none could be made. */
  marks: z.object({ left: z.string().nullable(), right: z.string().nullable() }),
  /** What a record must keep before it is written. */
  validation: z.array(Rule).optional(),
})
export type Pairing = z.infer<typeof Pairing>

/** May this entry carry a value *to* that side? */
export function writesTo(direction: Direction, side: Side): boolean {
  return direction === 'bidirectional' || direction === (side === 'right' ? 'push' : 'pull')
}

/**
 * Does it now carry values to a side to which it carried none? What stands there may differ although nobody changed it
 * since, so such an entry has to be met anew.
 */
export const opens = (before: Direction, after: Direction): boolean =>
  SIDES.some((side) => writesTo(after, side) && !writesTo(before, side))

/** The pairing as it goes from now on; entries that now write where they did not are met anew as of `version`. */
export function turned(pairing: Pairing, direction: Direction, version: number): Pairing {
  const entries = pairing.entries.map((entry) =>
    opens(narrow(pairing.direction, entry.direction), narrow(direction, entry.direction))
      ? { ...entry, since: version }
      : entry,
  )
  return { ...pairing, direction, entries, version }
}

export type Terms = Pick<Pairing, 'createMissing' | 'updateExisting' | 'deletions'>

/** Is this written to that side, and never read there? Whatever else stands there is put right. */
export function isGivenTo(
  pairing: Pick<Pairing, 'direction'>,
  entry: Pick<Entry, 'direction'>,
  side: Side,
): boolean {
  const direction = narrow(pairing.direction, entry.direction)
  return writesTo(direction, side) && !writesTo(direction, other(side))
}

/** What may be done on that side: its own terms before the pairing's. */
export function termsOn(pairing: Terms & Pick<Pairing, 'sides'>, side: Side): Terms {
  const own = pairing.sides?.[side]
  return {
    createMissing: own?.createMissing ?? pairing.createMissing,
    updateExisting: own?.updateExisting ?? pairing.updateExisting,
    deletions: own?.deletions ?? pairing.deletions,
  }
}

/** The stricter of two directions: a pairing's and an entry's. */
export function narrow(a: Direction, b: Direction): Direction {
  if (a === 'bidirectional') return b
  if (b === 'bidirectional' || a === b) return a
  return 'none'
}

/** All that is done to a value of this entry on its way to that side: its value map first, then the steps. */
export const stepsToward = (entry: Entry, to: Side): readonly Step[] => [
  ...(entry.valueMap ? [towards(entry.valueMap, to)] : []),
  ...(entry.transform?.[to] ?? []),
]

/**
 * The key under which that side's record carries what this entry's formula makes of it, or null where there is no
 * formula: what a formula reads may lie in other fields, so its result is seen, remembered and compared like a slot.
 */
export const computedKey = (entry: Entry, side: Side): string | null =>
  entry.transform?.[other(side)]?.some((step) => step.do === 'formula') ? `=${entry.id}` : null

/** Every key under which a side's record holds something of this entry: its slot, and what is computed for it. */
export function keysHeld(entry: Entry, side: Side): readonly string[] {
  const computed = computedKey(entry, side)
  return computed === null ? [slotKey(entry[side])] : [slotKey(entry[side]), computed]
}

/** The key of a slot among a record's slots. */
export function slotKey(slot: Slot): string {
  if (!slot.part) return slot.field
  // Put together once: a key that is new each time is slow to look up by.
  const known = KEYS.get(slot)
  if (known !== undefined) return known
  const key = `${slot.field}.${slot.part}`
  KEYS.set(slot, key)
  return key
}
const KEYS = new WeakMap<Slot, string>()

/**
 * What a record holds at these slots, by slot key. The engine remembers, compares and merges records in this form;
 * a slot whose field is unknown is unknown, a part of an empty field is empty.
 */
export function project(record: Values, slots: readonly Slot[]): Values {
  const out: { [key: string]: Value } = {}
  for (const slot of slots) {
    const whole = record[slot.field]
    if (whole === undefined) continue
    out[slotKey(slot)] =
      slot.part === undefined ? whole : isParts(whole) ? (whole[slot.part] ?? null) : null
  }
  return out
}

/**
 * The fields to write so that these slots hold these values: structured fields whole, their other parts as `record`
 * has them now. Parts that are derived from others are emptied, so that they are derived anew.
 */
export function assemble(record: Values, values: readonly { slot: Slot; value: Value }[]): Values {
  const out: { [field: string]: Value } = {}
  const wholeFirst = [...values].sort(
    (a, b) => Number(b.slot.part === 'full') - Number(a.slot.part === 'full'),
  )
  for (const { slot, value } of wholeFirst) {
    // A field emptied by one part is still the one to lay the next part over.
    const whole = (slot.field in out ? out[slot.field] : record[slot.field]) ?? null
    out[slot.field] = slot.part === undefined ? value : withPart(whole, slot.part, value)
  }
  return out
}

function withPart(whole: Value, part: string, value: Value): Value {
  const plain = typeof value === 'string' || typeof value === 'number' ? value : null
  const parts = { ...(isParts(whole) ? whole : {}), [part]: plain }
  if (part === 'full') parts['first'] = parts['last'] = null
  if (part === 'first' || part === 'last') parts['full'] = null
  return Object.values(parts).every((one) => one === null) ? null : parts
}
