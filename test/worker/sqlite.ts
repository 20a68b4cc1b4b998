import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { compileFunction } from 'node:vm'
import type { SqlValue, Store } from '../../worker/objects/store.ts'

/**
 * What the platform allows a statement, as it was met there: no more than 100 bound values and columns, five terms in one
 * compound select, and so on. Node's own SQLite allows far more, so that a breach would pass here and fail in the cloud.
 */
const LIMITS = {
  variableNumber: 100,
  column: 100,
  compoundSelect: 5,
  exprDepth: 100,
  functionArg: 32,
  likePatternLength: 50,
  sqlLength: 100_000,
  length: 2_000_000,
} as const

/** Statements the platform keeps for itself: transactions are asked for by `transactionSync`. */
const FORBIDDEN =
  /^\s*(?:begin|commit|rollback|savepoint|release|attach|detach|vacuum)\b|\b_cf_|^\s*pragma\s+(?:user_version|journal_mode)|\bcreate\s+temp(?:orary)?\b/iu

/**
 * Where the limit is a bare parameter, newer SQLite looks at its value to plan by it, and so compiles the statement anew
 * each time it is given one: ten times the price of a small query. `limit ? + 0` is compiled once.
 */
const COMPILED_EACH_TIME = /\blimit \?\d*(?![\d ]* ?\+ 0)/iu

/** It changes tables, and so what other statements give: what is known of their columns holds no longer. */
const OF_TABLES = /^\s*(?:create|alter|drop)\b/iu

/** A database of Node's own SQLite that allows what the platform's allows. */
export const openDatabase = (file = ':memory:'): DatabaseSync =>
  new DatabaseSync(file, { limits: LIMITS })

/** The platform's storage over Node's SQLite: nested transactions as savepoints, rows as plain objects. */
export function nodeStore(database = openDatabase()): Store {
  let depth = 0
  const prepared = new Map<string, StatementSync>()
  const asked = new Map<string, Question>()
  const compiled = (query: string) => {
    const known = prepared.get(query) ?? database.prepare(query)
    prepared.set(query, known)
    return known
  }
  const question = (query: string): Question => {
    const known = asked.get(query)
    if (known) return known
    if (FORBIDDEN.test(query)) throw new Error(`the platform refuses this statement: ${query}`)
    // Node would prepare the first of them and forget the rest.
    if (/;\s*\S/u.test(query)) throw new Error(`only one statement takes values: ${query}`)
    if (COMPILED_EACH_TIME.test(query)) throw new Error(`write “limit ? + 0”: ${query}`)
    const made = { ...questionOf(database.prepare(query)), isOfTables: OF_TABLES.test(query) }
    asked.set(query, made)
    return made
  }
  return {
    sql: {
      exec(query, ...bindings) {
        if (bindings.length === 0 && query.includes(';')) {
          database.exec(query)
          asked.clear()
          return { toArray: () => [] }
        }
        const { statement, rowOf, isOfTables } = question(query)
        const rows = statement.all(...bindings.map(asInput)).map((values) => rowOf(values))
        if (isOfTables) asked.clear()
        return {
          toArray: () => rows,
          // Asked at once, as the platform's is, and meant for an insert, update or delete alone.
          get rowsWritten() {
            return Number(compiled('select changes() as n').get()?.['n'])
          },
        }
      },
    },
    transactionSync(work) {
      const name = `s${depth++}`
      compiled(`savepoint ${name}`).run()
      try {
        const done = work()
        // The platform would commit what was done before the first await, and not the rest.
        if (done instanceof Promise) throw new Error('a transaction must not wait')
        compiled(`release ${name}`).run()
        return done
      } catch (fault) {
        database.exec(`rollback to ${name}; release ${name}`)
        throw fault
      } finally {
        depth--
      }
    },
  }
}

const asInput = (value: SqlValue): SQLInputValue =>
  value instanceof ArrayBuffer ? new Uint8Array(value) : value

type Row = { [column: string]: unknown }
/** A compiled statement that gives bare values, and what makes a row of them. */
type Question = {
  readonly statement: StatementSync
  readonly rowOf: (values: unknown) => Row
  readonly isOfTables: boolean
}

/** Rows of our own making: those that Node makes cost twice as much to make, and more to read. */
function questionOf(statement: StatementSync): Omit<Question, 'isOfTables'> {
  statement.setReturnArrays(true)
  const names = statement.columns().map(({ name }) => JSON.stringify(name))
  const key = names.join()
  const rowOf = makers.get(key) ?? makerOf(names)
  makers.set(key, rowOf)
  return { statement, rowOf }
}
const makers = new Map<string, Question['rowOf']>()
/** Written out for just these columns, so that all their rows have one shape. */
const makerOf = (names: readonly string[]): Question['rowOf'] =>
  compileFunction(`return {${names.map((name, at) => `${name}: values[${at}]`).join()}}`, [
    'values',
  ]) as Question['rowOf']
