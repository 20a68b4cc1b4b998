import * as z from 'zod'
import type { Both } from '../../../shared/record.ts'
import { sameValue, Value } from '../../../shared/value.ts'
import type { Sql } from '../store.ts'
import { json, rows, SideColumn } from './rows.ts'
import type { Ahead, Sitting } from './sitting.ts'

/** One side's value, or one of the person's own as that side holds it; of a deletion, what becomes of the other half. */
export const Choice = z.discriminatedUnion('is', [
  z.object({ is: z.literal('side'), side: SideColumn }),
  z.object({ is: z.literal('value'), side: SideColumn, value: Value }),
  z.object({ is: z.enum(['delete', 'apart']) }),
])
export type Choice = z.infer<typeof Choice>

/** What the person saw: another value since, and the question is open again. Null where whatever stands then is meant. */
const Seen = z
  .union([
    z.object({ left: Value, right: Value }),
    /** The read order of the living half, for a deletion. */
    z.object({ stamp: z.number() }),
  ])
  .nullable()

export const Decision = z.object({
  id: z.number(),
  pairing: z.number(),
  link: z.number(),
  /** The entry it is about, or '' for a deletion. */
  entry: z.string(),
  choice: json(Choice),
  seen: json(Seen),
  actor: z.string().nullable(),
  since: z.number(),
})
export type Decision = z.infer<typeof Decision>

/** What people decided and no run has carried out yet. */
export class Decisions {
  readonly #sql: Sql
  /** By link. */
  readonly #known: Ahead<number, readonly Decision[]>
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#known = sitting.ahead()
  }

  /** Look up together what was decided about these links. */
  ahead(links: readonly number[]): void {
    const found = rows(
      this.#sql,
      Decision,
      `select decision.* from json_each(?) asked
         cross join decision on decision.link = asked.value order by decision.id`,
      JSON.stringify(links),
    )
    for (const link of links) this.#known.set(link, [])
    for (const one of found) this.#known.set(one.link, [...(this.#known.get(one.link) ?? []), one])
  }

  /** The last word counts. */
  put(decision: Omit<Decision, 'id'>): void {
    this.#known.delete(decision.link)
    this.#sql.exec(
      `insert into decision (pairing, link, entry, choice, seen, actor, since) values (?, ?, ?, ?, ?, ?, ?)
       on conflict (link, entry) do update set choice = excluded.choice, seen = excluded.seen,
         actor = excluded.actor, since = excluded.since`,
      decision.pairing,
      decision.link,
      decision.entry,
      JSON.stringify(decision.choice),
      JSON.stringify(decision.seen),
      decision.actor,
      decision.since,
    )
  }

  of(link: number): readonly Decision[] {
    return (
      this.#known.get(link) ??
      rows(this.#sql, Decision, 'select * from decision where link = ? order by id', link)
    )
  }

  about(link: number, entry: string): Decision | undefined {
    return this.of(link).find((one) => one.entry === entry)
  }

  /** Carried out, or overtaken. */
  drop(link: number, entries: readonly string[]): void {
    if (entries.length === 0 || this.#known.get(link)?.length === 0) return
    this.#known.delete(link)
    this.#sql.exec(
      'delete from decision where link = ? and entry in (select value from json_each(?))',
      link,
      JSON.stringify(entries),
    )
  }

  dropLink(link: number): void {
    this.#known.delete(link)
    this.#sql.exec('delete from decision where link = ?', link)
  }

  dropPairing(pairing: number): void {
    this.#known.clear()
    this.#sql.exec('delete from decision where pairing = ?', pairing)
  }
}

/** Do both sides still hold what the person saw when they decided? */
export function stillSees(decision: Decision, now: Both<Value | undefined>): boolean {
  const { seen } = decision
  if (seen === null) return true
  if (!('left' in seen) || now.left === undefined || now.right === undefined) return false
  return sameValue(now.left, seen.left) && sameValue(now.right, seen.right)
}
