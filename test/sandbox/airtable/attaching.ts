/** Sending a file itself: it joins the files already in the cell. */
import * as z from 'zod'
import { isoInstant } from './calendar.ts'
import { type BaseCall, holds, levelIn, shaped } from './call.ts'
import { attachmentsOf } from './reading.ts'
import { refuse } from './refusal.ts'
import { attachmentFrom } from './writing.ts'

const Upload = z.strictObject({
  contentType: z.string().min(1),
  file: z.base64(),
  filename: z.string().min(1),
})
const MOST_BYTES = 5 * 1024 * 1024

/** The answer is the record with this one field, by its id. */
export function uploadAttachment(call: BaseCall) {
  const { service, base, path } = call
  const { contentType, file, filename } = shaped(Upload, call.body)
  const found = base.find(path.record ?? '')
  if (!found) throw refuse.goneRecord(service.switches.goneRecord)
  const { table, row } = found
  const field = table.field(path.field ?? '')
  if (!field) throw refuse.unknownField(path.field ?? '')
  if (field.type !== 'multipleAttachments') throw refuse.value(field)
  if (!holds(levelIn(call), field.writers ?? 'edit')) throw refuse.writeIn(field)
  const bytes = Buffer.from(file, 'base64')
  if (bytes.length > MOST_BYTES) throw refuse.tooLarge()
  const id = service.id('att')
  const url = `https://v5.airtableusercontent.com/uploads/${id}/${encodeURIComponent(filename)}`
  const added = attachmentFrom(id, url, filename, { size: bytes.length, type: contentType })
  service.transact(base, { userId: call.token.userId, source: 'publicApi' }, (transaction) =>
    transaction.setCell(table, row, field, {
      attachments: [...attachmentsOf(row.cells.get(field.id)), added],
    }),
  )
  return {
    id: row.id,
    createdTime: isoInstant(row.createdAt),
    fields: { [field.id]: service.reading(base).shown(row, table, field) },
  }
}
