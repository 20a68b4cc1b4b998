import * as z from 'zod'
import { mergeRows } from '../merge.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { data, objectIn, readBody } from '../route.ts'
import { writingOf } from './records.ts'

const Body = z.object({
  data: z.strictObject({ primary_record_id: z.uuid(), secondary_record_id: z.uuid() }),
})

/** Two records become one, under an id that is new (but for a switch). */
function merge(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const body = readBody(call, Body)
  if (body instanceof Refusal) return body
  const { primary_record_id: one, secondary_record_id: other } = body.data
  if (one === other) return new Refusal(400, 'self_merge', 'A record cannot be merged with itself.')
  const rows = call.caller.workspace.records.of(object.id)
  const [primary, secondary] = [rows.get(one), rows.get(other)]
  if (!primary) return notFound(`Record with ID "${one}"`)
  if (!secondary) return notFound(`Record with ID "${other}"`)
  const writing = writingOf(call)
  const id = mergeRows(writing, object, primary, secondary)
  if (id instanceof Refusal) return id
  call.commit(writing.draft, { ...writing, merged: { id, from: [one, other] } })
  return data({ new_record_id: id })
}

export const MERGING: Route = {
  method: 'POST',
  path: '/v2/objects/{object}/records/merge',
  kind: 'records.merge',
  pace: 'write',
  scopes: ['record_permission:read-write', 'object_configuration:read'],
  answer: merge,
}
