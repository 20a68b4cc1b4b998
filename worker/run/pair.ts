import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { computedKey, type Entry, keysHeld, slotKey, termsOn } from '../../shared/mapping.ts'
import {
  type Bridge,
  type Change,
  merge,
  type Memory as Held,
  type Merge,
} from '../../shared/merge.ts'
import { ruleFor } from '../../shared/merge/right.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import type { Value, Values } from '../../shared/value.ts'
import { baseOn, idOn, isFrozen, type Link, orderOn } from '../objects/sync/links.ts'
import type { Draft } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { forbidden } from './allowed.ts'
import { breakCircles } from './breaker.ts'
import { bridgeOf, needsOf } from './bridge.ts'
import { datesOf } from './dates.ts'
import { decidedOf, ownersIn, standing } from './decided.ts'
import { backOn, planDeparture, reunite, revive } from './departure.ts'
import { removalsElsewhere } from './elsewhere.ts'
import { withoutUnfetched } from './files.ts'
import { rememberFrozen } from './frozen.ts'
import { tidy } from './given.ts'
import { rekey } from './keys.ts'
import { withOptions } from './options.ts'
import { stillOverwritten } from './overwritten.ts'
import { heldThere, printOf } from './promised.ts'
import { titleOf } from './sighting.ts'
import { tellWithheld } from './withheld.ts'
import { fingerprint, type Lane, type Work } from './work.ts'
import { underWay, yielding } from './yielding.ts'

/** Why one change is not written, and what it is remembered by: null where it is remembered already. */
type Refusal = { readonly failure: Failure; readonly until: string | null }

/** Merge one linked pair, and plan what follows from it. */
export function planLink(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  before: Link,
  bridge: Bridge,
): void {
  const { memory } = work
  const held = memory.holds.ofLink(lane.no, before.left_id, before.right_id)
  if (held.whole) {
    // Set aside, it waits for nobody and is refused by nobody.
    memory.runs.addResolved(work.run.id, memory.conflicts.clearLink(before.id))
    for (const side of SIDES) memory.blocks.clear(lane.no, side, idOn(before, other(side)))
    return
  }
  if (lane.frozen !== null || isFrozen(before)) return rememberFrozen(work, lane, before)
  const link = meetAnew(work, lane, before)
  const seen = {
    left: memory.seen.get(lane.no, 'left', link.left_id),
    right: memory.seen.get(lane.no, 'right', link.right_id),
  }
  const departed = SIDES.filter((side) => seen[side] && seen[side].slots === null)
  if (departed.length > 0 || link.gone !== null) {
    const back = backOn(work, lane, link)
    if (back.length === 0) return planDeparture(work, lane, lanes, link, departed)
    const revived = revive(work, link, back)
    return revived && planLink(work, lane, lanes, revived, bridge)
  }
  reunite(work, lane, link)

  const sideOf = (side: Side): Held => {
    const row = seen[side]
    const base = baseOn(link, side)
    const since = row?.since ?? null
    return {
      now: row?.slots ? over(base, row.slots) : base,
      base,
      times: row?.times ?? undefined,
      since: since === null ? undefined : new Date(since).toISOString(),
      within: datesOf(lane.stamps[side], lane.entries, side, row?.slots ?? {}),
    }
  }
  const free =
    held.entries.size === 0 ? lane.entries : lane.entries.filter((one) => !held.entries.has(one.id))
  const entries = yielding(work, lane, lanes, link, free)
  const { sides, stuck: unfetched } = withoutUnfetched(work, lane, {
    left: sideOf('left'),
    right: sideOf('right'),
  })
  const decisions = standing(work, lane, link, sides)
  const { direction, conflictResolution, firstMeeting } = lane.pairing
  const rules = {
    direction,
    conflictResolution,
    firstMeeting,
    ...ownersIn(work, lane, sides),
    decided: decidedOf(decisions),
  }
  const merged = merge(entries, sides.left, sides.right, rules, bridge)
  const result = breakCircles(work, lane, link, merged)

  const bases = { left: {} as { [slot: string]: Value }, right: {} as { [slot: string]: Value } }
  const entry = (id: string): Entry => lane.entries.find((one) => one.id === id)!
  // Where another pairing puts right what is empty there now, nothing is agreed before it stands there (seed 700033148).
  const isOpen = (one: Merge['agreed'][number]): boolean => {
    const { direction: now } = entries.find(({ id }) => id === one.entry)!
    const giving = now === 'pull' ? 'right' : 'left'
    const isYielded = now !== entry(one.entry).direction
    return isYielded && one[giving] === null && one[other(giving)] !== null
  }
  const agreedOn = entries === free ? result.agreed : result.agreed.filter((one) => !isOpen(one))
  for (const agreed of agreedOn)
    for (const side of SIDES) {
      const one = entry(agreed.entry)
      bases[side][slotKey(one[side])] = agreed[side]
      const made = agreed.computed?.[side]
      const key = computedKey(one, side)
      if (key !== null && made !== undefined) bases[side][key] = made
    }
  const { version } = lane.pairing
  const asOf = (side: Side) => {
    const isAny = Object.keys(bases[side]).length > 0
    return {
      slots: bases[side],
      order: isAny ? (seen[side]?.read_order ?? orderOn(link, side)) : 0,
    }
  }
  // Nobody reads it for that: without its new keys whoever comes with one of them would be made beside it.
  if (link.version !== version && before.proposed === null)
    for (const side of SIDES) rekey(work, lane, side, idOn(link, side), sides[side].now)
  if (agreedOn.length === 0) memory.links.met(link.id, version)
  else memory.links.rebaseBoth(link.id, { left: asOf('left'), right: asOf('right') }, version)

  // What was decided and needs no write any more is done with.
  const open = new Set(SIDES.flatMap((to) => result.changes[to].map((one) => one.entry)))
  for (const one of result.blocked) open.add(one.entry)
  memory.decisions.drop(
    link.id,
    decisions.map((one) => one.entry).filter((id) => !open.has(id)),
  )

  const may = {
    left: termsOn(lane.pairing, 'left').updateExisting,
    right: termsOn(lane.pairing, 'right').updateExisting,
  }
  // Where neither side may be written there is nothing to ask a person.
  raiseConflicts(
    work,
    lane,
    link,
    may.left || may.right ? result.conflicts : [],
    stillOverwritten(work, lane, link, { left: sides.left.now, right: sides.right.now }),
  )
  tellWithheld(work, lane, link, seen, sides, result, may)
  /** What a person decided bears their name. */
  const signed = (change: Change): ChangeRow => {
    const decision = decisions.find((one) => one.entry === change.entry)
    const actor = decision?.actor ?? null
    const row: ChangeRow =
      change.why === 'person'
        ? actor === null
          ? { ...change, why: decision?.choice.is === 'side' ? 'changed' : 'overwritten' }
          : { ...change, actor }
        : change.why === 'rule' || change.why === 'first_meeting'
          ? { ...change, rule: ruleFor(entry(change.entry), rules, change.why !== 'rule') }
          : { ...change }
    // A pair that had met already is written because its mapping changed, not because anybody edited it.
    const isMapped = before.proposed === null && entry(change.entry).since > before.version
    return isMapped ? { ...row, mapped: true } : row
  }
  for (const to of SIDES) {
    if (!may[to]) {
      memory.blocks.clear(lane.no, to, idOn(link, other(to)))
      continue
    }
    const source = idOn(link, other(to))
    const giving = { side: other(to), record_id: source, slots: sides[other(to)].now }
    const title = seen[other(to)]?.title || seen[to]?.title || titleOf(lane, link)
    const draft = (kind: Draft['kind'], changes: readonly ChangeRow[]): Draft => ({
      run: work.run.id,
      pairing: lane.no,
      side: to,
      kind,
      link: link.id,
      record_id: idOn(link, to),
      source_id: source,
      title,
      changes: [...changes],
      source: result.source
        .filter(
          (one) => one.side === other(to) && changes.some((change) => change.entry === one.entry),
        )
        .map(({ side: _, ...rest }) => rest),
      version: lane.pairing.version,
    })
    const stuck = [
      ...unfetched.filter((one) => !held.entries.has(one.entry)),
      ...result.blocked,
      ...result.stuck.map((one) => ({ ...one, failure: pointsNowhere(work, lane, one) })),
    ].filter((one) => one.side === to)
    // What the vendor kept its own value of, it would keep again: not asked until the value changes.
    const blocks = memory.blocks.of(lane.no, to, source)
    const taken =
      result.changes[to].length === 0 ? NONE_TAKEN : underWay(work, lane, lanes, link, to)
    const against = (change: ChangeRow): Refusal | undefined => {
      const print = (): string => fingerprint(lane, [change])
      const table = taken.get(slotKey(change.slot))
      if (table !== undefined) {
        const why = `It is written there from “${table}” in the same run. The next run compares the two.`
        return { failure: { reason: 'not_now', why }, until: `run ${work.run.id}` }
      }
      const held = heldThere(work, lane, lanes, giving, idOn(link, to), change)
      if (held) return { failure: held, until: `held ${print()}` }
      const final = chosenOnce(work, lane, to, change)
      if (final) return { failure: final, until: print() }
      const known = blocks.any ? blocks.why(change.entry, print()) : undefined
      return known && { failure: known, until: null }
    }
    const withheld: (Refusal & { readonly change: ChangeRow })[] = []
    const changes = withOptions(lane, to, result.changes[to].map(signed)).filter((change) => {
      const refusal = against(change)
      if (refusal) withheld.push({ ...refusal, change })
      return !refusal
    })
    const broken = forbidden(lane, to, changes, sides[to].now)
    const print = broken || blocks.any ? printOf(work, lane, to, changes, idOn(link, to)) : ''
    const known = broken ?? (changes.length > 0 ? blocks.why('', print) : undefined)
    if (blocks.any)
      memory.blocks.clear(lane.no, to, source, [
        ...stuck.map((one) => one.entry),
        ...withheld.map((one) => one.change.entry),
        ...(known ? [''] : []),
      ])
    for (const one of stuck) {
      memory.blocks.put(lane.no, to, source, one.entry, '', one.failure)
      memory.plan.addBlocked(draft('update', []), one.failure)
    }
    for (const { change, failure, until } of withheld) {
      if (until !== null) memory.blocks.put(lane.no, to, source, change.entry, until, failure)
      memory.plan.addBlocked(draft('update', [change]), failure)
    }
    if (broken) memory.blocks.put(lane.no, to, source, '', print, broken)
    if (changes.length === 0) continue
    if (known) memory.plan.addBlocked(draft('update', changes), known)
    else {
      memory.plan.add(draft('update', changes), needsOf(lanes, to, changes))
      takeBack(work, lanes, lane, to, idOn(link, to))
    }
  }
  tidy(work, lane, link.id)
}

/**
 * This pairing has something new for a record that another is to delete by a person's word: they said so before. What becomes of
 * it is decided anew, so that a list never holds both (seed 410000011).
 */
function takeBack(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  recordId: string,
): void {
  const { memory, run, clock } = work
  for (const { lane: one, removal } of removalsElsewhere(work, lanes, lane, side, recordId)) {
    const link = removal.link === null ? undefined : memory.links.get(removal.link)
    if (removal.kind !== 'delete' || removal.state !== 'planned' || !link) continue
    // Before the plan is whole nobody was shown it.
    if (run.state === 'merging') memory.plan.forget([removal.id])
    else memory.plan.drop(removal.id, clock.now())
    planLink(work, one, lanes, link, bridgeOf(work, one, lanes))
  }
}

const NONE_TAKEN: ReadonlyMap<string, string> = new Map()

/** What was seen, over what is remembered: at a first meeting that is nothing. */
const over = (base: Values, slots: Values): Values => (isNone(base) ? slots : { ...base, ...slots })

const isNone = (values: Values): boolean => {
  for (const _ in values) return false
  return true
}

/** What can only be chosen while a record is made holds up nothing but itself when it is changed later. */
function chosenOnce(work: Work, lane: Lane, to: Side, change: ChangeRow): Failure | undefined {
  const field = fieldById(lane.tables[to], change.slot.field)
  if (field?.access !== 'create') return undefined
  return {
    reason: 'refused_value',
    vendor: work.ports[to].connector.name,
    field: field.name,
    why: 'it can only be set while the record is made',
  }
}

/** Entries that changed since this link last met the mapping are met as if for the first time. */
function meetAnew(work: Work, lane: Lane, link: Link): Link {
  if (link.version === lane.pairing.version) return link
  // Those who meet for the first time have nothing to forget.
  if (isNone(link.left_base) && isNone(link.right_base)) return link
  // Also what is set aside just now: once it is let go nothing says any more that its mapping was another (seed 2077900394).
  const changed = lane.pairing.entries.filter((entry) => entry.since > link.version)
  const forget = (side: Side): Values =>
    Object.fromEntries(
      Object.entries(baseOn(link, side)).filter(
        ([key]) => !changed.some((entry) => keysHeld(entry, side).includes(key)),
      ),
    )
  const bases: Both<Values> = { left: forget('left'), right: forget('right') }
  for (const side of SIDES)
    if (Object.keys(bases[side]).length < Object.keys(baseOn(link, side)).length)
      work.memory.links.replaceBase(link.id, side, bases[side])
  return { ...link, left_base: bases.left, right_base: bases.right }
}

function raiseConflicts(
  work: Work,
  lane: Lane,
  link: Link,
  conflicts: readonly { entry: string; base: Value; left: Value; right: Value }[],
  others: readonly string[],
): void {
  const about = (entry: string): string => `field:${link.id}:${entry}`
  work.memory.runs.addResolved(
    work.run.id,
    work.memory.conflicts.clearLink(link.id, [
      ...conflicts.map((one) => about(one.entry)),
      ...others,
    ]),
  )
  for (const conflict of conflicts) {
    const entry = lane.entries.find((one) => one.id === conflict.entry)!
    const name =
      lane.tables.left.fields.find((field) => field.id === entry.left.field)?.name ??
      entry.left.field
    work.memory.conflicts.raise({
      about: about(conflict.entry),
      pairing: lane.no,
      kind: 'field',
      link: link.id,
      leftId: link.left_id,
      rightId: link.right_id,
      entry: conflict.entry,
      base: conflict.base,
      left: conflict.left,
      right: conflict.right,
      says: `“${name}” holds different values on the two sides, and no rule says which is right. Choose one.`,
      now: work.clock.now(),
    })
  }
}

const pointsNowhere = (
  work: Work,
  lane: Lane,
  { entry, side }: { entry: string; side: Side },
): Failure => {
  const { field } = lane.entries.find((one) => one.id === entry)![other(side)]
  return {
    reason: 'no_twin',
    vendor: work.ports[side].connector.name,
    field: fieldById(lane.tables[other(side)], field)?.name ?? field,
  }
}
