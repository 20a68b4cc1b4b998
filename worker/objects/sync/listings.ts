import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { Bits, BitSets } from './bits.ts'
import { row, SideColumn } from './rows.ts'

/**
 * How far one side of a pairing has been read in a run: the checkpoint its pages are committed with, and a bit for each
 * link and each loose record that was met. Only a complete listing that met a known record says anything about absence.
 */
export const Listing = z.object({
  pairing: z.number(),
  side: SideColumn,
  run: z.number(),
  /** Its walks and where each of them stands, as `run/walks.ts` writes them. */
  cursor: z.string().nullable(),
  started: z.number(),
  touched: z.number(),
  complete: z.number(),
  count: z.number(),
  /** Links met, both halves of which are still there. */
  known: z.number(),
})
export type Listing = z.infer<typeof Listing> & { readonly links: Bits; readonly loose: Bits }

export class Listings {
  readonly #sql: Sql
  readonly #bits: BitSets
  constructor(sql: Sql) {
    this.#sql = sql
    this.#bits = new BitSets(sql)
  }

  get(pairing: number, side: Side, run: number): Listing | undefined {
    const found = row(
      this.#sql,
      Listing,
      'select * from listing where pairing = ? and side = ? and run = ?',
      pairing,
      side,
      run,
    )
    return (
      found && {
        ...found,
        links: this.#bits.get(pairing, `${side} links`),
        loose: this.#bits.get(pairing, `${side} loose`),
      }
    )
  }

  /** How many linked records were met there, where this side was read to its end in this run. */
  metIn(pairing: number, side: Side, run: number): number | null {
    const [found] = this.#sql
      .exec(
        'select known as n from listing where pairing = ? and side = ? and run = ? and complete = 1',
        pairing,
        side,
        run,
      )
      .toArray()
    return found === undefined ? null : Number(found['n'])
  }

  /** Begin (again) at the first page. */
  begin(pairing: number, side: Side, run: number, now: number): Listing {
    for (const what of ['links', 'loose']) this.#bits.drop(pairing, `${side} ${what}`)
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
    const { pairing, side } = listing
    this.#sql.exec(
      `insert or replace into listing
         (pairing, side, run, cursor, started, touched, complete, count, known)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      pairing,
      side,
      listing.run,
      listing.cursor,
      listing.started,
      listing.touched,
      listing.complete,
      listing.count,
      listing.known,
    )
    this.#bits.save(pairing, `${side} links`, listing.links)
    this.#bits.save(pairing, `${side} loose`, listing.loose)
  }

  /** Begin all listings of a run anew. */
  dropRun(run: number): void {
    this.#sql.exec('delete from listing where run = ?', run)
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from listing where pairing = ?', pairing)
    this.#bits.dropPairing(pairing)
  }
}

/** May an absence from this listing mean anything? `links` is how many live links there were to meet. */
export const provesAbsence = (listing: Listing, links: number): boolean =>
  listing.complete === 1 && (links === 0 || listing.known > 0)
