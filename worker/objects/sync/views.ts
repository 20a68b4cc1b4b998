import { type Failure, tell } from '../../../shared/failure.ts'
import { isOver, isPlanned, logStatus } from '../../../shared/job.ts'
import { type Pairing, type Slot, slotKey } from '../../../shared/mapping.ts'
import { forecast, levelOf } from '../../../shared/quota.ts'
import { SIDES, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { NameOf, Numbered } from './pairings.ts'
import type { Quota } from './setup.ts'
import type { Conflict } from './conflicts.ts'
import type { Memory } from './memory.ts'
import { isBond, type Write } from './plan.ts'
import type {
  ConflictView,
  PageAsk,
  Paged,
  QuotaView,
  RunAsk,
  RunSummary,
  RunView,
  SyncSetup,
  WriteView,
} from './rpc.ts'
import type { Purpose } from './purpose.ts'
import type { Run } from './runs.ts'
import { linkTitle, namesIn } from './titles.ts'

/** What a settled write counts as. */
const DONE = { create: 'created', update: 'updated', mark: 'updated', delete: 'deleted' } as const

/** Where a run stands, from the rows it has left; `open` is how many conflicts wait for a person. */
export function runView(
  memory: Memory,
  run: Run,
  now: number,
  open = memory.conflicts.count(),
): RunView {
  // How long it takes is told by the clock until it is over.
  if (!isOver(run.state)) memory.sql.passing()
  const writes = { planned: 0, sent: 0, settled: 0, blocked: 0 }
  const done = { created: 0, updated: 0, deleted: 0 }
  for (const { state, kind, n } of isPlanned(run.state) ? memory.plan.tally(run, now) : []) {
    if (isBond(kind)) continue
    if (state !== 'dropped') writes[state] += n
    if (state === 'settled') done[DONE[kind]] += n
  }
  return {
    id: String(run.id),
    kind: run.kind,
    purpose: run.purpose.is,
    about: aboutOf(run.purpose),
    actor: run.actor,
    state: run.state,
    startedAt: run.started,
    endedAt: run.ended,
    read: run.read,
    planned: (isOver(run.state) ? 0 : writes.planned) + writes.sent + writes.settled,
    written: writes.settled,
    blocked: writes.blocked,
    ...done,
    linked: run.linked,
    conflicts: open,
    resolved: run.resolved,
    waitsUntil: run.wake,
    says: run.waits_for ?? run.says,
    stages: [{ phase: 'queued', at: run.started }, ...run.stages],
  }
}

/** Runs, newest first, those that were asked for. A page may be short, or empty, and still have a cursor. */
export function runsOf(
  memory: Memory,
  page: PageAsk,
  ask: RunAsk,
  now: number,
): Result<Paged<RunView>, Failure> {
  const numbered = ask.entityType === undefined ? null : memory.pairings.get(ask.entityType)
  if (numbered === undefined) return err({ reason: 'not_found', what: 'pairing' })
  const { status } = ask
  const isAsked = (run: Run): boolean =>
    logStatus(run.state, run.state === 'done' ? runView(memory, run, now).blocked : 0) === status
  const before = page.cursor === null ? null : Number(page.cursor)
  const { runs, next } = memory.runs.page(before, page.limit, {
    from: ask.from,
    to: ask.to,
    pairing: numbered?.no,
    status: status === undefined ? undefined : isAsked,
  })
  const open = memory.conflicts.count()
  return ok({
    items: runs.map((run) => runView(memory, run, now, open)),
    cursor: next === null ? null : String(next),
  })
}

/** What a run comes to: its own writes, and what stands and waits besides. */
export function summaryOf(
  memory: Memory,
  { left, right }: SyncSetup,
  run: Run,
  now: number,
): RunSummary {
  const all = memory.pairings.all()
  const names = new Map(all.map((one) => [one.no, one.json.entityType]))
  const named = <T extends { readonly pairing: number }>({ pairing, ...one }: T) => ({
    ...one,
    entityType: names.get(pairing) ?? '',
  })
  return {
    run: runView(memory, run, now),
    writes: isPlanned(run.state) ? memory.plan.sorts(run.id, now).map(named) : [],
    conflicts: run.forecast?.conflicts ?? memory.conflicts.sorts().map(named),
    account: run.forecast?.account ?? all.flatMap((one) => memory.accounts.of(one, now)),
    ends: { left, right },
  }
}

function aboutOf(purpose: Purpose): string | null {
  if (purpose.is === 'undo' || purpose.is === 'retry') return String(purpose.run)
  if (purpose.is === 'restore' || purpose.is === 'backup') return String(purpose.backup)
  return null
}

export function writeView(
  memory: Memory,
  nameOf: NameOf,
  write: Write,
  pairing: Pairing | undefined,
): WriteView {
  const table = pairing?.[write.side] ?? ''
  return {
    id: String(write.id),
    entityType: pairing?.entityType ?? '',
    side: write.side,
    kind: write.kind,
    recordId: write.record_id,
    sourceId: write.source_id,
    title: write.title,
    changes: write.changes.map(({ slot, before, after }) => ({
      slot: slotKey(slot),
      field: slotName(nameOf, write.side, table, slot),
      before,
      after,
      names: { before: namesIn(memory, before), after: namesIn(memory, after) },
    })),
    reason: reasonOf(write) + makesOf(write),
    state: write.state,
    says: write.failure === null ? write.note : tell(write.failure),
  }
}

/** What people call a slot: the field's name, and the part of it where it is one. */
export function slotName(nameOf: NameOf, side: Side, table: string, slot: Slot): string {
  const name = nameOf(side, table, slot.field)
  return slot.part === undefined ? name : `${name} (${slot.part.replaceAll('_', ' ')})`
}

/** The options a write needs made first. */
function makesOf(write: Write): string {
  const names = [...new Set(write.changes.flatMap((change) => change.makes ?? []))]
  if (names.length === 0) return ''
  const list = names.map((name) => `“${name}”`).join(', ')
  return names.length === 1
    ? ` The option ${list} is made first.`
    : ` The options ${list} are made first.`
}

/** Why a write is made, in plain words. */
export function reasonOf(write: Write): string {
  const first = write.changes[0]?.why
  if (first === 'undo') return 'A run is undone.'
  if (first === 'restore') return 'It is brought back from a backup.'
  switch (write.kind) {
    case 'create':
      return 'It is not on this side yet.'
    case 'link':
      return 'A person said that the two are the same.'
    case 'unlink':
      return 'A person parted the two.'
    case 'delete':
      return 'It was deleted on the other side.'
    case 'mark':
      return write.changes.some((change) => change.after !== null)
        ? 'It was deleted on the other side; here it is only marked.'
        : 'It was restored on the other side; the mark comes off.'
    case 'update': {
      const why = new Set(write.changes.map((change) => change.why))
      if (why.has('person')) return 'A person decided.'
      if (why.has('overwritten'))
        return 'It was edited in the moment in which the sync wrote over it; the edit is put back.'
      if (why.has('rule')) return 'Both sides changed it; your rule decided.'
      if (why.has('first_meeting'))
        return 'The two met for the first time; your rule for day one decided.'
      if (why.has('drift'))
        return 'It was changed where the sync does not take changes from; put right.'
      if (why.has('filled')) return 'It was empty here.'
      if (why.has('closes_circle')) return 'It points at a record made in the same run.'
      return 'It was changed on the other side.'
    }
  }
}

export function conflictView(
  memory: Memory,
  conflict: Conflict,
  numbered: Numbered | undefined,
  nameOf: NameOf = memory.described.names(),
  title?: string,
): ConflictView {
  const pairing = numbered?.json
  const entry = pairing?.entries.find((one) => one.id === conflict.entry)
  const named = (side: Side): string | null =>
    pairing && entry ? slotName(nameOf, side, pairing[side], entry[side]) : null
  return {
    id: String(conflict.id),
    entityType: pairing?.entityType ?? '',
    title: numbered ? (title ?? titleOf(memory, numbered, conflict)) : '',
    leftField: named('left'),
    rightField: named('right'),
    kind: conflict.kind,
    leftId: conflict.left_id,
    rightId: conflict.right_id,
    entryId: conflict.entry,
    base: conflict.base,
    left: conflict.left_value,
    right: conflict.right_value,
    names: {
      base: namesIn(memory, conflict.base),
      left: namesIn(memory, conflict.left_value),
      right: namesIn(memory, conflict.right_value),
    },
    says: conflict.says,
    since: conflict.since,
    status: conflict.status,
  }
}

/** What the records of a conflict were last seen to be called. */
function titleOf(memory: Memory, numbered: Numbered, conflict: Conflict): string {
  const link = conflict.link === null ? undefined : memory.links.get(conflict.link)
  if (link) return linkTitle(memory, numbered, link)
  for (const side of SIDES) {
    const id = conflict[`${side}_id`]
    const title = id === null ? undefined : memory.seen.get(numbered.no, side, id)?.title
    if (title) return title
  }
  return ''
}

export const quotaView = (quota: Quota | null, now: number): QuotaView | null =>
  quota && {
    ...quota,
    forecast: forecast(quota.used, now),
    level: levelOf(quota.used, quota.limit, now),
  }
