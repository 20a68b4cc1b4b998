/** The shapes of Airtable's answers that we read; whatever else they hold is ignored. */
import * as z from 'zod'
import { AirtableField } from '../../../shared/codec/airtable.ts'

export const RecordWire = z.object({
  id: z.string(),
  createdTime: z.string().optional(),
  /** By field id; empty cells are left out. */
  fields: z.record(z.string(), z.unknown()).default({}),
})
export type RecordWire = z.infer<typeof RecordWire>

/** `offset` only while there is more. */
export const PageWire = z.object({ records: z.array(RecordWire), offset: z.string().optional() })
export const WrittenWire = z.object({ records: z.array(RecordWire) })
export const DeletedWire = z.object({
  records: z.array(z.object({ id: z.string(), deleted: z.boolean() })),
})

export const TableWire = z.object({
  id: z.string(),
  name: z.string(),
  primaryFieldId: z.string().optional(),
  fields: z.array(AirtableField),
  views: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })).default([]),
})
export type TableWire = z.infer<typeof TableWire>
export const TablesWire = z.object({ tables: z.array(TableWire) })
export { AirtableField as FieldWire }

/** `scopes` is absent for personal tokens. */
export const WhoWire = z.object({
  id: z.string(),
  email: z.string().optional(),
  scopes: z.array(z.string()).optional(),
})
export const BaseWire = z.object({
  name: z.string().optional(),
  permissionLevel: z.string().optional(),
})
