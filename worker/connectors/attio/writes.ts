import type { Failure } from '../../../shared/failure.ts'
import type { Field } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Values } from '../../../shared/value.ts'
import { type Cells, encodeCells } from '../cells.ts'
import type { Outcome, RecordWrite } from '../connector.ts'
import { ask, change, type Trouble } from './api.ts'
import { hasAttributes, kindOf, oneOf } from './kind.ts'
import { lookAt, type Place, recordsOf } from './records.ts'
import { writeFailureOf } from './refusal.ts'
import type { Row } from './row.ts'
import { NothingWire } from './wire.ts'

/** Writes one by one, side by side: there is no call for many. Two writes of one record keep their order. */
export async function writeRecords(
  place: Place,
  fields: readonly Field[],
  writes: readonly RecordWrite[],
): Promise<readonly Outcome[]> {
  const before = new Map<string, Promise<unknown>>()
  return Promise.all(
    writes.map((write) => {
      if (write.kind === 'create') return writeOne(place, fields, write)
      const earlier = before.get(write.id) ?? Promise.resolve()
      const work = earlier.then(() => writeOne(place, fields, write))
      before.set(write.id, work)
      return work
    }),
  )
}

async function writeOne(
  place: Place,
  fields: readonly Field[],
  write: RecordWrite,
): Promise<Outcome> {
  const values = valuesOf(write)
  const { table, members } = place
  await members.loadFor(table.fields.filter(({ id }) => id in values))
  const cells = encodeCells(
    { vendor: 'Attio', table, codecOf: members.codecOf },
    fields,
    values,
    write.kind === 'create',
  )
  if (!cells.ok) return { ok: false, failure: cells.error }
  const sent = await send(place, write, cells.value)
  if (sent.ok) {
    const [record] = sent.value ? await recordsOf(place, fields, [sent.value]) : []
    return { ok: true, record: record ?? null }
  }
  const failure = await failureOf(sent.error, write, values, place)
  // A record that is not there is as deleted as can be.
  if (write.kind === 'delete' && failure.reason === 'gone') return { ok: true, record: null }
  return { ok: false, failure }
}

function valuesOf(write: RecordWrite): Values {
  if (write.kind === 'delete') return {}
  if (write.kind === 'create' && write.twin) {
    return { ...write.values, [write.twin.field]: write.twin.id }
  }
  return write.values
}

async function send(
  place: Place,
  write: RecordWrite,
  cells: Cells,
): Promise<Result<Row | null, Trouble>> {
  const { door, table } = place
  const kind = kindOf(table)
  if (write.kind === 'delete') {
    const call = change('DELETE', oneOf(kind, table, write.id))
    const answer = await ask(door, call, NothingWire, 'a deletion')
    return answer.ok ? ok(null) : answer
  }
  const call =
    write.kind === 'create' ? kind.create(table, cells) : ok(kind.update(table, write.id, cells))
  if (!call.ok) return err({ kind: 'failure', failure: call.error })
  const answer = await ask(door, call.value, kind.one, 'a written record')
  if (!answer.ok) return answer
  return ok((await place.objects.named([answer.value.data]))[0] ?? null)
}

async function failureOf(
  trouble: Trouble,
  write: RecordWrite,
  values: Values,
  place: Place,
): Promise<Failure> {
  if (trouble.kind === 'failure') return trouble.failure
  const id = write.kind === 'create' ? null : write.id
  const { rightToWrite } = kindOf(place.table)
  const failure = writeFailureOf(trouble.refusal, { id, values, needs: rightToWrite }, place.table)
  // Around notes and tasks a “not found” may also mean what they are linked to.
  return failure.reason === 'gone' && failure.what === 'record' && !hasAttributes(place.table)
    ? whatIsGone(place, write, values, failure)
    : failure
}

/** The thing itself, or what it was to point at? A note that is there and cannot be found is one that cannot be changed. */
async function whatIsGone(
  place: Place,
  write: RecordWrite,
  values: Values,
  gone: Failure,
): Promise<Failure> {
  if (write.kind === 'delete') return gone
  if (write.kind === 'update') {
    const look = await lookAt(place, write.id)
    if (!look.ok) return look.error
    if (look.value === null) return gone
  }
  const link = place.table.fields.find(
    ({ id, type }) => type === 'reference' && (values[id] ?? null) !== null,
  )
  if (!link) return { reason: 'refused', vendor: 'Attio', what: 'to change this one' }
  const why = 'the linked record is not there'
  return { reason: 'refused_value', vendor: 'Attio', field: link.name, why }
}
