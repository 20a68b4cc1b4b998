import * as z from 'zod'
import type { Value } from '../../../shared/value.ts'
import type { Sql } from '../store.ts'
import { json, rows } from './rows.ts'
import { Value as ValueSchema } from '../../../shared/value.ts'

export const ConflictKind = z.enum(['field', 'match', 'deletion'])
const ValueColumn = json(ValueSchema)

export const Conflict = z.object({
  id: z.number(),
  about: z.string(),
  pairing: z.number(),
  kind: ConflictKind,
  link: z.number().nullable(),
  left_id: z.string().nullable(),
  right_id: z.string().nullable(),
  entry: z.string().nullable(),
  base: ValueColumn,
  left_value: ValueColumn,
  right_value: ValueColumn,
  says: z.string(),
  since: z.number(),
})
export type Conflict = z.infer<typeof Conflict>

/** What needs a person. One row for one disagreement: raising it again keeps its number and its date. */
export class Conflicts {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  raise(conflict: {
    about: string
    pairing: number
    kind: z.infer<typeof ConflictKind>
    link: number | null
    leftId: string | null
    rightId: string | null
    entry: string | null
    base: Value
    left: Value
    right: Value
    says: string
    now: number
  }): void {
    this.#sql.exec(
      `insert into conflict (about, pairing, kind, link, left_id, right_id, entry, base, left_value, right_value, says, since)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (about) do update set link = excluded.link, left_id = excluded.left_id, right_id = excluded.right_id,
         base = excluded.base, left_value = excluded.left_value, right_value = excluded.right_value, says = excluded.says
       where left_value is not excluded.left_value or right_value is not excluded.right_value
         or says is not excluded.says or link is not excluded.link`,
      conflict.about,
      conflict.pairing,
      conflict.kind,
      conflict.link,
      conflict.leftId,
      conflict.rightId,
      conflict.entry,
      JSON.stringify(conflict.base),
      JSON.stringify(conflict.left),
      JSON.stringify(conflict.right),
      conflict.says,
      conflict.now,
    )
  }

  /** What a link is said to disagree about no longer holds, but for these. Returns how many went. */
  clearLink(link: number, except: readonly string[] = []): number {
    return this.#sql
      .exec(
        'delete from conflict where link = ? and about not in (select value from json_each(?)) returning id',
        link,
        JSON.stringify(except),
      )
      .toArray().length
  }

  /** This one no longer holds. Returns 1 where it stood. */
  clear(about: string): number {
    return this.#sql.exec('delete from conflict where about = ? returning id', about).toArray()
      .length
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from conflict where pairing = ?', pairing)
  }

  /** Newest first. */
  page(before: number | null, limit: number): Conflict[] {
    return rows(
      this.#sql,
      Conflict,
      'select * from conflict where id < ? order by id desc limit ?',
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
  }

  count(): number {
    return (
      rows(this.#sql, z.object({ n: z.number() }), 'select count(*) as n from conflict')[0]?.n ?? 0
    )
  }
}
