import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { other, type Side, SIDES } from '../../../shared/record.ts'
import type { WatchedSql } from '../watched.ts'
import type { Run } from './runs.ts'
import {
  ChangeRow,
  type Columns,
  count,
  FailureColumn,
  fitting,
  isNumberOrNull,
  isTextOrNull,
  json,
  manyRows,
  quickChanges,
  quickRow,
  row,
  rows,
  SideColumn,
  type Sized,
  sized,
} from './rows.ts'
import { isValue, Value } from '../../../shared/value.ts'
import { Counted } from './counted.ts'
import { type Reckoned, Reckoning } from './reckoning.ts'
import type { Ahead, Sitting } from './sitting.ts'

/** What is done to a record; `link` and `unlink` are words of a person about two, and no vendor hears of them. */
export const WriteKind = z.enum(['create', 'update', 'delete', 'mark', 'link', 'unlink'])
export type WriteKind = z.infer<typeof WriteKind>
export type BondKind = 'link' | 'unlink'
export const isBond = (kind: WriteKind): kind is BondKind => kind === 'link' || kind === 'unlink'

/**
 * The life of a write. `planned` waits for its turn; `sent` is the intent, stored before the call; `settled` is the
 * ledger; `blocked` was refused and says why; `dropped` was overtaken: its record moved, or its run was cancelled.
 */
export const WriteState = z.enum(['planned', 'sent', 'settled', 'blocked', 'dropped'])
export type WriteState = z.infer<typeof WriteState>

/** The giving side's values the changes came from, by entry: its bases once the write is settled. */
const SourceValues = json(
  z.array(z.object({ entry: z.string(), value: Value, computed: Value.optional() })),
)

export const Write = z.object({
  id: z.number(),
  run: z.number(),
  pairing: z.number(),
  side: SideColumn,
  kind: WriteKind,
  link: z.number().nullable(),
  /** The record to write; null until a create is settled. */
  record_id: z.string().nullable(),
  /** The record on the other side this comes from. */
  source_id: z.string().nullable(),
  rank: z.number(),
  title: z.string(),
  changes: json(z.array(ChangeRow)),
  source: SourceValues,
  version: z.number(),
  state: WriteState,
  attempt: z.number(),
  /** The slice that sent it, when, and when next to look for a lost answer. */
  epoch: z.number().nullable(),
  sent: z.number().nullable(),
  look: z.number().nullable(),
  settled: z.number().nullable(),
  failure: FailureColumn.nullable(),
  /** What a person should know of it before it is made: what cannot be given back. */
  note: z.string().nullable(),
})
export type Write = z.infer<typeof Write>

/** A write that is as it should be and was not refused, as `manyRows` asks for it. */
export function quickWrite(row: Columns): Write | null {
  const { id, run, pairing, side, kind, link, record_id, source_id, rank, title } = row
  const { version, state, attempt, epoch, sent, look, settled, note } = row
  const changes = quickChanges(row['changes'])
  const source = quickSource(row['source'])
  return typeof id === 'number' &&
    typeof run === 'number' &&
    typeof pairing === 'number' &&
    (side === 'left' || side === 'right') &&
    isKind(kind) &&
    isNumberOrNull(link) &&
    isTextOrNull(record_id) &&
    isTextOrNull(source_id) &&
    typeof rank === 'number' &&
    typeof title === 'string' &&
    changes !== undefined &&
    source !== undefined &&
    typeof version === 'number' &&
    isState(state) &&
    typeof attempt === 'number' &&
    isNumberOrNull(epoch) &&
    isNumberOrNull(sent) &&
    isNumberOrNull(look) &&
    isNumberOrNull(settled) &&
    row['failure'] === null &&
    isTextOrNull(note)
    ? { id, run, pairing, side, kind, link, record_id, source_id, rank, title, changes, source, version, state, attempt, epoch, sent, look, settled, failure: null, note } // prettier-ignore
    : null
}

const isKind = (value: unknown): value is WriteKind =>
  WriteKind.options.some((one) => one === value)
const isState = (value: unknown): value is WriteState =>
  WriteState.options.some((one) => one === value)

function quickSource(text: unknown): Write['source'] | undefined {
  if (typeof text !== 'string') return undefined
  const list: unknown = JSON.parse(text)
  return Array.isArray(list) && list.every(isSourceValue) ? list : undefined
}

function isSourceValue(value: unknown): value is Write['source'][number] {
  if (typeof value !== 'object' || value === null) return false
  const one: { readonly [K in keyof Write['source'][number]]?: unknown } = value
  return (
    typeof one.entry === 'string' &&
    isValue(one.value) &&
    (one.computed === undefined || isValue(one.computed))
  )
}

export type Draft = Pick<
  Write,
  | 'run'
  | 'pairing'
  | 'side'
  | 'kind'
  | 'link'
  | 'record_id'
  | 'source_id'
  | 'title'
  | 'changes'
  | 'source'
  | 'version'
> & { readonly note?: string | null }

/** A record of the source side that a write points at and that has no link yet. */
export const Need = z.object({
  write: z.number(),
  pairing: z.number(),
  side: SideColumn,
  source_id: z.string(),
})
export type Need = z.infer<typeof Need>

/** Whose a write is, and what became of it. */
export const Named = Write.pick({
  id: true,
  pairing: true,
  side: true,
  kind: true,
  state: true,
  record_id: true,
  source_id: true,
})
export type Named = z.infer<typeof Named>

/** The same of one that is not done with. */
export const Opened = Named.extend({ attempt: z.number() })
export type Opened = z.infer<typeof Opened>

/** So many writes of a run came to this. */
export const Tally = z.object({ state: WriteState, kind: WriteKind, n: z.number() })
export type Tally = z.infer<typeof Tally>

export type WriteFilter = {
  readonly kind?: WriteKind | undefined
  readonly state?: WriteState | undefined
  readonly pairing?: number | undefined
  readonly side?: Side | undefined
  /** Why it cannot be made: a reason from the list of failures. */
  readonly reason?: string | undefined
}

const Sort = z.object({
  pairing: z.number(),
  side: SideColumn,
  kind: WriteKind,
  state: WriteState,
  reason: z.string().nullable(),
  n: z.number(),
})
type Sort = z.infer<typeof Sort>

/** So it goes before all that others wait for. */
const AT_ONCE = -1e12

/** Rows dealt with in one go, where a plan may be a million of them. */
const PART = 5_000
const OPEN = `state in ('planned', 'sent')`
const SIZED = 'select id, octet_length(changes) + octet_length(source) as bytes from write'

/** Of those that go by one key, so many are looked at; beyond them the vendor's word counts. */
const MOST_RIVALS = 1_000

/** What was written is filed under the saved pairing, also where the copy of a draft asks. */
const savedAs = (pairing: number): number => Math.abs(pairing)

export class Plan {
  readonly #sql: WatchedSql
  /** By run and side: below this number nothing is open any more. What is open never opens again below it. */
  readonly #low = new Map<string, number>()
  readonly #tallies = new Counted<Tally>()
  readonly #sorts = new Counted<Sort>()
  /** By link: how often its records were written lately. */
  readonly #lately: Ahead<number, number>
  /** The number of the next write: nobody else adds any. */
  readonly #next: Ahead<'write', number>
  /** Adds up what is planned, while somebody asks for it. */
  #reckoning: Reckoning | null = null
  constructor(sql: WatchedSql, sitting: Sitting) {
    this.#sql = sql
    this.#lately = sitting.ahead()
    this.#next = sitting.ahead()
  }

  /** What the writes come to that `work` plans: added up as they are planned, so that none has to be read again. */
  reckon(work: () => void): Reckoned {
    const reckoning = new Reckoning()
    this.#reckoning = reckoning
    try {
      work()
    } finally {
      this.#reckoning = null
    }
    return reckoning
  }

  /** The numbers of a run's writes: from its own first to before the next run's. */
  #range(run: number): { first: number; end: number } {
    return (
      row(
        this.#sql,
        Range,
        `select first, coalesce((select min(later.first) from run later where later.id > run.id), 9e15) as end
           from run where id = ?`,
        run,
      ) ?? { first: 1, end: 1 }
    )
  }

  /** The lowest number of a run's writes to this side that may still be open. */
  #lowest(run: number, side: Side): number {
    const key = `${run} ${side}`
    const from = this.#low.get(key) ?? this.#range(run).first
    const found = row(
      this.#sql,
      ById,
      `select id from write where id >= ? and +run = ? and +side = ? and ${OPEN} order by id limit 1`,
      from,
      run,
      side,
    )
    const low = found?.id ?? this.next()
    this.#low.set(key, low)
    return low
  }

  add(draft: Draft, needs: readonly Omit<Need, 'write'>[] = []): number {
    const id = this.#insert(draft, 'planned', null)
    this.#reckoning?.add(draft)
    if (needs.length > 0)
      this.#sql.exec(
        `insert or ignore into need (write, pairing, side, source_id)
         select ?, value->>0, value->>1, value->>2 from json_each(?)`,
        id,
        JSON.stringify(needs.map((need) => [need.pairing, need.side, need.source_id])),
      )
    return id
  }

  /** What a person said of two records, done with as soon as it is said. */
  addBond(draft: Draft, now: number): void {
    this.settle(this.#insert(draft, 'planned', null), now, draft.record_id, draft.link)
  }

  /** A write that cannot be made, with its reason: part of the plan, so that the preview shows it. */
  addBlocked(draft: Draft, failure: Failure): number {
    return this.#insert(draft, 'blocked', failure)
  }

  #insert(draft: Draft, state: WriteState, failure: Failure | null): number {
    const id = this.#next.get('write') ?? this.next()
    this.#next.set('write', id + 1)
    this.#sql.exec(
      `insert into write (id, run, pairing, side, kind, link, record_id, source_id, rank, title, changes, source, version, state, failure, note)
       values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      draft.run,
      draft.pairing,
      draft.side,
      draft.kind,
      draft.link,
      draft.record_id,
      draft.source_id,
      draft.title,
      JSON.stringify(draft.changes),
      JSON.stringify(draft.source),
      draft.version,
      state,
      failure === null ? null : JSON.stringify(failure),
      draft.note ?? null,
    )
    return id
  }

  get(id: number): Write | undefined {
    return quickRow(this.#sql, Write, quickWrite, 'select * from write where id = ?', id)
  }

  /** Everything of a run, oldest first. */
  page(run: number, after: number, limit: number): Write[] {
    const { first, end } = this.#range(run)
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      'select * from write where id > ? and id < ? and run = ? order by id limit ? + 0',
      Math.max(after, first - 1),
      end,
      run,
      limit,
    )
  }

  /** The same, of these only: null is any. A page may be short and still not the last. */
  filtered(run: number, after: number, limit: number, only: WriteFilter): Write[] {
    const { first, end } = this.#range(run)
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      `select * from write where id > ?1 and id < ?2 and run = ?3 and (?5 is null or kind = ?5)
         and (?6 is null or state = ?6) and (?7 is null or pairing = ?7) and (?8 is null or side = ?8)
         and (?9 is null or failure->>'reason' = ?9) order by id limit ?4 + 0`,
      Math.max(after, first - 1),
      end,
      run,
      limit,
      only.kind ?? null,
      only.state ?? null,
      only.pairing ?? null,
      only.side ?? null,
      only.reason ?? null,
    )
  }

  /** How many writes of a run there are of each sort, and why those cannot be made that cannot. */
  sorts(run: number, now: number): readonly Sort[] {
    return this.#sorts.of(run, now, () => this.#sql.note(() => this.#sorted(run)), this.#sql.passing) // prettier-ignore
  }

  #sorted(run: number): Sort[] {
    const { first, end } = this.#range(run)
    return rows(
      this.#sql,
      Sort,
      `select pairing, side, kind, state, failure->>'reason' as reason, count(*) as n from write
         where id >= ? and id < ? and +run = ? group by 1, 2, 3, 4, 5`,
      first,
      end,
      run,
    )
  }

  /**
   * Planned writes of one side that need no record which is itself still to be created: those others wait for first, then
   * in the order they were planned.
   */
  ready(run: number, side: Side, limit: number): Write[] {
    return this.#planned(
      run,
      side,
      limit,
      `and not exists (
         select 1 from need join write made
           on made.pairing = need.pairing and made.side = write.side and made.source_id = need.source_id
             and made.kind = 'create' and made.state in ('planned', 'sent') and made.id <> write.id
           where need.write = write.id)`,
    )
  }

  /** Planned writes whatever they need: what is left when nothing is ready. */
  planned(run: number, side: Side, limit: number): Write[] {
    return this.#planned(run, side, limit, '')
  }

  #planned(run: number, side: Side, limit: number, only: string): Write[] {
    const ranked = sized(
      this.#sql,
      `${SIZED} where run = ? and side = ? and rank < 0 and ${OPEN} and state = 'planned' ${only}
         order by rank, id limit ? + 0`,
      run,
      side,
      limit,
    )
    if (ranked.length === limit) return this.#fitting(ranked)
    const rest = sized(
      this.#sql,
      `${SIZED} where id >= ? and +run = ? and +side = ? and rank >= 0 and state = 'planned' ${only}
         order by id limit ? + 0`,
      this.#lowest(run, side),
      run,
      side,
      limit - ranked.length,
    )
    return this.#fitting([...ranked, ...rest])
  }

  /** The first of these, in their order: as many as fit into memory together. */
  #fitting(found: readonly Sized[]): Write[] {
    const ids = fitting(found)
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      'select write.* from json_each(?) asked cross join write on write.id = asked.value order by asked.key',
      JSON.stringify(ids),
    )
  }

  /** Intents whose answer was lost, and that are due for another look. */
  lost(run: number, now: number, limit: number): Write[] {
    return this.#fitting(
      sized(
        this.#sql,
        `${SIZED} where run = ? and look is not null and look <= ? and state = 'sent' order by look, id limit ? + 0`,
        run,
        now,
        limit,
      ),
    )
  }

  /** Intents of a slice that was cut off, and of which nobody knows anything. */
  orphaned(run: number, epoch: number, limit: number): Write[] {
    return this.#fitting(
      sized(
        this.#sql,
        `${SIZED} where id >= ? and +run = ? and state = 'sent' and epoch < ? order by id limit ? + 0`,
        Math.min(this.#lowest(run, 'left'), this.#lowest(run, 'right')),
        run,
        epoch,
        limit,
      ),
    )
  }

  /** What a run makes on that side of the records that go by this key, as far as it is not settled yet. */
  createsBy(run: number, pairing: number, side: Side, key: string): Write[] {
    return this.writesBy(run, pairing, side, key).filter((one) => one.kind === 'create')
  }

  /** What it makes or changes there from them, as far as it is not settled yet. */
  writesBy(run: number, pairing: number, side: Side, key: string): Write[] {
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      `select write.* from (select record_id from key where pairing = ?1 and side = ?2 and text = ?3 limit ${MOST_RIVALS}) rival
         cross join write on write.pairing = ?1 and write.side = ?4 and write.source_id = rival.record_id
         where write.kind in ('create', 'update') and ${OPEN} and write.run = ?5`,
      pairing,
      other(side),
      key,
      side,
      run,
    )
  }

  /** Has the run still somebody to make there? */
  isMaking(run: number, pairing: number, side: Side): boolean {
    return (
      count(
        this.#sql,
        `select exists (select 1 from write where run = ? and side = ? and ${OPEN}
           and kind = 'create' and state = 'planned' and pairing = ?) as n`,
        run,
        side,
        pairing,
      ) > 0
    )
  }

  /** What the run has still to write from that record. */
  openFrom(run: number, pairing: number, side: Side, sourceId: string): Write[] {
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      `select * from write where pairing = ? and side = ? and source_id = ? and ${OPEN} and run = ?`,
      pairing,
      side,
      sourceId,
      run,
    )
  }

  /** What the run was to delete or to mark of that record, unless it has let go of it: still to come, under way, or done. */
  removals(run: number, pairing: number, side: Side, recordId: string): Write[] {
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      `select * from write where pairing = ? and run = ? and kind in ('delete', 'mark')
         and side = ? and record_id = ? and state in ('planned', 'sent', 'settled')`,
      pairing,
      run,
      side,
      recordId,
    )
  }

  /** A create of this record whose answer was lost and never found again: it may have been carried out all the same. */
  lostCreate(pairing: number, side: Side, sourceId: string): Write | undefined {
    return quickRow(
      this.#sql,
      Write,
      quickWrite,
      `select * from write where pairing = ? and side = ? and source_id = ? and kind = 'create'
         and state = 'dropped' and sent is not null order by id desc limit 1`,
      savedAs(pairing),
      side,
      sourceId,
    )
  }

  /** What was updated in this record by calls of which more than one was sent, the newest first. */
  sentTwice(pairing: number, side: Side, recordId: string): Write[] {
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      `select * from write where pairing = ? and side = ? and record_id = ? and state = 'settled'
         and attempt > 1 and kind = 'update' order by id desc limit 5`,
      pairing,
      side,
      recordId,
    )
  }

  /** Has the same run written this entry on the other side already? */
  isBack(write: Write, recordId: string, entry: string): boolean {
    return (
      count(
        this.#sql,
        `select count(*) as n from write where pairing = ? and side = ? and record_id = ? and state = 'settled'
           and run = ? and exists (select 1 from json_each(changes) where value->>'entry' = ?)`,
        write.pairing,
        other(write.side),
        recordId,
        write.run,
        entry,
      ) > 0
    )
  }

  /** Intents that nobody knows the outcome of, and that are looked for again. */
  inDoubt(run: number): Named[] {
    return rows(
      this.#sql,
      Named,
      `select id, pairing, side, kind, state, record_id, source_id from write
         where run = ? and look is not null and state = 'sent'`,
      run,
    )
  }

  /** What a run has still to do about these records, by either of their names. */
  openFor(run: number, pairing: number, recordIds: readonly string[]): Opened[] {
    return rows(
      this.#sql,
      Opened,
      `select id, pairing, side, kind, state, record_id, source_id, attempt from write
         where id >= ?1 and +run = ?2 and ${OPEN} and +pairing = ?3
           and (record_id in (select value from json_each(?4)) or source_id in (select value from json_each(?4)))`,
      Math.min(this.#lowest(run, 'left'), this.#lowest(run, 'right')),
      run,
      pairing,
      JSON.stringify(recordIds),
    )
  }

  /** The numbers of what the run planned from this one on. */
  from(run: number, first: number): number[] {
    const planned = rows(
      this.#sql,
      ById,
      'select id from write where id >= ? and +run = ?',
      first,
      run,
    )
    return planned.map(({ id }) => id)
  }

  /** These go before everything else that the run has planned. */
  hasten(ids: readonly number[]): void {
    if (ids.length === 0) return
    this.#sql.exec(
      `update write set rank = ? where id in (select value from json_each(?)) and state = 'planned'`,
      AT_ONCE,
      JSON.stringify(ids),
    )
  }

  nextLook(run: number): number | null {
    const found = row(
      this.#sql,
      When,
      `select min(look) as at from write where run = ? and look is not null and state = 'sent'`,
      run,
    )
    return found?.at ?? null
  }

  /** These are on their way from now on: the ones that are still planned. Returns which. */
  send(ids: readonly number[], epoch: number, now: number): number[] {
    return rows(
      this.#sql,
      ById,
      `update write set state = 'sent', epoch = ?, sent = ?, look = null, attempt = attempt + 1
       where id in (select value from json_each(?)) and state = 'planned' returning id`,
      epoch,
      now,
      JSON.stringify(ids),
    ).map(({ id }) => id)
  }

  /** An update of a record that the plan itself creates: now it has one. */
  linkTo(id: number, link: number, recordId: string): void {
    this.#sql.exec('update write set link = ?, record_id = ? where id = ?', link, recordId, id)
  }

  /** The answer was lost: look for what became of it at this moment. */
  lookAt(id: number, epoch: number, at: number): void {
    this.#sql.exec('update write set look = ?, epoch = ? where id = ?', at, epoch, id)
  }

  /** Its call may still arrive at a record that has moved: this is what it would replace; look again at this moment. */
  awaitCall(id: number, epoch: number, at: number, changes: readonly ChangeRow[]): void {
    this.#sql.exec(
      `update write set state = 'sent', look = ?, epoch = ? where id = ?`,
      at,
      epoch,
      id,
    )
    this.amend(id, changes)
  }

  /** What it replaces turned out to be something else. */
  amend(id: number, changes: readonly ChangeRow[]): void {
    this.#sql.exec('update write set changes = ? where id = ?', JSON.stringify(changes), id)
  }

  /** Nothing shows that it was carried out: it has its turn again, and until then it is known that a call of it was sent. */
  again(id: number): void {
    this.#sql.exec(`update write set state = 'planned', look = sent where id = ?`, id)
  }

  /** What had its turn again has arrived all the same: it is not sent once more, and is to be settled. */
  hasCome(id: number): void {
    this.#sql.exec(`update write set state = 'sent', look = null where id = ?`, id)
  }

  /** It was proved not to have been carried out: that call counts for none, and where it was the only one nothing is on its way. */
  unsent(id: number): void {
    this.#sql.exec(
      `update write set state = 'planned', attempt = attempt - 1, sent = case when attempt = 1 then null else sent end,
         look = case when attempt = 1 then null else sent end where id = ?`,
      id,
    )
  }

  /** What has its turn again has it no more: what became of its calls is looked for from now on. */
  recall(run: number, now: number): void {
    this.#sql.exec(
      `update write set state = 'sent', look = ? where run = ? and look is not null and state = 'planned'`,
      now,
      run,
    )
  }

  /** It is done, and in the ledger from now on. `changes` where the side gave back other words than it was sent. */
  settle(
    id: number,
    now: number,
    recordId: string | null,
    link: number | null,
    changes: readonly ChangeRow[] | null = null,
  ): void {
    this.#sql.exec(
      `update write set state = 'settled', settled = ?, record_id = coalesce(?, record_id), link = coalesce(?, link),
         changes = coalesce(?, changes), failure = null, look = null where id = ?`,
      now,
      recordId,
      link,
      changes === null ? null : JSON.stringify(changes),
      id,
    )
  }

  block(id: number, now: number, failure: Failure): void {
    this.#sql.exec(
      `update write set state = 'blocked', settled = ?, failure = ?, look = null where id = ?`,
      now,
      JSON.stringify(failure),
      id,
    )
  }

  /** It was overtaken; what was carried out stays in the ledger. */
  drop(id: number, now: number): void {
    this.#sql.exec(
      `update write set state = 'dropped', settled = ?, look = null where id = ? and state <> 'settled'`,
      now,
      id,
    )
  }

  /**
   * What a run has not written, of so many rows from this one on, it will not write any more. Returns where to go on, or
   * null at the end.
   */
  takeDown(run: number, from: number, now: number): number | null {
    const { first, end } = this.#range(run)
    const start = Math.max(from, first)
    const next = start + PART
    this.#sql.exec(
      `update write set state = 'dropped', settled = ?, look = null
         where id >= ? and id < ? and +run = ? and state = 'planned'`,
      now,
      start,
      Math.min(next, end),
      run,
    )
    return next < Math.min(end, this.next()) ? next : null
  }

  /** Is the outcome of anything it sent still open? */
  isAnySent(run: number): boolean {
    return (
      count(
        this.#sql,
        `select exists (select 1 from write where id >= ? and +run = ? and state = 'sent') as n`,
        Math.min(this.#lowest(run, 'left'), this.#lowest(run, 'right')),
        run,
      ) === 1
    )
  }

  /** Look up together how many updates of either record of these pairs were settled since that run. */
  latelyAhead(
    pairing: number,
    pairs: readonly { readonly id: number; readonly left_id: string; readonly right_id: string }[],
    since: number,
  ): void {
    for (const { id } of pairs) this.#lately.set(id, 0)
    for (const side of SIDES) {
      const found = rows(
        this.#sql,
        Placed,
        `select asked.key as at, count(*) as n from json_each(?) asked
           cross join write on write.pairing = ? and write.side = ? and write.record_id = asked.value
             and write.state = 'settled' and write.kind = 'update' and write.run >= ? group by 1`,
        JSON.stringify(pairs.map((pair) => pair[`${side}_id`])),
        savedAs(pairing),
        side,
        since,
      )
      for (const { at, n } of found) {
        const { id } = pairs[at]!
        this.#lately.set(id, (this.#lately.get(id) ?? 0) + n)
      }
    }
  }

  /** Is it known that this pair was written fewer times than that lately? */
  fewerLately(link: number, times: number): boolean {
    return (this.#lately.get(link) ?? times) < times
  }

  /** What was updated in either of two records since that run, newest first. */
  lately(pairing: number, leftId: string, rightId: string, since: number): Write[] {
    const of = `select * from write where state = 'settled' and kind = 'update' and pairing = ?1 and run >= ?4`
    return manyRows(
      this.#sql,
      Write,
      quickWrite,
      `${of} and side = 'left' and record_id = ?2 union all ${of} and side = 'right' and record_id = ?3
         order by id desc limit 30`,
      savedAs(pairing),
      leftId,
      rightId,
      since,
    )
  }

  /** What was still to be written of this record, on either side, is not. */
  dropFor(pairing: number, side: Side, recordId: string, link: number | null, now: number): void {
    // A call of it may still arrive: what became of it is looked for.
    this.#sql.exec(
      `update write set state = case when look is null then 'dropped' else 'sent' end,
         settled = case when look is null then ?1 end, look = case when look is null then null else ?1 end
         where id >= (select max(first) from run) and state = 'planned' and +pairing = ?2
         and (link = ?3 or (side = ?4 and record_id = ?5) or (side <> ?4 and source_id = ?5))`,
      now,
      pairing,
      link,
      side,
      recordId,
    )
  }

  /** Forget the rows of a plan that is made again. */
  clear(run: number): void {
    const { first } = this.#range(run)
    this.#low.clear()
    this.#next.delete('write')
    this.#sql.exec('delete from need where write >= ?', first)
    this.#sql.exec(
      `delete from write where id >= ? and run = ? and state in ('planned', 'blocked')`,
      first,
      run,
    )
  }

  /** The planned creates that these writes wait for. */
  neededBy(run: number, ids: readonly number[]): number[] {
    return rows(
      this.#sql,
      ById,
      `select distinct made.id as id from json_each(?) asked
         join write on write.id = asked.value
         join need on need.write = write.id
         join write made on made.pairing = need.pairing and made.side = write.side
           and made.source_id = need.source_id and made.kind = 'create' and made.state = 'planned' and made.run = ?`,
      JSON.stringify(ids),
      run,
    ).map((one) => one.id)
  }

  /** Whose these writes are, oldest first, without what they say. */
  namesOf(ids: readonly number[]): Named[] {
    return rows(
      this.#sql,
      Named,
      `select id, pairing, side, kind, state, record_id, source_id from write
         where id in (select value from json_each(?)) order by id`,
      JSON.stringify(ids),
    )
  }

  /** Whose the writes of a run are, oldest first: a page of them without what they say. */
  names(run: number, after: number, limit: number): Named[] {
    const { first, end } = this.#range(run)
    return rows(
      this.#sql,
      Named,
      `select id, pairing, side, kind, state, record_id, source_id from write
         where id > ? and id < ? and +run = ? order by id limit ? + 0`,
      Math.max(after, first - 1),
      end,
      run,
      limit,
    )
  }

  /** These are not planned any more, nor refused. */
  forget(ids: readonly number[]): void {
    const list = JSON.stringify(ids)
    this.#low.clear()
    this.#next.delete('write')
    this.#sql.exec('delete from need where write in (select value from json_each(?))', list)
    this.#sql.exec(
      `delete from write where id in (select value from json_each(?)) and state in ('planned', 'blocked')`,
      list,
    )
  }

  setRank(id: number, rank: number): void {
    this.#sql.exec('update write set rank = ? where id = ?', rank, id)
  }

  setChanges(id: number, changes: readonly ChangeRow[], source: Write['source']): void {
    this.#sql.exec(
      'update write set changes = ?, source = ? where id = ?',
      JSON.stringify(changes),
      JSON.stringify(source),
      id,
    )
  }

  /** Which create waits for which, in order of `write`: so many waits, from those of this write on. */
  waits(
    run: number,
    from: { write: number; needs: number },
    limit: number,
  ): { write: number; needs: number }[] {
    return rows(
      this.#sql,
      Wait,
      `select need.write as "write", made.id as needs from need
         cross join write on write.id = need.write and write.run = ?1 and write.kind = 'create'
         cross join write made on made.pairing = need.pairing and made.side = write.side
           and made.source_id = need.source_id and made.kind = 'create' and made.state in ('planned', 'sent')
           and made.run = ?1
         where need.write >= ?2 and (need.write > ?2 or made.id > ?3)
         order by need.write, made.id limit ?4 + 0`,
      run,
      Math.max(from.write, this.#range(run).first),
      from.needs,
      limit,
    )
  }

  /** The same of these writes only. */
  waitsOf(run: number, ids: readonly number[], limit: number): { write: number; needs: number }[] {
    return rows(
      this.#sql,
      Wait,
      `select need.write as "write", made.id as needs from json_each(?2) asked
         cross join need on need.write = asked.value
         cross join write on write.id = need.write and write.run = ?1 and write.kind = 'create'
         cross join write made on made.pairing = need.pairing and made.side = write.side
           and made.source_id = need.source_id and made.kind = 'create' and made.state in ('planned', 'sent')
           and made.run = ?1 limit ?3 + 0`,
      run,
      JSON.stringify(ids),
      limit,
    )
  }

  /** These are waited for: they go before those that nobody waits for, if nothing puts them further ahead. */
  rankAwaited(ids: readonly number[]): void {
    if (ids.length === 0) return
    this.#sql.exec(
      'update write set rank = -1 where id in (select value from json_each(?)) and rank = 0',
      JSON.stringify(ids),
    )
  }

  unneed(id: number, pairing: number, sourceId: string): void {
    this.#sql.exec(
      'delete from need where write = ? and pairing = ? and source_id = ?',
      id,
      pairing,
      sourceId,
    )
  }

  /** Is anything of the run about this link still open? */
  isOpenFor(run: number, link: number): boolean {
    return (
      count(
        this.#sql,
        `select exists (select 1 from write where id >= ? and +run = ? and link = ? and ${OPEN}) as n`,
        Math.min(this.#lowest(run, 'left'), this.#lowest(run, 'right')),
        run,
        link,
      ) === 1
    )
  }

  /**
   * What the writes of a run have come to. While a large plan is worked off they may be some seconds old (5 s for a
   * million); of a run that is over they are counted once.
   */
  tally(run: Pick<Run, 'id' | 'counts'>, now: number): readonly Tally[] {
    if (run.counts !== null) return run.counts
    return this.#tallies.of(run.id, now, () => this.#sql.note(() => this.counts(run.id)), this.#sql.passing) // prettier-ignore
  }

  /** The same when a run is over: what it planned and has not written is dropped. */
  finalCounts(run: number): Tally[] {
    const counts = new Map<string, Tally>()
    for (const one of this.counts(run)) {
      const state = one.state === 'planned' ? 'dropped' : one.state
      const key = `${state} ${one.kind}`
      counts.set(key, { ...one, state, n: one.n + (counts.get(key)?.n ?? 0) })
    }
    return [...counts.values()]
  }

  counts(run: number): Tally[] {
    const { first, end } = this.#range(run)
    return rows(
      this.#sql,
      Tally,
      'select state, kind, count(*) as n from write where id >= ? and id < ? and +run = ? group by state, kind',
      first,
      end,
      run,
    )
  }

  /**
   * Deletions and marks of one pairing: planned in this run, and with them those that others settled since then without
   * anybody having looked. None where this run plans none.
   */
  deletions(pairing: number, run: number, since: number): number {
    const planned = count(
      this.#sql,
      `select count(*) as n from write where pairing = ? and kind in ('delete', 'mark')
         and state in ('planned', 'sent') and run = ?`,
      pairing,
      run,
    )
    if (planned === 0) return 0
    const settled = count(
      this.#sql,
      `select count(*) as n from write where pairing = ? and kind in ('delete', 'mark') and state = 'settled'
         and settled >= ? and run in (select id from run where approved = 0 and (ended is null or ended >= ?))`,
      savedAs(pairing),
      since,
      since,
    )
    return planned + settled
  }

  /** How many cells of each field the updates of a run would empty or have emptied, of those planned from this number on. */
  emptied(run: number, from: number): { pairing: number; side: Side; field: string; n: number }[] {
    return rows(
      this.#sql,
      EmptiedRow,
      `select pairing, side, change.value->>'$.slot.field' as field, count(*) as n
         from write, json_each(write.changes) change
         where write.id >= ? and +run = ? and write.kind = 'update' and write.state in ('planned', 'sent', 'settled')
           and change.value->>'after' is null and change.value->>'before' is not null
         group by 1, 2, 3`,
      from,
      run,
    )
  }

  /** The number the next write will have. */
  next(): number {
    return count(this.#sql, 'select coalesce(max(id), 0) + 1 as n from write')
  }

  isDone(run: number): boolean {
    return ['left' as const, 'right' as const].every(
      (side) =>
        count(
          this.#sql,
          `select exists (select 1 from write where id >= ? and +run = ? and +side = ? and ${OPEN}) as n`,
          this.#lowest(run, side),
          run,
          side,
        ) === 0,
    )
  }
}

const Placed = z.object({ at: z.number(), n: z.number() })
const Range = z.object({ first: z.number(), end: z.number() })
const ById = z.object({ id: z.number() })
const When = z.object({ at: z.number().nullable() })
const Wait = z.object({ write: z.number(), needs: z.number() })
const EmptiedRow = z.object({
  pairing: z.number(),
  side: SideColumn,
  field: z.string(),
  n: z.number(),
})
