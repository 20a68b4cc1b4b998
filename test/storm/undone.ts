import { slotKey } from '../../shared/mapping.ts'
import { other, type Side } from '../../shared/record.ts'
import type { Value } from '../../shared/value.ts'
import type { Breach } from './laws.ts'
import type { Engine } from '../worker/engine.ts'
import type { PlanChanges } from './plan.ts'
import { FIELD_OF, FOLLOWS, says as isSaidBy } from './sight.ts'
import type { Event, Witness } from './witness.ts'

/** What somebody had set aside, or an undo had, and a person let go. Without a field it is the whole record. */
export type LetGo = {
  readonly side: Side
  readonly id: string
  readonly field: string | null
  readonly at: number
}

/**
 * L10: an undo sets back what the undone run wrote, and nothing else; nobody’s work goes with it, nor that of a later run;
 * and what it set back stays until somebody lets it go, on both sides.
 */
export function misundone(
  engine: Engine,
  witness: Witness,
  letGo: readonly LetGo[],
  plan: PlanChanges | null,
): Breach[] {
  const { events } = witness
  const sendings = sendingsOf(engine, witness.orphaned)
  const putOff = putOffBy(engine)
  const breaches: Breach[] = []
  const says = (event: Event, words: string): void => {
    const about = { side: event.side, id: event.id, twin: null }
    breaches.push({ law: 'L10', says: `${event.field ?? 'a record'} on the ${event.side} ${words}`, about }) // prettier-ignore
  }
  /** What an undo set back, by cell; until somebody lets it go. */
  const kept = new Map<string, Event>()
  const twins = new Map<string, string>()
  const before = new Map<string, Event[]>()
  const undoes = new Map(events.map((one) => [one.run, one.undone]))
  /** Undoing holds what it sets back; undoing that lets it go. */
  const holds = (undone: number): boolean => {
    const further = undoes.get(undone) ?? null
    return further === null || !holds(further)
  }
  for (const [at, event] of events.entries()) {
    const past = before.get(event.id) ?? []
    if (event.field === 'twin' && event.after !== null && event.who === 'product') {
      twins.set(`${event.side} ${event.id}`, event.after)
      twins.set(`${other(event.side)} ${event.after}`, event.id)
    }
    const isFollowing = event.field !== null && FOLLOWS.includes(event.field)
    if (event.who === 'product' && event.undone !== null && !isFollowing) {
      const isHidden = (field: string): boolean =>
        event.kind === 'people' && plan?.hid(event.side, field, at) === true
      const wrong = wrongOf(event, past, events, sendings, isHidden)
      if (wrong !== null) says(event, wrong)
    }
    const twin = twins.get(`${event.side} ${event.id}`)
    const cells = [cellOf(event), `${other(event.side)} ${twin} ${event.field}`]
    if (event.field === null) for (const cell of [...kept.keys()]) if (cell.includes(event.id)) kept.delete(cell) // prettier-ignore
    // What somebody typed over it before its answer came was told as what they entered.
    const over = event.who === 'person' ? kept.get(cellOf(event)) : undefined
    if (over && event.at <= (sendings.get(nameOf(over))?.settled ?? 0)) kept.delete(cellOf(event))
    if (event.field !== null && event.who === 'product' && !isFollowing && !isBorn(event, past)) {
      const restored = cells.map((cell) => kept.get(cell)).find((one) => one !== undefined)
      if (event.undone !== null) {
        for (const cell of cells) kept.delete(cell)
        // A call that was given up and arrived all the same was told as not undone.
        const isTold = sendings.get(nameOf(event))?.fields.has(event.field)
        if (isTold && holds(event.undone)) kept.set(cellOf(event), event)
      } else if (
        restored &&
        // What was on its way by then nobody can call back (seed 40003845, which a look since made younger than it was).
        event.left > restored.at &&
        !isOfAnother(event, restored, events, sendings, putOff) &&
        !letGo.some(
          (one) => one.id === restored.id && one.field === event.field && one.at >= restored.at && one.at <= event.at, // prettier-ignore
        )
      )
        says(event, `had been undone, and was written again: ${event.before} → ${event.after}`)
    }
    before.set(event.id, [...past, event])
  }
  return breaches
}

/** Its two met for the first time, or a person decided between them (seed 980003). */
const OF_ITS_OWN: ReadonlySet<string> = new Set(['first_meeting', 'person'])

/**
 * What a run put off because the other table wrote that field in it, by run, pairing, source and field: undoing what was
 * written leaves it waiting (seed 2077901427).
 */
function putOffBy({ memory }: Engine): ReadonlySet<string> {
  const putOff = new Set<string>()
  for (const { id: run } of memory.runs.page(null, 1_000).runs)
    for (const { state, failure, changes, pairing, source_id } of memory.plan.page(run, 0, 10_000))
      if (state === 'blocked' && failure?.reason === 'not_now')
        for (const { slot } of changes)
          putOff.add(`${run} ${pairing} ${source_id} ${FIELD_OF[slotKey(slot)]}`)
  return putOff
}

/**
 * Is it of another mapping than the one that what was set back is kept from? One that a person drew since, or one of another
 * table, where that has a word of its own: what was set back here is not what was entered there.
 */
function isOfAnother(
  event: Event,
  restored: Event,
  events: readonly Event[],
  sendings: Sendings,
  putOff: ReadonlySet<string>,
): boolean {
  const writers = (one: Event): readonly Writer[] =>
    (sendings.get(nameOf(one))?.by ?? []).filter(({ field }) => field === one.field)
  const [written, held] = [writers(event), writers(restored)]
  if (written.length === 0 || held.length === 0) return false
  const undone = events.find((one) => one.run === restored.undone && cellOf(one) === cellOf(restored)) // prettier-ignore
  /** What the undone run had written, and undoing it took away, may have come there too: that is no word of its own. */
  const hasSpoken = (source: string | null): boolean =>
    events.some(
      (one) =>
        one.id === source &&
        (one.field === event.field || one.field === null) &&
        one.at <= event.at &&
        one.at >= (one.who === 'person' ? (undone ?? restored) : restored).at,
    )
  return written.every(({ pairing, entry, source, why }) =>
    held.every((one) =>
      one.pairing === pairing
        ? one.entry !== entry
        : OF_ITS_OWN.has(why) ||
          hasSpoken(source) ||
          putOff.has(`${restored.undone} ${pairing} ${source} ${event.field}`),
    ),
  )
}

/** When a run sent what it wrote to a record, and when it knew what became of it. */
type Sending = {
  readonly sent: number
  /** When a process that was killed then had sent it. */
  readonly orphaned: number
  readonly settled: number
  /** What it says it wrote. */
  readonly fields: ReadonlySet<string | undefined>
  /** By which mapping each of them was written, and from which record. */
  readonly by: readonly Writer[]
}
type Writer = {
  readonly field: string | undefined
  readonly pairing: number
  readonly entry: string
  /** What it was to become. */
  readonly after: Value
  readonly source: string | null
  readonly why: string
}
export type Sendings = ReadonlyMap<string, Sending>
export const nameOf = ({ run, side, id }: Pick<Event, 'run' | 'side' | 'id'>): string => `${run} ${side} ${id}` // prettier-ignore

export function sendingsOf(
  { memory }: Engine,
  orphaned: ReadonlyMap<string, number> = new Map(),
): Sendings {
  const sendings = new Map<string, Sending>()
  for (const { id: run } of memory.runs.page(null, 1_000).runs)
    for (const write of memory.plan.page(run, 0, 10_000)) {
      const { side, record_id: id, sent, settled, state, pairing, source_id: source } = write
      if (id === null || state !== 'settled') continue
      // What came along with a part is no word of its own (seed 80500169).
      const changes = write.changes.filter(({ why }) => why !== 'whole')
      const known = sendings.get(nameOf({ run, side, id }))
      const fields = changes.map(({ slot }) => FIELD_OF[slotKey(slot)])
      sendings.set(nameOf({ run, side, id }), {
        sent: Math.min(sent ?? Infinity, known?.sent ?? Infinity),
        orphaned: orphaned.get(nameOf({ run, side, id })) ?? Infinity,
        settled: Math.max(settled ?? 0, known?.settled ?? 0),
        fields: new Set([...fields, ...(known?.fields ?? [])]),
        by: [
          ...changes.map(({ entry, after, why }, n) => ({
            field: fields[n],
            pairing,
            entry,
            after,
            source,
            why,
          })),
          ...(known?.by ?? []),
        ],
      })
    }
  return sendings
}

/** A look goes by until the write that follows from it is stored, and not longer than this. */
const LOOKED_MS = 700

/** An intent leaves within this time, or not at all. */
const SENT_WITHIN_MS = 20_000

/**
 * Typed between the look before a write and that write’s arrival: nobody could know of it. What a killed process had sent
 * may wait for its pace while the next one looks already, and nobody can call it back (seeds 77000202, 76000757).
 */
const isUnseen = (typed: Event, write: Event, sendings: Sendings): boolean => {
  const { sent = Infinity, orphaned = Infinity } = sendings.get(nameOf(write)) ?? {}
  const first = write.left - orphaned <= SENT_WITHIN_MS ? Math.min(sent, orphaned) : sent
  const stored = first - LOOKED_MS
  return typed.who === 'person' && typed.at >= Math.min(write.sent, stored) && typed.at <= write.at
}

const cellOf = ({ side, id, field }: Event): string => `${side} ${id} ${field}`

/** Did it come with its record, in the same call? */
const isBorn = (event: Event, past: readonly Event[]): boolean =>
  past.some((one) => one.field === null && one.before === null && one.at === event.at)

/**
 * Why this is not what undoing should have done, or null. `past` is what happened to its record before; `isHidden`: a field
 * that was not given out then is not given back (seed 500008272).
 */
function wrongOf(
  event: Event,
  past: readonly Event[],
  all: readonly Event[],
  sendings: Sendings,
  isHidden: (field: string) => boolean,
): string | null {
  const isUndone = (one: Event): boolean => one.who === 'product' && one.run === event.undone
  const isInGap = (write: Event, field: string): boolean =>
    past.some((one) => one.field === field && isUnseen(one, write, sendings))
  if (event.field === null && event.before === null) {
    // Whom a person had deleted before it could, an undo counts as deleted.
    const isCounted = ({ side, id }: Event): boolean =>
      sendings.has(nameOf({ run: event.undone, side, id }))
    const gone = all.filter(
      (one) => (isUndone(one) || isCounted(one)) && one.field === null && one.after === null && one.side === event.side && one.kind === event.kind, // prettier-ignore
    )
    const isAlike = (one: Event): boolean =>
      differing(one.whole, event.whole).every(isHidden) || wasTypedInGap(one, all, sendings)
    return gone.some(isAlike) ? null : 'was made by an undo, and is none that the undone run had deleted' // prettier-ignore
  }
  if (event.field === null) {
    // A copy that somebody made before the answer came is as much what the run made as the other: nobody can tell them apart.
    const isTaken = sendings.has(nameOf({ ...event, run: event.undone }))
    const birth = past.findLast(
      (one) => one.field === null && one.before === null && (isUndone(one) || isTaken),
    )
    if (!birth) return 'was deleted by an undo, and the undone run had not made it' // prettier-ignore
    const left = new Map(birth.whole)
    for (const one of past.filter(isUndone))
      if (one.field !== null && one.after !== null) left.set(one.field, one.after)
      else if (one.field !== null) left.delete(one.field)
    const more = differing(left, event.whole).filter((field) => !isInGap(event, field))
    return more.length === 0 ? null : `was deleted by an undo, and with it what had been entered since: ${more.join(', ')}` // prettier-ignore
  }
  if (isBorn(event, past) || isInGap(event, event.field)) return null
  const cell = past.filter((one) => one.field === event.field)
  const written = cell.filter(isUndone)
  const [first, last] = [written[0], written.at(-1)]
  if (!first || !last)
    return isTypedAlike(cell.at(-1), event, sendings)
      ? null
      : 'was set back by an undo, and the undone run had not written it'
  if (cell.at(-1)?.who === 'product' && cell.at(-1)?.run !== event.undone)
    return 'was set back by an undo, though a later run had written it'
  if (event.before !== last.after)
    return `was set back by an undo, and “${event.before}” had been entered since`
  // What somebody entered while the undone run had not heard yet what became of its write stands as what was there before.
  const entered = written.map((one) => cell[cell.indexOf(one) - 1]).filter((one) => one?.who === 'person') // prettier-ignore
  const isBefore = [first.before, ...entered.map((one) => one?.after)].includes(event.after)
  return isBefore || isInGap(first, event.field)
    ? null
    : `was “${first.before}” before the undone run, and “${event.after}” after undoing it`
}

/**
 * Did somebody enter, since the look before a write and while that was on its way, just what it was to bring? Whoever looks for
 * the write afterwards, or hears its answer, finds it as it was meant: nobody could know which of the two it is from (seeds
 * 72001657, 78000429, 900023468).
 */
function isTypedAlike(typed: Event | undefined, undoing: Event, sendings: Sendings): boolean {
  const sending = sendings.get(nameOf({ ...undoing, run: undoing.undone }))
  return (
    typed?.who === 'person' &&
    sending !== undefined &&
    sending.sent - LOOKED_MS <= typed.at &&
    typed.at <= sending.settled &&
    sending.by.some(
      ({ field, after }) =>
        field === typed.field &&
        (typed.after === null ? after === null : isSaidBy(after, typed.after)),
    )
  )
}

/** Fields in which two sights of a record differ, but for what follows by itself. */
function differing(one: Event['whole'], two: Event['whole']): string[] {
  const fields = new Set([...(one?.keys() ?? []), ...(two?.keys() ?? [])])
  return [...fields].filter(
    (field) => !FOLLOWS.includes(field) && (one?.get(field) ?? '') !== (two?.get(field) ?? ''),
  )
}

const wasTypedInGap = (gone: Event, all: readonly Event[], sendings: Sendings): boolean =>
  all.some((one) => one.id === gone.id && isUnseen(one, gone, sendings))
