import type { Failure } from '../../shared/failure.ts'
import { slotKey } from '../../shared/mapping.ts'
import { other, type Record, type Side } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { sameValue } from '../../shared/value.ts'
import { fieldById } from '../../shared/field.ts'
import { idOn } from '../objects/sync/links.ts'
import type { Draft } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { type BackupRecord, partKey, unzip } from './backup.ts'
import { borne } from './bearers.ts'
import { needsOf } from './bridge.ts'
import { remadeFrom } from './remake.ts'
import { valuesIn } from './wide.ts'
import type { Lane, Work } from './work.ts'

/** The records of one side in the next part of a backup, or null where there is none. */
export async function partAfter(
  work: Work,
  after: number,
): Promise<
  Result<{ readonly no: number; readonly records: readonly BackupRecord[] } | null, Failure>
> {
  const { memory, run, setup, shelf } = work
  const { purpose } = run
  if (purpose.is !== 'restore') throw new Error(`a run for ${purpose.is} reads no backup`)
  const part = memory.backups
    .parts(purpose.backup, after, MANY)
    .find((one) => one.pairing === purpose.pairing && one.kind === purpose.side)
  if (!part) {
    // Parts of other tables and of the links are passed over.
    const last = memory.backups.parts(purpose.backup, after, MANY).at(-1)
    return last ? ok({ no: last.no, records: [] }) : ok(null)
  }
  const stream = await shelf.get(partKey(setup, purpose.backup, part.no))
  if (!stream) return err({ reason: 'not_found', what: 'part of this backup' })
  const records = await unzip(stream, purpose.side)
  const asked = purpose.records && new Set(purpose.records)
  return ok({
    no: part.no,
    records: asked ? records.filter(({ id }) => asked.has(id)) : records,
  })
}
const MANY = 200

/**
 * Plan how one record goes back to what it was in a backup. One that is still there gets its mapped fields back, and no
 * other; one that is gone is made again with all that was kept, unless another one bears the id of its other half by now.
 * Nothing is ever deleted.
 */
export function planRestore(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  side: Side,
  kept: BackupRecord,
  record: Record | null,
  isBorne: boolean,
): void {
  const { memory } = work
  const link = memory.links.byRecord(lane.no, side, kept.id)
  const primary = lane.tables[side].primary
  const title = primary === undefined ? kept.id : String(kept.values[primary] ?? kept.id)
  const draft: Draft = {
    run: work.run.id,
    pairing: lane.no,
    side,
    kind: 'update',
    link: link?.id ?? null,
    record_id: kept.id,
    source_id: link ? idOn(link, other(side)) : null,
    title: title.slice(0, 200),
    changes: [],
    source: [],
    version: lane.pairing.version,
  }
  if (record === null && isBorne) {
    memory.plan.addBlocked(draft, borne(draft.title))
    return
  }
  if (record === null) {
    const again = remadeFrom(work, lane, lanes, side, kept.values, [])
    const changes = again.changes.map((one) => ({ ...one, why: 'restore' }))
    memory.plan.add(
      { ...draft, kind: 'create', record_id: null, changes, note: again.note },
      needsOf(lanes, side, changes),
    )
    return
  }
  const slots = lane.entries.map((entry) => entry[side])
  const then = valuesIn({ id: kept.id, values: kept.values }, slots)
  const now = valuesIn(record, slots)
  const changes = lane.entries.flatMap((entry): ChangeRow[] => {
    const key = slotKey(entry[side])
    const before = now[key]
    const after = then[key]
    if (before === undefined || after === undefined || sameValue(before, after)) return []
    const field = fieldById(lane.tables[side], entry[side].field)
    if (!field || field.access !== 'always' || field.type === 'file') return []
    return [{ entry: entry.id, slot: entry[side], before, after, why: 'restore' }]
  })
  if (changes.length > 0) memory.plan.add({ ...draft, changes })
}
