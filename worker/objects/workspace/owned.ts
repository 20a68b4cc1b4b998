import * as z from 'zod'
import { openRecall } from '../recall.ts'
import type { WatchedStore } from '../watched.ts'
import type { Ownable, Owner } from './rpc.ts'

const Row = z.object({
  sync_id: z.string(),
  name: z.string(),
  resource: z.string(),
  table_id: z.string(),
  field: z.string(),
  part: z.string(),
})

/**
 * Which sync writes which field: one inbound owner each, across all syncs of a workspace. A field as a whole and any part of
 * it are the same field; two parts of one are two.
 */
export function openOwned({ sql, transactionSync }: WatchedStore) {
  // It is asked whenever anything of a sync changes, and only its name is likely to be new. Whoever writes none is not known.
  const recall = openRecall<string, ReadonlySet<string> | undefined>(sql)
  const held = (syncId: string): ReadonlySet<string> | undefined =>
    recall.of(syncId, () => {
      const found = sql.exec('select * from owned where sync_id = ?', syncId).toArray()
      return found.length === 0 ? undefined : new Set(found.map((row) => spelled(fieldOf(Row.parse(row))))) // prettier-ignore
    })

  return {
    /**
     * From now on this sync writes exactly these. The first that another sync writes already is named, and then nothing
     * has changed; null where all are its own.
     */
    own(owner: Owner, fields: readonly Ownable[]): { by: string; field: Ownable } | null {
      const before = held(owner.id) ?? NONE
      const after = new Set(fields.map(spelled))
      if (before.size === after.size && [...after].every((one) => before.has(one))) {
        // Its own already: only what the sync is called may be new, which is no part of what is known.
        sql.aside('update owned set name = ?2 where sync_id = ?1 and name <> ?2', owner.id, owner.name) // prettier-ignore
        return null
      }
      return transactionSync(() => take(owner, fields))
    },

    release(syncId: string): void {
      sql.exec('delete from owned where sync_id = ?', syncId)
    },
  }

  function take(owner: Owner, fields: readonly Ownable[]): { by: string; field: Ownable } | null {
    for (const field of fields) {
      const part = field.part ?? ''
      const [taken] = sql
        .exec(
          `select * from owned where sync_id <> ? and resource = ? and table_id = ? and field = ?
             and (? = '' or part = '' or part = ?) limit 1`,
          owner.id,
          field.resource,
          field.table,
          field.field,
          part,
          part,
        )
        .toArray()
      if (taken) return { by: Row.parse(taken).name, field }
    }
    sql.exec('delete from owned where sync_id = ?', owner.id)
    for (const { resource, table, field, part } of fields)
      sql.exec(
        'insert or ignore into owned (sync_id, name, resource, table_id, field, part) values (?, ?, ?, ?, ?, ?)',
        owner.id,
        owner.name,
        resource,
        table,
        field,
        part ?? '',
      )
    return null
  }
}

const NONE: ReadonlySet<string> = new Set()

const fieldOf = ({ resource, table_id, field, part }: z.infer<typeof Row>): Ownable => ({
  resource,
  table: table_id,
  field,
  part: part === '' ? null : part,
})

const spelled = ({ resource, table, field, part }: Ownable): string =>
  JSON.stringify([resource, table, field, part ?? ''])
