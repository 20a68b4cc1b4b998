import type { Failure } from './failure.ts'
import {
  type ConflictRule,
  type Direction,
  type Entry,
  narrow,
  type Slot,
  slotKey,
  writesTo,
} from './mapping.ts'
import { type Both, other, type Side } from './record.ts'
import type { Result } from './result.ts'
import {
  type Element,
  elementKey,
  elements,
  many,
  sameValue,
  type Value,
  type Values,
} from './value.ts'

/** A value on its way to the other side. `stuck` are the elements of it that cannot cross: they stay unsynced. */
export type Carried = { readonly value: Value; readonly stuck: readonly Element[] }

/** All the merge must know of the two sides: how a value crosses, and what a side makes of what it is given. */
export type Bridge = {
  /** The entry's value from one side as the other would hold it, in that side's normal form. */
  carry(entry: Entry, from: Side, value: Value): Result<Carried, Failure>
  /** Does the slot hold many elements on that side? */
  isMany(entry: Entry, side: Side): boolean
}

/** What one side holds and held. A missing key is unknown in `now`, and never met in `base`. */
export type Memory = {
  /** By slot key, as `project` gives them. */
  readonly now: Values
  readonly base: Values
  /** When a field was last set, where the vendor says so (ISO 8601). */
  readonly times?: { readonly [field: string]: string } | undefined
  /** Otherwise a change happened after this moment and before now (ISO 8601), if even that is known. */
  readonly since?: string | undefined
}

export type Rules = {
  readonly direction: Direction
  readonly conflictResolution: ConflictRule
  readonly firstMeeting: ConflictRule
}

export type Change = {
  readonly entry: string
  readonly slot: Slot
  readonly before: Value
  readonly after: Value
  readonly why: Why
  /** The other value, where a rule chose against it: it goes to the ledger. */
  readonly lost?: Value
}
export type Why = 'changed' | 'filled' | 'first_meeting' | 'rule' | 'drift'

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
  }[]
  readonly source: readonly { readonly entry: string; readonly side: Side; readonly value: Value }[]
  readonly conflicts: readonly FieldConflict[]
  readonly blocked: readonly Blocked[]
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

    const verdict =
      bridge.isMany(entry, 'left') && bridge.isMany(entry, 'right')
        ? mergeMany(entry, known, base, direction, bridge)
        : mergeOne(entry, known, base, direction, bridge, {
            rule:
              entry.conflictResolution ?? (base ? rules.conflictResolution : rules.firstMeeting),
            left: times(left, entry.left),
            right: times(right, entry.right),
          })

    switch (verdict.is) {
      case 'still':
        break
      case 'agreed':
        out.agreed.push({ entry: entry.id, left: verdict.left, right: verdict.right })
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
          })
        }
        // Where both sides are written, each one's own answer becomes its base.
        if (verdict.writes.length === 1)
          for (const write of verdict.writes)
            out.source.push({ entry: entry.id, side: other(write.to), value: write.from })
    }
  }
  return out
}

type Verdict =
  | { is: 'still' }
  | { is: 'agreed'; left: Value; right: Value }
  | { is: 'conflict' }
  | { is: 'blocked'; side: Side; failure: Failure }
  | { is: 'write'; writes: Write[] }
/** `from` is what the giving side holds of it: what could not cross is left out, so that it is tried again. */
type Write = { to: Side; after: Value; from: Value; why: Why; lost?: Value }

/** What is known about when a slot last changed: a moment, or the earliest it can have been. */
type When = { readonly at: string | undefined; readonly since: string | undefined }
const times = (memory: Memory, slot: Slot): When => ({
  at: memory.times?.[slot.field],
  since: memory.since,
})

/** A slot of one element (on at least one side): it is replaced as a whole. */
function mergeOne(
  entry: Entry,
  now: Both<Value>,
  base: Both<Value> | null,
  direction: Direction,
  bridge: Bridge,
  known: { rule: ConflictRule; left: When; right: When },
): Verdict {
  const moved = base && {
    left: !sameValue(now.left, base.left),
    right: !sameValue(now.right, base.right),
  }
  if (moved && !moved.left && !moved.right) return { is: 'still' }

  const crossing = {
    right: bridge.carry(entry, 'left', now.left),
    left: bridge.carry(entry, 'right', now.right),
  }
  const agree =
    (crossing.right.ok && sameValue(now.right, crossing.right.value.value)) ||
    (crossing.left.ok && sameValue(now.left, crossing.left.value.value))
  if (agree) return { is: 'agreed', ...now }

  const give = (to: Side, why: Why, lost?: Value): Verdict => {
    const carried = crossing[to]
    if (!carried.ok) return { is: 'blocked', side: to, failure: carried.error }
    const after = speaksForAll(entry, to, now[to], bridge)
      ? replaceHead(now[to], carried.value.value)
      : carried.value.value
    if (sameValue(after, now[to])) return { is: 'agreed', ...now }
    const from = without(now[other(to)], carried.value.stuck)
    return {
      is: 'write',
      writes: [{ to, after, from, why, ...(lost === undefined ? {} : { lost }) }],
    }
  }

  const both = direction === 'bidirectional'
  if (!both) {
    const to: Side = writesTo(direction, 'right') ? 'right' : 'left'
    // What was never filled in is not an order to empty the other side.
    if (now[other(to)] === null && (base === null || base[other(to)] === null))
      return { is: 'agreed', ...now }
    const drifted = moved !== null && moved[to] && !moved[other(to)]
    return give(
      to,
      base === null ? firstWhy(now[to]) : drifted ? 'drift' : 'changed',
      lostIf(now[to], drifted),
    )
  }
  if (moved && moved.left !== moved.right) return give(moved.left ? 'right' : 'left', 'changed')
  if (base === null && now.right === null) return give('right', 'filled')
  if (base === null && now.left === null) return give('left', 'filled')

  const winner = decide(known.rule, known.left, known.right)
  if (winner === null) return { is: 'conflict' }
  return give(other(winner), base === null ? 'first_meeting' : 'rule', now[other(winner)])
}

const firstWhy = (target: Value): Why => (target === null ? 'filled' : 'first_meeting')
const lostIf = (value: Value, lost: boolean): Value | undefined => (lost ? value : undefined)

/**
 * A slot of many meets a slot of one: does its first element stand there for all of them (an address), or are they
 * joined (a text)? Where the first speaks, only the first is replaced.
 */
function speaksForAll(entry: Entry, side: Side, now: Value, bridge: Bridge): boolean {
  const [head, ...rest] = elements(now)
  if (!bridge.isMany(entry, side) || head === undefined) return false
  const all = bridge.carry(entry, side, now)
  const first = bridge.carry(entry, side, many([head]))
  return rest.length > 0 && all.ok && first.ok && sameValue(all.value.value, first.value.value)
}

/** One element meets a slot of many: it takes the place of the first, and the others stay. */
function replaceHead(now: Value, value: Value): Value {
  const [head] = elements(value)
  const rest = elements(now).slice(1)
  if (head === undefined) return many(rest)
  return many([head, ...rest.filter((one) => elementKey(one) !== elementKey(head))])
}

/** Two slots of many elements: what was added here is added there, what was removed here is removed there. */
function mergeMany(
  entry: Entry,
  now: Both<Value>,
  base: Both<Value> | null,
  direction: Direction,
  bridge: Bridge,
): Verdict {
  if (base && sameValue(now.left, base.left) && sameValue(now.right, base.right))
    return { is: 'still' }
  const met = base ?? { left: null, right: null }
  const writes: Write[] = []
  const settled = { left: now.left, right: now.right }
  for (const to of ['right', 'left'] as const) {
    const from = other(to)
    const carried = bridge.carry(entry, from, now[from])
    if (!carried.ok) return { is: 'blocked', side: to, failure: carried.error }
    settled[from] = without(now[from], carried.value.stuck)
    if (!writesTo(direction, to)) continue

    const added = bridge.carry(entry, from, minus(now[from], met[from]))
    const removed = bridge.carry(entry, from, minus(met[from], now[from]))
    if (!added.ok) return { is: 'blocked', side: to, failure: added.error }
    // An element that can no longer cross cannot be named on the other side, so it cannot be removed there.
    const gone = removed.ok ? removed.value.value : null
    const back = direction === 'bidirectional' ? null : withdrawn(entry, from, now, met, bridge)
    const after = plus(minus(now[to], gone), plus(added.value.value, back))
    if (!sameValue(after, now[to]))
      writes.push({ to, after, from: settled[from], why: base ? 'changed' : 'filled' })
  }
  return writes.length === 0 ? { is: 'agreed', ...settled } : { is: 'write', writes }
}

/** One way only: what the receiving side removed although the giving side still has it. */
function withdrawn(
  entry: Entry,
  from: Side,
  now: Both<Value>,
  met: Both<Value>,
  bridge: Bridge,
): Value {
  const carried = bridge.carry(entry, from, intersect(now[from], met[from]))
  return carried.ok
    ? intersect(carried.value.value, minus(met[other(from)], now[other(from)]))
    : null
}

const keys = (value: Value): Set<string> => new Set(elements(value).map(elementKey))
function minus(a: Value, b: Value): Value {
  const gone = keys(b)
  return many(elements(a).filter((one) => !gone.has(elementKey(one))))
}
function plus(a: Value, b: Value): Value {
  const there = keys(a)
  return many([...elements(a), ...elements(b).filter((one) => !there.has(elementKey(one)))])
}
function intersect(a: Value, b: Value): Value {
  const there = keys(b)
  return many(elements(a).filter((one) => there.has(elementKey(one))))
}
const without = (value: Value, stuck: readonly Element[]): Value =>
  stuck.length === 0 ? value : minus(value, many(stuck))

/**
 * Who is right when both changed. `last_write_wins` decides only where one change certainly came after the other;
 * where the moments may overlap it is a conflict, not a guess.
 */
export function decide(rule: ConflictRule, left: When, right: When): Side | null {
  switch (rule) {
    case 'app_wins':
      return 'left'
    case 'crm_wins':
      return 'right'
    case 'manual_review':
      return null
    case 'last_write_wins': {
      if (left.at !== undefined && right.at !== undefined && left.at !== right.at)
        return left.at > right.at ? 'left' : 'right'
      if (
        left.at === undefined &&
        right.at !== undefined &&
        left.since !== undefined &&
        left.since > right.at
      )
        return 'left'
      if (
        right.at === undefined &&
        left.at !== undefined &&
        right.since !== undefined &&
        right.since > left.at
      )
        return 'right'
      return null
    }
  }
}
