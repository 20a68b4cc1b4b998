import type { Store } from './store.ts'

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
