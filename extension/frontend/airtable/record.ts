import { expandRecord, type useBase } from '@airtable/blocks/ui'

/** Opens a record over the base, as a click in the grid does. Answers whether it is there to be opened. */
export type OpenRecord = (tableId: string, recordId: string) => Promise<boolean>

/** Nothing stays loaded afterwards: a table that is loaded makes a refused write fatal for the whole frame. */
export const openRecordIn =
  (base: ReturnType<typeof useBase>): OpenRecord =>
  async (tableId, recordId) => {
    const table = base.getTableByIdIfExists(tableId)
    if (table === null) return false
    const rows = await table.selectRecordsAsync({ fields: [] })
    const record = rows.getRecordByIdIfExists(recordId)
    if (record) expandRecord(record)
    rows.unloadData()
    return record !== null
  }
