import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import { Image } from './image.ts'
import type { Sql } from '../store.ts'
import { quickWrite, Write } from './plan.ts'
import { type Columns, isTextOrNull, json, manyRows, quickRow, row, rows } from './rows.ts'

/** A settled write, with the run it belongs to. */
export const Line = Write.extend({
  /** When it was settled (ms since 1970). */
  settled: z.number(),
  /** Who started its run. */
  actor: z.string().nullable(),
  purpose: z.string(),
})
export type Line = z.infer<typeof Line>

/** A line that is as it should be, as `manyRows` asks for it. */
export function quickLine(row: Columns): Line | null {
  const { settled, actor, purpose } = row
  const write = quickWrite(row)
  return write !== null &&
    typeof settled === 'number' &&
    isTextOrNull(actor) &&
    typeof purpose === 'string'
    ? { ...write, settled, actor, purpose }
    : null
}

/** Which lines: all that is left out is not asked. Moments in ms since 1970, `to` not included. */
export type LedgerAsk = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly pairing?: number | undefined
  /** Lines about this record, on whichever side it is: written to it, or made of it. */
  readonly recordId?: string | undefined
}

const LINE = `write.*, run.actor as actor, run.purpose->>'is' as purpose`
/** Rows looked at for one page: a question that few lines answer comes back with a cursor instead of taking all day. */
const LOOKED_AT = 5_000

/** A create whose answer was lost is still looked for, whatever its age. */
const FORGETTABLE = `not (kind = 'create' and state = 'dropped' and sent is not null)`

/**
 * What was written, for good: the settled rows of the plan. Each knows before, after, what lost, why, its run, who
 * started it, and when.
 */
export class Ledger {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  get(id: number): Line | undefined {
    return quickRow(
      this.#sql,
      Line,
      quickLine,
      `select ${LINE} from write join run on run.id = write.run where write.id = ? and write.state = 'settled'`,
      id,
    )
  }

  /** What was written to one record, newest first, before the line of that number. */
  ofRecord(pairing: number, side: Side, recordId: string, before: number, limit: number): Line[] {
    return manyRows(
      this.#sql,
      Line,
      quickLine,
      `select ${LINE} from write join run on run.id = write.run
         where write.pairing = ? and write.side = ? and write.record_id = ? and write.state = 'settled' and write.id < ?
         order by write.id desc limit ? + 0`,
      pairing,
      side,
      recordId,
      before,
      limit,
    )
  }

  /** Everything one run wrote to one record, oldest first. */
  ofRun(run: number, pairing: number, side: Side, recordId: string): Line[] {
    return manyRows(
      this.#sql,
      Line,
      quickLine,
      `select ${LINE} from write join run on run.id = write.run
         where write.pairing = ? and write.side = ? and write.record_id = ? and write.state = 'settled' and write.run = ?
         order by write.id`,
      pairing,
      side,
      recordId,
      run,
    )
  }

  /** What later runs than this one wrote to the record, oldest first. */
  since(run: number, pairing: number, side: Side, recordId: string): Line[] {
    return manyRows(
      this.#sql,
      Line,
      quickLine,
      `select ${LINE} from write join run on run.id = write.run
         where write.pairing = ? and write.side = ? and write.record_id = ? and write.state = 'settled' and write.run > ?
         order by write.id`,
      pairing,
      side,
      recordId,
      run,
    )
  }

  /**
   * Lines in this order, beyond the one of that number (null at first). `next` is where to go on, or null at the end: a
   * page may be short, or empty, and still not be the last.
   */
  page(
    ask: LedgerAsk,
    order: 'oldest' | 'newest',
    beyond: number | null,
    limit: number,
  ): { lines: Line[]; next: number | null } {
    const bounds = this.#bounds(ask)
    const newest = order === 'newest'
    const low = newest ? bounds.low : Math.max(bounds.low, (beyond ?? 0) + 1)
    const high = newest ? Math.min(bounds.high, beyond ?? bounds.high) : bounds.high
    const by = newest ? 'desc' : 'asc'
    const looked = row(
      this.#sql,
      Extent,
      `select ${newest ? 'min' : 'max'}(id) as last, count(*) as n
         from (select id from write where id >= ? and id < ? order by id ${by} limit ? + 0)`,
      low,
      high,
      LOOKED_AT,
    )
    if (!looked || looked.last === null) return { lines: [], next: null }
    const lines = manyRows(
      this.#sql,
      Line,
      quickLine,
      `select ${LINE} from write join run on run.id = write.run
         where write.id >= ?1 and write.id < ?2 and write.state = 'settled' and write.settled >= ?3 and write.settled < ?4
           and (?5 is null or write.pairing = ?5) and (?6 is null or write.record_id = ?6 or write.source_id = ?6)
         order by write.id ${by} limit ?7 + 0`,
      newest ? looked.last : low,
      newest ? high : looked.last + 1,
      ask.from ?? 0,
      ask.to ?? Number.MAX_SAFE_INTEGER,
      ask.pairing ?? null,
      ask.recordId ?? null,
      limit,
    )
    if (lines.length === limit) return { lines, next: lines[limit - 1]!.id }
    return { lines, next: looked.n === LOOKED_AT ? looked.last : null }
  }

  /** The numbers that writes of these moments have: from `low` to before `high`. */
  #bounds(ask: LedgerAsk): { low: number; high: number } {
    const found = row(
      this.#sql,
      Bounds,
      `select (select first from run where ended is null or ended >= ?1 order by id limit 1) as low,
         (select first from run where started >= ?2 order by id limit 1) as high`,
      ask.from ?? 0,
      ask.to ?? Number.MAX_SAFE_INTEGER,
    )
    if (!found || found.low === null) return { low: 1, high: 1 }
    return { low: found.low, high: found.high ?? Number.MAX_SAFE_INTEGER }
  }

  /**
   * Forget the writes of runs that ended before that moment, at most so many rows. Returns how many went. The newest row
   * of all stays, because numbers are given by counting on from it.
   */
  prune(before: number, limit: number): number {
    const ids = rows(
      this.#sql,
      ById,
      `select id from write where id < (select max(id) from write)
         and id < coalesce((select first from run where ended is null or ended >= ? order by id limit 1), 9e15)
         and ${FORGETTABLE} order by id limit ? + 0`,
      before,
      limit,
    ).map((one) => one.id)
    if (ids.length === 0) return 0
    const list = JSON.stringify(ids)
    this.#sql.exec(
      `update run set forgotten = 1 where forgotten = 0 and id in (
         select run from write where id in (select value from json_each(?)) and state = 'settled')`,
      list,
    )
    this.#sql.exec('delete from need where write in (select value from json_each(?))', list)
    this.#sql.exec('delete from image where write in (select value from json_each(?))', list)
    this.#sql.exec('delete from write where id in (select value from json_each(?))', list)
    return ids.length
  }

  /** The sync is removed: nothing of what it wrote is kept. */
  clear(): void {
    for (const table of ['need', 'image', 'write', 'run']) this.#sql.exec(`delete from ${table}`)
  }

  /** The record as it was before this write. */
  image(write: number): Image | undefined {
    return row(this.#sql, Kept, 'select json from image where write = ?', write)?.json
  }

  keepImage(write: number, image: Image): void {
    this.#sql.exec(
      'insert or replace into image (write, json) values (?, ?)',
      write,
      JSON.stringify(image),
    )
  }
}

const Extent = z.object({ last: z.number().nullable(), n: z.number() })
const Bounds = z.object({ low: z.number().nullable(), high: z.number().nullable() })
const ById = z.object({ id: z.number() })
const Kept = z.object({ json: json(Image) })
