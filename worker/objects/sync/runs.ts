import * as z from 'zod'
import { isOver, JobState } from '../../../shared/job.ts'
import { Account } from '../../../shared/account.ts'
import { openRecall } from '../recall.ts'
import type { Sql } from '../store.ts'
import type { WatchedSql } from '../watched.ts'
import { ConflictSort } from './conflicts.ts'
import { Tally } from './plan.ts'
import { Emptied } from './reckoning.ts'
import { Purpose } from './purpose.ts'
import { count, json, jsonOnce, row, rows } from './rows.ts'

export const Forecast = z.object({
  conflicts: z.array(ConflictSort.omit({ pairing: true }).extend({ entityType: z.string() })),
  account: z.array(Account),
})
export type Forecast = z.infer<typeof Forecast>

export const Run = z.object({
  id: z.number(),
  kind: z.enum(['preview', 'run']),
  state: JobState,
  started: z.number(),
  ended: z.number().nullable(),
  /** Not before this moment. */
  wake: z.number().nullable(),
  /** Failures in a row. */
  attempt: z.number(),
  /** Where the phase has got to: its own meaning in each phase. */
  position: z.number(),
  read: z.number(),
  linked: z.number(),
  /** Conflicts that no longer hold since this run looked. */
  resolved: z.number(),
  /** Mapping versions the plan was made under, by pairing. */
  versions: jsonOnce(z.record(z.string(), z.number())),
  approved: z.number(),
  /** Cancelled, but some of its intents still wait for their outcome. */
  stopping: z.number(),
  /** What it waits for, in a sentence, while it does. */
  waits_for: z.string().nullable(),
  /** What a person should know of it for good. */
  says: z.string().nullable(),
  /** Its writes have numbers from this one on. */
  first: z.number(),
  /** Where a phase that counts no further than `position` has got to, in its own words. */
  cursor: z.string().nullable(),
  /** A slice that sends did not come to its end: some of what it sent may wait for its outcome. */
  sending: z.number(),
  /** Who started it: a key's id, or null where nobody is known to have. */
  actor: z.string().nullable(),
  /** What it is for: an ordinary run, or an errand such as an undo. */
  purpose: jsonOnce(Purpose),
  /** What waits and where records stand under a draft that was previewed; null for every other run. */
  forecast: json(Forecast).nullable(),
  /** Some of what it wrote is older than the ledger is kept, and forgotten. */
  forgotten: z.number(),
  /** Over or stopping: its plan from this number on, and its proposals, are still to be taken down. */
  leaving: z.number().nullable(),
  /** How many of its writes came to what, once it is over. */
  counts: jsonOnce(z.array(Tally)).nullable(),
  /** What its plan would empty, where nobody was asked about it; null where that is nothing. */
  emptied: json(z.array(Emptied)).nullable(),
  /** When it came to each phase; a run begins with being queued. */
  stages: jsonOnce(z.array(z.object({ phase: JobState, at: z.number() }))),
})
export type Run = z.infer<typeof Run>

/** Which runs are asked for; all that is left out is not asked. Moments in ms since 1970, `to` not included. */
export type RunFilter = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly pairing?: number | undefined
  readonly status?: ((run: Run) => boolean) | undefined
}
/** Runs looked at for one page, where not every one is asked for. */
const LOOKED_AT = 500

export class Runs {
  readonly #sql: Sql
  readonly #known: ReturnType<typeof openRecall<number | 'latest', Run | undefined>>
  readonly #newest: ReturnType<typeof openRecall<number, readonly Run[]>>
  constructor(sql: WatchedSql) {
    this.#sql = sql
    this.#known = openRecall(sql)
    this.#newest = openRecall(sql)
  }

  add(
    kind: Run['kind'],
    now: number,
    actor: string | null = null,
    purpose: Purpose = { is: 'sync' },
  ): number {
    return count(
      this.#sql,
      `insert into run (kind, state, started, actor, purpose, first)
         values (?, 'queued', ?, ?, ?, coalesce((select max(id) from write), 0) + 1) returning id as n`,
      kind,
      now,
      actor,
      JSON.stringify(purpose),
    )
  }

  get(id: number): Run | undefined {
    return this.#known.of(id, () => row(this.#sql, Run, 'select * from run where id = ?', id))
  }

  latest(): Run | undefined {
    return this.#known.of('latest', () =>
      row(this.#sql, Run, 'select * from run order by id desc limit 1'),
    )
  }

  /** The one that is not over, if there is one: nothing begins before the last is over. */
  open(): Run | undefined {
    const last = this.latest()
    return last && !isOver(last.state) ? last : undefined
  }

  /** The last one that compares everything and writes, however far it came. */
  lastWhole(): Run | undefined {
    return row(
      this.#sql,
      Run,
      `select * from run where kind = 'run' and purpose->>'is' = 'sync' order by id desc limit 1`,
    )
  }

  /** One whose plan is still to be taken down. */
  leaving(): Run | undefined {
    return row(this.#sql, Run, 'select * from run where leaving is not null order by id limit 1')
  }

  /** May anything more be sent of it? */
  maySend(id: number): boolean {
    return (
      count(
        this.#sql,
        `select state = 'writing' and stopping = 0 as n from run where id = ?`,
        id,
      ) === 1
    )
  }

  /** The number of the run so many back: of those that wrote, not of previews. */
  back(runs: number): number {
    return count(
      this.#sql,
      `select coalesce((select id from run where kind = 'run' order by id desc limit 1 offset ?), 0) as n`,
      runs - 1,
    )
  }

  /** The last few runs for records that somebody asked for by name, newest first. */
  direct(limit: number): Run[] {
    return rows(
      this.#sql,
      Run,
      `select * from run where id > (select max(id) from run) - ?1 * 10 and purpose->>'is' = 'direct'
         order by id desc limit ?1 + 0`,
      limit,
    )
  }

  /** When the last run that looked at both sides ended; null where none has. */
  lookedAt(): number | null {
    return (
      row(
        this.#sql,
        Ended,
        `select ended from run where state = 'done' and kind = 'run' and purpose->>'is' in ('sync', 'events')
           order by id desc limit 1`,
      )?.ended ?? null
    )
  }

  /**
   * Newest first, those that were asked for. `next` is where to go on, or null at the end: where few of many fit, a page
   * may be short, or empty, and still not be the last.
   */
  page(
    before: number | null,
    limit: number,
    only: RunFilter = {},
  ): { runs: Run[]; next: number | null } {
    const isSifted = only.status !== undefined || only.pairing !== undefined
    const most = isSifted ? LOOKED_AT : limit
    const isNewest = before === null && only.from === undefined && only.to === undefined
    // What people look at again and again is the first page of all there are.
    const looked =
      isNewest && !isSifted
        ? this.#newest.of(most, () => this.#look(null, most, {}))
        : this.#look(before, most, only)
    const found: Run[] = []
    for (const run of looked) {
      if (only.status && !only.status(run)) continue
      if (only.pairing !== undefined && !this.#touched(run, only.pairing)) continue
      found.push(run)
      if (found.length === limit) return { runs: found, next: run.id }
    }
    return { runs: found, next: looked.length === most ? (looked.at(-1)?.id ?? null) : null }
  }

  #look(before: number | null, most: number, { from, to }: RunFilter): Run[] {
    return rows(
      this.#sql,
      Run,
      `select * from run where id < ?1 and started >= ?2 and started < ?3 order by id desc limit ?4 + 0`,
      before ?? Number.MAX_SAFE_INTEGER,
      from ?? 0,
      to ?? Number.MAX_SAFE_INTEGER,
      most,
    )
  }

  /** Did its plan hold anything of this pairing? */
  #touched(run: Run, pairing: number): boolean {
    return (
      count(
        this.#sql,
        `select exists (select 1 from write where id >= ?1
           and id < coalesce((select first from run where id > ?2 order by id limit 1), 9e15)
           and run = ?2 and pairing = ?3) as n`,
        run.first,
        run.id,
        pairing,
      ) > 0
    )
  }

  /** It comes to this phase, at this moment (ms since 1970). */
  enter(id: number, state: JobState, at: number, patch: Parameters<Runs['change']>[1] = {}): void {
    this.change(id, { ...patch, state })
    this.#sql.exec(
      `update run set stages = json_insert(stages, '$[#]', json_object('phase', ?, 'at', ?)) where id = ?`,
      state,
      at,
      id,
    )
  }

  change(
    id: number,
    patch: Partial<Omit<Run, 'id' | 'versions'>> & { versions?: { [pairing: string]: number } },
  ): void {
    const columns = Object.entries(patch)
    if (columns.length === 0) return
    this.#sql.exec(
      `update run set ${columns.map(([name]) => `${name} = ?`).join(', ')} where id = ?`,
      ...columns.map(([, value]) =>
        typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
      ),
      id,
    )
  }

  /** Has a run that writes ever come to its end? */
  hasEnded(): boolean {
    return (
      count(
        this.#sql,
        "select exists (select 1 from run where kind = 'run' and state = 'done') as n",
      ) > 0
    )
  }

  /** It read, found nothing to do and nothing to say: as if it had not been. */
  dropIdle(id: number): boolean {
    return (
      rows(
        this.#sql,
        z.object({ id: z.number() }),
        `delete from run where id = ? and says is null and linked = 0 and resolved = 0
           and not exists (select 1 from write where write.id >= run.first and write.run = run.id) returning id`,
        id,
      ).length > 0
    )
  }

  addResolved(id: number, conflicts: number): void {
    if (conflicts > 0)
      this.#sql.exec('update run set resolved = resolved + ? where id = ?', conflicts, id)
  }

  addRead(id: number, records: number): void {
    this.#sql.exec('update run set read = read + ? where id = ?', records, id)
  }
}

const Ended = z.object({ ended: z.number().nullable() })
