import {
  Config,
  ConfigList,
  ConfigPatch,
  ConfigRequest,
  type Counts,
} from '../../shared/api/config.ts'
import { Done, Id } from '../../shared/api/page.ts'
import type { Failure } from '../../shared/failure.ts'
import { sayLevel } from '../../shared/quota.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { isVendor, VENDORS } from '../connectors/registry.ts'
import { Schedule, USUAL_SCHEDULE } from '../../shared/schedule.ts'
import type { Deps } from '../deps.ts'
import { LEDGER_DAYS, type SyncView } from '../objects/sync/rpc.ts'
import type { Caller, ConnectionEntry, SyncEntry } from '../objects/workspace/rpc.ts'
import { logOf, moment } from './log.ts'
import { mendView } from './mend.ts'
import { route } from './route.ts'
import { rulesOf } from './rules.ts'
import { ownSync, pageOf } from './sync.ts'
import { toldOnce } from './told-once.ts'

const ById = { params: { id: Id }, answer: Config }

export const listConfigs = route(
  'GET /api/crm/configs',
  {
    says: 'The syncs of this workspace, newest first, each with its last run and its counts.',
    answer: ConfigList,
  },
  async ({ deps, caller }) => {
    const entries = await deps.workspace(caller.workspaceId).syncs(caller.place)
    if (!entries.ok) return entries
    const configs = await Promise.all(entries.value.map((entry) => configFor(deps, entry)))
    const items: Config[] = []
    for (const config of configs) {
      if (config.ok) items.push(config.value)
      // One that was never set up whole, or is half removed, is not there.
      else if (config.error.reason !== 'not_found') return config
    }
    return ok({ items })
  },
)

export const createConfig = route(
  'POST /api/crm/configs',
  {
    says: 'Make a sync between a base and a CRM account. It does nothing until it has pairings.',
    body: ConfigRequest,
    answer: Config,
    status: 201,
  },
  async ({ deps, caller, body }) => {
    const left = await end(deps, caller, 'appConnectionId', body.appConnectionId)
    if (!left.ok) return left
    const right = await end(deps, caller, 'crmConnectionId', body.crmConnectionId)
    if (!right.ok) return right
    const id = deps.newId('s')
    const entry = await deps
      .workspace(caller.workspaceId)
      .addSync(id, [left.value.connectionId, right.value.connectionId])
    if (!entry.ok) return entry
    const made = await deps.sync(id).setUp({
      id,
      workspaceId: caller.workspaceId,
      name: body.name,
      left: left.value,
      right: right.value,
      direction: body.syncDirection,
      frequency: body.syncFrequency,
      conflictResolution: body.conflictResolution,
      firstMeeting: body.firstMeeting,
      createMissing: body.createMissing,
      updateExisting: body.updateExisting,
      deletions: body.deletions,
      defaultCountry: body.defaultCountry,
      ledgerDays: body.ledgerDays,
      backupBeforeSync: body.backupBeforeSync,
      schedule: Schedule.parse({ ...USUAL_SCHEDULE, ...body.schedule }),
      quietSeconds: body.quietSeconds,
      plan: body.appPlan,
    })
    if (!made.ok) {
      await deps.workspace(caller.workspaceId).removeSync(id)
      return made
    }
    await deps.sync(id).heed(await deps.workspace(caller.workspaceId).heed())
    return ok(configOf(made.value, entry.value.createdAt, deps.clock.now()))
  },
)

export const getConfig = route(
  'GET /api/crm/configs/:id',
  { says: 'One sync, with its last run and its counts.', ...ById },
  async ({ deps, caller, params }) => {
    const own = await ownSync(deps, caller, params.id)
    return own.ok ? configFor(deps, own.value.entry) : own
  },
)

export const changeConfig = route(
  'PATCH /api/crm/configs/:id',
  { says: 'Change a sync. What is left out stays as it is.', ...ById, body: ConfigPatch },
  ({ deps, caller, params, body }) => {
    const {
      name,
      syncFrequency,
      defaultCountry,
      ledgerDays,
      backupBeforeSync,
      schedule,
      quietSeconds,
      appPlan,
      ...rules
    } = body
    const patch = {
      ...rulesOf(rules),
      ...(name === undefined ? {} : { name }),
      ...(syncFrequency === undefined ? {} : { frequency: syncFrequency }),
      ...(defaultCountry === undefined ? {} : { defaultCountry }),
      ...(ledgerDays === undefined ? {} : { ledgerDays }),
      ...(backupBeforeSync === undefined ? {} : { backupBeforeSync }),
      ...(quietSeconds === undefined ? {} : { quietSeconds }),
      ...(appPlan === undefined ? {} : { plan: appPlan }),
      ...(schedule === undefined ? {} : { schedule }),
    }
    return act(deps, caller, params.id, (sync) => sync.change(patch))
  },
)

export const deleteConfig = route(
  'DELETE /api/crm/configs/:id',
  {
    says: 'Remove a sync with its links and history. No record is touched on either side.',
    ...ById,
    answer: Done,
  },
  async ({ deps, caller, params }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const removed = await own.value.sync.remove()
    if (!removed.ok && removed.error.reason !== 'not_found') return removed
    await deps.workspace(caller.workspaceId).removeSync(params.id)
    return ok({ done: true })
  },
)

export const pauseConfig = route(
  'PATCH /api/crm/configs/:id/pause',
  { says: 'Stop a sync until it is resumed. Changes are not lost; they wait.', ...ById },
  ({ deps, caller, params }) => act(deps, caller, params.id, (sync) => sync.pause()),
)

export const resumeConfig = route(
  'PATCH /api/crm/configs/:id/resume',
  { says: 'Let a paused or stopped sync go on.', ...ById },
  ({ deps, caller, params }) => act(deps, caller, params.id, (sync) => sync.resume()),
)

/** What the month's calls come to is reckoned anew so often (ms). */
const RECKONED_MS = 60_000

/** A sync as it is now. */
async function configFor(
  deps: Deps,
  { id, createdAt }: SyncEntry,
): Promise<Result<Config, Failure>> {
  const now = deps.clock.now()
  const view = await pageOf(deps, id, 'view', now - (now % RECKONED_MS))
  return view.ok ? ok(toldOnce(view.value, (one) => configOf(one, createdAt, now))) : view
}

/** Do something with the caller's own sync, and tell how it is then. */
async function act(
  deps: Deps,
  caller: Caller,
  id: string,
  work: (sync: ReturnType<Deps['sync']>) => Promise<Result<SyncView, Failure>>,
): Promise<Result<Config, Failure>> {
  const own = await ownSync(deps, caller, id)
  if (!own.ok) return own
  const { sync, entry } = own.value
  const view = await work(sync)
  return view.ok ? ok(configOf(view.value, entry.createdAt, deps.clock.now())) : view
}

type End = { readonly connectionId: string; readonly vendor: string; readonly resource: string }

/** One end of a sync: a connection of the caller's own, of the right kind. */
async function end(
  deps: Deps,
  caller: Caller,
  field: 'appConnectionId' | 'crmConnectionId',
  id: string,
): Promise<Result<End, Failure>> {
  const entry = await deps.workspace(caller.workspaceId).connection(id, caller.place)
  if (!entry.ok) return entry
  if (isApp(entry.value) !== (field === 'appConnectionId')) {
    const kind = field === 'appConnectionId' ? 'an Airtable base' : 'a CRM'
    return err({ reason: 'invalid', field, why: `it must be a connection to ${kind}` })
  }
  const { vendor, resource } = entry.value
  return ok({ connectionId: id, vendor, resource })
}

const isApp = (entry: ConnectionEntry): boolean => entry.vendor === 'airtable'

const nameOf = (vendor: string): string => (isVendor(vendor) ? VENDORS[vendor].name : vendor)

/** A sync as the wire tells it. */
export function configOf(view: SyncView, createdAt: number, now: number): Config {
  const wireEnd = ({ connectionId, vendor, resource }: End) => ({
    connectionId,
    provider: vendor,
    resource,
  })
  return {
    id: view.id,
    name: view.name,
    app: wireEnd(view.left),
    crm: wireEnd(view.right),
    syncDirection: view.direction,
    syncFrequency: view.frequency,
    conflictResolution: view.conflictResolution,
    firstMeeting: view.firstMeeting,
    createMissing: view.createMissing,
    updateExisting: view.updateExisting,
    deletions: view.deletions,
    defaultCountry: view.defaultCountry,
    ledgerDays: view.ledgerDays ?? LEDGER_DAYS,
    backupBeforeSync: view.backupBeforeSync ?? 'touched',
    schedule: view.schedule ?? USUAL_SCHEDULE,
    quietSeconds: view.quietSeconds ?? 0,
    appPlan: view.plan ?? null,
    quota: view.quota && {
      ...view.quota,
      says:
        view.quota.limit === null
          ? null
          : sayLevel(view.quota.level, nameOf(view.left.vendor), view.quota.used, view.quota.limit),
    },
    nextRunAt: view.nextRunAt === null ? null : moment(view.nextRunAt),
    feeds: view.feeds.map((feed) => ({
      side: feed.side === 'left' ? 'app' : 'crm',
      mode: feed.mode,
      freshnessSeconds: feed.freshnessMs === null ? null : Math.round(feed.freshnessMs / 1_000),
      says: feed.says,
      since: moment(feed.since),
      gap: feed.gap && {
        says: feed.gap.says,
        since: moment(feed.gap.since),
        closedAt: feed.gap.closed === null ? null : moment(feed.gap.closed),
      },
    })),
    paused: view.paused,
    stopped: view.stopped,
    mend: mendView(view.mend, view),
    lastRun: view.lastRun && logOf(view.id, view.lastRun, now),
    counts: view.account.map(({ side, ...counts }): Counts => ({
      ...counts,
      side: side === 'left' ? 'app' : 'crm',
    })),
    troubles: [...view.troubles],
    createdAt: moment(createdAt),
  }
}
