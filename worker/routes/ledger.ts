import Papa from 'papaparse'
import {
  ExplainQuery,
  Explanation,
  LedgerExportQuery,
  LedgerLine,
  LedgerPage,
  LedgerQuery,
} from '../../shared/api/ledger.ts'
import { Id } from '../../shared/api/page.ts'
import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { LedgerLine as Line, LedgerQuery as Ask, Paged, SyncRpc } from '../objects/sync/rpc.ts'
import { between } from './between.ts'
import { moment } from './log.ts'
import { route, streamRoute } from './route.ts'
import { plain } from './runs.ts'
import { ownSync, pageOf, wireId } from './sync.ts'
import { toldOnce } from './told-once.ts'
import { sideOf, wireSide } from './wire-side.ts'

export const listLedger = route(
  'GET /api/crm/ledger',
  { says: 'What was written, newest first.', query: LedgerQuery, answer: LedgerPage },
  async ({ deps, caller, query }) => {
    const own = await ownSync(deps, caller, query.configId)
    if (!own.ok) return own
    const page = { cursor: query.cursor ?? null, limit: query.limit }
    const found = await pageOf(deps, query.configId, 'ledger', askOf(query), 'newest', page)
    if (!found.ok) return found
    return ok(
      toldOnce(found.value, ({ items, cursor }) => ({
        items: items.map((line) => lineOf(query.configId, line)),
        cursor,
      })),
    )
  },
)

const MEDIA = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const
/** Lines asked for at once: what an export holds in memory. */
const PAGE = 200

export const exportLedger = streamRoute(
  'GET /api/crm/configs/:id/ledger',
  {
    says: 'What was written, oldest first, as a file: CSV with a line for each field, or a JSON object a line.',
    params: { id: Id },
    query: LedgerExportQuery,
    media: 'text/csv',
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const pageAfter = (cursor: string | null) =>
      own.value.sync.ledger(askOf(query), 'oldest', { cursor, limit: PAGE })
    // What is wrong with the question is said before anything is sent.
    const first = await pageAfter(null)
    if (!first.ok) return first
    const write = query.format === 'csv' ? csvOf : ndjsonOf
    const body = streamOf(first.value, pageAfter, (lines) =>
      write(lines.map((line) => lineOf(params.id, line))),
    )
    const head = query.format === 'csv' ? row(COLUMNS) : ''
    return ok(
      new Response(withHead(head, body), {
        headers: {
          'content-type': MEDIA[query.format],
          'content-disposition': `attachment; filename="ledger.${query.format}"`,
        },
      }),
    )
  },
)

export const explain = route(
  'GET /api/crm/explain',
  {
    says: 'Why a field of a record holds what it holds: since when, from where, which rule, run and person.',
    query: ExplainQuery,
    answer: Explanation,
  },
  async ({ deps, caller, query }) => {
    const own = await ownSync(deps, caller, query.configId)
    if (!own.ok) return own
    const { entityType, side, recordId, field } = query
    const told = await own.value.sync.explain(entityType, sideOf(side), recordId, field)
    if (!told.ok) return told
    const { value } = told
    const keys = await deps.workspace(caller.workspaceId).keys()
    const nameOf = (id: string | null): string | null =>
      (keys.ok ? keys.value.find((key) => key.id === id)?.name : undefined) ?? null
    const writtenOf = (one: (typeof value.history)[number]) => ({
      logId: wireId(query.configId, one.runId),
      at: moment(one.at),
      kind: one.kind,
      before: plain(one.before),
      after: plain(one.after),
      ...(one.lost === undefined ? {} : { lost: plain(one.lost) }),
      why: one.why,
      rule: one.rule ?? null,
      by: one.actor,
      byName: nameOf(one.actor),
      sourceId: one.sourceId,
    })
    return ok({
      value: plain(value.value),
      known: value.isKnown,
      says: value.says,
      from: value.from,
      since: value.since === null ? null : moment(value.since),
      by: value.by && writtenOf(value.by),
      otherRecordId: value.otherRecordId,
      otherField: value.otherField,
      mappingId: value.entryId,
      standing: value.standing,
      holdIds: [...value.holdIds],
      history: value.history.map(writtenOf),
    })
  },
)

function askOf(query: {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly entityType?: string | undefined
  readonly recordId?: string | undefined
}): Ask {
  return {
    ...between(query),
    entityType: query.entityType,
    recordId: query.recordId,
  }
}

const lineOf = (configId: string, line: Line): LedgerLine => ({
  id: wireId(configId, line.id),
  logId: wireId(configId, line.runId),
  purpose: line.purpose,
  at: moment(line.at),
  startedBy: line.actor,
  entityType: line.entityType,
  side: wireSide(line.side),
  kind: line.kind,
  recordId: line.recordId,
  sourceId: line.sourceId,
  title: line.title,
  reason: line.reason,
  changes: line.changes.map((change) => ({
    field: change.slot,
    name: change.field,
    before: plain(change.before),
    after: plain(change.after),
    ...(change.lost === undefined ? {} : { lost: plain(change.lost) }),
    why: change.why,
    decidedBy: change.actor,
  })),
})

/** A page at a time, asked for when the reader has taken the one before. */
function streamOf(
  first: Paged<Line>,
  pageAfter: (cursor: string) => ReturnType<SyncRpc['ledger']>,
  write: (lines: readonly Line[]) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let page: Paged<Line> | null = first
  return new ReadableStream({
    async pull(controller) {
      // A page may hold nothing and still not be the last.
      for (let text = ''; text === '';) {
        if (page === null) return controller.close()
        text = write(page.items)
        const { cursor }: Paged<Line> = page
        const next: Result<Paged<Line>, Failure> | null =
          cursor === null ? null : await pageAfter(cursor)
        // Half a file must not look like a whole one.
        if (next && !next.ok) return controller.error(new Error('the ledger broke off'))
        page = next?.value ?? null
        if (text !== '') controller.enqueue(encoder.encode(text))
      }
    },
  })
}

function withHead(head: string, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const start = new TextEncoder().encode(head)
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        if (start.length > 0) controller.enqueue(start)
      },
    }),
  )
}

const ndjsonOf = (lines: readonly LedgerLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('')

const COLUMNS = [
  'at', 'run', 'purpose', 'startedBy', 'entityType', 'side', 'kind', 'recordId', 'sourceId', 'title', 'field', 'name',
  'before', 'after', 'lost', 'why', 'decidedBy', 'reason',
] as const // prettier-ignore

/** A line for each field; one without a field for what changed none. */
function csvOf(lines: readonly LedgerLine[]): string {
  return lines
    .flatMap((line) => {
      const of = (change: LedgerLine['changes'][number] | null): string =>
        row([
          line.at, line.logId, line.purpose, line.startedBy, line.entityType, line.side, line.kind, line.recordId,
          line.sourceId, line.title, change?.field ?? '', change?.name ?? '', cell(change?.before), cell(change?.after),
          cell(change?.lost), change?.why ?? '', change?.decidedBy ?? '', line.reason,
        ]) // prettier-ignore
      return line.changes.length === 0 ? [of(null)] : line.changes.map(of)
    })
    .join('')
}

const cell = (value: LedgerLine['changes'][number]['before'] | undefined): string | number =>
  value === null || value === undefined
    ? ''
    : typeof value === 'string' || typeof value === 'number'
      ? value
      : JSON.stringify(value)

/** One line; what a spreadsheet would take for a formula is told apart by an apostrophe before it. */
const row = (cells: readonly (string | number | null)[]): string =>
  `${Papa.unparse([[...cells]], { escapeFormulae: true, newline: '\r\n' })}\r\n`
