import {
  Card,
  type CardItem,
  CardQuery,
  type CardStatus,
  Outcomes,
  OutcomesRequest,
  Pushed,
  PushRequest,
} from '../../shared/api/card.ts'
import { type Side, other } from '../../shared/record.ts'
import { ok } from '../../shared/result.ts'
import { allows, NEEDS } from '../../shared/role.ts'
import { addressOf } from '../connectors/registry.ts'
import type { FieldLook, RecordLook, SyncLook } from '../objects/sync/rpc.ts'
import { moment } from './log.ts'
import { route } from './route.ts'
import { plain } from './runs.ts'
import { ownSync, wireId } from './sync.ts'
import { sideOf } from './wire-side.ts'

export const getCard = route(
  'GET /api/crm/card',
  {
    says: 'How one record stands in every pairing of its table: its other half, whether both agree, and what does not. Answered from what is stored.',
    query: CardQuery,
    answer: Card,
  },
  async ({ deps, caller, query }) => {
    const all = await deps.workspace(caller.workspaceId).syncs(caller.place)
    if (!all.ok) return all
    const side = sideOf(query.side)
    const looks = await Promise.all(
      all.value.map(async ({ id }) => ({
        id,
        look: await deps.sync(id).look(side, query.table, query.recordId),
      })),
    )
    const tables = new Set<string>()
    const items: CardItem[] = []
    for (const { id, look } of looks) {
      // One that was removed meanwhile is no longer anybody's.
      if (!look.ok && look.error.reason === 'not_found') continue
      if (!look.ok) return look
      for (const table of look.value.tables) tables.add(table)
      items.push(...look.value.records.map((record) => itemOf(id, look.value, side, record)))
    }
    const may = {
      push: allows(NEEDS['POST /api/crm/push'], caller),
      resolve: allows(NEEDS['POST /api/crm/conflicts/:id/resolve'], caller),
    }
    return ok({ items, syncedTables: tables.size, may })
  },
)

export const push = route(
  'POST /api/crm/push',
  {
    says: 'Bring these records to the other side now, and make them there where they are missing. Queued: what becomes of each is asked for with its outcome.',
    body: PushRequest,
    answer: Pushed,
    status: 202,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const { entityType } = body
    const side = sideOf(body.side)
    const asked = [...new Set(body.recordIds)]
    const pushed = await own.value.sync.push(
      asked.map((recordId) => ({ entityType, side, recordId })),
      caller.keyId,
    )
    if (!pushed.ok) return pushed
    const { run, since } = pushed.value
    return ok({
      job_id: run === null ? null : wireId(body.configId, run.id),
      since: moment(since),
      records: asked.length,
    })
  },
)

export const outcomes = route(
  'POST /api/crm/push/outcomes',
  {
    says: 'What became of records that were pushed at that moment, each with its own outcome and where its other half is.',
    body: OutcomesRequest,
    answer: Outcomes,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const { sync } = own.value
    const { entityType, recordIds } = body
    const side = sideOf(body.side)
    const [found, view] = await Promise.all([
      sync.outcomes({ entityType, side, recordIds, since: Date.parse(body.since) }),
      sync.ends(),
    ])
    if (!found.ok) return found
    if (!view.ok) return view
    const { vendor, resource } = view.value[other(side)]
    return ok({
      items: found.value.map((one) => ({
        recordId: one.recordId,
        title: one.title,
        outcome: one.is,
        says: one.says,
        otherRecordId: one.otherId,
        url: one.otherId === null ? null : addressOf(vendor, resource, one.otherTable, one.otherId),
      })),
    })
  },
)

function itemOf(configId: string, look: SyncLook, side: Side, record: RecordLook): CardItem {
  const { vendor, resource } = look[other(side)]
  const { otherTable, otherId } = record
  const times = [record.syncedAt, otherId === null ? null : look.lookedAt].filter(
    (at) => at !== null,
  )
  return {
    configId,
    configName: look.name,
    entityType: record.entityType,
    otherTable: {
      id: otherTable,
      name: record.otherTableName,
      url: addressOf(vendor, resource, otherTable),
    },
    otherRecordId: otherId,
    url: otherId === null ? null : addressOf(vendor, resource, otherTable, otherId),
    title: record.title,
    status: statusOf(look, record),
    says: saysOf(look, record),
    waits: record.waits,
    lastSyncAt: times.length === 0 ? null : moment(Math.max(...times)),
    live: look.isLive && !look.paused && look.stopped === null,
    paused: look.paused,
    fields: record.fields.map((field) => fieldOf(configId, field)),
    deletion: record.deletion && {
      conflictId: wireId(configId, record.deletion.conflictId),
      says: record.deletion.says,
    },
  }
}

function statusOf(look: SyncLook, record: RecordLook): CardStatus {
  if (record.waits) return 'pending'
  if (record.otherId === null) return record.standing === 'conflict' ? 'conflict' : 'not_linked'
  if (record.standing === 'conflict') return isDecided(record) ? 'pending' : 'conflict'
  if (look.stopped !== null) return 'blocked'
  switch (record.standing) {
    case 'in_sync':
    case 'pending':
      return record.standing
    case 'kept':
    case 'gone':
    case 'unknown':
      return 'not_linked'
    default:
      return 'blocked'
  }
}

/** Every question about it is answered, and the next run carries the answers out. */
const isDecided = ({ fields, deletion }: RecordLook): boolean =>
  deletion === null && !fields.some(({ state }) => state === 'conflict')

function saysOf(look: SyncLook, record: RecordLook): string[] {
  const sync =
    look.stopped ?? (look.paused ? 'This sync is paused. Changes wait until it is resumed.' : null)
  const own =
    record.standing === 'in_sync' || record.waits || (record.standing === 'conflict' && isDecided(record) && record.otherId !== null)
      ? []
      : record.says // prettier-ignore
  return [...(sync === null ? [] : [sync]), ...own]
}

const fieldOf = (configId: string, { left, right, ...field }: FieldLook) => ({
  mappingId: field.entryId,
  app: { ...left, names: [...left.names], value: plain(left.value) },
  crm: { ...right, names: [...right.names], value: plain(right.value) },
  state: field.state,
  conflictId: field.conflictId === null ? null : wireId(configId, field.conflictId),
  says: field.says,
})
