import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { other, type Record } from '../../shared/record.ts'
import { computedKey, slotKey } from '../../shared/mapping.ts'
import { tellLeft, undo } from '../../shared/undo.ts'
import type { Line } from '../objects/sync/ledger.ts'
import { baseOn } from '../objects/sync/links.ts'
import { type Draft, isBond } from '../objects/sync/plan.ts'
import { needsOf } from './bridge.ts'
import { isHeldElsewhere } from './elsewhere.ts'
import { remade } from './remake.ts'
import { filledIn, valuesIn } from './wide.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

/**
 * Plan how what one run wrote to one record is undone. `record` is as it stands now, or null where it is gone; `isBorne`
 * where another one bears the id of its other half by now.
 */
export function planUndo(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  lines: readonly Line[],
  record: Record | null,
  isBorne: boolean,
): void {
  const { memory } = work
  const last = lines.at(-1)
  if (!last || last.record_id === null) return
  const { side, record_id } = last
  const changes = lines.flatMap((line) => line.changes)
  const written = new Set(changes.map(({ slot }) => slotKey(slot)))
  const holders = [lane, ...lanesBeside(lanes, lane, side)]
  const later = holders.flatMap(({ no }) => memory.ledger.since(last.run, no, side, record_id))
  const strangers =
    record === null
      ? []
      : [...filledIn(lane, side, record, written), ...unseen(work, lane, last, written)]
  const deeds = [...lines, ...writtenBeside(work, lane, lanes, lines)]
    .toSorted((one, two) => (one.sent ?? 0) - (two.sent ?? 0) || one.id - two.id)
    .flatMap(({ kind, changes: made }) => (isBond(kind) ? [] : [{ kind, changes: made }]))
  const decision = undo(deeds, {
    values:
      record &&
      valuesIn(
        record,
        changes.map(({ slot }) => slot),
      ), //
    isBack: isBack(work, lane, last),
    isBorne,
    later: new Set(later.flatMap((line) => line.changes.map(({ slot }) => slotKey(slot)))),
    filledIn: strangers,
  })
  const draft = (kind: Draft['kind']): Draft => ({
    run: work.run.id,
    pairing: lane.no,
    side,
    kind,
    link: last.link,
    record_id,
    source_id: last.source_id,
    title: last.title,
    changes: decision.changes.map((one) => ({ ...one, why: 'undo' })),
    source: [],
    version: lane.pairing.version,
  })
  switch (decision.is) {
    case 'update':
      memory.plan.add(draft('update'))
      break
    case 'delete':
      // It is another table's by now too, which would lose its own with it.
      if (isHeldElsewhere(work, lane, side, record_id))
        memory.plan.addBlocked({ ...draft('update'), changes: [] }, heldToo(last.title || record_id)) // prettier-ignore
      else memory.plan.add({ ...draft('delete'), source: sourceOf(work, lane, last) })
      break
    case 'create': {
      const again = remade(work, lane, lanes, last)
      memory.plan.add(
        {
          ...draft('create'),
          record_id: null,
          changes: again.changes,
          source: last.source,
          note: again.note,
        },
        needsOf(lanes, side, again.changes),
      )
      break
    }
    case 'nothing':
      break
  }
  for (const left of decision.left) {
    const name = left.slot ? nameOf(work, lane, side, left.slot.field) : last.title || record_id
    const failure: Failure = {
      reason: 'not_restored',
      field: name,
      why: tellLeft(left, name, strangers),
    }
    memory.plan.addBlocked({ ...draft('update'), changes: [] }, failure)
  }
}

/**
 * What the same run wrote over these lines for another table, or before them: what stood there before the run is what the first
 * of them replaced, whosever it was (seeds 76000510, 76000707).
 */
function writtenBeside(
  { memory }: Work,
  lane: Lane,
  lanes: readonly Lane[],
  lines: readonly Line[],
): readonly Line[] {
  const entries = new Map(
    lines.flatMap(({ changes }) => changes.map(({ slot, entry }) => [slotKey(slot), entry])),
  )
  const last = lines.at(-1)
  if (!last || last.record_id === null) return []
  const { run, side, record_id: id } = last
  return lanesBeside(lanes, lane, side)
    .flatMap(({ no }) => memory.ledger.ofRun(run, no, side, id))
    .filter(({ kind }) => kind === 'update')
    .map((line) => ({
      ...line,
      changes: line.changes.flatMap((change) => {
        const entry = entries.get(slotKey(change.slot))
        return entry === undefined ? [] : [{ ...change, entry }]
      }),
    }))
}

const heldToo = (name: string): Failure => ({
  reason: 'not_restored',
  field: name,
  why: `“${name}” was made by the run that is undone, and another table is linked with it by now. Delete it by hand if it is not wanted.`,
})

/** The names of fields that hold something by all we know, though the vendor does not give them out now. */
function unseen(
  work: Work,
  lane: Lane,
  { side, record_id }: Line,
  written: ReadonlySet<string>,
): string[] {
  const link = work.memory.links.byRecord(lane.no, side, record_id ?? '')
  if (!link) return []
  const base = baseOn(link, side)
  return lane.pairing.entries
    .map((entry) => entry[side])
    .filter((slot) => !written.has(slotKey(slot)) && !fieldById(lane.tables[side], slot.field))
    .filter((slot) => (base[slotKey(slot)] ?? null) !== null)
    .map(({ field }) => nameOf(work, lane, side, field))
}

/** Its other half has another one by now: it was undone before, or made anew. */
function isBack({ memory }: Work, lane: Lane, { side, source_id, record_id }: Line): boolean {
  const half = source_id === null ? undefined : memory.links.otherHalf(lane.no, other(side), source_id) // prettier-ignore
  return half !== undefined && !half.gone && half.id !== record_id
}

export const nameOf = (work: Work, lane: Lane, side: Line['side'], field: string): string =>
  work.memory.described.nameOf(side, lane.tables[side].id, field)

/** What the giving side held when the record was made: its bases, should the record come back. */
function sourceOf(work: Work, lane: Lane, line: Line): Draft['source'] {
  const link = line.link === null ? undefined : work.memory.links.get(line.link)
  if (!link) return line.source
  const from = other(line.side)
  const base = baseOn(link, from)
  return lane.entries.flatMap((entry) => {
    const value = base[slotKey(entry[from])]
    const computed = base[computedKey(entry, from) ?? '']
    if (value === undefined) return []
    return [{ entry: entry.id, value, ...(computed === undefined ? {} : { computed }) }]
  })
}
