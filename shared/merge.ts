import type { Failure } from './failure.ts'
import { computedKey, type Direction, type Entry, narrow, type Slot, slotKey } from './mapping.ts'
import { type Decided, mergeDecided } from './merge/decided.ts'
import { computedOf, givenBy } from './merge/given.ts'
import { mergeMany } from './merge/many.ts'
import { mergeOne } from './merge/one.ts'
import { type RightRules, ruleFor, type When } from './merge/right.ts'
import type { Bridge, Why } from './merge/verdict.ts'
import { type Both, other, type Side } from './record.ts'
import { sameValue, type Value, type Values } from './value.ts'

export type { Decided } from './merge/decided.ts'
export { decide } from './merge/right.ts'
export type { Bridge, Carried, Why } from './merge/verdict.ts'

/** What one side holds and held. A missing key is unknown in `now`, and never met in `base`. */
export type Memory = {
  /** By slot key, as `project` gives them. */
  readonly now: Values
  readonly base: Values
  /** When a field was last set, where the vendor says so (ISO 8601). */
  readonly times?: { readonly [field: string]: string } | undefined
  /** Otherwise a change happened after this moment and before now (ISO 8601), if even that is known. */
  readonly since?: string | undefined
  /** By field: bounds for the moment of its last change, where the vendor gives no more (ISO 8601). */
  readonly within?:
    { readonly [field: string]: { readonly since?: string; readonly until?: string } } | undefined
}

export type Rules = RightRules & {
  readonly direction: Direction
  /** What a person decided, by entry, where the values are still those they saw. */
  readonly decided?: ReadonlyMap<string, Decided> | undefined
}

export type Change = {
  readonly entry: string
  readonly slot: Slot
  readonly before: Value
  readonly after: Value
  readonly why: Why
  /** The other value, where a rule chose against it: it goes to the ledger. */
  readonly lost?: Value
  /** The other side is written too: they have met only once both are. */
  readonly both?: true
}

export type FieldConflict = {
  readonly entry: string
  readonly base: Value
  readonly left: Value
  readonly right: Value
}
export type Blocked = { readonly entry: string; readonly side: Side; readonly failure: Failure }

/**
 * What must become of a linked pair. `agreed` are the values that stand on both sides without a write: they become the
 * bases at once. `source` are the values the written ones came from: the bases of the giving side after the write.
 */
export type Merge = {
  readonly changes: Both<readonly Change[]>
  readonly agreed: readonly {
    readonly entry: string
    readonly left: Value
    readonly right: Value
    /** What formulas made of either side by then. */
    readonly computed?: { readonly [side in Side]?: Value }
  }[]
  readonly source: readonly {
    readonly entry: string
    readonly side: Side
    readonly value: Value
    readonly computed?: Value
  }[]
  readonly conflicts: readonly FieldConflict[]
  readonly blocked: readonly Blocked[]
  /** What points at a record that has no twin on that side: it crosses by itself once it has one. */
  readonly stuck: readonly { readonly entry: string; readonly side: Side }[]
}

/**
 * Merge two linked records. A pure function of the bases, what was observed, the mapping and the rules; it
 * decides entry by entry and touches nothing. Swapping the sides and the rules swaps the result (L11).
 */
export function merge(
  entries: readonly Entry[],
  left: Memory,
  right: Memory,
  rules: Rules,
  bridge: Bridge,
): Merge {
  const out = {
    changes: { left: [] as Change[], right: [] as Change[] },
    agreed: [] as Merge['agreed'][number][],
    source: [] as Merge['source'][number][],
    conflicts: [] as FieldConflict[],
    blocked: [] as Blocked[],
    stuck: [] as Merge['stuck'][number][],
  }
  for (const entry of entries) {
    const direction = narrow(rules.direction, entry.direction)
    if (direction === 'none' || entry.mirrorOf !== undefined) continue
    const now = { left: left.now[slotKey(entry.left)], right: right.now[slotKey(entry.right)] }
    if (now.left === undefined || now.right === undefined) continue
    const known: Both<Value> = { left: now.left, right: now.right }
    const based = { left: left.base[slotKey(entry.left)], right: right.base[slotKey(entry.right)] }
    const base: Both<Value> | null =
      based.left === undefined || based.right === undefined
        ? null
        : { left: based.left, right: based.right }
    const decided = rules.decided?.get(entry.id)
    const isMany = bridge.isMany(entry, 'left') && bridge.isMany(entry, 'right')
    // Most of most records: nothing moved, so there is nothing to weigh.
    if (decided === undefined && !isMany && base !== null && isStill(entry, known, base)) continue
    const gives = givenBy(entry, { left: left.now, right: right.now })
    const gave = givenBy(entry, { left: left.base, right: right.base })
    if (gives === null) continue

    const verdict =
      (decided && mergeDecided(entry, known, gives, direction, bridge, decided)) ??
      (isMany
        ? mergeMany(entry, known, base, direction, bridge)
        : mergeOne(entry, known, gave && base, direction, bridge, {
            gives,
            gave,
            rule: ruleFor(entry, rules, base === null).is,
            left: times(left, entry.left),
            right: times(right, entry.right),
          }))

    if ('stuck' in verdict)
      for (const side of verdict.stuck ?? []) out.stuck.push({ entry: entry.id, side })
    switch (verdict.is) {
      case 'still':
        break
      case 'agreed':
        out.agreed.push({
          entry: entry.id,
          left: verdict.left,
          right: verdict.right,
          ...computedOf(entry, gives),
        })
        break
      case 'conflict':
        out.conflicts.push({ entry: entry.id, base: base?.left ?? null, ...known })
        break
      case 'blocked':
        out.blocked.push({ entry: entry.id, side: verdict.side, failure: verdict.failure })
        break
      case 'write':
        for (const write of verdict.writes) {
          out.changes[write.to].push({
            entry: entry.id,
            slot: entry[write.to],
            before: known[write.to],
            after: write.after,
            why: write.why,
            ...(write.lost === undefined ? {} : { lost: write.lost }),
            ...(verdict.writes.length > 1 ? { both: true as const } : {}),
          })
        }
        // Where both sides are written, each one's own answer becomes its base.
        if (verdict.writes.length === 1)
          for (const write of verdict.writes)
            out.source.push({
              entry: entry.id,
              side: other(write.to),
              value: write.from,
              ...(computedKey(entry, other(write.to)) === null
                ? {}
                : { computed: gives[other(write.to)] }),
            })
    }
  }
  return out
}

/** Does each side hold what it held, with no formula between that may make something else of it? */
const isStill = (entry: Entry, now: Both<Value>, base: Both<Value>): boolean =>
  sameValue(now.left, base.left) &&
  sameValue(now.right, base.right) &&
  computedKey(entry, 'left') === null &&
  computedKey(entry, 'right') === null

const times = (memory: Memory, slot: Slot): When => ({
  at: memory.times?.[slot.field],
  since: memory.within?.[slot.field]?.since ?? memory.since,
  until: memory.within?.[slot.field]?.until,
})
