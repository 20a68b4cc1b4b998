/** The world of real records: everything in Airtable, and an Attio workspace that waits for it. */
import { baseOf } from './real/base.ts'
import { overlapOf } from './real/overlap.ts'
import { realRows, type Rows } from './real/rows.ts'
import { workspaceOf } from './real/workspace.ts'
import type { World } from './world.ts'

export {
  AIRTABLE_TOKENS,
  BASE,
  committeeId,
  companyId,
  fieldId,
  personId,
  TABLES,
} from './real/base.ts'
export { ATTIO_TOKENS, WORKSPACE } from './real/workspace.ts'

export type RealOptions = {
  /** At most so many records per table. */
  readonly records?: number
  /** This share (0 to 1) of the records is in Attio already, some of them a little different. */
  readonly overlap?: number
}

export type RealWorld = {
  readonly world: World
  /** What the base was filled from: what a test expects to find. */
  readonly rows: Rows
  /** How many records stand on both sides at the start, and how many of these differ. */
  readonly met: number
  readonly differing: number
}

export function realWorld({ records, overlap = 0 }: RealOptions = {}): RealWorld {
  const rows = realRows(records)
  const { records: there, met, differing } = overlapOf(rows, overlap)
  return {
    world: { airtable: baseOf(rows), attio: workspaceOf(rows, there) },
    rows,
    met,
    differing,
  }
}
