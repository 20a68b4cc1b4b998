/** An extension as somebody else writes one: after Airtable's own guide, with nothing but their SDK. */
import {
  initializeBlock,
  useBase,
  useCursor,
  useLoadable,
  useRecords,
  useSession,
  useWatchable,
} from '@airtable/blocks/ui'
import { useState } from 'react'

function Contacts() {
  const base = useBase()
  const session = useSession()
  const table = base.getTableByName('Contacts')
  const sorted = useRecords(table, { sorts: [{ field: 'Score', direction: 'desc' }] })
  const customers = useRecords(table.getViewByName('Customers'), { fields: ['Name'] })
  const [says, say] = useState('')
  const first = sorted[0]
  const tell = (work) => () =>
    work().then(
      (done) => say(String(done ?? 'done')),
      (error) => say(`refused: ${error.message}`),
    )
  const doings = {
    Rename: () => table.updateRecordAsync(first, { Name: 'Renamed' }),
    Choose: () => table.updateRecordAsync(first, { Stage: { name: 'Customer' } }),
    Create: () => table.createRecordAsync({ Name: 'Kay', Stage: { name: 'Lead' }, Score: 1 }),
    Delete: () => table.deleteRecordAsync(first),
    'Write closely': () =>
      Promise.all(
        Array.from({ length: 40 }, (_, at) => table.updateRecordAsync(first, { Score: at })),
      ),
    Flood: () =>
      Promise.all(
        Array.from({ length: 16 }, (_, at) => table.createRecordAsync({ Name: `Flood ${at}` })),
      ),
    'Link to nobody': () =>
      table.updateRecordAsync(first, { Firm: [{ id: 'recNobodyAtAll0001' }] }),
    'Add a field': async () => {
      const id = await table.createFieldAsync('Note', 'singleLineText', undefined, 'From afar')
      return id.name ?? table.getFieldById(id).name
    },
    'Write a number as text': () => table.updateRecordAsync(first, { Score: 'many' }),
  }
  return (
    <main>
      <p id="level">{session.hasPermissionToCreateRecords() ? 'may create' : 'may not create'}</p>
      <ul aria-label="All">
        {sorted.map((record) => (
          <li key={record.id} data-id={record.id}>
            {['Name', 'Score', 'Stage', 'Firm', 'City']
              .map((field) => record.getCellValueAsString(field) || '-')
              .join(' | ')}
          </li>
        ))}
      </ul>
      <ol aria-label="Customers">
        {customers.map((record) => (
          <li key={record.id}>{record.name}</li>
        ))}
      </ol>
      <p id="fields">{table.fields.map(({ name }) => name).join(', ')}</p>
      <p id="tables">{base.tables.map(({ name }) => name).join(', ')}</p>
      <p id="choices">{JSON.stringify(first?.getCellValue('Stage'))}</p>
      {Object.entries(doings).map(([name, work]) => (
        <button key={name} type="button" onClick={tell(work)}>
          {name}
        </button>
      ))}
      <p role="status">{says}</p>
      <Marked />
    </main>
  )
}

function Marked() {
  const base = useBase()
  const cursor = useCursor()
  useLoadable(cursor)
  useWatchable(cursor, ['selectedRecordIds', 'activeTableId', 'activeViewId'])
  const table = base.getTableByIdIfExists(cursor.activeTableId)
  const view = table?.getViewByIdIfExists(cursor.activeViewId)
  return (
    <p id="marked">
      {table?.name} / {view?.name} / {cursor.selectedRecordIds.length} marked
    </p>
  )
}

initializeBlock(() => <Contacts />)
