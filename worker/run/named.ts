import type { Failure } from '../../shared/failure.ts'
import { SIDES, type Side } from '../../shared/record.ts'
import type { Reading } from '../connectors/connector.ts'
import { halfOn, idOn, type Link } from '../objects/sync/links.ts'
import { isPush, type Mark } from '../objects/sync/purpose.ts'
import { lose } from './absences.ts'
import { aheadOfPlacing } from './ahead.ts'
import { joinAsTold, partAsTold } from './bond.ts'
import { brakeOf } from './brake.ts'
import { bridgeOf } from './bridge.ts'
import { planCreate } from './create.ts'
import { judgeNamed } from './judge.ts'
import { match } from './match.ts'
import { judgeOf, noteMembership } from './members.ts'
import { observe } from './observe.ts'
import { orderWhole } from './order.ts'
import { planLink } from './pair.ts'
import { place } from './place.ts'
import { freshen } from './schema.ts'
import { sighting } from './sighting.ts'
import { type Lane, lanesOf, type Step, type Work } from './work.ts'

/**
 * A run about a few records: a person has just decided about them and waits. Only they and their other halves are read,
 * by name; what follows for them is planned and written like anything else. Whoever is not among them stays as they were
 * last seen, and the next ordinary run goes on from there.
 */
export async function namedStep(work: Work): Promise<Step> {
  switch (work.run.state) {
    case 'queued':
      return { is: 'next', to: 'pulling' }
    case 'pulling':
      return readNamed(work)
    case 'matching':
      return isPush(work.run.purpose) ? match(work) : placeNamed(work)
    default:
      return planNamed(work)
  }
}

/** The records the run is for. */
function marksOf({ run }: Work): readonly Mark[] {
  const { purpose } = run
  if (purpose.is === 'direct') return purpose.records
  if (purpose.is !== 'link' && purpose.is !== 'unlink') return []
  const { pairing, left, right } = purpose
  return [
    { pairing, side: 'left', recordId: left },
    { pairing, side: 'right', recordId: right },
  ]
}

/** The records of one side to read: those named, the other halves of those named there, and whom they are the same as. */
function namedOn({ memory }: Work, lane: Lane, side: Side, marks: readonly Mark[]): string[] {
  const ids = new Set<string>()
  for (const mark of marks) {
    if (mark.pairing !== lane.no) continue
    if (mark.side === side) ids.add(mark.recordId)
    else {
      const half = memory.links.otherHalf(lane.no, mark.side, mark.recordId)
      const same = memory.verdicts.sameAs(lane.no, mark.side, mark.recordId)
      for (const id of [half?.id, same]) if (id !== undefined) ids.add(id)
    }
  }
  return [...ids]
}

async function readNamed(work: Work): Promise<Step> {
  const { memory, run, ports } = work
  const fresh = await freshen(work)
  if (!fresh.ok) return { is: 'failed', failure: fresh.error }
  const marks = marksOf(work)
  const asked = lanesOf(work).lanes.flatMap((lane) =>
    SIDES.map((side) => ({ lane, side, ids: namedOn(work, lane, side, marks) })),
  )
  let read = 0
  const failures = await Promise.all(
    asked.map(async ({ lane, side, ids }): Promise<Failure | null> => {
      const { connector } = ports[side]
      for (let i = 0; i < ids.length; i += connector.limits.lookup) {
        const order = memory.setup.nextOrder()
        const part = ids.slice(i, i + connector.limits.lookup)
        const readings = await connector.read(lane.tables[side], lane.fields[side], part)
        if (!readings.ok) return readings.error
        memory.together(() => {
          for (const reading of readings.value) meet(work, lane, side, reading, order)
        })
        read += part.length
      }
      return null
    }),
  )
  const failure = failures.find((one) => one !== null)
  if (failure) return { is: 'failed', failure }
  memory.runs.addRead(run.id, read)
  return { is: 'next', to: 'matching' }
}

/** Keep what one record was found to hold, or that it is gone. */
function meet(work: Work, lane: Lane, side: Side, reading: Reading, order: number): void {
  const { memory } = work
  const { id, record } = reading
  if (record === null) return void lose(work, lane, side, id, order)
  const known = memory.links.byRecord(lane.no, side, id)
  const link = known && halfOn(known, side)
  const row = memory.seen.get(lane.no, side, id)
  if (!link && !row) memory.pairings.addTotal(lane.no, side, 1)
  const rowId = observe(work, lane, side, record, order, link, row)
  // Without a link, or with another, it has no base to stand for it.
  if (work.run.purpose.is !== 'direct') memory.seen.put(sighting(lane, side, record, order))
  // Who is asked for is decided about anew, whatever was said before.
  const asked = isPush(work.run.purpose) && !link && memory.seen.get(lane.no, side, id)
  if (asked) memory.seen.decide(asked.id, null, null)
  noteMembership(work, lane, side, judgeOf(work, lane, side)(record), { link, row, rowId })
}

/**
 * Those without a link find their other half, by a person's word or by their keys. Whom likenesses have to be learnt for
 * first, where nobody asked for them to be made, is left to an ordinary run: nobody is created whom nobody was compared with.
 */
function placeNamed(work: Work): Step {
  const { memory, run } = work
  const { lanes } = lanesOf(work)
  if (run.purpose.is === 'direct')
    memory.together(() => {
      for (const lane of lanes)
        for (const side of SIDES) {
          const ids = marksOf(work)
            .filter((mark) => mark.pairing === lane.no && mark.side === side)
            .map((mark) => mark.recordId)
          const rows = memory.seen.byRecords(lane.no, side, ids)
          const there = [...rows.values()].filter((row) => row.slots !== null)
          const keys = aheadOfPlacing(work, lane, side, there)
          for (const row of there) place(work, lane, side, row, keys.get(row.record_id) ?? [])
          const judged = there.filter((row) => row.judged !== null)
          judgeNamed(
            work,
            lane,
            side,
            judged.map((row) => row.record_id),
          )
        }
    })
  memory.runs.change(run.id, { linked: memory.links.countProposed(run.id) })
  return { is: 'next', to: 'merging' }
}

function planNamed(work: Work): Step {
  const { memory, run } = work
  const { lanes } = lanesOf(work)
  const { purpose } = run
  const step = memory.together((): Step | null => {
    // Cut off after the two were parted: all that follows is planned already.
    if (purpose.is === 'unlink' && !isLinked(work, purpose)) return null
    memory.plan.clear(run.id)
    memory.runs.change(run.id, {
      versions: Object.fromEntries(
        lanes.map(({ pairing }) => [pairing.entityType, pairing.version]),
      ),
    })
    if (purpose.is === 'unlink') partAsTold(work, lanes, purpose)
    else {
      const refused = purpose.is === 'link' ? joinAsTold(work, lanes, purpose) : null
      if (refused !== null) return { is: 'failed', failure: refused }
      planMarked(work, lanes)
    }
    orderWhole(work)
    return null
  })
  if (step !== null) return step
  const brake =
    run.approved === 0 ? brakeOf(work, lanes, memory.plan.emptied(run.id, run.first)) : null
  if (brake !== null) return { is: 'next', to: 'asking', says: brake }
  return { is: 'next', to: 'writing' }
}

const isLinked = ({ memory }: Work, bond: { pairing: number; left: string; right: string }) =>
  memory.links.otherHalf(bond.pairing, 'left', bond.left)?.id === bond.right

/** What follows for the records of the run, each pair once. */
function planMarked(work: Work, lanes: readonly Lane[]): void {
  const { memory } = work
  const done = new Set<number>()
  for (const lane of lanes) {
    const bridge = bridgeOf(work, lane, lanes, new Map())
    for (const { side, recordId } of marksOf(work).filter(({ pairing }) => pairing === lane.no)) {
      const link = memory.links.byRecord(lane.no, side, recordId)
      if (link) {
        if (!done.has(link.id) && !isMissed(work, lane, link))
          planLink(work, lane, lanes, link, bridge)
        done.add(link.id)
        continue
      }
      const row = memory.seen.get(lane.no, side, recordId)
      if (row?.fate === 'create' && lane.frozen === null) planCreate(work, lane, lanes, row, bridge)
    }
  }
}

/**
 * One half is not there under its name, and no person said what follows. It may have been merged or made again: only a
 * run that reads the others can tell, so the pair is left to the next of those.
 */
const isMissed = ({ memory }: Work, lane: Lane, link: Link): boolean =>
  memory.decisions.about(link.id, '') === undefined &&
  SIDES.some((side) => memory.seen.get(lane.no, side, idOn(link, side))?.slots === null)
