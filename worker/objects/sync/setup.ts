import * as z from 'zod'
import { ConflictRule, Deletions, Direction } from '../../../shared/mapping.ts'
import type { Side } from '../../../shared/record.ts'
import { Frequency, Schedule, USUAL_SCHEDULE } from '../../../shared/schedule.ts'
import { openRecall } from '../recall.ts'
import type { Sql } from '../store.ts'
import type { WatchedSql } from '../watched.ts'
import { count, json, jsonOnce, row, SideColumn } from './rows.ts'
import type { SetupPatch, SyncSetup } from './rpc.ts'

const Account = z.object({ connectionId: z.string(), vendor: z.string(), resource: z.string() })

export const StoredSetup = z.object({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  left: Account,
  right: Account,
  direction: Direction,
  frequency: Frequency,
  conflictResolution: ConflictRule,
  firstMeeting: ConflictRule,
  createMissing: z.boolean(),
  updateExisting: z.boolean(),
  deletions: Deletions,
  defaultCountry: z.string(),
  ledgerDays: z.number().optional(),
  backupBeforeSync: z.enum(['off', 'touched', 'full']).optional(),
  schedule: Schedule.optional(),
  quietSeconds: z.number().optional(),
  plan: z.string().nullable().optional(),
}) satisfies z.ZodType<SyncSetup>

/** Calls used in a month of the app's plan. */
export const Quota = z.object({
  month: z.string(),
  used: z.number(),
  limit: z.number().nullable(),
})
export type Quota = z.infer<typeof Quota>

const Me = z.object({ id: z.string().nullable(), email: z.string().nullable() })
type Me = z.infer<typeof Me>
const Both = z.object({ left: Me.nullish(), right: Me.nullish() })

/** The one button that lets a stopped sync go on: signing in again at that side, or simply going on. */
export const Mend = z.object({ does: z.enum(['reconnect', 'resume']), side: SideColumn })
export type Mend = z.infer<typeof Mend>

const Row = z.object({
  json: jsonOnce(StoredSetup),
  paused: z.number(),
  stopped: z.string().nullable(),
  mend: json(Mend).nullable(),
})

type Kept = {
  readonly setup: SyncSetup
  readonly paused: boolean
  readonly stopped: string | null
  readonly mend: Mend | null
}

/** So many read orders are taken at once: each alone would be a row written for every call. */
const ORDERS = 64

/** What the sync is, and whether it may run. Also the counters that order everything it does. */
export class Setup {
  readonly #sql: WatchedSql
  readonly #kept: () => Kept | undefined
  /** Orders that are ours to give out: those up to `end` are taken in the database. */
  readonly #orders = { next: 0, end: 0 }
  constructor(sql: WatchedSql) {
    this.#sql = sql
    const recall = openRecall<'kept', Kept | undefined>(sql)
    this.#kept = () => recall.of('kept', () => keptIn(sql))
  }

  get(): Kept | undefined {
    return this.#kept()
  }

  /** Whose numbers a telephone number without a country is; of all its terms what is shown of records depends on this one. */
  country(): string | null {
    return this.#sql.alone(() => this.get()?.setup.defaultCountry ?? null)
  }

  put(setup: SyncSetup): void {
    this.#sql.exec(
      `insert into setup (id, json) values (1, ?) on conflict (id) do update set json = excluded.json`,
      JSON.stringify(setup),
    )
  }

  /** Whoever connected the account of that side, as far as rules have asked for them. */
  me(side: Side): Me | null {
    return row(this.#sql, MeRow, 'select me from setup')?.me[side] ?? null
  }

  setMe(side: Side, me: Me | null): void {
    this.#sql.exec(
      'update setup set me = json_set(me, ?, json(?))',
      `$.${side}`,
      JSON.stringify(me),
    )
  }

  /** How the month's calls stand, as last looked at; null where that is not known. */
  quota(): Quota | null {
    return row(this.#sql, QuotaRow, 'select quota from setup')?.quota ?? null
  }

  setQuota(quota: Quota | null): void {
    this.#sql.exec('update setup set quota = ?', quota === null ? null : JSON.stringify(quota))
  }

  drop(): void {
    this.#sql.exec('delete from setup')
  }

  pause(paused: boolean): void {
    this.#sql.exec('update setup set paused = ?, stopped = null, mend = null', paused ? 1 : 0)
  }

  /** Stop until a person acts, with the sentence that tells them how. */
  stop(says: string, mend: Mend | null): void {
    this.#sql.exec(
      'update setup set stopped = ?, mend = ?',
      says,
      mend === null ? null : JSON.stringify(mend),
    )
  }

  /** When the schemas of both sides were last read, or that they are not to be believed any more (0). */
  describedAt(): number {
    return count(this.#sql, 'select described as n from setup')
  }

  setDescribed(at: number): void {
    this.#sql.exec('update setup set described = ?', at)
  }

  /** The next read: taken before a call is sent, so that a slow old answer never looks newer than a base. */
  nextOrder(): number {
    const orders = this.#orders
    if (orders.next === orders.end) {
      orders.end = count(
        this.#sql,
        'update setup set read_order = max(read_order, ?) + ? returning read_order as n',
        orders.end,
        ORDERS,
      )
      orders.next = orders.end - ORDERS
    }
    return ++orders.next
  }

  /** The number of the slice that begins now: intents of earlier ones were sent by somebody who is gone. */
  nextEpoch(): number {
    return count(this.#sql, 'update setup set epoch = epoch + 1 returning epoch as n')
  }
}

function keptIn(sql: Sql): Kept | undefined {
  const found = row(sql, Row, 'select json, paused, stopped, mend from setup')
  if (!found) return undefined
  const { json: setup, paused, stopped, mend } = found
  return { setup, paused: paused === 1, stopped, mend: stopped === null ? null : mend }
}

/** A sync under changed terms: what was left out stays, of its hours too. */
export function changed(setup: SyncSetup, { schedule, ...rest }: SetupPatch): SyncSetup {
  const hours = schedule && { ...USUAL_SCHEDULE, ...setup.schedule, ...given(schedule) }
  return { ...setup, ...given(rest), ...given({ schedule: hours }) }
}

/** What was said of it: keys that were left out change nothing. */
export function given<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}

const MeRow = z.object({ me: json(Both) })
const QuotaRow = z.object({ quota: json(Quota).nullable() })
