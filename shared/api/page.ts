import * as z from 'zod'

/** What every paged call takes: how many, and where the page before ended. */
export const PageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe('How many at most, 1 to 200.'),
  cursor: z
    .string()
    .min(1)
    .max(8_000)
    .optional()
    .describe('The cursor of the page before; none for the first.'),
}

/** One page; a `cursor` of null says it is the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), cursor: z.string().nullable() })

/** An id of ours on the wire: opaque, but never long or strange. */
export const Id = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9._~-]+$/, 'it does not look like an id')

/** A moment, ISO 8601 in UTC. */
export const Moment = z.string().meta({ format: 'date-time' })

/** A moment as it is asked for. */
export const When = z.iso
  .datetime({ error: 'it must be a moment such as 2026-01-31T09:30:00Z' })
  .describe('A moment, ISO 8601 in UTC.')

/** Between two moments, of what a list shows of each item as its own. */
export const Between = {
  from: When.optional().describe('From this moment on, ISO 8601 in UTC.'),
  to: When.optional().describe('Before this moment, ISO 8601 in UTC.'),
}

/** Nothing but the fact that it was done. */
export const Done = z
  .object({ done: z.literal(true) })
  .meta({ id: 'Done', description: 'Nothing but the fact that it was done.' })
export type Done = z.infer<typeof Done>

/** The name of a pairing, as it stands in addresses. */
export const EntityType = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'it must be a short name of letters, digits, “-” and “_”',
  )
