import * as z from 'zod'
import { other, SIDES, type Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { keepHighest } from './highest.ts'
import { rows } from './rows.ts'

/** A record by both its names, as far as they are known. */
export type Halves = { readonly left: string | null; readonly right: string | null }

/** The other half of a record whose link went: as the ledger still knows it. */
export function halfInLedger(
  sql: Sql,
  pairing: number,
  side: Side,
  recordId: string,
): string | null {
  const [found] = rows(
    sql,
    Half,
    `select source_id as id from write where pairing = ?1 and side = ?2 and record_id = ?4 and source_id is not null
     union all
     select record_id as id from write where pairing = ?1 and side = ?3 and source_id = ?4 and record_id is not null limit 1`,
    pairing,
    side,
    other(side),
    recordId,
  )
  return found?.id ?? null
}

/**
 * Destroy every row that holds anything of a record and its other half. Returns how many lines of the ledger went.
 * Call it in a transaction, and only between runs.
 */
export function eraseRows(sql: Sql, pairing: number, halves: Halves): number {
  const links = JSON.stringify(
    rows(
      sql,
      Numbered,
      'select id from link where pairing = ? and (left_id = ? or right_id = ?)',
      pairing,
      halves.left,
      halves.right,
    ).map(({ id }) => id),
  )
  const lines = eraseWrites(sql, pairing, halves, links)
  keepHighest(sql, 'conflict')
  sql.exec(
    `delete from conflict where pairing = ?1 and (left_id = ?2 or right_id = ?3
       or link in (select value from json_each(?4)) or instr(candidates, ?2) > 0 or instr(candidates, ?3) > 0)`,
    pairing,
    halves.left,
    halves.right,
    links,
  )
  sql.exec('delete from decision where link in (select value from json_each(?))', links)
  for (const table of ['verdict', 'alike'])
    sql.exec(
      `delete from ${table} where pairing = ? and (left_id = ? or right_id = ?)`,
      pairing,
      halves.left,
      halves.right,
    )
  sql.exec('delete from tiding where pairing = ? and record_id = ?', pairing, halves.right)
  for (const side of SIDES) {
    const id = halves[side]
    for (const table of ['seen', 'key', 'calm', 'errand'])
      sql.exec(
        `delete from ${table} where pairing = ? and side = ? and record_id = ?`,
        pairing,
        side,
        id,
      )
    sql.exec('delete from inbox where side = ? and record_id = ?', side, id)
    // What could not be written is filed under the side it should have gone to.
    sql.exec(
      'delete from block where pairing = ? and side = ? and source_id = ?',
      pairing,
      other(side),
      id,
    )
  }
  return lines
}

function eraseWrites(sql: Sql, pairing: number, { left, right }: Halves, links: string): number {
  const found = rows(
    sql,
    Line,
    `select id, state = 'settled' as settled from write where pairing = ?1 and (
       (side = 'left' and (record_id = ?2 or source_id = ?3)) or (side = 'right' and (record_id = ?3 or source_id = ?2))
       or link in (select value from json_each(?4)))`,
    pairing,
    left,
    right,
    links,
  )
  const ids = JSON.stringify(found.map(({ id }) => id))
  sql.exec('delete from need where write in (select value from json_each(?))', ids)
  sql.exec('delete from image where write in (select value from json_each(?))', ids)
  // Numbers are given by counting on from the newest row: that one stays, without anything in it.
  sql.exec(
    `update write set title = '', changes = '[]', source = '[]', note = null, failure = null, state = 'dropped',
         sent = null, link = null, record_id = null, source_id = null
       where id = (select max(id) from write) and id in (select value from json_each(?))`,
    ids,
  )
  sql.exec(
    `delete from write where id in (select value from json_each(?)) and id < (select max(id) from write)`,
    ids,
  )
  return found.filter(({ settled }) => settled === 1).length
}

const Half = z.object({ id: z.string() })
const Numbered = z.object({ id: z.number() })
const Line = z.object({ id: z.number(), settled: z.number() })
