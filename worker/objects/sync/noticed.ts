import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { count } from './rows.ts'

/** What people were told once, and by which run: the same run may tell it again when it is cut off and goes on. */
export class Noticed {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** May this run tell it? From now on nobody else does. */
  claim(side: Side, id: string, run: number): boolean {
    this.#sql.exec('insert or ignore into noticed (side, id, run) values (?, ?, ?)', side, id, run)
    return (
      count(
        this.#sql,
        'select count(*) as n from noticed where side = ? and id = ? and run = ?',
        side,
        id,
        run,
      ) > 0
    )
  }
}
