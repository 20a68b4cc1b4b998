import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import type { Record, Side } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Line } from '../objects/sync/ledger.ts'
import { brakeOf, Emptied, tally } from './brake.ts'
import { order } from './order.ts'
import { freshen } from './pull.ts'
import { planUndo } from './undoing.ts'
import { wide } from './wide.ts'
import { isSpent, type Lane, lanesOf, type Step, type Work } from './work.ts'

/** Writes of the undone run looked at together. */
const PAGE = 200

/** The number of the last write of the undone run that was dealt with. */
const Position = z.object({ after: z.number(), emptied: z.array(Emptied) })
type Position = z.infer<typeof Position>

/**
 * Plan an undo: the records that run wrote are read as they are now, and each is decided for itself. Nothing is pulled
 * or matched: only what is put back is looked at.
 */
export async function planRestoring(work: Work): Promise<Step> {
  const { memory, run } = work
  const { purpose } = run
  if (purpose.is !== 'undo') throw new Error(`a run for ${purpose.is} restores nothing`)
  if (run.cursor === null) {
    const fresh = await freshen(work)
    if (!fresh.ok) return { is: 'failed', failure: fresh.error }
    begin(work)
  }
  const lanes = lanesOf(work).lanes.map(wide)
  let at: Position = Position.parse(
    JSON.parse(memory.runs.get(run.id)?.cursor ?? '{"after":0,"emptied":[]}'),
  )
  for (;;) {
    const rows = memory.plan.page(purpose.run, at.after, PAGE)
    const last = rows.at(-1)
    if (last === undefined) break
    const targets = rows.flatMap((row): Target[] => {
      if (row.state !== 'settled' || row.record_id === null) return []
      const { record } = purpose
      if (
        record !== null &&
        (record.pairing !== row.pairing ||
          record.side !== row.side ||
          record.recordId !== row.record_id)
      )
        return []
      const lines = memory.ledger.ofRun(purpose.run, row.pairing, row.side, row.record_id)
      // A record is decided once, at the first of its writes.
      return lines[0]?.id === row.id ? [{ lines, recordId: row.record_id }] : []
    })
    const found = await readAll(work, lanes, targets)
    if (!found.ok) return { is: 'failed', failure: found.error }
    memory.together(() => {
      const first = memory.plan.next()
      for (const { lines, recordId } of targets) {
        const lane = lanes.find((one) => one.no === lines[0]!.pairing)
        if (lane)
          planUndo(work, lane, lanes, lines, found.value.get(keyOf(lines[0]!, recordId)) ?? null)
        else leaveUnpaired(work, lines[0]!)
      }
      at = { after: last.id, emptied: tally(at.emptied, memory.plan.emptied(run.id, first)) }
      memory.runs.change(run.id, { cursor: JSON.stringify(at) })
      memory.runs.addRead(run.id, targets.length)
    })
    if (isSpent(work, rows.length)) return { is: 'again' }
  }
  memory.together(() => order(work))
  const brake = run.approved === 0 ? brakeOf(work, lanes, at.emptied) : null
  if (brake !== null) return { is: 'next', to: 'asking', says: brake }
  return { is: 'next', to: 'planned' }
}

type Target = { readonly lines: readonly Line[]; readonly recordId: string }
const keyOf = (line: { pairing: number; side: Side }, id: string): string =>
  `${line.pairing} ${line.side} ${id}`

function begin({ memory, run, ports }: Work): void {
  const { lanes } = lanesOf({ memory, ports })
  memory.together(() => {
    memory.plan.clear(run.id)
    memory.runs.change(run.id, {
      cursor: JSON.stringify({ after: 0, emptied: [] } satisfies Position),
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
        .filter(({ lines }) => lines[0]!.pairing === lane.no && lines[0]!.side === side)
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
          if (record) found.set(keyOf({ pairing: lane.no, side }, id), record)
      }
    }
  }
  return ok(found)
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
