import * as z from 'zod'
import type { Value } from '../../../shared/value.ts'
import { openRecall } from '../recall.ts'
import type { Sql } from '../store.ts'
import type { WatchedSql } from '../watched.ts'
import { keepHighest, neverUsed } from './highest.ts'
import { count, json, row, rows } from './rows.ts'
import type { Ahead, Sitting } from './sitting.ts'
import type { Tidings } from './tidings.ts'
import { isValue, Value as ValueSchema } from '../../../shared/value.ts'

export const ConflictKind = z.enum(['field', 'match', 'deletion'])
/** Set aside by a person until a value moves, or answered and waiting for the run that carries the answer out. */
export const ConflictStatus = z.enum(['open', 'ignored', 'decided'])
export type ConflictStatus = z.infer<typeof ConflictStatus>
const ValueColumn = json(ValueSchema, isValue)

/** A record that may be the one a conflict of kind `match` is about; no likeness where its keys say so. */
export const Candidate = z.object({ id: z.string(), likeness: z.number().nullable() })
export type Candidate = z.infer<typeof Candidate>

export const Conflict = z.object({
  id: z.number(),
  about: z.string(),
  pairing: z.number(),
  kind: ConflictKind,
  link: z.number().nullable(),
  left_id: z.string().nullable(),
  right_id: z.string().nullable(),
  entry: z.string().nullable(),
  base: ValueColumn,
  left_value: ValueColumn,
  right_value: ValueColumn,
  says: z.string(),
  since: z.number(),
  status: ConflictStatus,
  /** The read order of what it is about, where the values alone do not tell whether anything moved. */
  stamp: z.number(),
  candidates: json(z.array(Candidate)),
})
export type Conflict = z.infer<typeof Conflict>

/** Which conflicts are asked for. */
export type ConflictFilter = {
  readonly pairing: number | null
  readonly kind: z.infer<typeof ConflictKind> | null
  readonly status: ConflictStatus | null
  readonly entry: string | null
  /** Raised between these moments (ms since 1970). */
  readonly from?: number | undefined
  readonly to?: number | undefined
}
const Filed = z.object({ about: z.string() })
const OfLink = z.object({ link: z.number() })
const ANY: ConflictFilter = { pairing: null, kind: null, status: null, entry: null }

export const ConflictSort = z.object({
  pairing: z.number(),
  kind: ConflictKind,
  status: ConflictStatus,
  n: z.number(),
})

/** What needs a person. One row for one disagreement: raising it again keeps its number and its date. */
export class Conflicts {
  readonly #sql: Sql
  readonly #open: () => number
  readonly #tidings: Tidings
  /** Whether anything is filed under this, and whether a link disagrees about anything. */
  readonly #filed: Ahead<string, boolean>
  readonly #ofLink: Ahead<number, boolean>
  constructor(sql: WatchedSql, sitting: Sitting, tidings: Tidings) {
    this.#sql = sql
    const recall = openRecall<'open', number>(sql)
    this.#open = () => recall.of('open', () => openIn(sql))
    this.#tidings = tidings
    this.#filed = sitting.ahead()
    this.#ofLink = sitting.ahead()
  }

  /** Look up together what is filed under these. */
  ahead(abouts: readonly string[]): void {
    const found = rows(
      this.#sql,
      Filed,
      'select about from json_each(?) asked cross join conflict on conflict.about = asked.value',
      JSON.stringify(abouts),
    )
    for (const about of abouts) this.#filed.set(about, false)
    for (const { about } of found) this.#filed.set(about, true)
  }

  /** Look up together which of these links disagree about anything. */
  aheadOf(links: readonly number[]): void {
    const found = rows(
      this.#sql,
      OfLink,
      'select link from json_each(?) asked cross join conflict on conflict.link = asked.value',
      JSON.stringify(links),
    )
    for (const link of links) this.#ofLink.set(link, false)
    for (const { link } of found) this.#ofLink.set(link, true)
  }

  raise(conflict: {
    about: string
    pairing: number
    kind: z.infer<typeof ConflictKind>
    link: number | null
    leftId: string | null
    rightId: string | null
    entry: string | null
    base: Value
    left: Value
    right: Value
    says: string
    now: number
    stamp?: number
    candidates?: readonly Candidate[]
  }): void {
    this.#filed.delete(conflict.about)
    if (conflict.link !== null) this.#ofLink.delete(conflict.link)
    const isHeeded = this.#tidings.isHeeded('conflict_found')
    const wasOpen = isHeeded && this.about(conflict.about)?.status === 'open'
    this.#sql.exec(
      `insert into conflict (id, about, pairing, kind, link, left_id, right_id, entry, base, left_value, right_value, says, since, stamp, candidates)
       values (${neverUsed('conflict')}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (about) do update set link = excluded.link, left_id = excluded.left_id, right_id = excluded.right_id,
         base = excluded.base, left_value = excluded.left_value, right_value = excluded.right_value, says = excluded.says,
         stamp = excluded.stamp, candidates = excluded.candidates,
         status = case when status = 'ignored' and left_value is excluded.left_value
           and right_value is excluded.right_value and stamp = excluded.stamp then status else 'open' end
       where left_value is not excluded.left_value or right_value is not excluded.right_value
         or says is not excluded.says or link is not excluded.link or stamp <> excluded.stamp or status = 'decided'
         or candidates <> excluded.candidates`,
      conflict.about,
      conflict.pairing,
      conflict.kind,
      conflict.link,
      conflict.leftId,
      conflict.rightId,
      conflict.entry,
      JSON.stringify(conflict.base),
      JSON.stringify(conflict.left),
      JSON.stringify(conflict.right),
      conflict.says,
      conflict.now,
      conflict.stamp ?? 0,
      JSON.stringify(conflict.candidates ?? []),
    )
    if (isHeeded && !wasOpen) this.#tell(conflict.about, conflict.now)
  }

  /** It needs a person, and did not before. What is about no record of the CRM yet is nobody's there. */
  #tell(about: string, now: number): void {
    const found = this.about(about)
    if (found?.status !== 'open' || found.right_id === null) return
    this.#tidings.add('conflict_found', {
      id: `c${found.id}.${now}`,
      pairing: found.pairing,
      record_id: found.right_id,
      entries: found.entry === null ? [] : [found.entry],
      at: now,
    })
  }

  get(id: number): Conflict | undefined {
    return row(this.#sql, Conflict, 'select * from conflict where id = ?', id)
  }

  /** The one filed under this. */
  about(about: string): Conflict | undefined {
    return row(this.#sql, Conflict, 'select * from conflict where about = ?', about)
  }

  /** What one link disagrees about. */
  ofLink(link: number): Conflict[] {
    if (this.#ofLink.get(link) === false) return []
    return rows(this.#sql, Conflict, 'select * from conflict where link = ? order by id', link)
  }

  setStatus(id: number, status: ConflictStatus): void {
    this.#sql.exec('update conflict set status = ? where id = ?', status, id)
  }

  /** What a link is said to disagree about no longer holds, but for these. Returns how many went. */
  clearLink(link: number, except: readonly string[] = []): number {
    if (this.#ofLink.get(link) === false) return 0
    keepHighest(this.#sql, 'conflict')
    return this.#sql
      .exec(
        'delete from conflict where link = ? and about not in (select value from json_each(?)) returning id',
        link,
        JSON.stringify(except),
      )
      .toArray().length
  }

  /** This one no longer holds. Returns 1 where it stood. */
  clear(about: string): number {
    // Most were never asked about: looked at first, as keeping the highest number costs ten times that.
    if (!(this.#filed.get(about) ?? this.#isFiled(about))) return 0
    this.#filed.delete(about)
    keepHighest(this.#sql, 'conflict')
    return this.#sql.exec('delete from conflict where about = ? returning id', about).toArray()
      .length
  }

  #isFiled(about: string): boolean {
    return (
      count(this.#sql, 'select exists (select 1 from conflict where about = ?) as n', about) === 1
    )
  }

  dropPairing(pairing: number): void {
    keepHighest(this.#sql, 'conflict')
    this.#sql.exec('delete from conflict where pairing = ?', pairing)
  }

  /** Newest first; null in a filter is any. */
  page(before: number | null, limit: number, only: ConflictFilter = ANY): Conflict[] {
    return rows(
      this.#sql,
      Conflict,
      `select * from conflict where id < ?1 and pairing > 0 and (?3 is null or pairing = ?3) and (?4 is null or kind = ?4)
         and (?5 is null or status = ?5) and (?6 is null or entry = ?6)
         and (?7 is null or since >= ?7) and (?8 is null or since < ?8) order by id desc limit ?2 + 0`,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
      only.pairing,
      only.kind,
      only.status,
      only.entry,
      only.from ?? null,
      only.to ?? null,
    )
  }

  /** How many there are of each sort: of the saved pairings, or of the copies that a draft is planned on. */
  sorts(isDraft = false): z.infer<typeof ConflictSort>[] {
    return rows(
      this.#sql,
      ConflictSort,
      'select pairing, kind, status, count(*) as n from conflict where (pairing < 0) = ? group by 1, 2, 3',
      isDraft ? 1 : 0,
    )
  }

  /** How many wait for a person: what was set aside or answered does not. */
  count(): number {
    return this.#open()
  }
}

const openIn = (sql: Sql): number =>
  count(sql, `select count(*) as n from conflict where status = 'open' and pairing > 0`)
