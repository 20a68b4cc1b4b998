import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { openRecall } from '../recall.ts'
import type { WatchedSql } from '../watched.ts'
import type { ConnectionEntry, SyncEntry } from './rpc.ts'

const ConnectionRow = z.object({ id: z.string(), vendor: z.string(), resource: z.string() })
const SyncRow = z
  .object({ id: z.string(), created_at: z.number() })
  .transform((row): SyncEntry => ({ id: row.id, createdAt: row.created_at }))

/** Of a place's own vendor only the place itself; what others share is needed on every side. */
const SEEN = `(?1 is null or id = ?1 or vendor <> (select vendor from connection where id = ?1))`
/** A sync is seen from both its ends. */
const ENDS = `(?1 is null or exists (select 1 from json_each(ends) where value = ?1))`

/** The index of what belongs to a workspace: its connections and its syncs. Each lives in an object of its own. */
export function openHoldings(sql: WatchedSql) {
  // Asked with every call that names a sync.
  const recall = openRecall<string, SyncEntry | null>(sql)
  const lists = openRecall<string | null, readonly SyncEntry[]>(sql)
  const seen = (id: string, place: string | null): SyncEntry | null => {
    const [row] = sql
      .exec(`select id, created_at from sync where ${ENDS} and id = ?2`, place, id)
      .toArray()
    return row ? SyncRow.parse(row) : null
  }

  return {
    connections: (place: string | null): ConnectionEntry[] =>
      sql
        .exec(
          `select id, vendor, resource from connection where ${SEEN} order by added_at, id`,
          place,
        )
        .toArray()
        .map((row) => ConnectionRow.parse(row)),

    connection(id: string, place: string | null): Result<ConnectionEntry, Failure> {
      const [row] = sql
        .exec(`select id, vendor, resource from connection where ${SEEN} and id = ?2`, place, id)
        .toArray()
      return row ? ok(ConnectionRow.parse(row)) : err({ reason: 'not_found', what: 'connection' })
    },

    addConnection({ id, vendor, resource }: ConnectionEntry, now: number): void {
      sql.exec(
        'insert into connection (id, vendor, resource, added_at) values (?, ?, ?, ?) on conflict do nothing',
        id,
        vendor,
        resource,
        now,
      )
    },

    removeConnection(id: string): void {
      sql.exec('delete from connection where id = ?', id)
    },

    syncs: (place: string | null): readonly SyncEntry[] =>
      lists.of(place, () =>
        sql
          .exec(`select id, created_at from sync where ${ENDS} order by created_at desc, id`, place)
          .toArray()
          .map((row) => SyncRow.parse(row)),
      ),

    sync(id: string, place: string | null): Result<SyncEntry, Failure> {
      const found = recall.of(JSON.stringify([id, place]), () => seen(id, place))
      return found ? ok(found) : err({ reason: 'not_found', what: 'config' })
    },

    addSync(id: string, ends: readonly string[], now: number): SyncEntry {
      sql.exec(
        'insert into sync (id, created_at, ends) values (?, ?, ?) on conflict do nothing',
        id,
        now,
        JSON.stringify(ends),
      )
      return { id, createdAt: now }
    },

    removeSync(id: string): void {
      sql.exec('delete from sync where id = ?', id)
    },
  }
}
