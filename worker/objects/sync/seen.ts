import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Values } from '../../../shared/value.ts'
import type { Sql, SqlValue } from '../store.ts'
import {
  type Columns,
  count,
  fitting,
  isNumberOrNull,
  isTextOrNull,
  json,
  manyRows,
  quickRow,
  quickTimes,
  quickValues,
  rows,
  SideColumn,
  sized,
  SlotValues,
  Times,
} from './rows.ts'
import type { Ahead, AheadOf, Sitting } from './sitting.ts'

/**
 * What became of a record without a link: `create` it on the other side, or why not. Null while undecided, and for a
 * linked record whose values differ from its base.
 */
export const Fate = z.enum(['create', 'conflict', 'held', 'not_created', 'filtered'])
export type Fate = z.infer<typeof Fate>

/** An observation worth a row: it differs from the base, or has no link. No slots means: proved gone. */
export const Seen = z.object({
  id: z.number(),
  pairing: z.number(),
  side: SideColumn,
  record_id: z.string(),
  read_order: z.number(),
  slots: SlotValues.nullable(),
  times: Times.nullable(),
  title: z.string(),
  /** The vendor made it by itself. */
  by_vendor: z.number(),
  /** When it was last seen to hold its base: whatever changed, changed after that. Kept while it differs. */
  since: z.number().nullable(),
  fate: Fate.nullable(),
  /** The generation of the likenesses it was judged by; null where it was not, or its keys decided. */
  judged: z.number().nullable(),
  says: z.string().nullable(),
  /** Is it outside its side's filter? */
  out: z.number(),
  /** A person wants it on the other side again, whatever the terms say of creating. */
  wanted: z.number(),
})
export type Seen = z.infer<typeof Seen>

const isFate = (value: unknown): value is Fate | null =>
  value === null || Fate.options.some((one) => one === value)

/** An observation that is as it should be, as `manyRows` asks for it. */
export function quickSeen(row: Columns): Seen | null {
  const { id, pairing, side, record_id, read_order, title, by_vendor, since } = row
  const { fate, judged, says, out, wanted } = row
  const slots = row['slots'] === null ? null : quickValues(row['slots'])
  const times = row['times'] === null ? null : quickTimes(row['times'])
  return typeof id === 'number' &&
    typeof pairing === 'number' &&
    (side === 'left' || side === 'right') &&
    typeof record_id === 'string' &&
    typeof read_order === 'number' &&
    slots !== undefined &&
    times !== undefined &&
    typeof title === 'string' &&
    typeof by_vendor === 'number' &&
    isNumberOrNull(since) &&
    isFate(fate) &&
    isNumberOrNull(judged) &&
    isTextOrNull(says) &&
    typeof out === 'number' &&
    typeof wanted === 'number'
    ? { id, pairing, side, record_id, read_order, slots, times, title, by_vendor, since, fate, judged, says, out, wanted } // prettier-ignore
    : null
}

export type Observation = {
  readonly pairing: number
  readonly side: Side
  readonly recordId: string
  readonly order: number
  readonly slots: Values | null
  readonly times: { readonly [field: string]: string } | undefined
  readonly title: string
  readonly byVendor?: true | undefined
  readonly since: number | null
}

export class Sightings {
  readonly #sql: Sql
  /** By record; null where there is no row. */
  readonly #known: AheadOf<Seen | null>
  /** The records of rows that are known. */
  readonly #names: Ahead<number, Pick<Seen, 'pairing' | 'side' | 'record_id'>>
  /** Rows to be dropped together; null where each goes at once. */
  #going: number[] | null = null
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#known = sitting.aheadOf()
    this.#names = sitting.ahead()
  }

  /** Look these records up together: until the transaction ends they are asked for one by one without a query. */
  ahead(pairing: number, side: Side, recordIds: readonly string[]): void {
    const found = this.byRecords(pairing, side, recordIds)
    for (const id of recordIds) if (!found.has(id)) this.#known.set(pairing, side, id, null)
    this.keep([...found.values()])
  }

  /** The same of rows that were just read. */
  keep(found: readonly Seen[]): void {
    for (const seen of found) {
      this.#known.set(seen.pairing, seen.side, seen.record_id, seen)
      this.#names.set(seen.id, seen)
    }
  }

  /** A row was changed otherwise than by its record's name. */
  #forget(id: number): void {
    const name = this.#names.get(id)
    if (name) this.#known.delete(name.pairing, name.side, name.record_id)
  }

  get(pairing: number, side: Side, recordId: string): Seen | undefined {
    const known = this.#known.get(pairing, side, recordId)
    if (known !== undefined) return known ?? undefined
    return quickRow(
      this.#sql,
      Seen,
      quickSeen,
      'select * from seen where pairing = ? and side = ? and record_id = ?',
      pairing,
      side,
      recordId,
    )
  }

  /** Is this record to be created on the other side? */
  isToCreate(pairing: number, side: Side, recordId: string): boolean {
    const known = this.#known.get(pairing, side, recordId)
    if (known !== undefined) return known?.fate === 'create'
    return (
      count(
        this.#sql,
        `select count(*) as n from seen where pairing = ? and side = ? and record_id = ? and fate = 'create'`,
        pairing,
        side,
        recordId,
      ) > 0
    )
  }

  /** What those of these records that are here are called. */
  titles(pairing: number, side: Side, recordIds: readonly string[]): Map<string, string> {
    const found = rows(
      this.#sql,
      Titled,
      `select record_id, title from json_each(?) asked
         cross join seen on seen.pairing = ? and seen.side = ? and seen.record_id = asked.value`,
      JSON.stringify(recordIds),
      pairing,
      side,
    )
    return new Map(found.map(({ record_id, title }) => [record_id, title]))
  }

  byRecords(pairing: number, side: Side, recordIds: readonly string[]): Map<string, Seen> {
    const found = manyRows(
      this.#sql,
      Seen,
      quickSeen,
      `select seen.* from json_each(?) asked
         cross join seen on seen.pairing = ? and seen.side = ? and seen.record_id = asked.value`,
      JSON.stringify(recordIds),
      pairing,
      side,
    )
    return new Map(found.map((seen) => [seen.record_id, seen]))
  }

  /** Keep it, unless a newer observation is there already. Its fate is open again. */
  put(observation: Observation): number {
    const { pairing, side, recordId, order, slots, times, title, byVendor, since } = observation
    this.#go()
    this.#known.delete(pairing, side, recordId)
    return count(
      this.#sql,
      `insert into seen (pairing, side, record_id, read_order, slots, times, title, by_vendor, since)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (pairing, side, record_id) do update set
         read_order = excluded.read_order, slots = excluded.slots, times = excluded.times, title = excluded.title,
         fate = null, says = null, judged = null
       where excluded.read_order >= seen.read_order
       returning id as n`,
      pairing,
      side,
      recordId,
      order,
      slots === null ? null : JSON.stringify(slots),
      times === undefined ? null : JSON.stringify(times),
      title,
      byVendor ? 1 : 0,
      since,
    )
  }

  decide(id: number, fate: Fate | null, says: string | null): void {
    const name = this.#names.get(id)
    const known = name && this.#known.get(name.pairing, name.side, name.record_id)
    if (known) {
      if (known.fate === fate && known.says === says && known.judged === null) return
      this.#known.set(known.pairing, known.side, known.record_id, {
        ...known,
        fate,
        says,
        judged: null,
      })
    }
    this.#sql.exec(
      `update seen set fate = ?, says = ?, judged = null
         where id = ? and (fate is not ? or says is not ? or judged is not null)`,
      fate,
      says,
      id,
      fate,
      says,
    )
  }

  /** Those of a side that could not be made on the other for now, and for no reason of their own: their fate is open again. */
  reopen(pairing: number, side: Side, to: Side): void {
    this.#known.clear()
    this.#sql.exec(
      `update seen set fate = null, says = null, judged = null
         where pairing = ?1 and side = ?2 and fate = 'create' and record_id in (
           select source_id from block where block.pairing = ?1 and block.side = ?3 and entry = '' and failure->>'reason' = 'not_now')`,
      pairing,
      side,
      to,
    )
  }

  /** It left the filter of its side, or came back: its fate is open again. */
  setOut(id: number, out: boolean): void {
    this.#forget(id)
    this.#sql.exec(
      'update seen set out = ?, fate = null, says = null, judged = null where id = ?',
      out ? 1 : 0,
      id,
    )
  }

  /** Where records stand to their side's filter, in order of their row. */
  outs(pairing: number, side: Side, after: number, limit: number): { id: number; out: number }[] {
    return rows(
      this.#sql,
      Standing,
      'select id, out from seen where +pairing = ? and +side = ? and id > ? order by id limit ? + 0',
      pairing,
      side,
      after,
      limit,
    )
  }

  /** Those of these records that stand outside the filter. */
  outOf(pairing: number, side: Side, recordIds: readonly string[]): string[] {
    return rows(
      this.#sql,
      ByName,
      `select seen.record_id as id from json_each(?) asked
         cross join seen on seen.pairing = ? and seen.side = ? and seen.record_id = asked.value where seen.out = 1`,
      JSON.stringify(recordIds),
      pairing,
      side,
    ).map((one) => one.id)
  }

  /** The numbers of the rows of these records. */
  numbersOf(pairing: number, side: Side, recordIds: readonly string[]): number[] {
    return rows(
      this.#sql,
      ById,
      `select seen.id as id from json_each(?) asked
         cross join seen on seen.pairing = ? and seen.side = ? and seen.record_id = asked.value`,
      JSON.stringify(recordIds),
      pairing,
      side,
    ).map((one) => one.id)
  }

  /** The rows of one side, by the record ids above `after`, in order of these. */
  idsBy(pairing: number, side: Side, after: string, limit: number): { id: number; at: string }[] {
    return rows(
      this.#sql,
      Numbered,
      `select id, record_id as at from seen where pairing = ? and side = ? and record_id > ?
         order by record_id limit ? + 0`,
      pairing,
      side,
      after,
      limit,
    )
  }

  /** When one of its fields was last changed, learnt beside the listing (ISO 8601). */
  date(id: number, field: string, at: string): void {
    this.#forget(id)
    this.#sql.exec(
      `update seen set times = json_set(coalesce(times, '{}'), '$.' || json_quote(?), ?) where id = ?`,
      field,
      at,
      id,
    )
  }

  /** A person wants this record to be made on the other side. */
  want(id: number): void {
    this.#forget(id)
    this.#sql.exec('update seen set wanted = 1 where id = ?', id)
  }

  /** The same, by its likeness to others rather than by its keys. */
  judge(id: number, fate: Fate, says: string | null, generation: number): void {
    this.#forget(id)
    this.#sql.exec(
      `update seen set fate = ?, says = ?, judged = ?
         where id = ? and (fate is not ? or says is not ? or judged is not ?)`,
      fate,
      says,
      generation,
      id,
      fate,
      says,
      generation,
    )
  }

  /** What `work` drops goes in one statement at its end: until then it is gone for `get`, and to be asked for by nothing else. */
  dropTogether(work: () => void): void {
    this.#going = []
    try {
      work()
      this.#go()
    } finally {
      this.#going = null
    }
  }

  #go(): void {
    if (this.#going === null || this.#going.length === 0) return
    this.#sql.exec(
      'delete from seen where id in (select value from json_each(?))',
      JSON.stringify(this.#going),
    )
    this.#going = []
  }

  drop(pairing: number, side: Side, recordId: string): void {
    const known = this.#known.get(pairing, side, recordId)
    if (known === null) return
    this.#known.set(pairing, side, recordId, null)
    if (known && this.#going) {
      this.#going.push(known.id)
      return
    }
    this.#sql.exec(
      'delete from seen where pairing = ? and side = ? and record_id = ?',
      pairing,
      side,
      recordId,
    )
  }

  dropPairing(pairing: number): void {
    this.#known.clear()
    this.#sql.exec('delete from seen where pairing = ?', pairing)
  }

  /** Records that are to be created on the other side, in order of their row: so many, or fewer where they are large. */
  toCreate(pairing: number, after: number, limit: number): Seen[] {
    return this.#fitting(
      // In order of the rows themselves: the index by pairing would be sorted for every call.
      `+pairing = ? and fate = 'create' and id > ?`,
      limit,
      pairing,
      after,
    ).records
  }

  /** Rows of a pairing above `after`, in order: so many, or fewer where they are large; none where there are no more. */
  after(pairing: number, after: number, limit: number): readonly Seen[] {
    return this.#fitting('+pairing = ? and id > ?', limit, pairing, after).records
  }

  /** The number of the last row. */
  last(): number {
    return count(this.#sql, 'select coalesce(max(id), 0) as n from seen')
  }

  /**
   * Records without a link, of one pairing and side, in order of their row, and up to which row these are all; or only those
   * nobody decided about yet. Looked for in the rows after the first number and up to the second, as looking through all of
   * them may take seconds.
   */
  loose(
    pairing: number,
    side: Side,
    after: number,
    upTo: number,
    limit: number,
    only: 'all' | 'undecided' = 'all',
  ): { readonly records: readonly Seen[]; readonly upTo: number } {
    const id = side === 'left' ? 'left_id' : 'right_id'
    const { records, isAll } = this.#fitting(
      `+seen.pairing = ? and +seen.side = ? and seen.id > ? and seen.id <= ?
         and ${only === 'undecided' ? 'seen.fate is null' : 'true'} and not exists (select 1 from link where link.pairing = seen.pairing and link.${id} = seen.record_id)`,
      limit,
      pairing,
      side,
      after,
      upTo,
    )
    return { records, upTo: isAll ? upTo : records.at(-1)!.id }
  }

  /** Rows of which this holds, in order: so many, or fewer where they are large, but one at least. */
  #fitting(
    only: string,
    limit: number,
    ...bindings: SqlValue[]
  ): { readonly records: Seen[]; readonly isAll: boolean } {
    const found = sized(
      this.#sql,
      `select id, octet_length(coalesce(slots, '')) as bytes from seen where ${only} order by id limit ? + 0`,
      ...bindings,
      limit,
    )
    const ids = fitting(found)
    const records = manyRows(
      this.#sql,
      Seen,
      quickSeen,
      'select seen.* from json_each(?) asked cross join seen on seen.id = asked.value order by seen.id',
      JSON.stringify(ids),
    )
    return { records, isAll: found.length < limit && ids.length === found.length }
  }
}

/** Which records go by a key: for matching, and as the guard on every create, over whole tables. */
export class Keys {
  readonly #sql: Sql
  /** What records go by, and who goes by a key. */
  readonly #texts: AheadOf<readonly string[]>
  readonly #holders: AheadOf<readonly string[]>
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#texts = sitting.aheadOf()
    this.#holders = sitting.aheadOf()
  }

  /** Look up together what these records go by. */
  ahead(pairing: number, side: Side, recordIds: readonly string[]): void {
    const found = manyRows(
      this.#sql,
      Listed,
      quickListed,
      `select asked.value as of, (select json_group_array(text) from key
           where pairing = ? and side = ? and record_id = asked.value) as list from json_each(?) asked`,
      pairing,
      side,
      JSON.stringify(recordIds),
    )
    for (const { of, list } of found) this.#texts.set(pairing, side, of, list)
  }

  /** Look up together who goes by these keys. */
  holdersAhead(
    pairing: number,
    side: Side,
    texts: readonly string[],
  ): readonly (readonly string[])[] {
    const found = manyRows(
      this.#sql,
      Listed,
      quickListed,
      `select asked.value as of, (select json_group_array(record_id) from (select record_id from key
           where pairing = ?1 and side = ?2 and text = asked.value limit ${MOST_HOLDERS})) as list
         from json_each(?3) asked`,
      pairing,
      side,
      JSON.stringify(texts),
    )
    for (const { of, list } of found) this.#holders.set(pairing, side, of, list)
    return found.map(({ list }) => list)
  }

  /** The keys a record goes by. */
  of(pairing: number, side: Side, recordId: string): readonly string[] {
    return rows(
      this.#sql,
      Text,
      'select text from key where pairing = ? and side = ? and record_id = ?',
      pairing,
      side,
      recordId,
    ).map((one) => one.text)
  }

  /** The record goes by exactly these keys, whatever it went by before. */
  set(pairing: number, side: Side, recordId: string, texts: readonly string[]): void {
    const before = this.#texts.get(pairing, side, recordId) ?? this.of(pairing, side, recordId)
    this.#texts.set(pairing, side, recordId, texts)
    for (const text of [...before, ...texts]) this.#holders.delete(pairing, side, text)
    for (const text of before)
      if (!texts.includes(text))
        this.#sql.exec(
          'delete from key where pairing = ? and side = ? and record_id = ? and text = ?',
          pairing,
          side,
          recordId,
          text,
        )
    for (const text of texts)
      if (!before.includes(text))
        this.#sql.exec(
          'insert or ignore into key (pairing, side, text, record_id) values (?, ?, ?, ?)',
          pairing,
          side,
          text,
          recordId,
        )
  }

  /** Keys of the mapping that several records go by, in order; twin ids tell copies of a linked record, not duplicates. */
  shared(pairing: number, side: Side, after: string, limit: number): { text: string; n: number }[] {
    return rows(
      this.#sql,
      z.object({ text: z.string(), n: z.number() }),
      `select text, count(*) as n from key where pairing = ? and side = ? and text > ?
           and text not like 'twin:%' and text not like 'only:%'
         group by text having count(*) > 1 order by text limit ? + 0`,
      pairing,
      side,
      after,
      limit,
    )
  }

  holders(pairing: number, side: Side, text: string): readonly string[] {
    const known = this.#holders.get(pairing, side, text)
    if (known) return known
    return rows(
      this.#sql,
      Holder,
      `select record_id from key where pairing = ? and side = ? and text = ? limit ${MOST_HOLDERS}`,
      pairing,
      side,
      text,
    ).map((one) => one.record_id)
  }

  dropPairing(pairing: number): void {
    this.#texts.clear()
    this.#holders.clear()
    this.#sql.exec('delete from key where pairing = ?', pairing)
  }
}

const Standing = z.object({ id: z.number(), out: z.number() })
const Titled = z.object({ record_id: z.string(), title: z.string() })
const ByName = z.object({ id: z.string() })
const ById = z.object({ id: z.number() })
const Numbered = z.object({ id: z.number(), at: z.string() })
const Text = z.object({ text: z.string() })
export const Listed = z.object({ of: z.string(), list: json(z.array(z.string())) })
/** A list of texts as it should be, as `manyRows` asks for it. */
export function quickListed({ of, list }: Columns): z.infer<typeof Listed> | null {
  if (typeof of !== 'string' || typeof list !== 'string') return null
  const texts: unknown = JSON.parse(list)
  return Array.isArray(texts) && texts.every((one) => typeof one === 'string')
    ? { of, list: texts }
    : null
}
/** A key that more records go by tells nobody apart. */
const MOST_HOLDERS = 20
const Holder = z.object({ record_id: z.string() })
