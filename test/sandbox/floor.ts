/** The least a sync can cost: the fewest calls that can do the work, and the time these take at the vendors' limits. */

/** The vendors' limits, as their documents give them. */
const AIRTABLE_PER_SECOND = 5
const ATTIO_READS_PER_SECOND = 100
const ATTIO_WRITES_PER_SECOND = 25
const AIRTABLE_PAGE = 100
const AIRTABLE_BATCH = 10
const ATTIO_PAGE = 500

/** What was written to one side of one pairing, in records. */
export type Written = {
  readonly created: number
  readonly updated: number
  readonly deleted: number
}

/** One pairing, counted before the sync. */
export type PairLoad = {
  readonly airtable: { readonly records: number; readonly written: Written }
  readonly attio: {
    readonly records: number
    readonly written: Written
    /** Select and status attributes among the mapped ones: each has its options asked for apart. */
    readonly selects: number
  }
}

export type Calls = {
  readonly airtable: { readonly reads: number; readonly writes: number }
  readonly attio: { readonly reads: number; readonly writes: number }
}

/**
 * The fewest calls: each schema once, each listing's pages once, writes in full batches, and one re-read per write batch
 * of updates and deletions. Airtable's schema is one call; Attio's is one for the objects, one for the attributes of each
 * paired object and one for the options of each mapped select. Attio writes one record a call, so what is re-read
 * there in one call is a page.
 */
export function minimumCalls(pairs: readonly PairLoad[]): Calls {
  const sum = (count: (pair: PairLoad) => number): number =>
    pairs.reduce((total, pair) => total + count(pair), 0)
  const changed = ({ updated, deleted }: Written): number => updated + deleted
  const batches = ({ created, updated, deleted }: Written): number =>
    pagesOf(created, AIRTABLE_BATCH) +
    pagesOf(updated, AIRTABLE_BATCH) +
    pagesOf(deleted, AIRTABLE_BATCH)
  return {
    airtable: {
      reads:
        1 +
        sum(({ airtable }) => Math.max(1, pagesOf(airtable.records, AIRTABLE_PAGE))) +
        sum(({ airtable }) => pagesOf(changed(airtable.written), AIRTABLE_PAGE)),
      writes: sum(({ airtable }) => batches(airtable.written)),
    },
    attio: {
      reads:
        1 +
        pairs.length +
        sum(({ attio }) => attio.selects) +
        sum(({ attio }) => Math.max(1, pagesOf(attio.records, ATTIO_PAGE))) +
        sum(({ attio }) => pagesOf(changed(attio.written), ATTIO_PAGE)),
      writes: sum(({ attio: { written } }) => written.created + changed(written)),
    },
  }
}

const pagesOf = (records: number, size: number): number => Math.ceil(records / size)

/** How long `calls` take at `perSecond`: a second's worth may go at once, then as much each second; and the last answer. */
export const strand = (calls: number, perSecond: number, roundTripMs: number): number =>
  calls === 0 ? 0 : Math.ceil(calls / perSecond) - 1 + roundTripMs / 1000

/**
 * Seconds that no sync can go below: those of its slowest strand, as if all others ran beside it for nothing. There are
 * three: Airtable's reads and writes under their one limit, Attio's reads, and Attio's writes. The last may not begin
 * before anything is known, which takes at least a schema and a page: two round trips. That a page can only be asked for
 * after the page before it, and that a preview is whole before the first write, would each make the floor higher; they
 * are left out, so that a ratio to this floor never looks better than it is.
 */
export function floorSeconds(
  { airtable, attio }: Calls,
  roundTripMs: number,
  /** What is ours of Airtable's limit, where others use some of it. */
  airtablePerSecond = AIRTABLE_PER_SECOND,
): number {
  const first = attio.writes === 0 ? 0 : (2 * roundTripMs) / 1000
  return Math.max(
    strand(airtable.reads + airtable.writes, airtablePerSecond, roundTripMs),
    strand(attio.reads, ATTIO_READS_PER_SECOND, roundTripMs),
    first + strand(attio.writes, ATTIO_WRITES_PER_SECOND, roundTripMs),
  )
}

/**
 * The same where nothing is written before the plan is whole, as it must be for a run to do what its preview lists: the
 * listings of both sides, then a look at what is to be changed, then the writes. No run can go below this one either.
 */
export function floorInTurn(
  pairs: readonly PairLoad[],
  roundTripMs: number,
  airtablePerSecond = AIRTABLE_PER_SECOND,
): number {
  const read = minimumCalls(
    pairs.map(({ airtable, attio }) => ({
      airtable: { ...airtable, written: NOTHING },
      attio: { ...attio, written: NOTHING },
    })),
  )
  const all = minimumCalls(pairs)
  const written = (side: keyof Calls, perSecond: number): number =>
    strand(all[side].reads - read[side].reads, perSecond, roundTripMs) +
    strand(all[side].writes, perSecond, roundTripMs)
  return (
    floorSeconds(read, roundTripMs, airtablePerSecond) +
    Math.max(written('airtable', airtablePerSecond), written('attio', ATTIO_WRITES_PER_SECOND))
  )
}
const NOTHING: Written = { created: 0, updated: 0, deleted: 0 }
