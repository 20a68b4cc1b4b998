import type { Record } from '../../shared/record.ts'
import type { Value, Values } from '../../shared/value.ts'

/**
 * What one record may hold in mapped fields, in bytes of JSON. A row of the database holds 2 MB at most, and a write keeps
 * what a field held on both sides, what it is to hold, and what lost: four times this.
 */
const LARGEST_BYTES = 450_000
/** A character takes three bytes at most: below this nothing has to be weighed. */
const SURELY_FITS = LARGEST_BYTES / 3
/** So many characters of records are compared with what is known in one go. */
const PORTION = 2_000_000

/** About how many characters it takes. */
function lengthOf(value: Value): number {
  if (typeof value === 'string') return value.length + 3
  if (typeof value !== 'object' || value === null) return 20
  return Object.values(value).reduce<number>((sum, one: Value) => sum + lengthOf(one) + 10, 3)
}
const lengthOfAll = (values: Values): number =>
  Object.values(values).reduce<number>((sum, one) => sum + lengthOf(one) + 10, 0)

export const isTooLarge = (slots: Values): boolean =>
  lengthOfAll(slots) > SURELY_FITS &&
  new TextEncoder().encode(JSON.stringify(slots)).length > LARGEST_BYTES

export const TOO_LARGE = `It holds more than ${LARGEST_BYTES / 1000} kB in mapped fields, more than can be kept of one record, so it stands aside. Shorten its longest texts, or take them out of the mapping.`

/** The records of a page in parts that fit into memory beside what is known of them: one part, as a rule. */
export function portions(records: readonly Record[]): readonly (readonly Record[])[] {
  const parts: Record[][] = []
  let room = 0
  for (const record of records) {
    const length = lengthOfAll(record.values)
    if (length > room) {
      parts.push([])
      room = PORTION
    }
    parts.at(-1)!.push(record)
    room -= length
  }
  return parts
}
