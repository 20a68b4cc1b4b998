import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Call } from '../../http.ts'
import type { Cells } from '../cells.ts'
import { change, get, query } from './api.ts'
import { EntryRow, NoteRow, PARENT, RecordRow, type Row, TaskRow } from './row.ts'

/**
 * What differs between Attio's four kinds of things that stand in tables here: records of objects, entries of lists,
 * notes and tasks.
 */
export type Kind = {
  /** What Attio answers with one of them, and with many. */
  readonly one: z.ZodType<{ data: Row }>
  readonly many: z.ZodType<{ data: Row[] }>
  /** One of them, below the address of the table. */
  readonly rightToRead: string
  readonly rightToWrite: string
  /** The most one page may hold. */
  readonly page: number
  address(table: Table): string
  /** One page from `offset` on, oldest first where it can be asked for and `sorted` is wanted. */
  list(table: Table, offset: number, sorted: boolean): Call
  /** A filter over all of them, where Attio has one. */
  readonly query?: (table: Table, body: { readonly [key: string]: unknown }) => Call
  /** Where its saved views are listed, if it has any. */
  readonly views?: (table: Table) => string
  /** The attribute that holds a thing's own id, where it may be asked for in lists. */
  readonly idAttribute?: string
  /** Where an attribute's history is asked for. */
  readonly history?: true
  create(table: Table, cells: Cells): Result<Call, Failure>
  update(table: Table, id: string, cells: Cells): Call
}

/** Made once for all calls: a schema costs more to make than to read most answers by. */
const answersOf = (row: z.ZodType<Row>): Pick<Kind, 'one' | 'many'> => ({
  one: z.object({ data: row }),
  many: z.object({ data: z.array(row) }),
})

const OLDEST_FIRST = [{ direction: 'asc', attribute: 'created_at' }]
const PAGE = 500
/** Of notes, fifty is the most. */
const NOTES_PAGE = 50

export const oneOf = (kind: Kind, table: Table, id: string): string =>
  `${kind.address(table)}/${encodeURIComponent(id)}`

const listByQuery =
  (kind: () => Kind) =>
  (table: Table, offset: number, sorted: boolean): Call =>
    query(`${kind().address(table)}/query`, {
      ...(sorted ? { sorts: OLDEST_FIRST } : {}),
      limit: PAGE,
      offset,
    })

const RECORDS: Kind = {
  ...answersOf(RecordRow),
  rightToRead: 'record_permission:read',
  rightToWrite: 'record_permission:read-write',
  page: PAGE,
  address: ({ id }) => `/v2/objects/${encodeURIComponent(id)}/records`,
  list: listByQuery(() => RECORDS),
  query: (table, body) => query(`${RECORDS.address(table)}/query`, body),
  views: ({ id }) => `/v2/objects/${encodeURIComponent(id)}/views`,
  idAttribute: 'record_id',
  history: true,
  create: (table, values) => ok(change('POST', RECORDS.address(table), { data: { values } })),
  // PUT sets lists whole and leaves what it is not given alone; PATCH would only ever add to a list.
  update: (table, id, values) => change('PUT', oneOf(RECORDS, table, id), { data: { values } }),
}

const LIST = 'list:'
/** A colon is in no slug, so no object can have these names. */
export const NOTES_ID = ':notes'
export const TASKS_ID = ':tasks'
export const listTableId = (slug: string): string => `${LIST}${slug}`

const ENTRIES: Kind = {
  ...answersOf(EntryRow),
  rightToRead: 'list_entry:read',
  rightToWrite: 'list_entry:read-write',
  page: PAGE,
  address: ({ id }) => `/v2/lists/${encodeURIComponent(id.slice(LIST.length))}/entries`,
  list: listByQuery(() => ENTRIES),
  query: (table, body) => query(`${ENTRIES.address(table)}/query`, body),
  views: ({ id }) => `/v2/lists/${encodeURIComponent(id.slice(LIST.length))}/views`,
  history: true,
  create(table, { [PARENT]: parent, ...entry_values }) {
    const target = firstOf(parent)
    if (!target) return missing(table, PARENT)
    const { target_object: parent_object, target_record_id: parent_record_id } = target
    const data = { parent_object, parent_record_id, entry_values }
    return ok(change('POST', ENTRIES.address(table), { data }))
  },
  update: (table, id, entry_values) =>
    change('PUT', oneOf(ENTRIES, table, id), { data: { entry_values } }),
}

const NOTES: Kind = {
  ...answersOf(NoteRow),
  rightToRead: 'note:read',
  rightToWrite: 'note:read-write',
  page: NOTES_PAGE,
  address: () => '/v2/notes',
  list: (_, offset) => get(`/v2/notes?limit=${NOTES_PAGE}&offset=${offset}`),
  create(table, { [PARENT]: parent, title, content, created_at }) {
    const target = firstOf(parent)
    if (!target) return missing(table, PARENT)
    const at = valueOf(created_at)
    const data = {
      parent_object: target['target_object'],
      parent_record_id: target['target_record_id'],
      title: valueOf(title) ?? '',
      format: 'markdown',
      content: valueOf(content) ?? '',
      ...(at === null ? {} : { created_at: at }),
    }
    return ok(change('POST', '/v2/notes', { data }))
  },
  update: (table, id, { title, content }) =>
    change('PATCH', oneOf(NOTES, table, id), {
      data: {
        ...(title === undefined ? {} : { title: valueOf(title) ?? '' }),
        ...(content === undefined ? {} : { format: 'markdown', content: valueOf(content) ?? '' }),
      },
    }),
}

const TASKS: Kind = {
  ...answersOf(TaskRow),
  rightToRead: 'task:read',
  rightToWrite: 'task:read-write',
  page: PAGE,
  address: () => '/v2/tasks',
  list: (_, offset) => get(`/v2/tasks?limit=${PAGE}&offset=${offset}&sort=created_at:asc`),
  create(table, cells) {
    const content = valueOf(cells['content'])
    if (content === null) return missing(table, 'content')
    // All six must be sent.
    const data = {
      content,
      format: 'plaintext',
      deadline_at: valueOf(cells['deadline_at']),
      is_completed: valueOf(cells['is_completed']) ?? false,
      linked_records: cells['linked_records'] ?? [],
      assignees: cells['assignees'] ?? [],
    }
    return ok(change('POST', '/v2/tasks', { data }))
  },
  update(table, id, { deadline_at, is_completed, linked_records, assignees }) {
    const data = {
      ...(deadline_at === undefined ? {} : { deadline_at: valueOf(deadline_at) }),
      ...(is_completed === undefined ? {} : { is_completed: valueOf(is_completed) ?? false }),
      ...(linked_records === undefined ? {} : { linked_records }),
      ...(assignees === undefined ? {} : { assignees }),
    }
    return change('PATCH', oneOf(TASKS, table, id), { data })
  },
}

export function kindOf(table: Table): Kind {
  if (table.id === NOTES_ID) return NOTES
  if (table.id === TASKS_ID) return TASKS
  return table.id.startsWith(LIST) ? ENTRIES : RECORDS
}

/** Where the attributes of an object or a list are. Notes and tasks have none. */
export const attributesOf = (tableId: string): string =>
  tableId.startsWith(LIST)
    ? `/v2/lists/${encodeURIComponent(tableId.slice(LIST.length))}/attributes`
    : `/v2/objects/${encodeURIComponent(tableId)}/attributes`
export const hasAttributes = (table: Table): boolean =>
  table.id !== NOTES_ID && table.id !== TASKS_ID

/** The first element our codecs wrote, which is always an object. */
function firstOf(cell: unknown): { readonly [part: string]: unknown } | null {
  const [first] = Array.isArray(cell) ? cell : []
  return typeof first === 'object' && first !== null ? first : null
}

const valueOf = (cell: unknown): unknown => firstOf(cell)?.['value'] ?? null

const missing = (table: Table, id: string): Result<never, Failure> =>
  err({
    reason: 'missing_required',
    field: table.fields.find((field) => field.id === id)?.name ?? table.name,
  })
