import * as z from 'zod'

/**
 * Parts of a table by the last character of its records' ids. Ids never change and are drawn at random, so the parts are
 * about equal, nobody moves from one into another, and none can grow without bounds: by `CREATED_TIME()`, whose grain is
 * a second, a file of 50,000 rows imported at once would be one window that nothing divides.
 */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * For each part half a page more is read, on average: so many records to a part keep that at three calls in a hundred. A
 * walk that breaks has no further to go again than its part.
 */
const IN_A_PART = 1_500
/** More parts come by so many, as many as are read side by side: else the last ones would be read alone. */
const SIDE_BY_SIDE = 6

/** A part of how many, and how far it was read. */
const Cursor = z.object({ part: z.int().min(0), of: z.int().min(1), offset: z.string().nullable() })
type Cursor = z.infer<typeof Cursor>

/** Where the parts of a table of so many records begin. */
export function partsOf(expected: number, least = 1): readonly (string | null)[] {
  const wanted = Math.floor(expected / IN_A_PART)
  const even = wanted > SIDE_BY_SIDE ? wanted - (wanted % SIDE_BY_SIDE) : wanted
  const of = Math.min(LETTERS.length - (LETTERS.length % SIDE_BY_SIDE), Math.max(least, even))
  if (of < 2) return [null]
  return Array.from({ length: of }, (_, part) => cursorOf({ part, of, offset: null }))
}

/** What to ask for at a cursor: the whole table from an offset on, or one part of it. */
export function askedAt(cursor: string | null): { offset: string | null; formula?: string } {
  const at = partAt(cursor)
  return at ? { offset: at.offset, formula: within(at) } : { offset: cursor }
}

/** The cursor after a page, in the part it was in. */
export function cursorAfter(cursor: string | null, offset: string | undefined): string | null {
  if (offset === undefined) return null
  const at = partAt(cursor)
  return at ? cursorOf({ ...at, offset }) : offset
}

const cursorOf = (at: Cursor): string => JSON.stringify(at)

function partAt(cursor: string | null): Cursor | null {
  if (!cursor?.startsWith('{')) return null
  return Cursor.parse(JSON.parse(cursor))
}

/** The last part is whoever is in none before it: so a character nobody has seen yet belongs somewhere too. */
function within({ part, of }: Cursor): string {
  const begin = (n: number): number => Math.floor((n * LETTERS.length) / of)
  const last = part === of - 1
  const letters = last ? LETTERS.slice(0, begin(part)) : LETTERS.slice(begin(part), begin(part + 1))
  return `FIND(RIGHT(RECORD_ID(),1),'${letters}')${last ? '=0' : '>0'}`
}
