import { tell } from '../../../shared/failure.ts'
import { isOver, isPlanned } from '../../../shared/job.ts'
import { slotKey } from '../../../shared/mapping.ts'
import { forecast, levelOf } from '../../../shared/quota.ts'
import type { Quota } from './setup.ts'
import type { Conflict } from './conflicts.ts'
import type { Memory } from './memory.ts'
import { isBond, type Write } from './plan.ts'
import type { ConflictView, QuotaView, RunSummary, RunView, WriteView } from './rpc.ts'
import type { Purpose } from './purpose.ts'
import type { Run } from './runs.ts'

/** Where a run stands, from the rows it has left. */
export function runView(memory: Memory, run: Run, now: number): RunView {
  const counts = isPlanned(run.state) ? memory.plan.tally(run, now) : []
  const sum = (states: readonly string[], kinds?: readonly string[]): number =>
    counts
      .filter(
        ({ state, kind }) => states.includes(state) && (kinds?.includes(kind) ?? !isBond(kind)),
      )
      .reduce((total, one) => total + one.n, 0)
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
    planned: sum([...(isOver(run.state) ? [] : ['planned']), 'sent', 'settled']),
    written: sum(['settled']),
    blocked: sum(['blocked']),
    created: sum(['settled'], ['create']),
    updated: sum(['settled'], ['update', 'mark']),
    deleted: sum(['settled'], ['delete']),
    linked: run.linked,
    conflicts: memory.conflicts.count(),
    resolved: run.resolved,
    waitsUntil: run.wake,
    says: run.waits_for ?? run.says,
  }
}

/** What a run comes to: its own writes, and what stands and waits besides. */
export function summaryOf(memory: Memory, run: Run, now: number): RunSummary {
  const all = memory.pairings.all()
  const names = new Map(all.map((one) => [one.no, one.json.entityType]))
  const named = <T extends { readonly pairing: number }>({ pairing, ...one }: T) => ({
    ...one,
    entityType: names.get(pairing) ?? '',
  })
  return {
    run: runView(memory, run, now),
    writes: isPlanned(run.state) ? memory.plan.sorts(run.id).map(named) : [],
    conflicts: run.forecast?.conflicts ?? memory.conflicts.sorts().map(named),
    account: run.forecast?.account ?? all.flatMap((one) => memory.accounts.of(one, now)),
  }
}

function aboutOf(purpose: Purpose): string | null {
  if (purpose.is === 'undo' || purpose.is === 'retry') return String(purpose.run)
  if (purpose.is === 'restore' || purpose.is === 'backup') return String(purpose.backup)
  return null
}

export function writeView(write: Write, entityType: string): WriteView {
  return {
    id: String(write.id),
    entityType,
    side: write.side,
    kind: write.kind,
    recordId: write.record_id,
    sourceId: write.source_id,
    title: write.title,
    changes: write.changes.map(({ slot, before, after }) => ({
      slot: slotKey(slot),
      before,
      after,
    })),
    reason: reasonOf(write) + makesOf(write),
    state: write.state,
    says: write.failure === null ? write.note : tell(write.failure),
  }
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

export function conflictView(conflict: Conflict, entityType: string): ConflictView {
  return {
    id: String(conflict.id),
    entityType,
    kind: conflict.kind,
    leftId: conflict.left_id,
    rightId: conflict.right_id,
    entryId: conflict.entry,
    base: conflict.base,
    left: conflict.left_value,
    right: conflict.right_value,
    says: conflict.says,
    since: conflict.since,
    status: conflict.status,
  }
}

export const quotaView = (quota: Quota | null, now: number): QuotaView | null =>
  quota && {
    ...quota,
    forecast: forecast(quota.used, now),
    level: levelOf(quota.used, quota.limit, now),
  }
