import { DatabaseSync } from 'node:sqlite'
import type { Store } from '../../worker/objects/store.ts'

/** An object's database on Node's own SQLite, in memory. */
export function openStore(): Store {
  const database = new DatabaseSync(':memory:')
  let depth = 0
  return {
    sql: {
      exec(query, ...bindings) {
        // Only a statement alone can be prepared; a script of several takes no bindings and gives no rows.
        if (bindings.length === 0 && /;\s*\S/.test(query)) {
          database.exec(query)
          return { toArray: () => [] }
        }
        const values = bindings.map((one) =>
          one instanceof ArrayBuffer ? new Uint8Array(one) : one,
        )
        const rows = database.prepare(query).all(...values)
        return { toArray: () => rows }
      },
    },
    transactionSync(work) {
      const name = `at_${depth++}`
      database.exec(`savepoint ${name}`)
      try {
        const value = work()
        database.exec(`release ${name}`)
        return value
      } catch (error) {
        database.exec(`rollback to ${name}; release ${name}`)
        throw error
      } finally {
        depth--
      }
    },
  }
}
