import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { FailureColumn, row } from './rows.ts'

const Block = z.object({ fingerprint: z.string(), failure: FailureColumn })

/**
 * What could not be written, kept so that the same write is not sent again and again: it is tried anew when the value
 * or the mapping changes (another fingerprint), or when a person asks. `source` is the record the value comes from.
 */
export class Blocks {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Why exactly this was refused before, if it was. */
  known(
    pairing: number,
    side: Side,
    source: string,
    entry: string,
    fingerprint: string,
  ): Failure | undefined {
    const found = row(
      this.#sql,
      Block,
      'select fingerprint, failure from block where pairing = ? and side = ? and source_id = ? and entry = ?',
      pairing,
      side,
      source,
      entry,
    )
    return found?.fingerprint === fingerprint ? found.failure : undefined
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
