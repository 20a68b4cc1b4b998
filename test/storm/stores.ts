import { freshTables, type Tables } from '../worker/engine.ts'

const idle: Tables[] = []

/** A sync's empty tables, whose statements are compiled already where somebody had it before. */
export const borrowTables = (): Tables => idle.pop() ?? freshTables()

/** The storm is over and nobody looks at its tables any more. */
export function returnTables(tables: Tables): void {
  const { store } = tables
  const names = store.sql
    .exec(`select name from sqlite_master where type = 'table' and name <> 'step'`)
    .toArray()
  store.transactionSync(() => {
    for (const { name } of names) store.sql.exec(`delete from "${String(name)}"`)
  })
  idle.push(tables)
}
