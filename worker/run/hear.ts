import type { Failure } from '../../shared/failure.ts'
import { other, type Record, type Side } from '../../shared/record.ts'
import type { Reading } from '../connectors/connector.ts'
import type { Heard, Quiet } from '../objects/sync/inbox.ts'
import { halfOn, idOn, isThere } from '../objects/sync/links.ts'
import { isOlder, lose } from './absences.ts'
import { type Judge, judgeOf, noteMembership } from './members.ts'
import { askForHalves } from './newcomers.ts'
import { observe } from './observe.ts'
import { tellOverwritten } from './overwritten.ts'
import { freshen } from './schema.ts'
import { isSpent, type Lane, lanesOf, mayPass, type Step, type Work } from './work.ts'

/** Records of the inbox read in one go. */
const PAGE = 200
/** After so many records it is time to write what they gave, before more are read. */
const MOST = 1_000
/** Where so few are read that somebody may be waiting for them, their other halves are read at the same time. */
const FEW = 10
/** A schema read this long ago is believed as long as no feed says that it moved. */
const SCHEMA_LIFE_MS = 24 * 3_600_000

/** How far hearing has got: the schema was asked for because something could not be read by the old one. */
const DESCRIBED = 1_000_000

/**
 * Read the records that the feeds told of, and nothing else. What counts is this read: it is compared with what is
 * remembered as a listing's pages are, and a row leaves the inbox in the same transaction that keeps what was seen.
 */
export async function hear(work: Work, quiet: Quiet): Promise<Step> {
  const { memory, run, clock } = work
  if (clock.now() - memory.setup.describedAt() >= SCHEMA_LIFE_MS) {
    const fresh = await freshen(work)
    if (!fresh.ok) return { is: 'failed', failure: fresh.error }
  }
  const { lanes } = lanesOf(work)
  for (let read = run.position % DESCRIBED; read < MOST;) {
    const taken = memory.inbox.due(clock.now(), quiet, PAGE)
    if (taken.length === 0) break
    // More may come in as fast as it is read: what is here is written before a handful is waited for.
    if (read > 0 && taken.length < PAGE) break
    const failures = await Promise.all(
      groupsOf(taken).map((group) => readGroup(work, lanes, group, taken.length <= FEW)),
    )
    const failure = failures.find((one) => one !== null) ?? null
    if (failure !== null) {
      // It may have failed because the schema is not what it was: that is asked for once.
      if (mayPass(failure) || run.position >= DESCRIBED) return { is: 'failed', failure }
      memory.setup.setDescribed(0)
      memory.runs.change(run.id, { position: DESCRIBED })
      return { is: 'again' }
    }
    read += taken.length
    memory.runs.change(run.id, {
      position: read + (run.position >= DESCRIBED ? DESCRIBED : 0),
    })
    if (isSpent(work, taken.length)) return { is: 'again' }
  }
  const halves = await askForHalves(work, lanes)
  if ('reason' in halves) return { is: 'failed', failure: halves }
  memory.together(() => {
    for (const { lane, side, order, records } of halves) {
      const judge = judgeOf(work, lane, side)
      for (const record of records)
        seeOne(work, sinceListing(work, lane), side, record, order, judge)
    }
  })
  return { is: 'next', to: 'matching' }
}

type Group = { readonly side: Side; readonly table: string; readonly rows: readonly Heard[] }

function groupsOf(taken: readonly Heard[]): Group[] {
  const groups = Map.groupBy(taken, (one) => `${one.side} ${one.table_id}`)
  return [...groups.values()].map((rows) => ({
    side: rows[0]!.side,
    table: rows[0]!.table_id,
    rows,
  }))
}

async function readGroup(
  work: Work,
  lanes: readonly Lane[],
  { side, table, rows }: Group,
  few: boolean,
): Promise<Failure | null> {
  const { memory } = work
  // A table that nobody pairs is nothing to us.
  const mine = lanes.filter((lane) => lane.tables[side].id === table)
  const sights = (
    await Promise.all(mine.map((lane) => sightsOf(work, lane, side, rows, few)))
  ).flat()
  for (const sight of sights) if ('reason' in sight) return sight
  const times = new Map(rows.map((one) => [one.record_id, one.times]))
  memory.together(() => {
    // Whom two looks at once told differently of is looked at once more: a call that was repeated is newer than its number.
    const unsure = new Set<string>()
    for (const sight of sights) {
      if ('reason' in sight) continue
      const overtaken = see(work, sight, sight.side === side ? times : new Map())
      if (sight.side === side) for (const id of overtaken) unsure.add(id)
    }
    for (const { record_id, replaced } of rows)
      if (replaced.length > 0)
        for (const lane of mine) tellOverwritten(work, lane, side, record_id, replaced)
    memory.inbox.settle(rows.filter((one) => !unsure.has(one.record_id)))
  })
  return null
}

/** What was seen of some records of one side of a pairing. */
type Sight = {
  readonly lane: Lane
  readonly side: Side
  readonly order: number
  readonly readings: readonly Reading[]
}

function sightsOf(
  work: Work,
  lane: Lane,
  side: Side,
  rows: readonly Heard[],
  few: boolean,
): Promise<readonly (Sight | Failure)[]> {
  const ids = rows.map((one) => one.record_id)
  // An echo is read alone: as a rule it says what we know, and then its other half is of no interest.
  const edited = rows.filter((one) => one.own === 0).map((one) => one.record_id)
  const halves = few
    ? [...work.memory.links.byRecords(lane.no, side, edited).values()]
        .filter((link) => link.gone === null)
        .map((link) => idOn(link, other(side)))
    : []
  return Promise.all([
    look(work, lane, side, ids),
    ...(halves.length > 0 ? [look(work, lane, other(side), halves)] : []),
  ])
}

async function look(
  work: Work,
  lane: Lane,
  side: Side,
  ids: readonly string[],
): Promise<Sight | Failure> {
  const { connector } = work.ports[side]
  const order = work.memory.setup.nextOrder()
  const at = work.clock.now()
  const readings: Reading[] = []
  for (let i = 0; i < ids.length; i += connector.limits.lookup) {
    const part = ids.slice(i, i + connector.limits.lookup)
    const read = await connector.read(lane.tables[side], lane.fields[side], part)
    if (!read.ok) return read.error
    readings.push(...read.value)
  }
  for (const { id, record } of readings)
    if (record) work.looked.set(`${lane.no} ${side} ${id}`, { record, order, at })
  return { lane, side, order, readings }
}

/** Compare what was read with what is remembered. Returns whom a newer look has told of already. */
function see(
  work: Work,
  { lane, side, order, readings }: Sight,
  times: ReadonlyMap<string, { readonly [field: string]: string }>,
): readonly string[] {
  const { memory } = work
  const overtaken: string[] = []
  const now = sinceListing(work, lane)
  const judge = judgeOf(work, lane, side)
  let read = 0
  for (const { id, record } of readings) {
    if (record === null) {
      if (!lose(work, now, side, id, order)) overtaken.push(id)
      continue
    }
    read++
    if (!seeOne(work, now, side, dated(record, times.get(id)), order, judge)) overtaken.push(id)
  }
  memory.runs.addRead(work.run.id, read)
  return overtaken
}

/** Whatever a feed tells of has changed since the last listing, not since the one before. */
export function sinceListing({ memory }: Work, lane: Lane): Lane {
  const since = memory.pairings.get(lane.pairing.entityType)
  return { ...lane, since: { left: since?.left_since ?? null, right: since?.right_since ?? null } }
}

/** When its fields moved: as the record itself says, otherwise as the feed told. */
export const dated = (record: Record, times: { readonly [field: string]: string } = {}): Record =>
  Object.keys(times).length === 0 ? record : { ...record, times: { ...times, ...record.times } }

/** One record as it was seen, counted where it stands. False where a newer look knows better. */
export function seeOne(
  work: Work,
  lane: Lane,
  side: Side,
  record: Record,
  order: number,
  judge: Judge,
): boolean {
  const { memory } = work
  const known = memory.links.byRecord(lane.no, side, record.id)
  const link = known && halfOn(known, side)
  const row = memory.seen.get(lane.no, side, record.id)
  if (isOlder(row, order)) return false
  const wasThere = isThere(link, side, row)
  const rowId = observe(work, lane, side, record, order, link, row)
  noteMembership(work, lane, side, judge(record), { link, row, rowId })
  // Counted where it stands: a listing counts all anew.
  if (!wasThere && (rowId !== null || link)) memory.pairings.addTotal(lane.no, side, 1)
  const filter = lane.filters[side]
  if (!link && !row && rowId !== null && filter !== undefined && filter.kind !== 'rules')
    // Only the vendor can say whether it passes: until the next sweep asks, it does not.
    memory.seen.setOut(rowId, true)
  return true
}
