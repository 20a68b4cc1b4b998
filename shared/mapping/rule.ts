import * as z from 'zod'

/** What a value written to a side must be. Lengths count characters; a pattern is an RE2 one and must fit somewhere in the text. */
export const Check = z.discriminatedUnion('is', [
  z.object({ is: z.literal('required') }),
  z.object({ is: z.literal('range'), min: z.number().optional(), max: z.number().optional() }),
  z.object({
    is: z.literal('dates'),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  z.object({
    is: z.literal('length'),
    min: z.number().int().min(0).optional(),
    max: z.number().int().min(0).optional(),
  }),
  z.object({
    is: z.literal('type'),
    type: z.enum(['email', 'url', 'domain', 'phone', 'number', 'integer', 'date']),
  }),
  z.object({ is: z.literal('pattern'), pattern: z.string().min(1).max(1_000) }),
  z.object({ is: z.literal('oneOf'), values: z.array(z.string().max(500)).min(1).max(500) }),
  z.object({ is: z.literal('custom'), formula: z.string().min(1).max(20_000) }),
])
export type Check = z.infer<typeof Check>

/** A rule that every record must keep before it is written to that side. */
export const Rule = z.object({
  id: z.string().min(1).max(100),
  side: z.enum(['left', 'right', 'both']),
  /** The entry whose value it is about; a custom rule speaks of the whole record and has none. */
  entry: z.string().max(200).optional(),
  check: Check,
  /** What a person reads when it is broken; a custom rule must have it. */
  says: z.string().min(1).max(500).optional(),
  /** The fields of each side that a custom rule reads there, by the name it calls them. */
  reads: z
    .object({
      left: z.record(z.string(), z.string()).optional(),
      right: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
})
export type Rule = z.infer<typeof Rule>
