import * as z from 'zod'
import { Id } from '../../shared/api/page.ts'
import { PreviewRequest, type WireDraft } from '../../shared/api/preview.ts'
import {
  Log,
  LogPage,
  LogQuery,
  type RecordName,
  Started,
  Summary,
  TriggerRequest,
  UndoRequest,
  type Write,
  WritePage,
  WriteQuery,
} from '../../shared/api/run.ts'
import type { Failure } from '../../shared/failure.ts'
import { callsFor, secondsFor } from '../../shared/quota.ts'
import { type Side, SIDES } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { isVendor, limitsOf } from '../connectors/registry.ts'
import type { Deps } from '../deps.ts'
import type {
  MappingDraft,
  RecordAsk,
  RunSummary,
  RunView,
  SyncView,
  WriteView,
} from '../objects/sync/rpc.ts'
import type { Caller } from '../objects/workspace/rpc.ts'
import { between } from './between.ts'
import { logOf } from './log.ts'
import { draftOf, patchOf as entryPatchOf } from './mappings.ts'
import { merge, type Source } from './merged.ts'
import { patchOf } from './pairings.ts'
import { route } from './route.ts'
import { sideOf, wireSide } from './wire-side.ts'
import { ownRun, ownSync, pageOf, readWireId, wireId } from './sync.ts'
import { toldOnce } from './told-once.ts'

const ById = { params: { id: Id } }

export const preview = route(
  'POST /api/crm/sync/preview',
  {
    says: 'Read both sides and plan, writing nothing. The plan is listed under the log’s writes, and can be run as it is.',
    body: PreviewRequest,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const { sync } = own.value
    const run = await sync.preview(
      {
        sample: body.sample,
        records: body.records?.map(recordOf),
        draft: body.draft && mappingOf(body.draft),
      },
      caller.keyId,
    )
    if (!run.ok) return run
    return started(body.configId, run.value, await sync.view())
  },
)

export const trigger = route(
  'POST /api/crm/sync/trigger',
  {
    says: 'Run a sync now, or run exactly what a preview showed.',
    body: TriggerRequest,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const { sync } = own.value
    const previewed = body.previewId === undefined ? null : readWireId(body.previewId)
    if (body.previewId !== undefined && previewed?.syncId !== body.configId) {
      return err({
        reason: 'invalid',
        field: 'previewId',
        why: 'it is not a preview of this config',
      })
    }
    const run = await sync.trigger(previewed?.id ?? null, caller.keyId)
    if (!run.ok) return run
    return started(body.configId, run.value, await sync.view())
  },
)

export const undo = route(
  'POST /api/crm/sync/logs/:id/undo',
  {
    says: 'Plan how a run is undone, writing nothing: what nobody and no later run touched since goes back, the rest is listed. Trigger the plan like any preview.',
    ...ById,
    body: UndoRequest,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownRun(deps, caller, params.id)
    if (!own.ok) return own
    const { sync, syncId, runId } = own.value
    const record = body.record === undefined ? null : recordOf(body.record)
    const run = await sync.undo(runId, record, caller.keyId)
    return run.ok ? started(syncId, run.value, await sync.view()) : run
  },
)

export const retry = route(
  'POST /api/crm/sync/logs/:id/retry',
  {
    says: 'Try again what this run could not write, and nothing else.',
    ...ById,
    body: z.strictObject({}),
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, params }) => {
    const own = await ownRun(deps, caller, params.id)
    if (!own.ok) return own
    const { sync, syncId, runId } = own.value
    const run = await sync.retry(runId, caller.keyId)
    return run.ok ? started(syncId, run.value, await sync.view()) : run
  },
)

const mappingOf = (draft: WireDraft): MappingDraft => ({
  entityType: draft.entityType,
  pairing: draft.pairing && patchOf(draft.pairing),
  add: draft.add?.map(({ ref, ...one }) => ({ ...draftOf(one), ref })),
  change: draft.change?.map(({ mappingId, ...patch }) => ({
    id: mappingId,
    patch: entryPatchOf(patch),
  })),
  remove: draft.remove,
})

const recordOf = ({ entityType, side, recordId }: RecordName): RecordAsk => ({
  entityType,
  side: sideOf(side),
  recordId,
})

export const listLogs = route(
  'GET /api/crm/sync/logs',
  { says: 'Runs and previews, newest first.', query: LogQuery, answer: LogPage },
  async ({ deps, caller, query }) => {
    const ids = await askedSyncs(deps, caller, query.configId)
    if (!ids.ok) return ids
    const sources = ids.value.map((id): Source<{ log: Log; began: number }> => ({
      key: id,
      async page(ask) {
        const page = await pageOf(deps, id, 'runs', ask, {
          ...between(query),
          status: query.status,
          entityType: query.entityType,
        })
        if (!page.ok) return page
        const now = deps.clock.now()
        return ok(
          toldOnce(page.value, ({ items, cursor }) => ({
            items: items.map((run) => ({ log: logOf(id, run, now), began: run.startedAt })),
            cursor,
          })),
        )
      },
    }))
    const page = await merge(
      sources,
      { cursor: query.cursor ?? null, limit: query.limit },
      { id: ({ log }) => log.id, when: ({ began }) => began },
    )
    if (!page.ok) return page
    return ok(
      toldOnce(page.value, ({ items, cursor }) => ({ items: items.map(({ log }) => log), cursor })),
    )
  },
)

export const getLog = route(
  'GET /api/crm/sync/logs/:id',
  { says: 'One run, as far as it is.', ...ById, answer: Log },
  async ({ deps, caller, params }) => {
    const own = await ownRun(deps, caller, params.id)
    if (!own.ok) return own
    const { syncId, runId } = own.value
    const run = await pageOf(deps, syncId, 'run', runId)
    if (!run.ok) return run
    return ok(toldOnce(run.value, (one) => logOf(syncId, one, deps.clock.now())))
  },
)

export const listWrites = route(
  'GET /api/crm/sync/logs/:id/writes',
  {
    says: 'What a run will write, wrote, or could not write, in order.',
    ...ById,
    query: WriteQuery,
    answer: WritePage,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownRun(deps, caller, params.id)
    if (!own.ok) return own
    const { syncId, runId } = own.value
    const page = await pageOf(
      deps,
      syncId,
      'writes',
      runId,
      { cursor: query.cursor ?? null, limit: query.limit },
      {
        kind: query.kind,
        state: query.status,
        entityType: query.entityType,
        side: query.side === undefined ? undefined : sideOf(query.side),
        reason: query.reason,
      },
    )
    if (!page.ok) return page
    return ok(toldOnce(page.value, ({ items, cursor }) => ({ items: items.map(writeOf), cursor })))
  },
)

export const summary = route(
  'GET /api/crm/sync/logs/:id/summary',
  {
    says: 'A preview or run in numbers: what it creates, updates and deletes, what is blocked and why, and what waits for people.',
    ...ById,
    answer: Summary,
  },
  async ({ deps, caller, params }) => {
    const own = await ownRun(deps, caller, params.id)
    if (!own.ok) return own
    const { syncId, runId } = own.value
    const found = await pageOf(deps, syncId, 'summary', runId)
    if (!found.ok) return found
    return ok(toldOnce(found.value, (one) => summaryOf(syncId, one, deps.clock.now())))
  },
)

/** What a run costs on one side, from its plan and from how many records there are to be read. */
function estimateOf(found: RunSummary, side: Side): Summary['estimate'][number] {
  const { vendor, resource } = found.ends[side]
  const on = (kinds: readonly string[]): number =>
    found.writes
      .filter((one) => one.side === side && kinds.includes(one.kind) && one.state !== 'blocked')
      .reduce((sum, { n }) => sum + n, 0)
  const load = {
    records: found.account
      .filter((one) => one.side === side)
      .reduce((sum, { total }) => sum + total, 0),
    creates: on(['create']),
    updates: on(['update', 'mark']),
    deletes: on(['delete']),
  }
  if (!isVendor(vendor)) return { side: wireSide(side), calls: 0, seconds: 0 }
  const limits = limitsOf(vendor, resource)
  const calls = callsFor(load, limits)
  return {
    side: wireSide(side),
    calls: calls.reads + calls.writes,
    seconds: secondsFor(calls, limits.pace),
  }
}

function summaryOf(syncId: string, found: RunSummary, now: number): Summary {
  const sum = <T>(list: readonly T[], of: (one: T) => number): number =>
    list.reduce((total, one) => total + of(one), 0)
  const isMade = (state: WriteView['state']) => state !== 'blocked' && state !== 'dropped'
  const made = (kind: WriteView['kind']): number =>
    sum(found.writes, (one) => (one.kind === kind && isMade(one.state) ? one.n : 0))
  return {
    log: logOf(syncId, found.run, now),
    create: made('create'),
    update: made('update'),
    delete: made('delete'),
    mark: made('mark'),
    blocked: sum(found.writes, (one) => (one.state === 'blocked' ? one.n : 0)),
    conflicts: sum(found.conflicts, (one) => (one.status === 'open' ? one.n : 0)),
    writes: found.writes.map(({ entityType, side, kind, state, reason, n }) => ({
      entityType,
      side: wireSide(side),
      kind,
      status: state,
      reason,
      count: n,
    })),
    conflictsByKind: found.conflicts.map(({ entityType, kind, status, n }) => ({
      entityType,
      kind,
      status,
      count: n,
    })),
    duplicates: sum(found.conflicts, (one) => (one.kind === 'match' ? one.n : 0)),
    held: sum(found.account, (one) => one.held),
    filtered: sum(found.account, (one) => one.filtered),
    notCreated: sum(found.account, (one) => one.notCreated),
    estimate: SIDES.map((side) => estimateOf(found, side)),
  }
}

export const cancel = route(
  'POST /api/crm/sync/logs/:id/cancel',
  { says: 'Stop a run. What is written stays written; the rest is left.', ...ById, answer: Log },
  ({ deps, caller, params }) => act(deps, caller, params.id, (sync, id) => sync.cancel(id)),
)

export const approve = route(
  'POST /api/crm/sync/logs/:id/approve',
  {
    says: 'Let a run go on that stopped because it would remove or empty much.',
    ...ById,
    answer: Log,
  },
  ({ deps, caller, params }) => act(deps, caller, params.id, (sync, id) => sync.approve(id)),
)

/** The syncs a list is asked of: one of the caller's, or all. */
export async function askedSyncs(
  deps: Deps,
  caller: Caller,
  configId: string | undefined,
): Promise<Result<readonly string[], Failure>> {
  if (configId !== undefined) {
    const own = await ownSync(deps, caller, configId)
    return own.ok ? ok([configId]) : own
  }
  const all = await deps.workspace(caller.workspaceId).syncs(caller.place)
  return all.ok ? ok(all.value.map(({ id }) => id)) : all
}

/** Do something with a run of the caller's own, and tell how it is then. */
async function act(
  deps: Deps,
  caller: Caller,
  id: string,
  work: (sync: ReturnType<Deps['sync']>, runId: string) => Promise<Result<RunView, Failure>>,
): Promise<Result<Log, Failure>> {
  const own = await ownRun(deps, caller, id)
  if (!own.ok) return own
  const { sync, syncId, runId } = own.value
  const run = await work(sync, runId)
  return run.ok ? ok(logOf(syncId, run.value, deps.clock.now())) : run
}

export function started(
  configId: string,
  run: RunView,
  view: Result<SyncView, Failure>,
): Result<Started, Failure> {
  const estimatedRecords = view.ok ? estimate(view.value) : 0
  return ok({ job_id: wireId(configId, run.id), estimatedRecords })
}

/** How many records a run will look at: of each pairing the longer side, as last counted. */
export function estimate({ account }: Pick<SyncView, 'account'>): number {
  const totals = new Map<string, number>()
  for (const { entityType, total } of account) {
    totals.set(entityType, Math.max(total, totals.get(entityType) ?? 0))
  }
  return [...totals.values()].reduce((sum, total) => sum + total, 0)
}

const writeOf = (write: WriteView): Write => ({
  id: write.id,
  entityType: write.entityType,
  side: write.side === 'left' ? 'app' : 'crm',
  kind: write.kind,
  recordId: write.recordId,
  sourceId: write.sourceId,
  title: write.title,
  changes: write.changes.map(({ slot, field, before, after, names }) => ({
    field: slot,
    name: field,
    before: plain(before),
    after: plain(after),
    names: { before: [...names.before], after: [...names.after] },
  })),
  reason: write.reason,
  status: write.state,
  says: write.says,
})

/** A value whose lists may be written to: what the schema's type asks for, though nobody does. */
export const plain = (value: WriteView['changes'][number]['before']) =>
  Array.isArray(value) ? [...value] : value
