import * as z from 'zod'
import { Value, type Values } from '../../../shared/value.ts'

/** A record as it was, all its fields, by field id. What was too large is named, not kept. */
export const Image = z.object({
  values: z.record(z.string(), Value),
  tooLarge: z.array(z.string()),
})
export type Image = z.infer<typeof Image>

/** One row of the database holds 2 MB at most; a value above this size (in JSON) is left out, and named. */
const LARGEST_VALUE = 100_000
const LARGEST_IMAGE = 1_000_000

/** What is kept of a record before it is deleted. */
export function imageOf(values: Values): Image {
  const kept: { [field: string]: Value } = {}
  const tooLarge: string[] = []
  let size = 0
  for (const [field, value] of Object.entries(values)) {
    const length = JSON.stringify(value).length
    if (length > LARGEST_VALUE || size + length > LARGEST_IMAGE) tooLarge.push(field)
    else {
      kept[field] = value
      size += length
    }
  }
  return { values: kept, tooLarge }
}
