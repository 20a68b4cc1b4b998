import type { Sql, Store } from './store.ts'

/**
 * Brings an object's tables up to date; call it in the constructor. The list is append-only: a step that has shipped is
 * history, and is corrected by a new one. Throws where a shipped step was edited or the code is older than the tables.
 */
export function migrate(store: Store, steps: readonly string[]): void {
  store.transactionSync(() => {
    const { sql } = store
    sql.exec('create table if not exists step (n integer primary key, text text not null) strict')
    const done = sql.exec('select text from step order by n').toArray()
    if (done.some((row, n) => row['text'] !== steps[n])) {
      throw new Error('a shipped migration was edited')
    }
    for (const [n, text] of steps.entries()) {
      if (n < done.length) continue
      sql.exec(text)
      sql.exec('insert into step (n, text) values (?, ?)', n, text)
    }
  })
}

/**
 * The same for objects that anybody may ask for by an address they made up: the tables are made with the first row, so that
 * an address nobody was given leaves nothing behind. Until then every question finds nothing.
 */
export function migrateWhenKept(store: Store, steps: readonly string[]): Store {
  const { sql } = store
  let isMade = isKept(sql)
  const make = (): void => {
    migrate(store, steps)
    isMade = true
  }
  if (isMade) make()
  return {
    sql: {
      exec(query, ...bindings) {
        if (!isMade && !KEEPS.test(query)) return NOTHING
        if (!isMade) make()
        return sql.exec(query, ...bindings)
      },
    },
    transactionSync(work) {
      try {
        return store.transactionSync(work)
      } catch (fault) {
        // What was taken back may be the tables themselves.
        isMade = isKept(sql)
        throw fault
      }
    },
  }
}

/** A statement that leaves a row. To change or drop what is not there changes nothing. */
const KEEPS = /^\s*(insert|replace)\b/iu
const NOTHING = { toArray: () => [] }

const isKept = (sql: Sql): boolean =>
  sql.exec(`select 1 from sqlite_master where type = 'table' and name = 'step'`).toArray().length >
  0
