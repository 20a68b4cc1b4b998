import * as z from 'zod'
import { Table } from '../../../shared/field.ts'
import { Account } from '../../../shared/account.ts'
import { Pairing } from '../../../shared/mapping.ts'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { openRecall } from '../recall.ts'
import type { WatchedSql } from '../watched.ts'
import { keepHighest, neverUsed } from './highest.ts'
import { count, jsonOnce, row, rows } from './rows.ts'
import type { Kept, Sitting } from './sitting.ts'

/** A pairing with its number, under which links and writes know it, and what its sides were last seen to hold. */
export const Numbered = z.object({
  no: z.number(),
  json: jsonOnce(Pairing),
  left_total: z.number(),
  right_total: z.number(),
  /** When the last complete listing of that side began. */
  left_since: z.number().nullable(),
  right_since: z.number().nullable(),
  /** The same of the run before: what changed since then was still as its base at that moment. */
  left_before: z.number().nullable(),
  right_before: z.number().nullable(),
  /** What its sides added up to when the reading began, until what was read is planned. */
  account: jsonOnce(z.array(Account)).nullable(),
})
export type Numbered = z.infer<typeof Numbered>

/** Keys are those of an older mapping, for all that is known. */
export const STALE = 0
/** All records go by the keys of the mapping as it is. */
export const STANDS = -1
/** A run goes over all that is known, one after the other; whoever died meanwhile begins anew. */
export const goingOver = (run: number): number => STANDS - run
/** What of a mapping its keys depend on. */
const KEYED_BY = ['keys', 'entries', 'direction'] as const

export class Pairings {
  readonly #sql: Sql
  readonly #all: () => readonly Numbered[]
  constructor(sql: WatchedSql) {
    this.#sql = sql
    const recall = openRecall<'all', readonly Numbered[]>(sql)
    const ask = () => rows(sql, Numbered, 'select * from pairing where no > 0 order by no')
    this.#all = () => recall.of('all', ask)
  }

  all(): readonly Numbered[] {
    return this.#all()
  }

  /** The copies that the draft of a mapping is planned on, in the order of those they were made of. */
  drafted(): Numbered[] {
    return rows(this.#sql, Numbered, 'select * from pairing where no < 0 order by no desc')
  }

  get(entityType: string): Numbered | undefined {
    return row(this.#sql, Numbered, 'select * from pairing where entity_type = ?', entityType)
  }

  /** The mapping version as it is now; undefined where the pairing is gone. */
  versionOf(no: number): number | undefined {
    return row(
      this.#sql,
      Versioned,
      `select json->>'version' as version from pairing where no = ?`,
      no,
    )?.version
  }

  put(pairing: Pairing): number {
    return count(
      this.#sql,
      `insert into pairing (no, entity_type, json) values (${neverUsed('pairing')}, ?, ?)
       on conflict (entity_type) do update set json = excluded.json,
         keyed = case when ${KEYED_BY.map((what) => `pairing.json->>'${what}' is excluded.json->>'${what}'`).join(' and ')}
           then keyed else ${STALE} end
       returning no as n`,
      pairing.entityType,
      JSON.stringify(pairing),
    )
  }

  /** The tables of that side that take part. */
  tablesOn(side: Side): string[] {
    return [...new Set(this.all().map(({ json }) => json[side]))]
  }

  drop(no: number): void {
    keepHighest(this.#sql, 'pairing')
    this.#sql.exec('delete from pairing where no = ?', no)
  }

  /** A new run begins: what was the last listing is now the one before. */
  turnOver(isDraft: boolean): void {
    this.#sql.exec(
      'update pairing set left_before = left_since, right_before = right_since where (no < 0) = ?',
      isDraft ? 1 : 0,
    )
  }

  /** How many records its last complete listing counted on that side. */
  totalOn(no: number, side: Side): number {
    return count(this.#sql, `select ${side}_total as n from pairing where no = ?`, no)
  }

  /** What a complete listing counted, and when it began. */
  listed(no: number, side: Side, total: number, since: number): void {
    this.#sql.exec(
      `update pairing set ${side}_total = ?, ${side}_since = ? where no = ?`,
      total,
      since,
      no,
    )
  }

  /** The mapping version that every link is known to have met. */
  metVersion(no: number): number {
    return count(this.#sql, 'select met_version as n from pairing where no = ?', no)
  }

  setMetVersion(no: number, version: number): void {
    this.#sql.exec(
      'update pairing set met_version = ? where no = ? and met_version <> ?',
      version,
      no,
      version,
    )
  }

  /** Do all records go by the keys of the mapping as it is now: `STALE`, `STANDS`, `goingOver`, or the run whose listing sets them all. */
  keyed(no: number): number {
    return count(this.#sql, 'select keyed as n from pairing where no = ?', no)
  }

  setKeyed(no: number, keyed: number): void {
    this.#sql.exec('update pairing set keyed = ? where no = ? and keyed <> ?', keyed, no, keyed)
  }

  /** Keep what they add up to, while half of it is being read anew. */
  keepAccount(no: number, accounts: readonly Account[]): void {
    this.#sql.exec('update pairing set account = ? where no = ?', JSON.stringify(accounts), no)
  }

  /** All is read and planned: they add up as they are. */
  dropAccounts(): void {
    this.#sql.exec('update pairing set account = null where account is not null')
  }

  addTotal(no: number, side: Side, by: number): void {
    this.#sql.exec(`update pairing set ${side}_total = ${side}_total + ? where no = ?`, by, no)
  }
}

/** What a table, or a field of it, is called. */
export type NameOf = (side: Side, table: string, field?: string) => string

/** The tables of both sides as they were last described. */
export class Described {
  readonly #sql: WatchedSql
  /** Those asked for so far: they are asked for all the time, and only we write them. */
  readonly #tables: Kept<string, Table>
  readonly #names: ReturnType<typeof openRecall<string, string | null>>
  constructor(sql: WatchedSql, sitting: Sitting) {
    this.#sql = sql
    this.#tables = sitting.kept()
    this.#names = openRecall(sql)
  }

  /** These are the tables as they are now, of those that were `asked` for: what is missing of them is gone. */
  put(side: Side, asked: readonly string[], tables: readonly Table[]): void {
    const known = new Map(
      rows(
        this.#sql,
        Told,
        `select described.table_id, described.json from json_each(?) asked
         cross join described on described.side = ? and described.table_id = asked.value`,
        JSON.stringify([...new Set([...asked, ...tables.map(({ id }) => id)])]),
        side,
      ).map((one) => [one.table_id, one.json]),
    )
    const gone = asked.filter((id) => known.has(id) && !tables.some((table) => table.id === id))
    for (const id of gone)
      this.#sql.exec('delete from described where side = ? and table_id = ?', side, id)
    if (gone.length > 0) this.#tables.clear()
    for (const table of tables) {
      const json = JSON.stringify(table)
      // Mostly it is as it was, and then nothing is written.
      if (known.get(table.id) === json) continue
      this.#tables.clear()
      this.#sql.exec(
        `insert into described (side, table_id, json) values (?, ?, ?)
         on conflict (side, table_id) do update set json = excluded.json`,
        side,
        table.id,
        json,
      )
      this.#name(side, table.id, table.name)
      for (const field of table.fields) this.#name(side, `${table.id}/${field.id}`, field.name)
    }
  }

  /** An option was made there: from now on the field has it. */
  addChoice(side: Side, tableId: string, fieldId: string, name: string): void {
    const table = this.table(side, tableId)
    if (!table) return
    const fields = table.fields.map((field) =>
      field.id === fieldId && field.choices && !field.choices.includes(name)
        ? { ...field, choices: [...field.choices, name] }
        : field,
    )
    this.#sql.exec(
      'update described set json = ? where side = ? and table_id = ?',
      JSON.stringify({ ...table, fields }),
      side,
      tableId,
    )
    this.#tables.clear()
  }

  /** Names are kept for good: what is gone tomorrow is still called by its name. */
  #name(side: Side, id: string, text: string): void {
    this.#sql.exec(
      `insert into name (side, id, text) values (?, ?, ?)
       on conflict (side, id) do update set text = excluded.text where text <> excluded.text`,
      side,
      id,
      text,
    )
  }

  /** What a table, or a field of it, was last called. */
  nameOf(side: Side, table: string, field?: string): string {
    const id = field === undefined ? table : `${table}/${field}`
    const ask = () =>
      row(this.#sql, Text, 'select text from name where side = ? and id = ?', side, id)?.text ??
      null
    return this.#names.of(`${side}/${id}`, ask) ?? field ?? table
  }

  /** The same for one answer that names many: each is looked up once. */
  names(): NameOf {
    const known = new Map<string, string>()
    return (side, table, field) => {
      const key = JSON.stringify([side, table, field])
      const text = known.get(key) ?? this.nameOf(side, table, field)
      known.set(key, text)
      return text
    }
  }

  table(side: Side, id: string): Table | undefined {
    const key = `${side}/${id}`
    const before = this.#tables.get(key)
    if (before) {
      this.#sql.asking('described')
      return before
    }
    const found = row(
      this.#sql,
      TableRow,
      'select json from described where side = ? and table_id = ?',
      side,
      id,
    )?.json
    if (found) this.#tables.set(key, found)
    return found
  }

  all(side: Side): Table[] {
    return rows(this.#sql, TableRow, 'select json from described where side = ?', side).map(
      (one) => one.json,
    )
  }
}

/** A table as it was told, in the words it is kept in. */
const Told = z.object({ table_id: z.string(), json: z.string() })
const Versioned = z.object({ version: z.number() })
const Text = z.object({ text: z.string() })
const TableRow = z.object({ json: jsonOnce(Table) })
