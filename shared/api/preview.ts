import * as z from 'zod'
import { FieldMappingChange, FieldMappingRequest } from './mapping.ts'
import { EntityType, Id } from './page.ts'
import { PairingPatch } from './pairing.ts'
import { RecordName } from './run.ts'

/** A change of a mapping that is not saved. */
export const WireDraft = z
  .strictObject({
    entityType: EntityType.describe('The pairing it is about.'),
    pairing: PairingPatch.optional().describe('Its rules, keys, filters and switches.'),
    add: z
      .array(
        FieldMappingRequest.omit({ entityType: true }).extend({
          ref: z
            .string()
            .min(1)
            .max(200)
            .optional()
            .describe('What keys and checks of this draft call it, as it has no id yet.'),
        }),
      )
      .max(200)
      .optional(),
    change: z.array(FieldMappingChange).max(200).optional(),
    remove: z.array(z.string().min(1).max(200)).max(200).optional(),
  })
  .meta({ id: 'MappingDraft', description: 'Changes of a mapping that are not saved.' })
export type WireDraft = z.infer<typeof WireDraft>

export const PreviewRequest = z
  .strictObject({
    configId: Id,
    sample: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('Plan only so many records, to try them; and the records those need.'),
    records: z
      .array(RecordName)
      .min(1)
      .max(100)
      .optional()
      .describe('Plan only these records, and the records those need.'),
    draft: WireDraft.optional().describe(
      'Plan as if this were saved. Nothing of it is kept: what it lists can be run once the mapping is saved.',
    ),
  })
  .refine(({ draft, sample, records }) => !draft || (sample ?? records) === undefined, {
    path: ['draft'],
    message: 'a mapping that is not saved is previewed whole; leave out “sample” and “records”',
  })
  .meta({
    id: 'PreviewRequest',
    description: 'What to preview: a whole sync, a few records, or a mapping that is not saved.',
  })
export type PreviewRequest = z.input<typeof PreviewRequest>
