import type { Failure } from '../../shared/failure.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import { idOn, isGone, type Link } from '../objects/sync/links.ts'
import type { Draft } from '../objects/sync/plan.ts'
import type { Purpose } from '../objects/sync/purpose.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { keysOn } from './keys.ts'
import { aboutMatch } from './place.ts'
import { titleOf } from './sighting.ts'
import type { Lane, Work } from './work.ts'

type Join = Extract<Purpose, { is: 'link' }>
type Part = Extract<Purpose, { is: 'unlink' }>

const refuse = (why: string): Failure => ({ reason: 'not_now', why })

/**
 * Two records are one because a person said so. Links stay one to one: who has a living other half already is refused;
 * what is left of one that is gone makes room. Returns why it cannot be, or null.
 */
export function joinAsTold(work: Work, lanes: readonly Lane[], said: Join): Failure | null {
  const { memory, run, clock } = work
  const lane = lanes.find(({ no }) => no === said.pairing)
  if (!lane) return refuse('This pairing cannot run as it is. Look at its mapping first.')
  const ids = { left: said.left, right: said.right }
  if (memory.links.otherHalf(lane.no, 'left', ids.left)?.id === ids.right) return null
  const rows = {
    left: memory.seen.get(lane.no, 'left', ids.left),
    right: memory.seen.get(lane.no, 'right', ids.right),
  }
  for (const side of SIDES) {
    const link = memory.links.byRecord(lane.no, side, ids[side])
    if (link && link.gone === null) return refuse(TAKEN)
    if (link ? isGone(link, side) : !rows[side]?.slots)
      return {
        reason: 'gone',
        vendor: work.ports[side].connector.name,
        what: 'record',
        name: ids[side],
      }
    if (link) dropTombstone(work, lane, link)
  }
  memory.verdicts.same(lane.no, ids.left, ids.right, clock.now())
  const link = memory.links.add({
    pairing: lane.no,
    left: { id: ids.left, base: {}, order: 0 },
    right: { id: ids.right, base: {}, order: 0 },
    version: 0,
    proposed: null,
  })
  for (const side of SIDES) {
    memory.runs.addResolved(run.id, memory.conflicts.clear(aboutMatch(lane, side, ids[side])))
    const row = rows[side]
    if (!row) continue
    memory.seen.decide(row.id, null, null)
    if (row.out === 1) memory.links.setOut(link, side, true)
  }
  if (said.holds !== null)
    for (const entry of lane.entries)
      memory.decisions.put({
        pairing: lane.no,
        link,
        entry: entry.id,
        choice: { is: 'side', side: said.holds },
        seen: null,
        actor: run.actor,
        since: clock.now(),
      })
  memory.plan.addBond(bondOf(work, lane, 'link', ids, link, titled(rows)), clock.now())
  memory.runs.change(run.id, { linked: 1 })
  return null
}
export const TAKEN =
  'One of the two is linked with another record already. Unlink it there first, then link these.'

/** What is left of a link whose one half is gone: the half that lives may belong to somebody else now. */
function dropTombstone(work: Work, lane: Lane, link: Link): void {
  const { memory } = work
  memory.decisions.dropLink(link.id)
  memory.runs.addResolved(work.run.id, memory.conflicts.clearLink(link.id))
  memory.links.drop(link.id)
  for (const side of SIDES)
    if (memory.seen.get(lane.no, side, idOn(link, side))?.slots === null)
      memory.seen.drop(lane.no, side, idOn(link, side))
}

/**
 * Two records are two again, and neither is deleted. Each stands as it was just read, without an other half; where one
 * bears the other's id, that is taken off, so that nothing finds them together by it.
 */
export function partAsTold(work: Work, lanes: readonly Lane[], said: Part): void {
  const { memory, run, clock } = work
  const link = memory.links.byRecord(said.pairing, 'left', said.left)
  if (!link) return
  const ids = { left: said.left, right: said.right }
  const lane = lanes.find(({ no }) => no === said.pairing)
  memory.links.drop(link.id)
  memory.decisions.dropLink(link.id)
  memory.runs.addResolved(run.id, memory.conflicts.clearLink(link.id))
  for (const side of SIDES) memory.blocks.clear(said.pairing, side, ids[other(side)])
  if (said.then === 'match') memory.verdicts.forget(said.pairing, ids.left, ids.right)
  else memory.verdicts.apart(said.pairing, ids.left, ids.right, clock.now())
  const title = lane ? titleOf(lane, link) : ''
  for (const side of SIDES) {
    const row = memory.seen.get(said.pairing, side, ids[side])
    // One that is gone leaves nothing behind.
    if (!row?.slots) {
      memory.seen.drop(said.pairing, side, ids[side])
      continue
    }
    if (said.then === 'aside')
      memory.holds.put({
        pairing: said.pairing,
        side,
        recordId: ids[side],
        entry: '',
        why: 'person',
        says: 'It was unlinked and set aside. Let it go, and it is synced as a record of its own.',
        run: null,
        actor: run.actor,
        now: clock.now(),
      })
    if (lane) alone(work, lane, side, row, ids[other(side)], link)
  }
  const base = bondOf(work, { no: said.pairing }, 'unlink', ids, link.id, title)
  memory.plan.addBond({ ...base, version: lane?.pairing.version ?? 0 }, clock.now())
}

/** One half, by itself again: it waits for the next run to say whose it is, and no longer bears the other's id. */
function alone(work: Work, lane: Lane, side: Side, row: Seen, theirs: string, link: Link): void {
  const { memory, run } = work
  const twin = lane.twins[side]
  const bears = twin !== null && row.slots?.[twin.id] === theirs
  memory.keys.set(lane.no, side, row.record_id, keysOn(work, lane, side, row.slots ?? {}))
  memory.seen.decide(row.id, null, null)
  memory.seen.setOut(row.id, (side === 'left' ? link.left_out : link.right_out) === 1)
  if (!bears || twin.access === 'never') return
  memory.plan.add({
    run: run.id,
    pairing: lane.no,
    side,
    kind: 'update',
    link: null,
    record_id: row.record_id,
    source_id: null,
    title: row.title,
    changes: [
      { entry: '', slot: { field: twin.id }, before: theirs, after: null, why: 'unlinked' },
    ],
    source: [],
    version: lane.pairing.version,
  })
}

const bondOf = (
  { run }: Work,
  lane: Pick<Lane, 'no'> & Partial<Lane>,
  kind: 'link' | 'unlink',
  ids: { readonly left: string; readonly right: string },
  link: number,
  title: string,
): Draft => ({
  run: run.id,
  pairing: lane.no,
  side: 'right',
  kind,
  link,
  record_id: ids.right,
  source_id: ids.left,
  title,
  changes: [],
  source: [],
  version: lane.pairing?.version ?? 0,
})

const titled = (rows: { readonly [side in Side]: Seen | undefined }): string =>
  rows.left?.title || rows.right?.title || ''
