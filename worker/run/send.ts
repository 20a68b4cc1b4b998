import type { Failure } from '../../shared/failure.ts'
import { assemble, slotKey } from '../../shared/mapping.ts'
import { other, type Record, type Side } from '../../shared/record.ts'
import { ok, type Result } from '../../shared/result.ts'
import { sameValue, type Values } from '../../shared/value.ts'
import type { Outcome, RecordWrite } from '../connectors/connector.ts'
import { imageOf } from '../objects/sync/image.ts'
import { idOn } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { isRestoring } from '../objects/sync/purpose.ts'
import { adopt } from './adopt.ts'
import { bearersOf, borne } from './bearers.ts'
import { pinned } from './bridge.ts'
import { SEND_WITHIN_MS } from './looks.ts'
import type { Options } from './options.ts'
import { isAsMapped, overtake, SINGLES } from './queue.ts'
import type { Refusals } from './refusals.ts'
import { forget, reread, targetOf } from './reread.ts'
import { block, settle } from './settle.ts'
import { wide } from './wide.ts'
import { type Lane, lanesOf, type Work } from './work.ts'

/** Planned writes of one pairing, side and kind. */
export type Batch = {
  readonly lane: Lane
  readonly side: Side
  readonly kind: Write['kind']
  readonly writes: readonly Write[]
}

/** Send one batch and settle its outcomes. Returns a failure that everything has to wait for. */
export async function send(
  work: Work,
  known: readonly Lane[],
  given: Batch,
  { options, refusals }: { readonly options: Options; readonly refusals: Refusals },
): Promise<Failure | null> {
  const described = await describedAnew(work, known, given)
  if (!described.ok) return described.error
  const lanes = described.value
  const batch = { ...given, lane: lanes.find((one) => one.no === given.lane.no) ?? given.lane }
  const { memory, ports } = work
  const { lane, side } = batch
  const port = ports[side]
  const fresh = batch.kind === 'create' ? null : await reread(work, lanes, batch)
  if (fresh && 'reason' in fresh) return fresh
  const taken = await takenIn(work, batch)
  if (!taken.ok) return taken.error

  const ready: { write: Write; request: RecordWrite; sent: Values }[] = []
  for (const planned of batch.writes) {
    const write = pinned(work, lanes, planned)
    if (write.kind === 'update' && write.changes.every((one) => sameValue(one.after, one.before))) {
      // All it was to add points at records that could not be made.
      memory.plan.drop(write.id, work.clock.now())
      continue
    }
    if (write.source_id !== null && taken.value.has(write.source_id)) {
      memory.plan.block(write.id, work.clock.now(), borne(write.title || write.source_id))
      continue
    }
    const request = requestOf(work, lane, write, fresh)
    if (!request) continue
    const target = write.kind === 'create' ? null : targetOf(work, lane, write)
    const until = work.clock.now() + SEND_WITHIN_MS
    const lacking = await options.make(lane, write, target, until)
    if (lacking?.waits) return lacking.failure
    if (lacking) memory.together(() => block(work, lane, write, lacking.failure))
    else ready.push({ write, ...request })
  }
  const sendPart = async (asked: typeof ready): Promise<Failure | null> => {
    const now = work.clock.now()
    const part = memory.together(() => {
      // Somebody may have cancelled the run since these were made ready.
      if (!memory.runs.maySend(work.run.id)) return []
      // And the mapping may have been changed while they were.
      const current = asked.filter(({ write }) => isAsMapped(work, write))
      for (const { write } of asked) if (!isAsMapped(work, write)) overtake(work, write)
      const ids = current.map(({ write }) => write.id)
      const sent = new Set(memory.plan.send(ids, work.epoch, now))
      const going = current.filter(({ write }) => sent.has(write.id))
      for (const { write } of going) keepImage(work, write, fresh)
      return going
    })
    if (part.length === 0) return null
    forget(work, lanes, batch, part.map(({ write }) => write.record_id)) // prettier-ignore
    const order = memory.setup.nextOrder()
    const outcomes = await port.write(
      lane.tables[side],
      options.fieldsFor(
        lane,
        side,
        part.map(({ write }) => write),
      ),
      part.map(({ request }) => request),
      now + SEND_WITHIN_MS,
    )
    const failure = await settleAll(work, lanes, lane, part, outcomes, order)
    return failure ?? refusals.note(side, outcomes)
  }
  const bulk = port.connector.limits.batch
  // Side by side, from several places where each record is a call: the vendor's pace is kept by whoever makes the calls, and
  // at a slow line one after another would not reach it.
  const ends = await Promise.all(partsOf(ready, bulk > 1 ? bulk : SINGLES).map(sendPart))
  return ends.find((one) => one !== null) ?? null
}

/**
 * Before anybody is deleted their table is read as it is now: a field that came, or came back, since the schema was read may
 * hold what a person entered. It is kept with the rest, and an undo leaves who holds it (seed 200003913).
 */
async function describedAnew(
  work: Work,
  known: readonly Lane[],
  { kind, side, lane: { tables } }: Batch,
): Promise<Result<readonly Lane[], Failure>> {
  if (kind !== 'delete') return ok(known)
  const asked = [tables[side].id]
  const table = await work.ports[side].connector.describe(asked)
  if (!table.ok) return table
  work.memory.together(() => work.memory.described.put(side, asked, table.value))
  const { lanes } = lanesOf(work)
  const now = isRestoring(work.run.purpose) ? lanes.map(wide) : lanes
  // One that was mapped otherwise meanwhile is for the next run.
  const isSame = (one: Lane, two: Lane): boolean =>
    one.no === two.no && one.pairing.version === two.pairing.version
  return ok(known.map((lane) => now.find((one) => isSame(one, lane)) ?? lane))
}

/**
 * Whose ids others bear among those that are made again: nothing was listed before it, and a vendor that makes a record by
 * the id of its other half would write over the one that bears it (seed 980013).
 */
async function takenIn(
  work: Work,
  { lane, side, kind, writes }: Batch,
): Promise<Result<ReadonlyMap<string, unknown>, Failure>> {
  if (kind !== 'create' || !isRestoring(work.run.purpose)) return ok(new Map<string, never>())
  const halves = writes.flatMap((write) => write.source_id ?? [])
  return bearersOf(work, lane, side, halves)
}

const partsOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  )

/** A record is kept whole before it is deleted: only so can it be made again. */
function keepImage(work: Work, write: Write, fresh: Map<string, Record> | null): void {
  if (write.kind !== 'delete' || work.setup.backupBeforeSync === 'off') return
  const record = fresh?.get(write.record_id ?? '')
  if (record) work.memory.ledger.keepImage(write.id, imageOf(record.values))
}

async function settleAll(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  part: readonly { write: Write; sent: Values }[],
  outcomes: readonly Outcome[],
  order: number,
): Promise<Failure | null> {
  const left = work.memory.together(() =>
    part.map(({ write, sent }, at) => {
      const outcome = outcomes[at] ?? {
        ok: false,
        failure: {
          reason: 'unreachable',
          vendor: work.ports[write.side].connector.name,
          executed: 'maybe',
        },
      }
      return settle(work, lane, lanes, write, sent, outcome, order)
    }),
  )
  let failure: Failure | null = null
  for (const one of left) {
    if (one.is === 'put_off') failure ??= one.failure
    if (one.is === 'rival') await adopt(work, lanes, lane, one.write, one.failure)
  }
  return failure
}

/** What to ask of the connector, or nothing where the write was overtaken. */
function requestOf(
  work: Work,
  lane: Lane,
  write: Write,
  fresh: Map<string, Record> | null,
): { request: RecordWrite; sent: Values } | null {
  const { memory } = work
  const { side } = write
  if (!memory.runs.maySend(work.run.id) || memory.plan.get(write.id)?.state !== 'planned')
    return null
  if (write.kind === 'create') {
    const { values, sent } = valuesOf(write, {})
    const twin = lane.twins[side]
    const carries =
      twin && write.source_id !== null ? { field: twin.id, id: write.source_id } : null
    return { request: { kind: 'create', values, twin: carries }, sent }
  }
  const id = targetOf(work, lane, write)
  const record = id === null ? undefined : fresh?.get(id)
  if (id === null || !record) {
    memory.plan.drop(write.id, work.clock.now())
    return null
  }
  switch (write.kind) {
    case 'link':
    case 'unlink':
      throw new Error(`no vendor is asked to ${write.kind}`)
    case 'delete':
      return { request: { kind: 'delete', id }, sent: {} }
    case 'mark': {
      const values = Object.fromEntries(write.changes.map(({ slot, after }) => [slot.field, after]))
      return { request: { kind: 'update', id, values }, sent: {} }
    }
    case 'update': {
      if (write.link === null) linkOf(work, lane, write)
      const { values, sent } = valuesOf(write, record.values)
      return { request: { kind: 'update', id, values }, sent }
    }
  }
}

/** An update that closes a circle was planned before its record had a link. */
function linkOf(work: Work, lane: Lane, write: Write): void {
  const link = work.memory.links.byRecord(lane.no, other(write.side), write.source_id ?? '')
  if (link) work.memory.plan.linkTo(write.id, link.id, idOn(link, write.side))
}

/** The fields to write, whole: parts laid over what the record holds now. */
function valuesOf(write: Write, whole: Values): { values: Values; sent: Values } {
  const slots = write.changes.map(({ slot, after }) => ({ slot, value: after }))
  const sent = Object.fromEntries(slots.map(({ slot, value }) => [slotKey(slot), value]))
  return { values: assemble(whole, slots), sent }
}
