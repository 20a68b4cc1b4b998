import * as z from 'zod'
import { Wake } from '../../connectors/feed.ts'
import type { Sql } from '../store.ts'

const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text): z.infer<T> => schema.parse(JSON.parse(text)))
const Side = z.enum(['left', 'right'])
const Names = json(z.array(z.string()))
const Fields = json(z.record(z.string(), z.array(z.string())))

/** How a resource's changes reach its readers, as they are told it. */
export const Telling = z.object({
  mode: z.enum(['webhook', 'polling']),
  freshnessMs: z.number().nullable(),
  says: z.string().nullable(),
  since: z.number(),
})
export type Telling = z.infer<typeof Telling>

export const FeedRow = z.object({
  vendor: z.string(),
  resource: z.string(),
  /** Numbers of items are counted within one generation of the feed. */
  generation: z.string(),
  next_no: z.number(),
  /** When to look after the webhook, to fetch what it gathered, and to deliver; null: not before something happens. */
  attend: z.number().nullable(),
  collect: z.number().nullable(),
  deliver: z.number().nullable(),
  /** Looks after the webhook in a row that failed. */
  tries: z.number(),
  /** Whoever spoke for the last reader: for tidying up after everybody has left. */
  connection_id: z.string().nullable(),
  state: json(Telling),
})
export type FeedRow = z.infer<typeof FeedRow>

export const ReaderRow = z.object({
  sync_id: z.string(),
  side: Side,
  tables: Names,
  fields: Fields,
  connection_id: z.string(),
  /** The number of the last item it has. */
  reached: z.number(),
  /** Why it may have missed something, until it has heard of that. */
  gap: z.string().nullable(),
  /** The state it was told last. */
  told: z.string().nullable(),
  workspace_id: z.string().nullable(),
})
export type ReaderRow = z.infer<typeof ReaderRow>

export const HookRow = z.object({
  /** The secret part of the address it calls. */
  key: z.string(),
  id: z.string(),
  /** What the vendor signs with, as its safe keeps it. */
  secret: z.string(),
  made: z.number(),
  expires: z.number().nullable(),
  /** How long it lives from one renewal to the next. */
  life: z.number().nullable(),
  /** The number of the next payload to ask for. */
  cursor: z.number(),
  /** What it tells of. */
  tables: Names,
  fields: Fields,
})
export type HookRow = z.infer<typeof HookRow>

/** What has arrived: told in our words, or as a delivery brought it and nobody read yet. */
export const ItemRow = z.object({
  no: z.number(),
  at: z.number().nullable(),
  wakes: json(z.array(Wake)).nullable(),
  body: z.string().nullable(),
})
export type ItemRow = z.infer<typeof ItemRow>

/** The tables of a feed. */
export class Shelves {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  feed(): FeedRow | undefined {
    return this.#all(FeedRow, 'select * from feed')[0]
  }

  open(vendor: string, resource: string, generation: string, state: Telling): void {
    this.#sql.exec(
      'insert into feed (id, vendor, resource, generation, state) values (1, ?, ?, ?, ?) on conflict do nothing',
      vendor,
      resource,
      generation,
      JSON.stringify(state),
    )
  }

  change(
    patch: Partial<
      Pick<FeedRow, 'attend' | 'collect' | 'deliver' | 'tries' | 'connection_id' | 'state'>
    >,
  ): void {
    for (const [name, value] of Object.entries(patch))
      this.#sql.exec(
        `update feed set ${name} = ?`,
        typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
      )
  }

  readers(): ReaderRow[] {
    return this.#all(ReaderRow, 'select * from reader order by sync_id')
  }

  putReader(reader: ReaderRow): void {
    this.#sql.exec(
      `insert or replace into reader (sync_id, side, tables, connection_id, reached, gap, told, workspace_id, fields)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      reader.sync_id,
      reader.side,
      JSON.stringify(reader.tables),
      reader.connection_id,
      reader.reached,
      reader.gap,
      reader.told,
      reader.workspace_id,
      JSON.stringify(reader.fields),
    )
  }

  /** It has everything up to there; a gap it was told of is closed, unless there is another by now. */
  reach(syncId: string, no: number, gap: string | null): void {
    this.#sql.exec(
      'update reader set reached = max(reached, ?), gap = case when gap is ? then null else gap end where sync_id = ?',
      no,
      gap,
      syncId,
    )
  }

  markTold(syncId: string, state: string): void {
    this.#sql.exec('update reader set told = ? where sync_id = ?', state, syncId)
  }

  gapForAll(says: string): void {
    this.#sql.exec('update reader set gap = ?', says)
  }

  gapFor(syncId: string, says: string): void {
    this.#sql.exec('update reader set gap = ? where sync_id = ?', says, syncId)
  }

  /** The resource belongs to this workspace now: nobody else hears of it any more. */
  keepWorkspace(workspaceId: string): void {
    this.#sql.exec('delete from reader where workspace_id is not ?', workspaceId)
  }

  dropReader(syncId: string): void {
    this.#sql.exec('delete from reader where sync_id = ?', syncId)
  }

  hooks(): HookRow[] {
    return this.#all(HookRow, 'select * from hook order by made desc, key')
  }

  putHook(hook: HookRow): void {
    this.#sql.exec(
      `insert or replace into hook (key, id, secret, made, expires, life, cursor, tables, fields)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      hook.key,
      hook.id,
      hook.secret,
      hook.made,
      hook.expires,
      hook.life,
      hook.cursor,
      JSON.stringify(hook.tables),
      JSON.stringify(hook.fields),
    )
  }

  dropHook(key: string): void {
    this.#sql.exec('delete from hook where key = ?', key)
  }

  /** Keep what arrived, under the next number. */
  addItem(item: Omit<ItemRow, 'no'>): void {
    this.#sql.exec(
      'insert into item (no, at, wakes, body) select next_no, ?, ?, ? from feed',
      item.at,
      item.wakes === null ? null : JSON.stringify(item.wakes),
      item.body,
    )
    this.#sql.exec('update feed set next_no = next_no + 1')
  }

  /** Items that came as deliveries and were not read yet. */
  unread(limit: number): ItemRow[] {
    return this.#all(
      ItemRow,
      'select * from item where wakes is null order by no limit ? + 0',
      limit,
    )
  }

  readItem(no: number, wakes: readonly Wake[]): void {
    this.#sql.exec('update item set wakes = ?, body = null where no = ?', JSON.stringify(wakes), no)
  }

  /** Items after a number, up to the first that was not read yet: so many, and not many more than so many letters. */
  items(after: number, limit: number, letters: number): ItemRow[] {
    return this.#all(
      ItemRow,
      `select no, at, wakes, body from (
         select *, sum(length(wakes)) over (order by no) - length(wakes) as earlier from (
           select * from item where no > ? and no < coalesce((select min(no) from item where wakes is null), 1e15)
             order by no limit ? + 0))
         where earlier < ? order by no`,
      after,
      limit,
      letters,
    )
  }

  dropItems(upTo: number): void {
    this.#sql.exec('delete from item where no <= ? and wakes is not null', upTo)
  }

  /** Is this the first time this delivery is seen? */
  first(key: string, now: number): boolean {
    return (
      this.#sql
        .exec(
          'insert into delivery (key, at) values (?, ?) on conflict do nothing returning key',
          key,
          now,
        ) // prettier-ignore
        .toArray().length > 0
    )
  }

  forgetDeliveries(before: number): void {
    this.#sql.exec('delete from delivery where at < ?', before)
  }

  #all<T extends z.ZodType>(
    schema: T,
    query: string,
    ...bindings: readonly (string | number)[]
  ): z.infer<T>[] {
    return this.#sql
      .exec(query, ...bindings)
      .toArray()
      .map((row) => schema.parse(row))
  }
}
