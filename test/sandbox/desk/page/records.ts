import * as z from 'zod'
import type { RecordData } from '@airtable/blocks/dist/types/src/types/record'
import { Records, type Table } from './airtable.ts'
import { call } from './call.ts'
import { cellToRest, cellToSdk } from './cells.ts'

/** The SDK knows a failed load or write as a rejected promise; the sentence goes with it. */
const fail = (sentence: string): never => {
  throw new Error(sentence)
}

const Page = Records.extend({ offset: z.string().optional() })
/** Airtable's REST takes ten records in a call, the SDK fifty. */
const BATCH = 10

/** Every record of a table in the SDK's shape, read page by page. */
export async function loadRecords(
  baseId: string,
  table: Table,
): Promise<{ [id: string]: RecordData }> {
  const records: { [id: string]: RecordData } = {}
  let offset: string | undefined
  do {
    const query = new URLSearchParams({
      pageSize: '100',
      returnFieldsByFieldId: 'true',
      ...(offset ? { offset } : {}),
    })
    const page = await call('GET', `/airtable/v0/${baseId}/${table.id}?${query}`, Page)
    if (!page.ok) return fail(page.error)
    for (const { id, createdTime, fields } of page.value.records)
      records[id] = {
        id,
        createdTime,
        commentCount: 0,
        cellValuesByFieldId: Object.fromEntries(
          table.fields.map((field) => [field.id, cellToSdk(field, fields[field.id])]),
        ),
      }
    offset = page.value.offset
  } while (offset)
  return records
}

type Written = {
  readonly id: string
  readonly cellValuesByFieldId: { readonly [field: string]: unknown }
}

/** Writes through the base's REST. Airtable's own write path takes the record ids the caller chose; REST chooses its own. */
export async function writeRecords(
  baseId: string,
  table: Table,
  method: 'POST' | 'PATCH',
  records: readonly Written[],
): Promise<void> {
  for (let at = 0; at < records.length; at += BATCH) {
    const batch = records.slice(at, at + BATCH).map(({ id, cellValuesByFieldId }) => ({
      ...(method === 'PATCH' ? { id } : {}),
      fields: Object.fromEntries(
        table.fields
          .filter((field) => field.id in cellValuesByFieldId)
          .map((field) => [field.id, cellToRest(field, cellValuesByFieldId[field.id])]),
      ),
    }))
    const written = await call(method, `/airtable/v0/${baseId}/${table.id}`, z.unknown(), {
      records: batch,
    })
    if (!written.ok) fail(written.error)
  }
}

export async function deleteRecords(
  baseId: string,
  table: Table,
  ids: readonly string[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += BATCH) {
    const query = ids.slice(at, at + BATCH).map((id) => `records[]=${encodeURIComponent(id)}`)
    const deleted = await call(
      'DELETE',
      `/airtable/v0/${baseId}/${table.id}?${query.join('&')}`,
      z.unknown(),
    )
    if (!deleted.ok) fail(deleted.error)
  }
}
