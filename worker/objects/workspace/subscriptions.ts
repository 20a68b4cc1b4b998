import * as z from 'zod'
import { type Tiding, TidingEvent } from '../../../shared/api/subscription.ts'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Rung } from '../../doorbell.ts'
import type { Sql } from '../store.ts'
import type { Heed } from '../sync/tidings.ts'
import type { SubscriptionDraft, SubscriptionView } from './rpc.ts'

const Row = z.object({
  id: z.string(),
  key_id: z.string(),
  ref: z.string(),
  event: TidingEvent,
  table_id: z.string(),
  address: z.string(),
  created_at: z.number(),
  quiet_until: z.number(),
  failures: z.number(),
  gone_times: z.number(),
})
export type SubscriptionRow = z.infer<typeof Row>
const ViewRow = Row.extend({ waiting: z.number() })
const Errand = z.object({ tiding: z.string(), body: z.string() })
const HeedRow = z.object({ revision: z.number() })
const Due = z.object({ at: z.number().nullable() })

/** A workflow has one each; this many is no longer a workspace that somebody set up by hand. */
const MOST = 100
/** Beyond so many calls still to be made for one, the oldest are forgotten. */
const MOST_WAITING = 2_000
/** Nobody wants to start anything because of what happened so long (ms) ago. */
export const TOLD_WITHIN_MS = 24 * 3_600_000
/** An address that says so often in a row that nobody lives there is believed. */
const MOST_GONE = 5
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 3_600_000

/** So long (ms) an address is left in peace after it failed so often in a row; the die spreads whoever failed together. */
export const pauseAfter = (failures: number, die: number): number =>
  Math.round(Math.min(FIRST_PAUSE_MS * 4 ** (failures - 1), LONGEST_PAUSE_MS) * (0.75 + die / 4))

/** Who is told of what, and what is still to be told. Nothing of it is lost before it was heard, or is a day old. */
export function openSubscriptions(sql: Sql) {
  const list = (): SubscriptionRow[] =>
    sql
      .exec('select * from subscription order by created_at, id')
      .toArray()
      .map((row) => Row.parse(row))

  function remove(id: string): void {
    sql.exec('delete from errand where subscription = ?', id)
    sql.exec('delete from subscription where id = ?', id)
  }

  /** Who wants to hear what is another thing from now on. */
  const changed = (): void =>
    void sql.exec(
      'insert into heed (one, revision) values (1, 1) on conflict (one) do update set revision = revision + 1',
    )

  return {
    list,

    heed(): Heed {
      const [row] = sql.exec('select revision from heed').toArray()
      const events = [...new Set(list().map(({ event }) => event))]
      return { revision: row ? HeedRow.parse(row).revision : 0, events }
    },

    of: (keyId: string): SubscriptionView[] =>
      sql
        .exec(
          `select subscription.*, (select count(*) from errand where subscription = subscription.id) as waiting
             from subscription where key_id = ? order by created_at, id`,
          keyId,
        )
        .toArray()
        .map((row) => viewOf(ViewRow.parse(row))),

    /** The one that the key already has under this name makes room. */
    add(
      { keyId, ref, event, table }: Omit<SubscriptionDraft, 'url' | 'secret'>,
      { id, address, now }: { id: string; address: string; now: number },
    ): Result<SubscriptionView, Failure> {
      const all = list()
      const former = all.find((one) => one.key_id === keyId && one.ref === ref)
      if (!former && all.length >= MOST) return err({ reason: 'not_now', why: FULL })
      if (former) remove(former.id)
      sql.exec(
        `insert into subscription (id, key_id, ref, event, table_id, address, created_at) values (?, ?, ?, ?, ?, ?, ?)`,
        id,
        keyId,
        ref,
        event,
        table,
        address,
        now,
      )
      changed()
      return ok({ id, ref, event, table, createdAt: now, waiting: 0, failures: 0 })
    },

    /** By its name or its id, as far as it is this key's. */
    remove(keyId: string, which: string): Result<true, Failure> {
      const found = list().find(
        (one) => one.key_id === keyId && (one.ref === which || one.id === which),
      )
      if (!found) return err({ reason: 'not_found', what: 'subscription' })
      remove(found.id)
      changed()
      return ok(true)
    },

    /** Whose key may not have it any more. Returns whether any went. */
    dropUnless(mayHear: (keyId: string) => boolean): boolean {
      const lost = list().filter(({ key_id }) => !mayHear(key_id))
      for (const { id } of lost) remove(id)
      if (lost.length > 0) changed()
      return lost.length > 0
    },

    /** These are told to whoever wants to hear them. One that is told twice is kept once. */
    put(
      tidings: readonly Tiding[],
      isFor: (one: SubscriptionRow, tiding: Tiding) => boolean,
      now: number,
    ): void {
      for (const one of list()) {
        const own = tidings.filter(
          (tiding) =>
            tiding.event === one.event && tiding.table === one.table_id && isFor(one, tiding),
        )
        for (const tiding of own)
          sql.exec(
            'insert into errand (subscription, tiding, body, queued_at) values (?, ?, ?, ?) on conflict do nothing',
            one.id,
            tiding.id,
            JSON.stringify(tiding),
            now,
          )
        if (own.length > 0)
          sql.exec(
            `delete from errand where subscription = ?1 and n <= (
               select n from errand where subscription = ?1 order by n desc limit 1 offset ?2 + 0)`,
            one.id,
            MOST_WAITING,
          )
      }
    },

    /** What is told next to this one, the oldest first. */
    errands: (id: string, limit: number): z.infer<typeof Errand>[] =>
      sql
        .exec(
          'select tiding, body from errand where subscription = ? order by n limit ? + 0',
          id,
          limit,
        )
        .toArray()
        .map((row) => Errand.parse(row)),

    /** Those that may be called now and have something to hear. */
    due: (now: number): SubscriptionRow[] =>
      sql
        .exec(
          `select * from subscription where quiet_until <= ?
             and exists (select 1 from errand where subscription = subscription.id) order by quiet_until, id`,
          now,
        )
        .toArray()
        .map((row) => Row.parse(row)),

    /** When somebody is to be called next; null where nothing waits. */
    next(): number | null {
      const [row] = sql
        .exec(
          `select min(quiet_until) as at from subscription
             where exists (select 1 from errand where subscription = subscription.id)`,
        )
        .toArray()
      return row ? Due.parse(row).at : null
    },

    /** What came of telling it. An address where nobody lives any more goes, with all it was to hear. */
    told({ id, failures, gone_times: gone }: SubscriptionRow, tiding: string, rung: Rung, now: number, die: number): void {
      if (rung === 'heard') {
        sql.exec('delete from errand where subscription = ? and tiding = ?', id, tiding)
        // Whoever was called last comes last.
        sql.exec('update subscription set quiet_until = ?, failures = 0, gone_times = 0 where id = ?', now, id)
        return
      }
      if (rung === 'gone' && gone + 1 >= MOST_GONE) {
        remove(id)
        changed()
        return
      }
      sql.exec(
        'update subscription set quiet_until = ?, failures = ?, gone_times = ? where id = ?',
        now + pauseAfter(failures + 1, die),
        failures + 1,
        rung === 'gone' ? gone + 1 : 0,
        id,
      )
    }, // prettier-ignore

    /** What nobody wants to hear any more. */
    tidy(now: number): void {
      sql.exec('delete from errand where queued_at <= ?', now - TOLD_WITHIN_MS)
    },

    keep(id: string, address: string): void {
      sql.exec('update subscription set address = ? where id = ?', address, id)
    },
  }
}
export type Subscriptions = ReturnType<typeof openSubscriptions>

const FULL = `Only ${MOST} subscriptions fit in a workspace. Remove one that nobody needs first.`

const viewOf = (row: z.infer<typeof ViewRow>): SubscriptionView => ({
  id: row.id,
  ref: row.ref,
  event: row.event,
  table: row.table_id,
  createdAt: row.created_at,
  waiting: row.waiting,
  failures: row.failures,
})
