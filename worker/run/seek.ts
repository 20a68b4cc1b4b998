import type { Lane, Work } from './work.ts'

/**
 * Where links with something to merge are looked for, one after another: among the records of each side that were seen to
 * hold something else than their base, among those asked for (proposals, decisions), and, after the mapping changed, among all.
 */
export const SOUGHT = ['left', 'right', 'asked', 'stale'] as const
type Place = (typeof SOUGHT)[number]

/** Links found, how many rows were looked at for it, and where to go on, or null at the end. */
export type Sought = {
  readonly ids: readonly number[]
  readonly looked: number
  readonly after: string | number | null
}

const CHUNK = 2_000

/** The next links of one place, after the last one looked at there ('' at first). */
export function seek({ memory }: Work, lane: Lane, place: Place, after: string | number): Sought {
  switch (place) {
    case 'left':
    case 'right': {
      const rows = memory.links.seenBy(lane.no, place, String(after), CHUNK)
      return {
        ids: rows.flatMap(({ id }) => id ?? []),
        looked: rows.length,
        after: rows.length < CHUNK ? null : rows.at(-1)!.at,
      }
    }
    case 'asked': {
      const ids = memory.links.asked(lane.no, Number(after), CHUNK)
      return { ids, looked: ids.length, after: ids.length < CHUNK ? null : ids.at(-1)! }
    }
    case 'stale': {
      const { version } = lane.pairing
      if (memory.pairings.metVersion(lane.no) === version)
        return { ids: [], looked: 0, after: null }
      const { ids, upTo } = memory.links.stale(lane.no, version, Number(after), CHUNK)
      return { ids, looked: upTo === null ? 0 : CHUNK, after: upTo }
    }
  }
}
