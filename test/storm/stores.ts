import type { Store } from '../../worker/objects/store.ts'
import { freshStore } from '../worker/engine.ts'

const idle: Store[] = []

/** A sync's empty tables, whose statements are compiled already where somebody had it before. */
export const borrowStore = (): Store => idle.pop() ?? freshStore()

/** The storm is over and nobody looks at its tables any more. */
export function returnStore(store: Store): void {
  const tables = store.sql
    .exec(`select name from sqlite_master where type = 'table' and name <> 'step'`)
    .toArray()
  store.transactionSync(() => {
    for (const { name } of tables) store.sql.exec(`delete from "${String(name)}"`)
  })
  idle.push(store)
}
