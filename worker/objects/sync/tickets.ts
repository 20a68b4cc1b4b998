import type { Sql } from '../store.ts'
import { count } from './rows.ts'

/** Who may listen to this sync: a ticket opens one socket, soon after it was given. Only its hash is kept. */
export class Tickets {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  give(hash: string, expires: number, now: number): void {
    this.#sql.exec('delete from ticket where expires <= ?', now)
    this.#sql.exec('insert into ticket (hash, expires) values (?, ?)', hash, expires)
  }

  /** True once, while it is valid. */
  take(hash: string, now: number): boolean {
    return (
      count(
        this.#sql,
        'with taken as (select 1 from ticket where hash = ? and expires > ?) select count(*) as n from taken',
        hash,
        now,
      ) > 0 && this.#drop(hash)
    )
  }

  #drop(hash: string): true {
    this.#sql.exec('delete from ticket where hash = ?', hash)
    return true
  }
}
