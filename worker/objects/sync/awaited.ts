import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { Mark } from './purpose.ts'
import { count, rows, SideColumn } from './rows.ts'

/** Records that a person waits for until the sync is free to look after them: named twice, a record waits once. */
export class Awaited {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  add(records: readonly Mark[], actor: string | null, now: number): void {
    for (const { pairing, side, recordId, wanted } of records)
      this.#sql.exec(
        `insert into errand (pairing, side, record_id, actor, since, wanted) values (?, ?, ?, ?, ?, ?)
         on conflict (pairing, side, record_id) do update set actor = excluded.actor, wanted = max(wanted, excluded.wanted)`,
        pairing,
        side,
        recordId,
        actor,
        now,
        wanted ? 1 : 0,
      )
  }

  /** Which of these records of one side wait? */
  among(pairing: number, side: Side, recordIds: readonly string[]): ReadonlySet<string> {
    const found = rows(
      this.#sql,
      Named,
      `select errand.record_id as id from json_each(?) asked
         cross join errand on errand.pairing = ? and errand.side = ? and errand.record_id = asked.value`,
      JSON.stringify(recordIds),
      pairing,
      side,
    )
    return new Set(found.map(({ id }) => id))
  }

  any(): boolean {
    return count(this.#sql, 'select exists (select 1 from errand) as n') > 0
  }

  /** Take so many of those that wait, all of them named by one person; they wait no longer. */
  take(limit: number): { readonly records: readonly Mark[]; readonly actor: string | null } | null {
    const found = rows(
      this.#sql,
      Row,
      `select pairing, side, record_id, actor, wanted from errand
         where actor is (select actor from errand order by since, pairing, side, record_id limit 1)
         order by since, pairing, side, record_id limit ? + 0`,
      limit,
    )
    const [first] = found
    if (!first) return null
    for (const one of found)
      this.#sql.exec(
        'delete from errand where pairing = ? and side = ? and record_id = ?',
        one.pairing,
        one.side,
        one.record_id,
      )
    const records = found.map(({ pairing, side, record_id: recordId, wanted }): Mark => ({
      pairing,
      side,
      recordId,
      ...(wanted === 1 ? { wanted: true } : {}),
    }))
    return { records, actor: first.actor }
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from errand where pairing = ?', pairing)
  }
}

const Row = z.object({
  pairing: z.number(),
  side: SideColumn,
  record_id: z.string(),
  actor: z.string().nullable(),
  wanted: z.number(),
})
const Named = z.object({ id: z.string() })
