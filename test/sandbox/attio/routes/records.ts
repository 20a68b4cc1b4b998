import * as z from 'zod'
import { Draft } from '../draft.ts'
import { fillCompany } from '../company.ts'
import { dropBeside } from '../beside.ts'
import { deleteRow } from '../mirror.ts'
import { readValue, rowText } from '../reading.ts'
import type { Row } from '../records.ts'
import { valuesOf } from '../records.ts'
import { badShape, invalid, notFound, Refusal, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import {
  attributeIn,
  data,
  HISTORIC,
  objectIn,
  page,
  PAGING,
  readBody,
  readQuery,
} from '../route.ts'
import { isContactIntelligence } from '../standard.ts'
import type { ObjectType } from '../workspace.ts'
import { findAttribute } from '../workspace.ts'
import type { Mode, Writing, Written } from '../write.ts'
import { entriesOf } from './entries.ts'
import { assertRow, createRow, readValues, updateRow } from '../write.ts'

const Body = z.object({
  data: z.strictObject({ values: z.record(z.string(), z.unknown()) }),
})

const shown = ({ caller: { workspace } }: Call, object: ObjectType, row: Row): Answer => ({
  text: `{"data":${rowText(workspace, object, row)}}`,
})

function rowIn(call: Call, object: ObjectType): Row | Refusal {
  const id = call.params['record'] ?? ''
  const row = call.caller.workspace.records.of(object.id).get(id)
  return row ?? notFound(`Record with ID "${id}"`)
}

export const writingOf = (call: Call): Writing => ({
  workspace: call.caller.workspace,
  draft: new Draft(call.caller.workspace.records),
  actor: { type: 'api-token', id: call.caller.token.id },
  now: call.now,
  switches: call.switches,
  newId: call.newId,
})

/** Reads the values, lets `act` write them to a draft, and makes it true unless something refused. */
function write(
  call: Call,
  object: ObjectType,
  act: (writing: Writing, written: Written[]) => Row | Refusal,
): Answer | Refusal {
  const body = readBody(call, Body)
  if (body instanceof Refusal) return body
  const writing = writingOf(call)
  const written = readValues(writing, object, body.data.values)
  if (written instanceof Refusal) return written
  const row = act(writing, written)
  if (row instanceof Refusal) return row
  const isNew = !call.caller.workspace.records.of(object.id).get(row.id)
  const named = written.some(({ attribute }) => attribute.slug === 'company')
  const refused = isNew && !named ? fillCompany(writing, object, row) : null
  if (refused) return refused
  call.commit(writing.draft, writing)
  return shown(call, object, call.caller.workspace.records.of(object.id).get(row.id) ?? row)
}

function create(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  return write(call, object, (writing, written) => createRow(writing, object, written))
}

function assert(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const name = call.query.get('matching_attribute')
  if (name === null)
    return badShape(
      [
        {
          code: 'invalid_type',
          path: ['matching_attribute'],
          message: 'Required',
          expected: 'string',
          received: 'undefined',
        },
      ],
      'Query params validation error.',
    )
  const matching = findAttribute(object, name)
  if (!matching || matching.archived)
    return unknownValue(`No attribute was found for matching_attribute slug/ID "${name}".`)
  if (!matching.unique)
    return badShape([invalid(['matching_attribute'])], 'The matching attribute must be unique.')
  return write(call, object, (writing, written) => assertRow(writing, object, matching, written))
}

function update(call: Call, mode: Mode): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const row = rowIn(call, object)
  if (row instanceof Refusal) return row
  return write(call, object, (writing, written) =>
    updateRow(writing, object, row, written, () => mode),
  )
}

function get(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const row = rowIn(call, object)
  return row instanceof Refusal ? row : shown(call, object, row)
}

function remove(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const row = rowIn(call, object)
  if (row instanceof Refusal) return row
  const writing = writingOf(call)
  deleteRow(writing, row)
  dropBeside(writing.workspace, row.id)
  call.commit(writing.draft, writing)
  return { text: '{}' }
}

const READING = { ...PAGING, ...HISTORIC }
function listValues(call: Call): Answer | Refusal {
  const found = attributeIn(call)
  if (found instanceof Refusal) return found
  const { object, attribute } = found
  const row = rowIn(call, object)
  if (row instanceof Refusal) return row
  const query = readQuery(call, READING)
  if (query instanceof Refusal) return query
  const closed = attribute.system && isContactIntelligence(attribute.slug)
  if (query.show_historic && (closed || attribute.enriched))
    return badShape(
      [],
      `Cannot set show_historic param to true when querying ${closed ? 'a COMINT' : 'an enriched'} attribute.`,
    )
  const current = valuesOf(row, attribute.id)
  const all = query.show_historic
    ? [...(row.past[attribute.id] ?? []), ...current].sort((one, other) => one.from - other.from)
    : current
  return data(page(all, query).map((value) => readValue(call.caller.workspace, attribute, value)))
}

function listEntries(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const row = rowIn(call, object)
  if (row instanceof Refusal) return row
  const query = readQuery(call, PAGING)
  if (query instanceof Refusal) return query
  return data(page(entriesOf(call.caller.workspace, row.id), { limit: 100, ...query }))
}

const READ = {
  pace: 'read',
  scopes: ['record_permission:read', 'object_configuration:read'],
} as const
const WRITE = {
  pace: 'write',
  scopes: ['record_permission:read-write', 'object_configuration:read'],
} as const
const ALL = '/v2/objects/{object}/records'
const ONE = `${ALL}/{record}`

export const RECORDS: readonly Route[] = [
  { method: 'POST', path: ALL, kind: 'records.create', ...WRITE, answer: create },
  { method: 'PUT', path: ALL, kind: 'records.assert', ...WRITE, answer: assert },
  { method: 'GET', path: ONE, kind: 'records.get', ...READ, answer: get },
  {
    method: 'PATCH',
    path: ONE,
    kind: 'records.patch',
    ...WRITE,
    answer: (call) => update(call, 'append'),
  },
  {
    method: 'PUT',
    path: ONE,
    kind: 'records.put',
    ...WRITE,
    answer: (call) => update(call, 'overwrite'),
  },
  { method: 'DELETE', path: ONE, kind: 'records.delete', ...WRITE, answer: remove },
  {
    method: 'GET',
    path: `${ONE}/attributes/{attribute}/values`,
    kind: 'values.list',
    ...READ,
    answer: listValues,
  },
  {
    method: 'GET',
    path: `${ONE}/entries`,
    kind: 'entries.list',
    pace: 'read',
    scopes: [...READ.scopes, 'list_entry:read'],
    answer: listEntries,
  },
]
