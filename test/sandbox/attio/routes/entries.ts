import * as z from 'zod'
import { readEntry, readValue } from '../reading.ts'
import type { Row } from '../records.ts'
import { valuesOf } from '../records.ts'
import { notFound, Refusal, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { attributeIn, data, HISTORIC, listIn, page, PAGING, readBody, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import type { ListType, Place, Workspace } from '../workspace.ts'
import { findObject } from '../workspace.ts'
import type { Mode, Writing } from '../write.ts'
import { createRow, readValues, updateRow } from '../write.ts'
import { writingOf } from './records.ts'

const values = z.record(z.string(), z.unknown())
const NewEntry = z.object({
  data: z.strictObject({
    parent_record_id: z.uuid(),
    parent_object: z.string(),
    entry_values: values,
  }),
})
/** The parent may be named, to be refused. */
const EntryPatch = z.object({
  data: z.strictObject({
    entry_values: values,
    parent_record_id: z.unknown().optional(),
    parent_object: z.unknown().optional(),
  }),
})

const shown = ({ caller: { workspace } }: Call, list: ListType, row: Row): Answer =>
  data(readEntry(workspace, list, row))

function entryIn(call: Call, list: ListType): Row | Refusal {
  const id = call.params['entry'] ?? ''
  const row = call.caller.workspace.records.of(list.id).get(id)
  return row ?? notFound(`Entry with ID "${id}"`)
}

/** The record an entry is to stand for. */
export function parentOf(
  workspace: Workspace,
  list: ListType,
  given: { readonly parent_object: string; readonly parent_record_id: string },
): Place | Refusal {
  const object = findObject(workspace, given.parent_object)
  if (!object || !list.parents.includes(object.id))
    return unknownValue(`Parent object with slug/ID "${given.parent_object}" not found.`)
  return workspace.records.of(object.id).get(given.parent_record_id)
    ? { object: object.id, record: given.parent_record_id }
    : unknownValue(`Parent record with slug/ID "${given.parent_record_id}" not found.`)
}

/** Reads the values, lets `act` write them, and makes it true unless something refused. */
function write(
  call: Call,
  list: ListType,
  given: Readonly<Record<string, unknown>>,
  act: (writing: Writing, written: Parameters<typeof createRow>[2]) => Row | Refusal,
): Answer | Refusal {
  const writing = writingOf(call)
  const written = readValues(writing, list, given)
  if (written instanceof Refusal) return written
  const row = act(writing, written)
  if (row instanceof Refusal) return row
  call.commit(writing.draft, writing)
  return shown(call, list, call.caller.workspace.records.of(list.id).get(row.id) ?? row)
}

/** One record may be in a list several times; `assert` takes the one entry that is there. */
function put(call: Call, isAssert: boolean): Answer | Refusal {
  const list = listIn(call)
  if (list instanceof Refusal) return list
  const body = readBody(call, NewEntry)
  if (body instanceof Refusal) return body
  const { workspace } = call.caller
  const parent = parentOf(workspace, list, body.data)
  if (parent instanceof Refusal) return parent
  const there = isAssert
    ? workspace.records
        .of(list.id)
        .inOrder()
        .filter((one) => one.parent?.record === parent.record)
    : []
  if (there.length > 1)
    return new Refusal(
      400,
      'multiple_match_results',
      'Multiple entries were found with that parent record.',
    )
  return write(call, list, body.data.entry_values, (writing, written) =>
    there[0]
      ? updateRow(writing, list, there[0], written, () => 'overwrite')
      : createRow(writing, list, written, call.newId(), parent),
  )
}

function update(call: Call, mode: Mode): Answer | Refusal {
  const list = listIn(call)
  if (list instanceof Refusal) return list
  const row = entryIn(call, list)
  if (row instanceof Refusal) return row
  const body = readBody(call, EntryPatch)
  if (body instanceof Refusal) return body
  const { parent_record_id, parent_object, entry_values } = body.data
  if (parent_record_id !== undefined || parent_object !== undefined)
    return new Refusal(400, 'immutable_value', 'The parent record of an entry cannot be changed.')
  return write(call, list, entry_values, (writing, written) =>
    updateRow(writing, list, row, written, () => mode),
  )
}

function get(call: Call): Answer | Refusal {
  const list = listIn(call)
  if (list instanceof Refusal) return list
  const row = entryIn(call, list)
  return row instanceof Refusal ? row : shown(call, list, row)
}

function remove(call: Call): Answer | Refusal {
  const list = listIn(call)
  if (list instanceof Refusal) return list
  const row = entryIn(call, list)
  if (row instanceof Refusal) return row
  const writing = writingOf(call)
  writing.draft.remove(row, writing.actor)
  call.commit(writing.draft, writing)
  return { text: '{}' }
}

function listValues(call: Call): Answer | Refusal {
  const list = listIn(call)
  if (list instanceof Refusal) return list
  const row = entryIn(call, list)
  if (row instanceof Refusal) return row
  const found = attributeIn(call)
  if (found instanceof Refusal) return found
  const query = readQuery(call, { ...PAGING, ...HISTORIC })
  if (query instanceof Refusal) return query
  const { attribute } = found
  const current = valuesOf(row, attribute.id)
  const all = query.show_historic
    ? [...(row.past[attribute.id] ?? []), ...current].sort((one, other) => one.from - other.from)
    : current
  return data(page(all, query).map((value) => readValue(call.caller.workspace, attribute, value)))
}

/** All entries of one record, over all lists. */
export function entriesOf(workspace: Workspace, record: string) {
  return workspace.lists.flatMap((list) =>
    workspace.records
      .of(list.id)
      .inOrder()
      .filter(({ parent }) => parent?.record === record)
      .map((row) => ({
        list_id: list.id,
        list_api_slug: list.slug,
        entry_id: row.id,
        created_at: instant(row.createdAt),
      })),
  )
}

const READ = { pace: 'read', scopes: ['list_entry:read', 'list_configuration:read'] } as const
const WRITE = {
  pace: 'write',
  scopes: ['list_entry:read-write', 'list_configuration:read'],
} as const
const ALL = '/v2/lists/{list}/entries'
const ONE = `${ALL}/{entry}`

export const ENTRIES: readonly Route[] = [
  {
    method: 'POST',
    path: ALL,
    kind: 'entries.create',
    ...WRITE,
    answer: (call) => put(call, false),
  },
  { method: 'PUT', path: ALL, kind: 'entries.assert', ...WRITE, answer: (call) => put(call, true) },
  { method: 'GET', path: ONE, kind: 'entries.get', ...READ, answer: get },
  {
    method: 'PATCH',
    path: ONE,
    kind: 'entries.patch',
    ...WRITE,
    answer: (call) => update(call, 'append'),
  },
  {
    method: 'PUT',
    path: ONE,
    kind: 'entries.put',
    ...WRITE,
    answer: (call) => update(call, 'overwrite'),
  },
  { method: 'DELETE', path: ONE, kind: 'entries.delete', ...WRITE, answer: remove },
  {
    method: 'GET',
    path: `${ONE}/attributes/{attribute}/values`,
    kind: 'entryValues.list',
    ...READ,
    answer: listValues,
  },
]
