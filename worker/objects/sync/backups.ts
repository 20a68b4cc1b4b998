import * as z from 'zod'
import type { Sql } from '../store.ts'
import { count, row, rows } from './rows.ts'

export const Backup = z.object({
  id: z.number(),
  /** The run that makes it: one of its own, or one that writes afterwards. */
  run: z.number(),
  state: z.enum(['running', 'done']),
  started: z.number(),
  ended: z.number().nullable(),
  cursor: z.string().nullable(),
  /** The one pairing it holds; `null` where it holds all. */
  entity_type: z.string().nullable(),
})
export type Backup = z.infer<typeof Backup>

/** What a part holds: the records of one side, or the links, of one pairing. */
export const PartKind = z.enum(['left', 'right', 'links'])
export type PartKind = z.infer<typeof PartKind>

export const Part = z.object({
  no: z.number(),
  pairing: z.number(),
  kind: PartKind,
  records: z.number(),
  bytes: z.number(),
})
export type Part = z.infer<typeof Part>

/** Everything both sides held at one time: what there is of it. The parts themselves stand on the shelf. */
export class Backups {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  begin(run: number, now: number, entityType: string | null = null): number {
    return count(
      this.#sql,
      `insert into backup (run, state, started, entity_type) values (?, 'running', ?, ?) returning id as n`,
      run,
      now,
      entityType,
    )
  }

  madeBy(id: number, run: number): void {
    this.#sql.exec('update backup set run = ? where id = ?', run, id)
  }

  get(id: number): Backup | undefined {
    return row(this.#sql, Backup, 'select * from backup where id = ?', id)
  }

  /** The newest that is not newer than this one. */
  upTo(id: number): Backup | undefined {
    return row(this.#sql, Backup, 'select * from backup where id <= ? order by id desc limit 1', id)
  }

  /** The one made before a run writes. */
  ofRun(run: number): Backup | undefined {
    return row(this.#sql, Backup, 'select * from backup where run = ?', run)
  }

  /** Newest first. */
  page(before: number | null, limit: number): Backup[] {
    return rows(
      this.#sql,
      Backup,
      'select * from backup where id < ? order by id desc limit ? + 0',
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
  }

  startedBefore(moment: number, limit: number): Backup[] {
    return rows(
      this.#sql,
      Backup,
      'select * from backup where started < ? order by id limit ? + 0',
      moment,
      limit,
    )
  }

  save(id: number, cursor: string): void {
    this.#sql.exec('update backup set cursor = ? where id = ?', cursor, id)
  }

  finish(id: number, now: number): void {
    this.#sql.exec(`update backup set state = 'done', ended = ? where id = ?`, now, id)
  }

  addPart(backup: number, part: Part): void {
    this.#sql.exec(
      'insert or replace into backup_part (backup, no, pairing, kind, records, bytes) values (?, ?, ?, ?, ?, ?)',
      backup,
      part.no,
      part.pairing,
      part.kind,
      part.records,
      part.bytes,
    )
  }

  /** A part was written anew without some of its lines. */
  shrink(backup: number, no: number, records: number, bytes: number): void {
    this.#sql.exec(
      'update backup_part set records = ?, bytes = ? where backup = ? and no = ?',
      records,
      bytes,
      backup,
      no,
    )
  }

  part(backup: number, no: number): Part | undefined {
    return row(
      this.#sql,
      Part,
      'select no, pairing, kind, records, bytes from backup_part where backup = ? and no = ?',
      backup,
      no,
    )
  }

  /** Parts in order, after the one of that number. */
  parts(backup: number, after: number, limit: number): Part[] {
    return rows(
      this.#sql,
      Part,
      'select no, pairing, kind, records, bytes from backup_part where backup = ? and no > ? order by no limit ? + 0',
      backup,
      after,
      limit,
    )
  }

  /** A listing begins again: what it gave so far is not part of the backup. */
  dropParts(backup: number, pairing: number, kind: PartKind): void {
    this.#sql.exec(
      'delete from backup_part where backup = ? and pairing = ? and kind = ?',
      backup,
      pairing,
      kind,
    )
  }

  /** The highest number a part of it may have on the shelf, also one that was overtaken. */
  lastPart(backup: number): number {
    return count(
      this.#sql,
      `select coalesce(cursor->>'no', 1) as n from backup where id = ?`,
      backup,
    )
  }

  size(backup: number): { records: number; bytes: number } {
    return (
      row(
        this.#sql,
        z.object({ records: z.number(), bytes: z.number() }),
        `select coalesce(sum(case when kind = 'links' then 0 else records end), 0) as records,
           coalesce(sum(bytes), 0) as bytes from backup_part where backup = ?`,
        backup,
      ) ?? { records: 0, bytes: 0 }
    )
  }

  drop(id: number): void {
    this.#sql.exec('delete from backup_part where backup = ?', id)
    this.#sql.exec('delete from backup where id = ?', id)
  }
}
