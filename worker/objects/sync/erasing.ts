import * as z from 'zod'
import type { Sql } from '../store.ts'
import type { Halves } from './erasures.ts'
import { count, row, rows } from './rows.ts'

/** Somebody who was erased, and how far they are out of the backups. */
export const Erasing = z.object({
  id: z.number(),
  entity_type: z.string(),
  left_id: z.string().nullable(),
  right_id: z.string().nullable(),
  since: z.number(),
  /** Lines of the ledger that went. */
  lines: z.number(),
  /** Backups up to this one are still to be looked through, the newest first; null where all were. */
  backup: z.number().nullable(),
  /** The last part of that one that was looked at, and whether they were found in any. */
  part: z.number(),
  found: z.number(),
  /** Backups they were taken out of. */
  taken: z.number(),
})
export type Erasing = z.infer<typeof Erasing>

/** Backups stand on the shelf, in more parts than one request may look at: how far each erasure has got in them. */
export class Erasings {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** All backups there are by now are looked through. Asked for again meanwhile, it begins again with the newest. */
  begin(entityType: string, { left, right }: Halves, lines: number, now: number): number {
    const known = row(
      this.#sql,
      Numbered,
      `select id from erasing where backup is not null and entity_type = ? and (left_id = ? or right_id = ?)`,
      entityType,
      left,
      right,
    )
    const newest = 'select max(id) from backup'
    if (known === undefined)
      return count(
        this.#sql,
        `insert into erasing (entity_type, left_id, right_id, since, lines, backup) values (?, ?, ?, ?, ?, (${newest}))
         returning id as n`,
        entityType,
        left,
        right,
        now,
        lines,
      )
    this.#sql.exec(
      `update erasing set lines = lines + ?, backup = (${newest}), part = 0, found = 0 where id = ?`,
      lines,
      known.id,
    )
    return known.id
  }

  get(id: number): Erasing | undefined {
    return row(this.#sql, Erasing, 'select * from erasing where id = ?', id)
  }

  /** Whoever has waited longest. */
  first(): Erasing | undefined {
    return row(
      this.#sql,
      Erasing,
      'select * from erasing where backup is not null order by id limit 1',
    )
  }

  /** Newest first. */
  page(before: number | null, limit: number): Erasing[] {
    return rows(
      this.#sql,
      Erasing,
      'select * from erasing where id < ? order by id desc limit ? + 0',
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
  }

  looked(id: number, part: number, isFound: boolean): void {
    this.#sql.exec(
      'update erasing set part = ?, found = max(found, ?) where id = ?',
      part,
      isFound ? 1 : 0,
      id,
    )
  }

  /** A backup is looked through: on with the one before it, or nothing is left. */
  pass(id: number, backup: number): void {
    this.#sql.exec(
      `update erasing set taken = taken + found, found = 0, part = 0,
         backup = (select max(id) from backup where id < ?) where id = ?`,
      backup,
      id,
    )
  }

  /** Backups that are still to be looked through. */
  left({ backup }: Pick<Erasing, 'backup'>): number {
    return backup === null
      ? 0
      : count(this.#sql, 'select count(*) as n from backup where id <= ?', backup)
  }

  /** May somebody who was erased still stand in this backup? */
  isLeftIn(backup: number): boolean {
    return (
      count(this.#sql, 'select exists (select 1 from erasing where backup >= ?) as n', backup) > 0
    )
  }

  clear(): void {
    this.#sql.exec('delete from erasing')
  }

  /** What was done long ago is told no more. */
  prune(before: number): void {
    this.#sql.exec('delete from erasing where backup is null and since < ?', before)
  }
}

const Numbered = z.object({ id: z.number() })
