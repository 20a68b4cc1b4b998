import {
  Backup,
  BackupPage,
  BackupQuery,
  BackupRequest,
  RestoreRequest,
} from '../../shared/api/backup.ts'
import { Done, Id } from '../../shared/api/page.ts'
import { Started } from '../../shared/api/run.ts'
import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Deps } from '../deps.ts'
import type { BackupView, SyncRpc } from '../objects/sync/rpc.ts'
import { moment } from './log.ts'
import { route, streamRoute } from './route.ts'
import { started } from './runs.ts'
import { ownSync, wireId } from './sync.ts'
import { sideOf } from './wire-side.ts'

const OfConfig = { params: { id: Id } }
const OfBackup = { params: { id: Id, backupId: Id } }

export const createBackup = route(
  'POST /api/crm/configs/:id/backups',
  {
    says: 'Keep everything both sides hold, of all pairings or of one: all fields of all records, and the links between them.',
    ...OfConfig,
    body: BackupRequest,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const run = await sync.backUp(caller.keyId, body.entityType ?? null)
    return run.ok ? started(params.id, run.value, await sync.view()) : run
  },
)

export const listBackups = route(
  'GET /api/crm/configs/:id/backups',
  {
    says: 'What backups there are, newest first.',
    ...OfConfig,
    query: BackupQuery,
    answer: BackupPage,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const page = await own.value.sync.backups({ cursor: query.cursor ?? null, limit: query.limit })
    if (!page.ok) return page
    const items = page.value.items.map((view) => backupOf(params.id, view))
    return ok({ items, cursor: page.value.cursor })
  },
)

export const downloadBackup = streamRoute(
  'GET /api/crm/configs/:id/backups/:backupId',
  {
    says: 'A backup as a file: a JSON object a line, compressed with gzip.',
    ...OfBackup,
    media: 'application/gzip',
  },
  async ({ deps, caller, params }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const first = await sync.backupParts(params.backupId, 0)
    if (!first.ok) return first
    return ok(
      new Response(streamOf(deps, sync, params.backupId, first.value), {
        headers: {
          'content-type': 'application/gzip',
          'content-disposition': `attachment; filename="backup-${params.backupId}.ndjson.gz"`,
        },
      }),
    )
  },
)

export const deleteBackup = route(
  'DELETE /api/crm/configs/:id/backups/:backupId',
  { says: 'Delete a backup for good.', ...OfBackup, answer: Done },
  async ({ deps, caller, params }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const dropped = await own.value.sync.dropBackup(params.backupId)
    return dropped.ok ? ok({ done: true }) : dropped
  },
)

export const restoreBackup = route(
  'POST /api/crm/configs/:id/backups/:backupId/restore',
  {
    says: 'Plan how records go back to what they were, writing nothing and deleting nothing. Trigger the plan like any preview.',
    ...OfBackup,
    body: RestoreRequest,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const { entityType, side, records } = body
    const ask = { entityType, side: sideOf(side), records }
    const run = await sync.restore(params.backupId, ask, caller.keyId)
    return run.ok ? started(params.id, run.value, await sync.view()) : run
  },
)

const backupOf = (configId: string, view: BackupView): Backup => ({
  id: view.id,
  logId: view.runId === '0' ? null : wireId(configId, view.runId),
  entityType: view.entityType,
  status: view.state,
  startedAt: moment(view.startedAt),
  endedAt: view.endedAt === null ? null : moment(view.endedAt),
  records: view.records,
  bytes: view.bytes,
})

type Parts = { readonly keys: readonly string[]; readonly next: number | null }

/** Part after part, each opened when the one before was read: pieces of gzip, one after another, are gzip. */
function streamOf(
  deps: Deps,
  sync: SyncRpc,
  backupId: string,
  first: Parts,
): ReadableStream<Uint8Array> {
  let parts: Parts = first
  let at = 0
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null
  const nextPart = async (): Promise<ReadableStreamDefaultReader<Uint8Array> | null> => {
    if (at === parts.keys.length) {
      if (parts.next === null) return null
      const more: Result<Parts, Failure> = await sync.backupParts(backupId, parts.next)
      if (!more.ok) throw new Error('the backup broke off')
      parts = more.value
      at = 0
      if (parts.keys.length === 0) return null
    }
    const stream = await deps.shelf.get(parts.keys[at++]!)
    // Half a backup must not look like a whole one.
    if (!stream) throw new Error('a part of the backup is gone')
    return stream.getReader()
  }
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        reader ??= await nextPart()
        if (reader === null) return controller.close()
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        reader = null
      }
    },
  })
}
