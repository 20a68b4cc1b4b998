import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { VendorFilter } from '../../../shared/filter.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { Bits } from './bits.ts'
import { blob, FailureColumn, row, SideColumn } from './rows.ts'

/**
 * Who passes a filter that the vendor judges, as far as it has told in this run: a bit for each link and each loose record
 * it named. `reading` the vendor's pages, then comparing `links` and `loose` records with the bits, each in order of
 * their rows up to `after`.
 */
export const Membership = z.object({
  pairing: z.number(),
  side: SideColumn,
  run: z.number(),
  filter: z.string(),
  stage: z.enum(['reading', 'links', 'loose', 'done']),
  cursor: z.string().nullable(),
  after: z.number(),
  touched: z.number(),
  links: blob,
  loose: blob,
  /** Why the vendor could not judge: the pairing stands still until it can. */
  failure: FailureColumn.nullable(),
})
export type Membership = z.infer<typeof Membership>

export class Memberships {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  get(pairing: number, side: Side): Membership | undefined {
    return row(
      this.#sql,
      Membership,
      'select * from membership where pairing = ? and side = ?',
      pairing,
      side,
    )
  }

  begin(pairing: number, side: Side, run: number, filter: VendorFilter, now: number): Membership {
    const membership: Membership = {
      pairing,
      side,
      run,
      filter: JSON.stringify(filter),
      stage: 'reading',
      cursor: null,
      after: 0,
      touched: now,
      links: new Bits(),
      loose: new Bits(),
      failure: null,
    }
    this.save(membership)
    return membership
  }

  save(one: Membership): void {
    this.#sql.exec(
      `insert or replace into membership
         (pairing, side, run, filter, stage, cursor, after, touched, links, loose, failure)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      one.pairing,
      one.side,
      one.run,
      one.filter,
      one.stage,
      one.cursor,
      one.after,
      one.touched,
      one.links.bytes(),
      one.loose.bytes(),
      one.failure === null ? null : JSON.stringify(one.failure),
    )
  }

  /** Why this filter could not be judged the last time, if it could not. */
  failure(pairing: number, side: Side, filter: VendorFilter): Failure | null {
    const found = row(
      this.#sql,
      z.object({ failure: FailureColumn }),
      'select failure from membership where pairing = ? and side = ? and filter = ? and failure is not null',
      pairing,
      side,
      JSON.stringify(filter),
    )
    return found?.failure ?? null
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from membership where pairing = ?', pairing)
  }
}
