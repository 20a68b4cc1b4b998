import type { Failure } from '../../../shared/failure.ts'
import type { Field } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Values } from '../../../shared/value.ts'
import { encodeCells } from '../cells.ts'
import type { Outcome, RecordWrite } from '../connector.ts'
import { ask, change, type Trouble } from './api.ts'
import { type Place, recordPath, recordsOf, recordsPath } from './records.ts'
import { writeFailureOf } from './refusal.ts'
import { NothingWire, OneRecordWire, type RecordWire } from './wire.ts'

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
  const failure = failureOf(sent.error, write, values, place)
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
  values: { readonly [slug: string]: unknown },
): Promise<Result<RecordWire | null, Trouble>> {
  if (write.kind === 'delete') {
    const call = change('DELETE', recordPath(place, write.id))
    const answer = await ask(place.door, call, NothingWire, 'a deletion')
    return answer.ok ? ok(null) : answer
  }
  // PUT sets lists whole and leaves what it is not given alone; PATCH would only ever add to a list.
  const call =
    write.kind === 'create'
      ? change('POST', recordsPath(place), { data: { values } })
      : change('PUT', recordPath(place, write.id), { data: { values } })
  const answer = await ask(place.door, call, OneRecordWire, 'a written record')
  return answer.ok ? ok(answer.value.data) : err(answer.error)
}

const failureOf = (trouble: Trouble, write: RecordWrite, values: Values, place: Place): Failure =>
  trouble.kind === 'failure'
    ? trouble.failure
    : writeFailureOf(
        trouble.refusal,
        { id: write.kind === 'create' ? null : write.id, values },
        place.table,
      )
