import { expect, test } from 'vitest'
import type { Table } from '../../shared/field.ts'
import type { Connector, RecordWrite } from '../../worker/connectors/connector.ts'
import { batches, deliver } from '../../worker/run/deliver.ts'

const create = (id: string): RecordWrite => ({ kind: 'create', values: { id }, twin: null })
const drop = (id: string): RecordWrite => ({ kind: 'delete', id })
const table: Table = { id: 'tblA', name: 'A', fields: [] }

test.each([
  { says: 'nothing makes no batch', writes: [], most: 10, want: [] },
  {
    says: 'so many go together',
    writes: ['a', 'b', 'c', 'd', 'e'].map(create),
    most: 2,
    want: [2, 2, 1],
  },
  {
    says: 'kinds are kept apart, in order',
    writes: [create('a'), drop('b'), drop('c'), create('d')],
    most: 10,
    want: [1, 2, 1],
  },
  { says: 'one at a time', writes: ['a', 'b'].map(drop), most: 1, want: [1, 1] },
])('$says', ({ writes, most, want }) => {
  const made = batches(writes, most)
  expect(made.map((batch) => batch.length)).toEqual(want)
  expect(made.flat()).toEqual(writes)
})

test('outcomes come in the order of the writes, whichever batch is done first', async () => {
  const limits: Connector['limits'] = { pace: [], page: 1, batch: 2, lookup: 1, longestCallMs: 1 }
  const connector: Pick<Connector, 'limits' | 'write'> = {
    limits,
    async write(_table, _fields, writes) {
      await new Promise((wake) => setTimeout(wake, writes.length === 2 ? 20 : 1))
      return writes.map((write) => ({
        ok: true,
        record: { id: write.kind === 'delete' ? write.id : '', values: {} },
      }))
    },
  }
  const outcomes = await deliver(connector, {
    table,
    fields: [],
    writes: ['a', 'b', 'c'].map(drop),
    deadline: 1,
  })
  expect(outcomes.map((outcome) => outcome.ok && outcome.record?.id)).toEqual(['a', 'b', 'c'])
})
