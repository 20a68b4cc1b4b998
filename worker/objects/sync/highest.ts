import type { Sql } from '../store.ts'

/**
 * Tables whose rows go, and whose numbers others keep: the ledger knows links and pairings by them, an open page holds and
 * conflicts. What was said of one must never come to mean another.
 */
const COLUMN = { link: 'id', pairing: 'no', hold: 'id', conflict: 'id' } as const
type Table = keyof typeof COLUMN

/** As a piece of SQL: the number of a new row, one that no row of that table ever had. */
export const neverUsed = (table: Table): string =>
  `max(coalesce((select max(${COLUMN[table]}) from ${table}), 0),
       coalesce((select n from highest where name = '${table}'), 0)) + 1`

/** Rows are about to go: SQLite would give their numbers away again. A row is written only where the highest goes up. */
export function keepHighest(sql: Sql, table: Table): void {
  const column = COLUMN[table]
  sql.exec(
    `insert into highest (name, n) select '${table}', max(${column}) from ${table} having max(${column}) is not null
     on conflict (name) do update set n = excluded.n where n < excluded.n`,
  )
}
