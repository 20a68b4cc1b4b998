import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { Bits } from './bits.ts'
import { blob, row, SideColumn } from './rows.ts'

/**
 * How far one side of a pairing has been read in a run: the checkpoint its pages are committed with, and a bit for each
 * link and each loose record that was met. Only a complete listing that met a known record says anything about absence.
 */
export const Listing = z.object({
  pairing: z.number(),
  side: SideColumn,
  run: z.number(),
  cursor: z.string().nullable(),
  started: z.number(),
  touched: z.number(),
  complete: z.number(),
  count: z.number(),
  known: z.number(),
  links: blob,
  loose: blob,
})
export type Listing = z.infer<typeof Listing>

export class Listings {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  get(pairing: number, side: Side, run: number): Listing | undefined {
    return row(
      this.#sql,
      Listing,
      'select * from listing where pairing = ? and side = ? and run = ?',
      pairing,
      side,
      run,
    )
  }

  /** Begin (again) at the first page. */
  begin(pairing: number, side: Side, run: number, now: number): Listing {
    const listing: Listing = {
      pairing,
      side,
      run,
      cursor: null,
      started: now,
      touched: now,
      complete: 0,
      count: 0,
      known: 0,
      links: new Bits(),
      loose: new Bits(),
    }
    this.save(listing)
    return listing
  }

  save(listing: Listing): void {
    this.#sql.exec(
      `insert or replace into listing
         (pairing, side, run, cursor, started, touched, complete, count, known, links, loose)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      listing.pairing,
      listing.side,
      listing.run,
      listing.cursor,
      listing.started,
      listing.touched,
      listing.complete,
      listing.count,
      listing.known,
      listing.links.bytes(),
      listing.loose.bytes(),
    )
  }

  /** Begin all listings of a run anew. */
  dropRun(run: number): void {
    this.#sql.exec('delete from listing where run = ?', run)
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from listing where pairing = ?', pairing)
  }
}

/** May an absence from this listing mean anything? `links` is how many live links there were to meet. */
export const provesAbsence = (listing: Listing, links: number): boolean =>
  listing.complete === 1 && (links === 0 || listing.known > 0)
