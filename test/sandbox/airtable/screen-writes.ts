/** What the page may ask to be written, as the SDK of extensions sends it. */
import * as z from 'zod'

const cells = z.record(z.string(), z.unknown())
const records = z.array(z.object({ id: z.string(), cellValuesByFieldId: cells })).max(50)
const config = z.object({ type: z.string(), options: z.record(z.string(), z.unknown()).optional() })
const description = z.string().nullish()
const field = { tableId: z.string(), id: z.string() }

export const Write = z.discriminatedUnion('type', [
  z.object({ type: z.literal('createMultipleRecords'), tableId: z.string(), records }),
  z.object({ type: z.literal('setMultipleRecordsCellValues'), tableId: z.string(), records }),
  z.object({
    type: z.literal('deleteMultipleRecords'),
    tableId: z.string(),
    recordIds: z.array(z.string()).max(50),
  }),
  z.object({
    type: z.literal('createSingleField'),
    ...field,
    name: z.string(),
    config,
    description,
  }),
  z.object({ type: z.literal('updateSingleFieldName'), ...field, name: z.string() }),
  z.object({ type: z.literal('updateSingleFieldDescription'), ...field, description }),
  z.object({
    type: z.literal('updateSingleFieldConfig'),
    ...field,
    config,
    opts: z.object({ enableSelectFieldChoiceDeletion: z.boolean().optional() }).optional(),
  }),
  z.object({
    type: z.literal('createSingleTable'),
    id: z.string(),
    name: z.string(),
    fields: z.array(z.object({ name: z.string(), config, description })),
  }),
])
export type Write = z.infer<typeof Write>
