import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import { other, type Record, type Side, SIDES } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Line } from '../objects/sync/ledger.ts'
import { halfOn, idOn, isThere } from '../objects/sync/links.ts'
import { isBond } from '../objects/sync/plan.ts'
import { Emptied } from '../objects/sync/reckoning.ts'
import { bearersOf } from './bearers.ts'
import { brakeOf, tally } from './brake.ts'
import { observe } from './observe.ts'
import { Ordered, orderOn, UNORDERED } from './order.ts'
import { partAfter, planRestore } from './restore.ts'
import { freshen, JUST_DESCRIBED_MS } from './schema.ts'
import { planUndo } from './undoing.ts'
import { wide } from './wide.ts'
import { isSpent, type Lane, lanesOf, type Step, type Work } from './work.ts'

/** Writes of the undone run looked at together. */
const PAGE = 200

/** The last write of the undone run, or part of the backup, that was dealt with; then how far its order has got. */
const Position = z.object({
  after: z.number(),
  emptied: z.array(Emptied),
  order: Ordered.nullable().default(null),
})
type Position = z.infer<typeof Position>
const BEGIN: Position = { after: 0, emptied: [], order: null }

/**
 * Plan an undo or a restoration: the records it is about are read as they are now, and each is decided for itself.
 * Nothing is pulled or matched: only what is put back is looked at.
 */
export async function planRestoring(work: Work): Promise<Step> {
  const { memory, run } = work
  if (run.cursor === null) {
    const fresh = await freshen(work, JUST_DESCRIBED_MS)
    if (!fresh.ok) return { is: 'failed', failure: fresh.error }
    begin(work)
  }
  const asSynced = lanesOf(work).lanes
  const lanes = asSynced.map(wide)
  let at: Position = Position.parse(
    JSON.parse(memory.runs.get(run.id)?.cursor ?? JSON.stringify(BEGIN)),
  )
  while (at.order === null) {
    const piece =
      run.purpose.is === 'restore'
        ? await pieceOfBackup(work, lanes, at.after)
        : ok(pieceOfRun(work, lanes, at.after))
    if (!piece.ok) return { is: 'failed', failure: piece.error }
    if (piece.value === null) break
    const { targets, last } = piece.value
    const order = memory.setup.nextOrder()
    const found = await readAll(work, lanes, targets)
    if (!found.ok) return { is: 'failed', failure: found.error }
    const borne = await borneIn(work, lanes, targets, found.value)
    if (!borne.ok) return { is: 'failed', failure: borne.error }
    memory.together(() => {
      const first = memory.plan.next()
      for (const target of targets)
        target.plan(found.value.get(keyOf(target)) ?? null, borne.value.has(keyOf(target)))
      at = { ...at, after: last, emptied: tally(at.emptied, memory.plan.emptied(run.id, first)) }
      for (const target of targets)
        noteSight(work, asSynced, target, found.value.get(keyOf(target)), order)
      memory.runs.change(run.id, { cursor: JSON.stringify(at) })
      memory.runs.addRead(run.id, targets.length)
    })
    if (isSpent(work, targets.length + 1)) return { is: 'again' }
  }
  const isOrdered = orderOn(work, at.order ?? UNORDERED, (order) => {
    memory.runs.change(run.id, { cursor: JSON.stringify({ ...at, order }) })
  })
  if (!isOrdered) return { is: 'again' }
  const brake = run.approved === 0 ? brakeOf(work, lanes, at.emptied) : null
  if (brake !== null) return { is: 'next', to: 'asking', says: brake }
  return { is: 'next', to: 'planned' }
}

/** A record to be put back: where it stands, and how it is planned once it was read. */
type Target = {
  readonly pairing: number
  readonly side: Side
  readonly recordId: string
  /** Its other half, whose id it bore, where it is to be made again if it is gone. */
  readonly sourceId: string | null
  plan(record: Record | null, isBorne: boolean): void
}
type Piece = { readonly targets: readonly Target[]; readonly last: number }

const keyOf = ({
  pairing,
  side,
  recordId,
}: Pick<Target, 'pairing' | 'side' | 'recordId'>): string => `${pairing} ${side} ${recordId}`

/** The next records that the undone run wrote. */
function pieceOfRun(work: Work, lanes: readonly Lane[], after: number): Piece | null {
  const { memory } = work
  const { purpose } = work.run
  if (purpose.is !== 'undo') throw new Error(`a run for ${purpose.is} undoes nothing`)
  const rows = memory.plan.page(purpose.run, after, PAGE)
  const last = rows.at(-1)
  if (last === undefined) return null
  const targets = rows.flatMap((row): Target[] => {
    const { pairing, side, record_id: recordId } = row
    if (row.state !== 'settled' || recordId === null || isBond(row.kind)) return []
    const only = purpose.record
    if (only && keyOf(only) !== keyOf({ pairing, side, recordId })) return []
    const lines = memory.ledger
      .ofRun(purpose.run, pairing, side, recordId)
      .filter(({ kind }) => !isBond(kind))
    // A record is decided once, at the first of its writes.
    if (lines[0]?.id !== row.id) return []
    const lane = lanes.find((one) => one.no === pairing)
    const plan: Target['plan'] = (record, isBorne) =>
      lane ? planUndo(work, lane, lanes, lines, record, isBorne) : leaveUnpaired(work, lines[0]!)
    const last = lines.at(-1)
    const sourceId = last?.kind === 'delete' ? last.source_id : null
    return [{ pairing, side, recordId, sourceId, plan }]
  })
  return { targets, last: last.id }
}

/** The records of the next part of the backup. */
async function pieceOfBackup(
  work: Work,
  lanes: readonly Lane[],
  after: number,
): Promise<Result<Piece | null, Failure>> {
  const { purpose } = work.run
  if (purpose.is !== 'restore') throw new Error(`a run for ${purpose.is} restores nothing`)
  const { pairing, side } = purpose
  const lane = lanes.find((one) => one.no === pairing)
  if (!lane) return err({ reason: 'not_found', what: 'pairing that can run' })
  const part = await partAfter(work, after)
  if (!part.ok) return part
  if (part.value === null) return ok(null)
  const targets = part.value.records.map((kept): Target => ({
    pairing,
    side,
    recordId: kept.id,
    sourceId: halfOf(work, lane, side, kept.id),
    plan: (record, isBorne) => planRestore(work, lane, lanes, side, kept, record, isBorne),
  }))
  return ok({ targets, last: part.value.no })
}

const halfOf = ({ memory }: Work, lane: Lane, side: Side, id: string): string | null => {
  const link = memory.links.byRecord(lane.no, side, id)
  return link ? idOn(link, other(side)) : null
}

function begin({ memory, run, ports }: Work): void {
  const { lanes } = lanesOf({ memory, ports })
  memory.together(() => {
    memory.plan.clear(run.id)
    memory.runs.change(run.id, {
      cursor: JSON.stringify(BEGIN),
      versions: Object.fromEntries(
        lanes.map((lane) => [lane.pairing.entityType, lane.pairing.version]),
      ),
    })
  })
}

/** What these records hold now; who is not in the answer is gone. */
async function readAll(
  work: Work,
  lanes: readonly Lane[],
  targets: readonly Target[],
): Promise<Result<ReadonlyMap<string, Record>, Failure>> {
  const found = new Map<string, Record>()
  for (const lane of lanes) {
    for (const side of ['left', 'right'] as const) {
      const ids = targets
        .filter((one) => one.pairing === lane.no && one.side === side)
        .map((one) => one.recordId)
      const { connector } = work.ports[side]
      for (let i = 0; i < ids.length; i += connector.limits.lookup) {
        const readings = await connector.read(
          lane.tables[side],
          lane.fields[side],
          ids.slice(i, i + connector.limits.lookup),
        )
        if (!readings.ok) return err(readings.error)
        for (const { id, record } of readings.value)
          if (record) found.set(keyOf({ pairing: lane.no, side, recordId: id }), record)
      }
    }
  }
  return ok(found)
}

/**
 * What is seen of a linked record is kept, as it is whoever looks: a call that was lost and arrives after this may go over
 * what somebody entered, and what nobody remembers is lost without a word (seed 700028342).
 */
function noteSight(
  work: Work,
  lanes: readonly Lane[],
  { pairing, side, recordId }: Target,
  record: Record | undefined,
  order: number,
): void {
  const { links, seen } = work.memory
  const lane = lanes.find((one) => one.no === pairing)
  const link = links.byRecord(pairing, side, recordId)
  const known = seen.get(pairing, side, recordId)
  // Who is there again is counted by whoever acts on it.
  if (!lane || !record || !link || !isThere(link, side, known)) return
  observe(work, lane, side, record, order, halfOn(link, side), known)
}

/** Those that are gone while another record bears the id of their other half. */
async function borneIn(
  work: Work,
  lanes: readonly Lane[],
  targets: readonly Target[],
  found: ReadonlyMap<string, Record>,
): Promise<Result<ReadonlySet<string>, Failure>> {
  const borne = new Set<string>()
  for (const lane of lanes)
    for (const side of SIDES) {
      const gone = targets.filter(
        (one) => one.pairing === lane.no && one.side === side && !found.has(keyOf(one)),
      )
      const halves = gone.flatMap(({ sourceId }) => sourceId ?? [])
      const bearers = await bearersOf(work, lane, side, halves)
      if (!bearers.ok) return bearers
      for (const one of gone)
        if (one.sourceId !== null && bearers.value.has(one.sourceId)) borne.add(keyOf(one))
    }
  return ok(borne)
}

/** Its pairing is gone, or cannot run: nothing is written there. */
function leaveUnpaired({ memory, run }: Work, line: Line): void {
  memory.plan.addBlocked(
    {
      run: run.id,
      pairing: line.pairing,
      side: line.side,
      kind: 'update',
      link: null,
      record_id: line.record_id,
      source_id: line.source_id,
      title: line.title,
      changes: [],
      source: [],
      version: line.version,
    },
    {
      reason: 'not_restored',
      field: line.title,
      why: `“${line.title}” belongs to a pairing that is no longer there, or cannot run. Set it up again first.`,
    },
  )
}
