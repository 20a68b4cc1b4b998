import * as z from 'zod'
import { other, type Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { count, rows } from './rows.ts'
import type { AheadOf, Sitting } from './sitting.ts'

const ID = { left: 'left_id', right: 'right_id' } as const

/** What people said about two records: that they are the same, or that they are not, ever. It outlives every run. */
export class Verdicts {
  readonly #sql: Sql
  /** What was said of a record. */
  readonly #known: AheadOf<readonly Said[]>
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#known = sitting.aheadOf()
  }

  /** Look up together what was said of these records. */
  ahead(pairing: number, side: Side, recordIds: readonly string[]): void {
    const found = rows(
      this.#sql,
      SaidOf,
      `select ${ID[side]} as of, ${ID[other(side)]} as id, same from json_each(?) asked
         cross join verdict on verdict.pairing = ? and verdict.${ID[side]} = asked.value`,
      JSON.stringify(recordIds),
      pairing,
    )
    for (const id of recordIds) this.#known.set(pairing, side, id, [])
    for (const { of, ...said } of found) {
      const before = this.#known.get(pairing, side, of) ?? []
      this.#known.set(pairing, side, of, [...before, said])
    }
  }

  #of(pairing: number, side: Side, recordId: string): readonly Said[] {
    return (
      this.#known.get(pairing, side, recordId) ??
      rows(
        this.#sql,
        Said,
        `select ${ID[other(side)]} as id, same from verdict where pairing = ? and ${ID[side]} = ?`,
        pairing,
        recordId,
      )
    )
  }

  /** A record is the same as one other at most: saying so takes back what was said before. */
  same(pairing: number, leftId: string, rightId: string, now: number): void {
    this.#known.clear()
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

  /** Nothing was ever said of the two. */
  forget(pairing: number, leftId: string, rightId: string): void {
    this.#known.clear()
    this.#sql.exec(
      'delete from verdict where pairing = ? and left_id = ? and right_id = ?',
      pairing,
      leftId,
      rightId,
    )
  }

  #put(pairing: number, leftId: string, rightId: string, same: 0 | 1, now: number): void {
    this.#known.clear()
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
    return this.#of(pairing, side, recordId).find((said) => said.same === 1)?.id
  }

  /** The records on the other side that this one is not, by a person's word. */
  apartFrom(pairing: number, side: Side, recordId: string): ReadonlySet<string> {
    const said = this.#of(pairing, side, recordId).filter((one) => one.same === 0)
    return said.length === 0 ? NOBODY : new Set(said.map(({ id }) => id))
  }

  /** A record lives on under another id: what was said of it still holds. */
  rename(pairing: number, side: Side, from: string, to: string): void {
    this.#known.clear()
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
    this.#known.clear()
    this.#sql.exec('delete from verdict where pairing = ?', pairing)
  }
}

const Said = z.object({ id: z.string(), same: z.number() })
type Said = z.infer<typeof Said>
const SaidOf = Said.extend({ of: z.string() })
const NOBODY: ReadonlySet<string> = new Set()
