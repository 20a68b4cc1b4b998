import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { Role, Scope } from '../../../shared/role.ts'
import type { Sql } from '../store.ts'
import type { Caller, KeyDraft, KeyView } from './rpc.ts'

const KeyRow = z
  .object({
    id: z.string(),
    name: z.string(),
    role: Role,
    scopes: z.string(),
    created_at: z.number(),
    last_used_at: z.number().nullable(),
  })
  .transform((row): KeyView => ({
    id: row.id,
    name: row.name,
    role: row.role,
    scopes: z.array(Scope).parse(JSON.parse(row.scopes)),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))

/** How exactly the last use is kept (ms): a write for every request would cost more than it tells. */
const USE_GRAIN = 60_000

/** The keys of one workspace, by the SHA-256 of each: what is stored opens nothing. */
export function openKeys(sql: Sql) {
  const list = (): KeyView[] =>
    sql
      .exec(
        'select id, name, role, scopes, created_at, last_used_at from key order by created_at, id',
      )
      .toArray()
      .map((row) => KeyRow.parse(row))

  return {
    list,

    add(draft: KeyDraft, made: { id: string; hash: string; now: number }): KeyView {
      const { name, role, scopes } = draft
      sql.exec(
        'insert into key (id, hash, name, role, scopes, created_at) values (?, ?, ?, ?, ?, ?)',
        made.id,
        made.hash,
        name,
        role,
        JSON.stringify(scopes),
        made.now,
      )
      return { id: made.id, name, role, scopes, createdAt: made.now, lastUsedAt: null }
    },

    /** Whose hash is this? */
    use(workspaceId: string, hash: string, now: number): Result<Caller, Failure> {
      const [row] = sql
        .exec(
          'select id, name, role, scopes, created_at, last_used_at from key where hash = ?',
          hash,
        )
        .toArray()
      if (!row) return err({ reason: 'no_key' })
      const { id, role, scopes, lastUsedAt } = KeyRow.parse(row)
      if (lastUsedAt === null || now - lastUsedAt >= USE_GRAIN) {
        sql.exec('update key set last_used_at = ? where id = ?', now, id)
      }
      return ok({ workspaceId, keyId: id, role, scopes })
    },

    remove(id: string): Result<true, Failure> {
      const keys = list()
      const key = keys.find((one) => one.id === id)
      if (!key) return err({ reason: 'not_found', what: 'key' })
      // A narrowed admin's key may not reach the keys, so it does not count.
      const mayMakeKeys = (one: KeyView) =>
        one.role === 'admin' && (one.scopes.length === 0 || one.scopes.includes('keys'))
      if (mayMakeKeys(key) && keys.filter(mayMakeKeys).length === 1) {
        return err({
          reason: 'not_now',
          why: 'This is the last key that can make keys. Make another admin’s key first, then revoke this one.',
        })
      }
      sql.exec('delete from key where id = ?', id)
      return ok(true)
    },
  }
}
