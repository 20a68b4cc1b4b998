import { fieldById } from '../../shared/field.ts'
import { type Entry, narrow, project, type Slot, slotKey, termsOn } from '../../shared/mapping.ts'
import { minus, plus } from '../../shared/merge/elements.ts'
import { ruleFor } from '../../shared/merge/right.ts'
import { type Both, other, type Record as Sight, SIDES, type Side } from '../../shared/record.ts'
import { sameValue, type Value, type Values } from '../../shared/value.ts'
import type { Replaced } from '../connectors/feed.ts'
import type { Line } from '../objects/sync/ledger.ts'
import { baseOn, idOn, type Link } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { ownersIn } from './decided.ts'
import { sighting } from './sighting.ts'
import type { Lane, Work } from './work.ts'

/** Writes to a record that what is told now may still be about. */
const LATELY = 20

/** A conflict about what a write replaced unseen, and not about what the two sides hold now. */
export const aboutOverwritten = (side: Side, link: number, entry: string): string =>
  `overwritten:${side}:${link}:${entry}`

/** On which side something was replaced unseen, where the conflict is about that. */
export const overwrittenSide = (about: string): Side | null =>
  SIDES.find((side) => about.startsWith(`overwritten:${side}:`)) ?? null

/**
 * What a person entered after our last look at a record and before our write arrived there was replaced without anybody
 * knowing. The vendor tells it afterwards: so the ledger says what was replaced in truth, and the rule decides as if both
 * changes had been known. Told once or many times, it comes to the same. Returns whether it was news. Called inside a
 * transaction.
 */
export function tellOverwritten(
  work: Work,
  lane: Lane,
  side: Side,
  recordId: string,
  replaced: readonly { readonly [field: string]: Replaced }[],
): boolean {
  if (replaced.length === 0) return false
  // Also what was written to a field that is no longer synced: it was in a person's way all the same.
  const lines = linesOf(work, lane, side, recordId)
  const slots = [...lane.slots[side], ...lines.flatMap(({ changes }) => changes.map(({ slot }) => slot))] // prettier-ignore
  const moves = replaced.flatMap((cells) => movesIn(work, lane, side, slots, recordId, cells))
  return takeDown(work, lane, lines, moves)
}

/** What was written to a record lately, the newest first. */
export const linesOf = ({ memory }: Work, lane: Lane, side: Side, recordId: string): Line[] =>
  memory.ledger.ofRecord(lane.no, side, recordId, Number.MAX_SAFE_INTEGER, LATELY)

/**
 * What another look met in the target of a write that was on its way by then: neither what the write goes by nor what it
 * brings. The write may have gone over it, and no vendor says so. Where it was entered after the write took effect, it
 * still stands, and the next look takes it for the edit it is.
 */
export function metMeanwhile(
  { memory }: Work,
  lane: Lane,
  write: Write,
  sent: Values,
  record: Sight | null,
  order: number,
): readonly Move[] {
  if (write.kind !== 'update' || record === null) return []
  const met = memory.seen.get(lane.no, write.side, record.id)?.slots
  const strange = write.changes.flatMap((change): { key: string; was: Value }[] => {
    const key = slotKey(change.slot)
    const was = met?.[key]
    if (was === undefined || change.met !== undefined) return []
    const isKnown = sameValue(was, change.before) || sameValue(was, sent[key] ?? null)
    return isKnown ? [] : [{ key, was }]
  })
  if (strange.length === 0) return []
  const given = sighting(lane, write.side, record, order).slots
  return strange.flatMap(({ key, was }): Move[] => {
    const is = given[key]
    return is === undefined || sameValue(is, was) ? [] : [{ key, was, is }]
  })
}

/**
 * What was replaced in truth goes into the ledger, and where nothing else decides, the rule does. Returns whether any of it
 * was news. Inside a transaction.
 */
export function takeDown(
  work: Work,
  lane: Lane,
  known: readonly Line[],
  moves: readonly Move[],
): boolean {
  const lines = [...known]
  let isNews = false
  for (const move of moves) {
    const explained = (line: Line): boolean => line.changes.some((one) => isOf(one, move) && isKept(one, move.was)) // prettier-ignore
    if (lines.some(explained)) continue
    // Where several wrote the same, it is one of those of which nothing else that is told now speaks (seed 92100067).
    const isAsTold = (one: ChangeRow): boolean => moves.some((told) => isOf(one, told) && isKept(one, told.was)) // prettier-ignore
    const isFree = (one: ChangeRow): boolean => isOf(one, move) && !isAsTold(one)
    const free = lines.findIndex((line) => line.changes.some(isFree))
    const any = lines.findIndex((line) => line.changes.some((one) => isOf(one, move)))
    const at = free >= 0 ? free : any
    const line = lines[at]
    const change = line?.changes.find((one) => isOf(one, move))
    if (!line || !change) continue
    const besides = besidesOf(line, change)
    const told: ChangeRow = {
      ...change,
      before: move.was,
      ...(besides.length > 0 ? { besides } : {}),
    }
    const changes = line.changes.map((one) => (one === change ? told : one))
    work.memory.plan.amend(line.id, changes)
    isNews = true
    lines[at] = { ...line, changes }
    const isNewest = !lines.slice(0, at).some((one) => one.changes.some((other) => slotKey(other.slot) === move.key)) // prettier-ignore
    if (isNewest && !RESTORING.has(line.purpose)) followUp(work, lane, line, change, move.was)
  }
  return isNews
}

/** Does the ledger say of it that this was replaced? */
export const isKept = ({ before, lost, besides = [] }: ChangeRow, was: Value): boolean =>
  [before, ...(lost === undefined ? [] : [lost]), ...besides].some((one) => sameValue(one, was))

/** One that was lost and sent once more may arrive twice, and replace something each time (seeds 90400148, 91000099). */
export const besidesOf = ({ attempt }: Line, { before, besides = [] }: ChangeRow): Value[] =>
  attempt > 1 && before !== null ? [...besides, before] : besides

/** What puts values back is nobody's change. */
const RESTORING: ReadonlySet<string> = new Set(['undo', 'restore'])

/** A slot that one write moved, as the vendor tells it. */
export type Move = { readonly key: string; readonly was: Value; readonly is: Value }

const isOf = (change: ChangeRow, { key, is }: Move): boolean =>
  slotKey(change.slot) === key && sameValue(change.got ?? change.after, is)

function movesIn(
  work: Work,
  lane: Lane,
  side: Side,
  slots: readonly Slot[],
  id: string,
  cells: { readonly [field: string]: Replaced },
): Move[] {
  const { connector } = work.ports[side]
  if (!connector.told) return []
  const table = lane.tables[side]
  const fields = table.fields.filter((field) => cells[field.id] !== undefined)
  const read = (which: keyof Replaced): Values => {
    const worded = Object.fromEntries(Object.entries(cells).map(([field, one]) => [field, one[which]])) // prettier-ignore
    return project(connector.told!(table, fields, id, worded).values, slots)
  }
  const [was, is] = [read('was'), read('is')]
  return Object.entries(is).flatMap(([key, now]) => {
    const before = was[key]
    return before === undefined || sameValue(before, now) ? [] : [{ key, was: before, is: now }]
  })
}

/** The ledger has it. Where the sync takes changes from that side too, the rule that decides between two changes decides here. */
export function followUp(work: Work, lane: Lane, line: Line, change: ChangeRow, lost: Value): void {
  const { memory, clock } = work
  const { side } = line
  const to = other(side)
  const link = line.link === null ? undefined : memory.links.get(line.link)
  const entry = lane.entries.find((one) => one.id === change.entry)
  if (!link || link.gone !== null || !entry) return
  const held = memory.holds.ofLink(lane.no, link.left_id, link.right_id)
  if (held.whole || held.entries.has(entry.id)) return
  const isOpen = SIDES.every((one) => termsOn(lane.pairing, one).updateExisting)
  if (!isOpen || narrow(lane.pairing.direction, entry.direction) !== 'bidirectional') return
  const now = { left: nowOn(work, lane, link, 'left'), right: nowOn(work, lane, link, 'right') }
  const here = now[side][slotKey(entry[side])] ?? null
  // Somebody went on from what was written: that is their word on it.
  if (!sameValue(here, change.got ?? change.after)) return
  if (memory.decisions.about(link.id, entry.id)) return
  const value = combined(lane, side, entry, change, lost)
  if (sameValue(value, here)) return
  const sides = { left: { now: now.left, base: {} }, right: { now: now.right, base: {} } }
  const rules = { ...lane.pairing, ...ownersIn(work, lane, sides) }
  const { is: rule } = ruleFor(entry, rules, false)
  const there = now[to][slotKey(entry[to])] ?? null
  // What was written had been entered before our last look, and this after it: it is the later change.
  if (rule === 'last_write_wins' || rule === (side === 'left' ? 'app_wins' : 'crm_wins'))
    memory.decisions.put({
      pairing: lane.no,
      link: link.id,
      entry: entry.id,
      choice: { is: 'value', side, value },
      seen: side === 'left' ? { left: here, right: there } : { left: there, right: here },
      actor: null,
      since: clock.now(),
    })
  else if (rule === 'manual_review')
    memory.conflicts.raise({
      about: aboutOverwritten(side, link.id, entry.id),
      pairing: lane.no,
      kind: 'field',
      link: link.id,
      leftId: link.left_id,
      rightId: link.right_id,
      entry: entry.id,
      base: change.before,
      left: side === 'left' ? value : there,
      right: side === 'right' ? value : there,
      says: `“${fieldById(lane.tables[side], entry[side].field)?.name ?? entry[side].field}” was edited in ${work.ports[side].connector.name} in the moment in which the sync wrote there, and its value was replaced. Choose which holds.`,
      now: clock.now(),
    })
}

function nowOn({ memory }: Work, lane: Lane, link: Link, side: Side): Values {
  return { ...baseOn(link, side), ...memory.seen.get(lane.no, side, idOn(link, side))?.slots }
}

/** Of many elements both changes can stand: what was entered, with what the write brought and without what it took away. */
function combined(
  lane: Lane,
  side: Side,
  entry: Entry,
  { before, after }: ChangeRow,
  lost: Value,
): Value {
  if (fieldById(lane.tables[side], entry[side].field)?.many !== true) return lost
  return plus(minus(lost, minus(before, after)), minus(after, before))
}

/** The conflicts of a link about what was replaced unseen that nobody answered and whose field nobody has edited since. */
export function stillOverwritten(
  { memory }: Work,
  lane: Lane,
  link: Link,
  now: Both<Values>,
): readonly string[] {
  return memory.conflicts.ofLink(link.id).flatMap(({ about, entry: id, status }) => {
    const side = overwrittenSide(about)
    const entry = lane.entries.find((one) => one.id === id)
    if (side === null || !entry || status === 'decided') return []
    const isStill = SIDES.every((one) => {
      const key = slotKey(entry[one])
      return sameValue(now[one][key] ?? null, baseOn(link, one)[key] ?? null)
    })
    return isStill ? [about] : []
  })
}
