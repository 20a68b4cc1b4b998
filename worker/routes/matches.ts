import { ConflictsResolved } from '../../shared/api/conflict.ts'
import {
  ApartRequest,
  DuplicatePage,
  DuplicateQuery,
  type Match,
  MatchAnswered,
  MatchBulk,
  MatchPage,
  MatchQuery,
  SameRequest,
} from '../../shared/api/match.ts'
import { Id } from '../../shared/api/page.ts'
import { type Failure, tell } from '../../shared/failure.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Deps } from '../deps.ts'
import type { MatchAnswer, MatchView } from '../objects/sync/rpc.ts'
import type { Caller } from '../objects/workspace/rpc.ts'
import { atOnce } from './at-once.ts'
import { moment } from './log.ts'
import { between } from './between.ts'
import { merge, type Source } from './merged.ts'
import { route } from './route.ts'
import { askedSyncs } from './runs.ts'
import { ownSync, pageOf, readWireId, wireId } from './sync.ts'
import { toldOnce } from './told-once.ts'
import { sideOf, wireSide } from './wire-side.ts'

export const listMatches = route(
  'GET /api/crm/matches',
  {
    says: 'Records that may be the same as one on the other side, with how alike they are, newest first.',
    query: MatchQuery,
    answer: MatchPage,
  },
  async ({ deps, caller, query }) => {
    const ids = await askedSyncs(deps, caller, query.configId)
    if (!ids.ok) return ids
    const sources = ids.value.map((id): Source<{ configId: string; view: MatchView }> => ({
      key: id,
      async page(ask) {
        const page = await pageOf(deps, id, 'matches', ask, {
          entityType: query.entityType,
          status: query.status,
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
        items: items.map(({ configId, view }) => matchOf(configId, view)),
        cursor,
      })),
    )
  },
)

export const sayMatches = route(
  'POST /api/crm/matches/answer',
  {
    says: 'Say of many records at once that they are the same as their one candidate, or nobody’s. Those that cannot take the answer are named.',
    body: MatchBulk,
    answer: ConflictsResolved,
  },
  async ({ deps, caller, body }) => {
    const bySync = new Map<string, MatchAnswer[]>()
    for (const wire of body.ids) {
      const { syncId, id } = readWireId(wire) ?? { syncId: wire, id: '' }
      const answers = bySync.get(syncId) ?? []
      bySync.set(syncId, [...answers, { id, is: body.answer, recordId: null }])
    }
    const total: ConflictsResolved = { resolved: 0, refused: [], job_ids: [] }
    for (const [configId, answers] of bySync) {
      const own = await ownSync(deps, caller, configId)
      if (!own.ok) return err({ reason: 'not_found', what: 'match' })
      const done = await own.value.sync.answerMatches(answers)
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

export const saySame = route(
  'POST /api/crm/matches/:id/same',
  {
    says: 'The two records are the same: they are linked at once, and what follows is written.',
    params: { id: Id },
    body: SameRequest,
    answer: MatchAnswered,
  },
  ({ deps, caller, params, body }) =>
    sayOne(deps, caller, params.id, { is: 'same', recordId: body.recordId }),
)

export const sayApart = route(
  'POST /api/crm/matches/:id/apart',
  {
    says: 'They are not the same, ever: they are never linked, and the record may be created.',
    params: { id: Id },
    body: ApartRequest,
    answer: MatchAnswered,
  },
  ({ deps, caller, params, body }) =>
    sayOne(deps, caller, params.id, { is: 'apart', recordId: body.recordId ?? null }),
)

async function sayOne(
  deps: Deps,
  caller: Caller,
  wire: string,
  answer: Omit<MatchAnswer, 'id'>,
): Promise<Result<MatchAnswered, Failure>> {
  const read = readWireId(wire)
  const own = read && (await ownSync(deps, caller, read.syncId))
  if (!read || !own?.ok) return err({ reason: 'not_found', what: 'match' })
  const done = await own.value.sync.answerMatches([{ id: read.id, ...answer }])
  if (!done.ok) return done
  const [refused] = done.value.refused
  if (refused) return err(refused.failure)
  const job_id = await atOnce(own.value.sync, read.syncId, caller, done.value.records)
  return ok({ done: true, job_id })
}

export const listDuplicates = route(
  'GET /api/crm/duplicates',
  {
    says: 'Records of one side that share a key. Only one of each may be linked.',
    query: DuplicateQuery,
    answer: DuplicatePage,
  },
  async ({ deps, caller, query }) => {
    const own = await ownSync(deps, caller, query.configId)
    if (!own.ok) return own
    const page = await own.value.sync.duplicates(query.entityType, sideOf(query.side), {
      cursor: query.cursor ?? null,
      limit: query.limit,
    })
    if (!page.ok) return page
    return ok({
      items: page.value.items.map(({ entityType, side, key, count, records }) => ({
        entityType,
        side: wireSide(side),
        key,
        count,
        records: records.map(({ id, title, linkedWith }) => ({ recordId: id, title, linkedWith })),
      })),
      cursor: page.value.cursor,
    })
  },
)

const matchOf = (configId: string, view: MatchView): Match => ({
  id: wireId(configId, view.id),
  configId,
  entityType: view.entityType,
  side: wireSide(view.side),
  recordId: view.recordId,
  title: view.title,
  status: view.status,
  says: view.says,
  since: moment(view.since),
  candidates: view.candidates.map(({ id, ...rest }) => ({
    ...rest,
    recordId: id,
    reasons: [...rest.reasons],
  })),
})
