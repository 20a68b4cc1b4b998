import * as z from 'zod'
import { other, type Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { count, row, rows } from './rows.ts'

const ID = { left: 'left_id', right: 'right_id' } as const

/** What people said about two records: that they are the same, or that they are not, ever. It outlives every run. */
export class Verdicts {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** A record is the same as one other at most: saying so takes back what was said before. */
  same(pairing: number, leftId: string, rightId: string, now: number): void {
    this.#sql.exec(
      'delete from verdict where pairing = ? and same = 1 and (left_id = ? or right_id = ?)',
      pairing,
      leftId,
      rightId,
    )
    this.#put(pairing, leftId, rightId, 1, now)
  }

  apart(pairing: number, leftId: string, rightId: string, now: number): void {
    this.#put(pairing, leftId, rightId, 0, now)
  }

  #put(pairing: number, leftId: string, rightId: string, same: 0 | 1, now: number): void {
    this.#sql.exec(
      `insert into verdict (pairing, left_id, right_id, same, since) values (?, ?, ?, ?, ?)
       on conflict (pairing, left_id, right_id) do update set same = excluded.same, since = excluded.since
       where same <> excluded.same`,
      pairing,
      leftId,
      rightId,
      same,
      now,
    )
  }

  /** The record on the other side that this one is, by a person's word. */
  sameAs(pairing: number, side: Side, recordId: string): string | undefined {
    return row(
      this.#sql,
      ByName,
      `select ${ID[other(side)]} as id from verdict where pairing = ? and ${ID[side]} = ? and same = 1`,
      pairing,
      recordId,
    )?.id
  }

  /** The records on the other side that this one is not, by a person's word. */
  apartFrom(pairing: number, side: Side, recordId: string): ReadonlySet<string> {
    const found = rows(
      this.#sql,
      ByName,
      `select ${ID[other(side)]} as id from verdict where pairing = ? and ${ID[side]} = ? and same = 0`,
      pairing,
      recordId,
    )
    return new Set(found.map(({ id }) => id))
  }

  /** A record lives on under another id: what was said of it still holds. */
  rename(pairing: number, side: Side, from: string, to: string): void {
    this.#sql.exec(
      `update or replace verdict set ${ID[side]} = ? where pairing = ? and ${ID[side]} = ?`,
      to,
      pairing,
      from,
    )
  }

  any(pairing: number): boolean {
    return (
      count(this.#sql, 'select exists (select 1 from verdict where pairing = ?) as n', pairing) > 0
    )
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from verdict where pairing = ?', pairing)
  }
}

const ByName = z.object({ id: z.string() })
