import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Filter, VendorFilter } from '../../../shared/filter.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { Bits, BitSets } from './bits.ts'
import { count, FailureColumn, row, SideColumn } from './rows.ts'

/**
 * Who passes a filter that the vendor judges, as far as it has told in this run: a bit for each link and each loose record
 * it named. `reading` the vendor's pages, then comparing `links` and `loose` records with the bits, each in order of
 * their rows up to `after`. Of rules, which are held against each record as it is read, it only says by which ones the
 * listing was begun.
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
  /** Why the vendor could not judge: the pairing stands still until it can. */
  failure: FailureColumn.nullable(),
})
export type Membership = z.infer<typeof Membership> & {
  readonly links: Bits
  readonly loose: Bits
}

export class Memberships {
  readonly #sql: Sql
  readonly #bits: BitSets
  constructor(sql: Sql) {
    this.#sql = sql
    this.#bits = new BitSets(sql)
  }

  get(pairing: number, side: Side): Membership | undefined {
    const found = row(
      this.#sql,
      Membership,
      'select * from membership where pairing = ? and side = ?',
      pairing,
      side,
    )
    return (
      found && {
        ...found,
        links: this.#bits.get(pairing, `${side} member links`),
        loose: this.#bits.get(pairing, `${side} member loose`),
      }
    )
  }

  begin(pairing: number, side: Side, run: number, filter: Filter, now: number): Membership {
    for (const what of ['links', 'loose']) this.#bits.drop(pairing, `${side} member ${what}`)
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
         (pairing, side, run, filter, stage, cursor, after, touched, failure)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      one.pairing,
      one.side,
      one.run,
      one.filter,
      one.stage,
      one.cursor,
      one.after,
      one.touched,
      one.failure === null ? null : JSON.stringify(one.failure),
    )
    this.#bits.save(one.pairing, `${one.side} member links`, one.links)
    this.#bits.save(one.pairing, `${one.side} member loose`, one.loose)
  }

  /** Was this filter asked about in that run? */
  isAsked(pairing: number, side: Side, run: number, filter: Filter): boolean {
    const found = count(
      this.#sql,
      'select count(*) as n from membership where pairing = ? and side = ? and run = ? and filter = ?',
      pairing,
      side,
      run,
      JSON.stringify(filter),
    )
    return found > 0
  }

  /** Why this filter could not be judged the last time, if it could not. */
  failure(pairing: number, side: Side, filter: VendorFilter): Failure | null {
    const found = row(
      this.#sql,
      Failed,
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

const Failed = z.object({ failure: FailureColumn })
