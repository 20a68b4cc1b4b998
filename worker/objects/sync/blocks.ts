import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { FailureColumn, rows } from './rows.ts'
import type { AheadOf, Sitting } from './sitting.ts'

const Block = z.object({ entry: z.string(), fingerprint: z.string(), failure: FailureColumn })
type Block = z.infer<typeof Block>
const BlockOf = Block.extend({ source_id: z.string() })

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
  /** What is blocked, by the side it was to go to and the record it comes from. */
  readonly #known: AheadOf<readonly Block[]>
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#known = sitting.aheadOf()
  }

  /** Look up together what is blocked of these records' way to that side. */
  ahead(pairing: number, side: Side, sources: readonly string[]): void {
    const found = rows(
      this.#sql,
      BlockOf,
      `select source_id, entry, fingerprint, failure from json_each(?) asked
         cross join block on block.pairing = ? and block.side = ? and block.source_id = asked.value`,
      JSON.stringify(sources),
      pairing,
      side,
    )
    for (const source of sources) this.#known.set(pairing, side, source, [])
    for (const { source_id, ...block } of found) {
      const before = this.#known.get(pairing, side, source_id) ?? []
      this.#known.set(pairing, side, source_id, [...before, block])
    }
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
  list(pairing: number, side: Side, source: string): readonly Block[] {
    const known = this.#known.get(pairing, side, source)
    if (known) return known
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
    this.#known.delete(pairing, side, source)
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
    if (this.#known.get(pairing, side, source)?.length === 0) return
    this.#known.delete(pairing, side, source)
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
    this.#known.clear()
    this.#sql.exec('delete from block where pairing = ?', pairing)
  }
}
