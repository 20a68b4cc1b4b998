import * as z from 'zod'
import type { Pairing } from '../../../shared/mapping.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { row } from './rows.ts'

/**
 * What is known of a pairing, table by table. A draft is planned on a copy of it, under the pairing's number with a minus:
 * so nothing that a preview of an unsaved mapping learns, asks or moves is ever seen by anybody else.
 */
export const COPIED: readonly {
  readonly table: string
  /** The columns that are copied as they are; `pairing` is not among them. */
  readonly columns: string
  /** Columns that name something which has another number in the copy. */
  readonly renamed?: { readonly [column: string]: string }
  /** Large tables are copied piece by piece, in this order. */
  readonly by?: 'id' | 'record_id'
  readonly side?: Side
}[] = [
  {
    table: 'link',
    by: 'id',
    columns:
      'left_id, right_id, left_base, right_base, left_order, right_order, version, revision, proposed, gone, left_out, right_out, touched, alone',
  },
  {
    table: 'seen',
    by: 'id',
    columns:
      'side, record_id, read_order, slots, times, title, by_vendor, since, fate, says, judged, out, wanted',
  },
  { table: 'key', by: 'record_id', side: 'left', columns: 'side, text, record_id' },
  { table: 'key', by: 'record_id', side: 'right', columns: 'side, text, record_id' },
  { table: 'block', columns: 'side, source_id, entry, fingerprint, failure' },
  { table: 'hold', columns: 'side, record_id, entry, why, says, run, actor, since' },
  { table: 'calm', columns: 'side, record_id, entry, write' },
  { table: 'verdict', columns: 'left_id, right_id, same, since' },
  { table: 'alike', columns: 'left_id, right_id, odds, sure' },
  { table: 'likeness', columns: 'generation, json' },
  { table: 'term_count', columns: 'part, counts' },
  {
    table: 'decision',
    columns: 'entry, choice, seen, actor, since',
    renamed: { link: linkOf('decision') },
  },
  {
    table: 'conflict',
    columns:
      'kind, left_id, right_id, entry, base, left_value, right_value, says, since, status, stamp, candidates',
    renamed: {
      link: linkOf('conflict'),
      about: `case when kind = 'match' then 'match:-' || substr(about, 7)
        else kind || ':' || ${linkOf('conflict')} || substr(about, length(kind) + length(link) + 2) end`,
    },
  },
]

/** The number that a row's link has in the copy. */
function linkOf(table: string): string {
  return `(select twin.id from link own join link twin on twin.pairing = -own.pairing and twin.left_id = own.left_id
     where own.id = ${table}.link)`
}

/** How far copying has got: which pairing, which table of it, and after which row. */
export const Copied = z.object({
  pairing: z.number(),
  table: z.number(),
  after: z.union([z.number(), z.string()]),
})
export type Copied = z.infer<typeof Copied>

/** Rows copied in one go. */
const PIECE = 5_000

export class Drafts {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /**
   * Copy some of what is known of the saved pairings, these drawn up as they are to be. Returns where to go on, or null
   * when all is copied.
   */
  copy(drawn: readonly Pairing[], from: Copied | null): Copied | null {
    const at = from ?? { pairing: 0, table: COPIED.length, after: '' }
    const piece = COPIED[at.table]
    if (!piece) {
      const pairing = this.#begin(drawn, at.pairing)
      return pairing === null ? null : { pairing, table: 0, after: '' }
    }
    const after = this.#copyPiece(at.pairing, piece, at.after)
    return after === null ? { ...at, table: at.table + 1, after: '' } : { ...at, after }
  }

  /** The saved pairing after that number has its copy begun; null where there is none. */
  #begin(drawn: readonly Pairing[], after: number): number | null {
    const found = row(
      this.#sql,
      Saved,
      'select no, entity_type from pairing where no > ? order by no limit 1',
      after,
    )
    if (!found) return null
    const changed = drawn.find((one) => one.entityType === found.entity_type)
    this.#sql.exec(
      `insert into pairing (no, entity_type, json, left_total, right_total, left_since, right_since, left_before,
           right_before, met_version)
         select -no, '-' || entity_type, coalesce(?, json), left_total, right_total, left_since, right_since, left_before,
           right_before, met_version from pairing where no = ?`,
      changed === undefined ? null : JSON.stringify(changed),
      found.no,
    )
    return found.no
  }

  #copyPiece(
    no: number,
    { table, columns, renamed = {}, by, side }: (typeof COPIED)[number],
    after: number | string,
  ): number | string | null {
    const names = [columns, ...Object.keys(renamed)].join(', ')
    const values = [columns, ...Object.values(renamed)].join(', ')
    // Walked in the order of the rows: the index by pairing would be sorted for every piece.
    const mine = `${by === 'id' ? '+' : ''}pairing = ?${side === undefined ? '' : ` and side = '${side}'`}`
    const all = `insert into ${table} (pairing, ${names}) select -pairing, ${values} from ${table} where ${mine}`
    if (by === undefined) {
      this.#sql.exec(all, no)
      return null
    }
    const from = by === 'id' ? Number(after) : after
    const upTo = row(
      this.#sql,
      Reached,
      `select max(at) as at from (
         select ${by} as at from ${table} where ${mine} and ${by} > ? order by ${by} limit ? + 0)`,
      no,
      from,
      PIECE,
    )?.at
    if (upTo === undefined || upTo === null) return null
    this.#sql.exec(`${all} and ${by} > ? and ${by} <= ?`, no, from, upTo)
    return upTo
  }

  /** The rows of a plan that was made on a copy name the saved pairing, and no link of the copy. */
  settle({ id, first }: { readonly id: number; readonly first: number }): void {
    const its = 'id >= ? and +run = ? and pairing < 0'
    this.#sql.exec(`delete from need where write in (select id from write where ${its})`, first, id)
    this.#sql.exec(`update write set pairing = -pairing, link = null where ${its}`, first, id)
  }

  /** Nothing of any draft is left. */
  clear(): void {
    for (const table of new Set([...COPIED.map((one) => one.table), ...GROWN]))
      this.#sql.exec(`delete from ${table} where pairing < 0`)
    this.#sql.exec('delete from pairing where no < 0')
  }
}

/** Tables that a run fills for a pairing by itself. */
const GROWN = ['listing', 'membership', 'bits']

const Saved = z.object({ no: z.number(), entity_type: z.string() })
const Reached = z.object({ at: z.union([z.number(), z.string()]).nullable() })
