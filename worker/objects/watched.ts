import type { Sql, SqlValue, Store } from './store.ts'

/** What was found in a database, and whether the same would be found now. */
export type Noted<T> = { readonly value: T; holds(): boolean }

export interface WatchedSql extends Sql {
  /**
   * What `ask` finds, which must come from this database alone and take no time. It holds until a row is written to, or
   * taken from, a table that was asked; what is found within a transaction holds not at all, as what it is made of may be taken back.
   */
  note<T>(ask: () => T): Noted<T>
  /**
   * What `ask` answers. Of what it asks whoever notes depends on that alone: where one of its tables is written to it is asked
   * anew, and what was noted holds if the answer is the same. So it should be quick, as one that is remembered is.
   */
  alone<T extends string | number | null>(ask: () => T): T
  /** The clock was asked too: what is noted meanwhile is of this moment alone, and holds not at all. */
  passing(): void
  /** What is answered from memory was read from this table once, and counts as asked of it. */
  asking(table: string): void
  /** A write that leaves all that is noted as it is, for columns of which whoever notes knows better. */
  aside(query: string, ...bindings: SqlValue[]): void
}
export interface WatchedStore extends Store {
  readonly sql: WatchedSql
}

const known = new WeakMap<Store, WatchedStore>()

/** A store that sees what is written: all of it, if nobody goes round it. So one store is watched but once. */
export function watched(store: Store): WatchedStore {
  const before = known.get(store)
  if (before) return before
  const fresh = watch(store)
  known.set(store, fresh)
  known.set(fresh, fresh)
  return fresh
}

/** A word of a statement, which may be a table's name, and how often something was written to that table. */
type Word = { writes: number }
/** An answer of which more hangs than of what it was made of. */
type Told = { ask(): unknown; readonly value: unknown }
/** What was asked since somebody began to note: tables, of which it may be all, single answers, and whether the clock was. */
type Asked = { words: Set<Word> | 'all'; readonly told: Told[]; isPassing: boolean }
const nothing = (): Asked => ({ words: new Set(), told: [], isPassing: false })
/** What a statement has to do with: tables among its words, and the one it writes to; `all` where that cannot be told. */
type Meaning = { readonly words: readonly Word[] | 'all'; readonly writesTo: Word | 'all' | null }

function watch(store: Store): WatchedStore {
  // The platform's storage looks it up each time it is asked for it.
  const { sql } = store
  const words = new Map<string, Word>()
  const meanings = new Map<string, Meaning>()
  let writes = 0
  /** Writes of which nobody can tell where they went. */
  let unknown = 0
  let depth = 0
  /** Null while nobody notes. */
  let asked: Asked | null = null

  const wordOf = (text: string): Word => {
    const word = words.get(text) ?? { writes: 0 }
    words.set(text, word)
    return word
  }

  function meaningOf(query: string): Meaning {
    const before = meanings.get(query)
    if (before) return before
    const { mentions, writesTo } = readStatement(query)
    const fresh: Meaning = {
      words: mentions === 'all' ? 'all' : mentions.map(wordOf),
      writesTo: writesTo === null || writesTo === 'all' ? writesTo : wordOf(writesTo),
    }
    if (meanings.size === MOST_STATEMENTS) meanings.clear()
    meanings.set(query, fresh)
    return fresh
  }

  function askFor(more: Iterable<Word> | 'all'): void {
    if (asked === null || asked.words === 'all') return
    if (more === 'all') asked.words = 'all'
    else for (const word of more) asked.words.add(word)
  }

  /** Asks something that whoever notes is not to hear of. */
  function apart<T>(ask: () => T): T {
    const outer = asked
    asked = null
    try {
      return ask()
    } finally {
      asked = outer
    }
  }

  /** Whoever notes depends on what this was made of. */
  function depend({ words: tables, told, isPassing }: Asked): void {
    askFor(tables)
    asked?.told.push(...told)
    if (isPassing) pass()
  }

  function pass(): void {
    if (asked !== null) asked.isPassing = true
  }

  function noteWrite(to: Word | 'all'): void {
    writes++
    if (to === 'all') unknown++
    else to.writes++
  }

  function note<T>(ask: () => T): Noted<T> {
    const outer = asked
    const [writesThen, unknownThen] = [writes, unknown]
    asked = nothing()
    let value: T
    let mine: Asked
    try {
      value = ask()
    } finally {
      mine = asked
      asked = outer
      depend(mine)
    }
    // What was written while it was asked is no longer what it was asked of.
    const isFirm = depth === 0 && writes === writesThen && !mine.isPassing
    const { words: tables, told } = mine
    const counts = tables === 'all' ? [] : [...tables].map((word) => ({ word, writes: word.writes })) // prettier-ignore
    let heldAt = writes
    return {
      value,
      holds() {
        if (!isFirm) return false
        // Whoever notes this now depends on what it was made of.
        depend(mine)
        if (writes === heldAt) return true
        if (tables === 'all' || unknown !== unknownThen) return false
        if (counts.some((one) => one.word.writes !== one.writes)) return false
        if (told.some(({ ask, value }) => apart(ask) !== value)) return false
        // Within a transaction an answer may be the same again, until that is taken back.
        if (depth === 0) heldAt = writes
        return true
      },
    }
  }

  return {
    sql: {
      note,
      alone(ask) {
        const value = apart(ask)
        asked?.told.push({ ask, value })
        return value
      },
      passing: pass,
      asking: (table) => askFor([wordOf(table)]),
      aside: (query, ...bindings) => void sql.exec(query, ...bindings),
      exec(query, ...bindings) {
        const { words: mentioned, writesTo } = meaningOf(query)
        if (asked !== null) askFor(mentioned)
        if (writesTo === null) return sql.exec(query, ...bindings)
        // What fails may have written some of it.
        let isWritten = true
        try {
          const cursor = sql.exec(query, ...bindings)
          isWritten = writesTo === 'all' || cursor.rowsWritten !== 0
          return cursor
        } finally {
          if (isWritten) noteWrite(writesTo)
        }
      },
    },
    transactionSync(work) {
      depth++
      try {
        return store.transactionSync(work)
      } finally {
        depth--
      }
    },
  }
}

/** Statements are few, but for those put together of names: of these not more than so many are kept. */
const MOST_STATEMENTS = 1_000

/**
 * What a statement mentions, and the table it writes to. Any word of it may be a table's name: one too many costs a little
 * memory, one too few would have something told that is no longer so.
 */
export function readStatement(query: string): {
  readonly mentions: readonly string[] | 'all'
  readonly writesTo: string | 'all' | null
} {
  const mentions = [...new Set(query.toLowerCase().match(/\w+/g) ?? [])]
  const isOne = !/;\s*\S/.test(query)
  // The count of all changes is of no table.
  if (isOne && /^\s*select\b/i.test(query))
    return { mentions: mentions.includes('total_changes') ? 'all' : mentions, writesTo: null }
  const target = isOne ? WRITES.exec(query)?.[1]?.toLowerCase() : undefined
  return { mentions, writesTo: target ?? 'all' }
}

const WRITES =
  /^\s*(?:(?:insert|replace)(?:\s+or\s+\w+)?\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+(\w+)/i
