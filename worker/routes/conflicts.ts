import type * as z from 'zod'
import {
  ConflictBulk,
  Conflict,
  ConflictAnswered,
  ConflictPage,
  ConflictQuery,
  ConflictResolution,
  ConflictsResolved,
} from '../../shared/api/conflict.ts'
import { Id } from '../../shared/api/page.ts'
import { type Failure, tell } from '../../shared/failure.ts'
import { allows, NEEDS, needed } from '../../shared/role.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Deps } from '../deps.ts'
import { type ConflictView, halvesOf, type Resolution, type SyncRpc } from '../objects/sync/rpc.ts'
import type { Caller } from '../objects/workspace/rpc.ts'
import { atOnce } from './at-once.ts'
import { between } from './between.ts'
import { moment } from './log.ts'
import { merge, type Source } from './merged.ts'
import { route } from './route.ts'
import { askedSyncs, plain } from './runs.ts'
import { ownSync, pageOf, readWireId, wireId } from './sync.ts'
import { toldOnce } from './told-once.ts'
import { sideOf } from './wire-side.ts'

export const listConflicts = route(
  'GET /api/crm/conflicts',
  {
    says: 'What waits for a person to decide, newest first.',
    query: ConflictQuery,
    answer: ConflictPage,
  },
  async ({ deps, caller, query }) => {
    const ids = await askedSyncs(deps, caller, query.configId)
    if (!ids.ok) return ids
    const sources = ids.value.map((id): Source<{ configId: string; view: ConflictView }> => ({
      key: id,
      async page(ask) {
        const page = await pageOf(deps, id, 'conflicts', ask, {
          entityType: query.entityType,
          kind: query.kind,
          status: query.status,
          entryId: query.mappingId,
          ...between(query),
        })
        if (!page.ok) return page
        return ok(
          toldOnce(page.value, ({ items, cursor }) => ({
            items: items.map((view) => ({ configId: id, view })),
            cursor,
          })),
        )
      },
    }))
    const page = await merge(
      sources,
      { cursor: query.cursor ?? null, limit: query.limit },
      { id: ({ view }) => view.id, when: ({ view }) => view.since },
    )
    if (!page.ok) return page
    return ok(
      toldOnce(page.value, ({ items, cursor }) => ({
        items: items.map(({ configId, view }) => conflictOf(configId, view)),
        cursor,
      })),
    )
  },
)

export const resolveConflict = route(
  'POST /api/crm/conflicts/:id/resolve',
  {
    says: 'Answer a conflict. A run for its record alone carries the answer out at once, or asks again where a value has moved since.',
    params: { id: Id },
    body: ConflictResolution,
    answer: ConflictAnswered,
  },
  async ({ deps, caller, params, body }) => {
    const may = mayRule(caller, body.always)
    if (!may.ok) return may
    const own = await ownConflict(deps, caller, params.id)
    if (!own.ok) return own
    const { sync, configId, id } = own.value
    const view = await sync.resolveConflict(id, resolutionOf(body), caller.keyId)
    if (!view.ok) return view
    const job_id = await atOnce(sync, configId, caller, halvesOf(view.value))
    return ok({ ...conflictOf(configId, view.value), job_id })
  },
)

export const ignoreConflict = route(
  'POST /api/crm/conflicts/:id/ignore',
  {
    says: 'Leave both sides as they are until one of the values changes again.',
    params: { id: Id },
    answer: Conflict,
  },
  async ({ deps, caller, params }) => {
    const own = await ownConflict(deps, caller, params.id)
    if (!own.ok) return own
    const view = await own.value.sync.ignoreConflict(own.value.id)
    return view.ok ? ok(conflictOf(own.value.configId, view.value)) : view
  },
)

export const resolveConflicts = route(
  'POST /api/crm/conflicts/resolve',
  {
    says: 'Answer many conflicts alike. Those that cannot take the answer are named and stay open.',
    body: ConflictBulk,
    answer: ConflictsResolved,
  },
  async ({ deps, caller, body }) => {
    const may = mayRule(caller, body.always)
    if (!may.ok) return may
    const resolution = resolutionOf(body)
    const total: ConflictsResolved = { resolved: 0, refused: [], job_ids: [] }
    for (const { configId, which } of groups(body)) {
      const own = await ownSync(deps, caller, configId)
      if (!own.ok) return err({ reason: 'not_found', what: 'conflict' })
      const done = await own.value.sync.resolveConflicts(which, resolution, caller.keyId)
      if (!done.ok) return done
      total.resolved += done.value.resolved
      const job = await atOnce(own.value.sync, configId, caller, done.value.records)
      if (job !== null) total.job_ids.push(job)
      for (const { id, failure } of done.value.refused)
        total.refused.push({ id: wireId(configId, id), says: tell(failure) })
    }
    return ok(total)
  },
)

type Which = Parameters<SyncRpc['resolveConflicts']>[0]

/** What is asked of each sync. An id that is not one of ours belongs to a sync that does not exist. */
function groups(body: ConflictBulkAsked): { configId: string; which: Which }[] {
  if (body.filter) {
    const { configId, entityType, kind, mappingId } = body.filter
    return [{ configId, which: { filter: { entityType, kind, entryId: mappingId } } }]
  }
  const bySync = new Map<string, string[]>()
  for (const wire of body.ids ?? []) {
    const { syncId, id } = readWireId(wire) ?? { syncId: wire, id: '' }
    bySync.set(syncId, [...(bySync.get(syncId) ?? []), id])
  }
  return [...bySync].map(([configId, ids]) => ({ configId, which: { ids } }))
}

const RULING = NEEDS['PATCH /api/crm/configs/:id/field-mappings/:mappingId']
/** Making a rule of an answer changes the mapping, and takes the role for that. */
function mayRule(caller: Caller, always: boolean): Result<true, Failure> {
  if (!always || allows(RULING, caller)) return ok(true)
  return err({ reason: 'role_too_low', needs: needed(RULING, caller.scopes) })
}

async function ownConflict(
  deps: Deps,
  caller: Caller,
  wire: string,
): Promise<Result<{ sync: SyncRpc; configId: string; id: string }, Failure>> {
  const read = readWireId(wire)
  const own = read && (await ownSync(deps, caller, read.syncId))
  if (!read || !own?.ok) return err({ reason: 'not_found', what: 'conflict' })
  return ok({ sync: own.value.sync, configId: read.syncId, id: read.id })
}

type ConflictBulkAsked = z.output<typeof ConflictBulk>

const resolutionOf = (body: z.output<typeof ConflictResolution>): Resolution => ({
  choice: body.choice === 'app' || body.choice === 'crm' ? sideOf(body.choice) : body.choice,
  value: body.value === undefined ? undefined : { side: sideOf(body.valueSide), value: body.value },
  always: body.always,
})

const conflictOf = (configId: string, view: ConflictView): Conflict => ({
  id: wireId(configId, view.id),
  configId,
  entityType: view.entityType,
  kind: view.kind,
  status: view.status,
  title: view.title,
  appRecordId: view.leftId,
  crmRecordId: view.rightId,
  mappingId: view.entryId,
  appField: view.leftField,
  crmField: view.rightField,
  base: plain(view.base),
  app: plain(view.left),
  crm: plain(view.right),
  names: {
    base: [...view.names.base],
    app: [...view.names.left],
    crm: [...view.names.right],
  },
  says: view.says,
  since: moment(view.since),
})
