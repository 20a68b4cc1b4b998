import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { FailureColumn, rows } from './rows.ts'

const Block = z.object({ entry: z.string(), fingerprint: z.string(), failure: FailureColumn })

/** Whether anything is blocked, and why exactly this was refused before, if it was. */
export type Known = {
  readonly any: boolean
  readonly why: (entry: string, fingerprint: string) => Failure | undefined
}

/**
 * What could not be written, kept so that the same write is not sent again and again: it is tried anew when the value
 * or the mapping changes (another fingerprint), or when a person asks. `source` is the record the value comes from.
 */
export class Blocks {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** What is known of this record's way to that side. */
  of(pairing: number, side: Side, source: string): Known {
    const found = this.list(pairing, side, source)
    return {
      any: found.length > 0,
      why: (entry, fingerprint) =>
        found.find((one) => one.entry === entry && one.fingerprint === fingerprint)?.failure,
    }
  }

  /** What of this record cannot be written to that side, and why. */
  list(pairing: number, side: Side, source: string): z.infer<typeof Block>[] {
    return rows(
      this.#sql,
      Block,
      'select entry, fingerprint, failure from block where pairing = ? and side = ? and source_id = ?',
      pairing,
      side,
      source,
    )
  }

  /** Is it refused as it is, until it changes? What only failed for now is tried again by every run. */
  isLasting(pairing: number, side: Side, source: string): boolean {
    return rows(
      this.#sql,
      Block,
      `select entry, fingerprint, failure from block
         where pairing = ? and side = ? and source_id = ? and entry = '' and fingerprint not like 'run %'`,
      pairing,
      side,
      source,
    ).some(() => true)
  }

  put(
    pairing: number,
    side: Side,
    source: string,
    entry: string,
    fingerprint: string,
    failure: Failure,
  ): void {
    this.#sql.exec(
      `insert into block (pairing, side, source_id, entry, fingerprint, failure) values (?, ?, ?, ?, ?, ?)
       on conflict (pairing, side, source_id, entry) do update set fingerprint = excluded.fingerprint, failure = excluded.failure
       where fingerprint <> excluded.fingerprint or failure <> excluded.failure`,
      pairing,
      side,
      source,
      entry,
      fingerprint,
      JSON.stringify(failure),
    )
  }

  /** Nothing of this record to that side is blocked any more, but for these entries. */
  clear(pairing: number, side: Side, source: string, except: readonly string[] = []): void {
    this.#sql.exec(
      `delete from block where pairing = ? and side = ? and source_id = ?
         and entry not in (select value from json_each(?))`,
      pairing,
      side,
      source,
      JSON.stringify(except),
    )
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from block where pairing = ?', pairing)
  }
}
