import type { Failure } from '../../shared/failure.ts'
import { computedKey, narrow, slotKey, writesTo } from '../../shared/mapping.ts'
import type { Bridge, Change } from '../../shared/merge.ts'
import { other } from '../../shared/record.ts'
import { elements, many } from '../../shared/value.ts'
import type { Draft, Write } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { forbidden } from './allowed.ts'
import { needsOf } from './bridge.ts'
import { withOptions } from './options.ts'
import { madeElsewhere, printOf, promised } from './promised.ts'
import type { Lane, Work } from './work.ts'

/** Plan a record for the other side: everything it can carry, in one call. */
export function planCreate(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  record: Seen,
  bridge: Bridge,
): void {
  const { memory } = work
  const from = record.side
  const to = other(from)
  const filled: Change[] = []
  const source: Write['source'] = []
  const stuck: { entry: string; failure: Failure }[] = []
  const held = memory.holds.of(lane.no, from, record.record_id)
  for (const entry of lane.entries) {
    if (held.some((one) => one.entry === entry.id)) continue
    const value = record.slots?.[slotKey(entry[from])]
    if (value === undefined) continue
    const writable = writesTo(narrow(lane.pairing.direction, entry.direction), to)
    if (!writable) continue
    const computed = record.slots?.[computedKey(entry, from) ?? slotKey(entry[from])]
    if (computed === undefined) continue
    const carried = bridge.carry(entry, from, computed)
    if (!carried.ok) {
      stuck.push({ entry: entry.id, failure: carried.error })
      continue
    }
    const { value: after, stuck: left } = carried.value
    if (after !== null)
      filled.push({ entry: entry.id, slot: entry[to], before: null, after, why: 'filled' })
    source.push({
      entry: entry.id,
      value: left.length === 0 ? value : many(elements(value).filter((one) => !left.includes(one))),
      ...(computedKey(entry, from) === null ? {} : { computed }),
    })
  }
  const changes: readonly ChangeRow[] = withOptions(lane, to, filled)
  const draft: Draft = {
    run: work.run.id,
    pairing: lane.no,
    side: to,
    kind: 'create',
    link: null,
    record_id: null,
    source_id: record.record_id,
    title: record.title,
    changes: [...changes],
    source,
    version: lane.pairing.version,
  }
  const print = (): string => printOf(work, lane, to, changes, null)
  const blocks = memory.blocks.of(lane.no, to, record.record_id)
  const taken =
    promised(work, lane, record, changes) ?? madeElsewhere(work, lane, lanes, record, changes)
  const refused =
    forbidden(lane, to, changes, null) ??
    taken ??
    (blocks.any ? blocks.why('', print()) : undefined)
  if (blocks.any)
    memory.blocks.clear(lane.no, to, record.record_id, [
      ...stuck.map((one) => one.entry),
      ...(refused ? [''] : []),
    ])
  for (const one of stuck) {
    memory.blocks.put(lane.no, to, record.record_id, one.entry, '', one.failure)
    memory.plan.addBlocked({ ...draft, changes: [], source: [] }, one.failure)
  }
  if (refused) {
    // What another has been promised is free once that one lets go of it: every run looks again.
    const until = refused === taken ? `run ${work.run.id}` : print()
    memory.blocks.put(lane.no, to, record.record_id, '', until, refused)
    memory.plan.addBlocked(draft, refused)
    return
  }
  // Where an option is made only in a record, the record comes first and its option second.
  const isLate = (change: ChangeRow): boolean =>
    change.makes !== undefined && work.ports[to].connector.optionsMade === 'in_a_record'
  const late = changes.filter(isLate)
  const isOfLate = ({ entry }: { entry: string }) => late.some((one) => one.entry === entry)
  const prompt = changes.filter((change) => !isLate(change))
  memory.plan.add(
    { ...draft, changes: prompt, source: source.filter((one) => !isOfLate(one)) },
    needsOf(lanes, to, prompt),
  )
  if (late.length > 0)
    memory.plan.add({ ...draft, kind: 'update', changes: late, source: source.filter(isOfLate) }, [
      { pairing: lane.no, side: from, source_id: record.record_id },
    ])
}
