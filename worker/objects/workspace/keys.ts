import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { Role, Scope } from '../../../shared/role.ts'
import { openRecall } from '../recall.ts'
import type { WatchedSql } from '../watched.ts'
import type { Caller, KeyDraft, KeyView } from './rpc.ts'

const Scopes = z.array(Scope)
const KeyRow = z
  .object({
    id: z.string(),
    name: z.string(),
    role: Role,
    scopes: z.string(),
    created_at: z.number(),
    last_used_at: z.number().nullable(),
    expires_at: z.number().nullable(),
    member_id: z.string().nullable(),
    connection_id: z.string().nullable(),
  })
  .transform((row): KeyView => ({
    id: row.id,
    name: row.name,
    role: row.role,
    scopes: Scopes.parse(JSON.parse(row.scopes)),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    memberId: row.member_id,
    connectionId: row.connection_id,
  }))
/**
 * A key with what decides whether it holds: its member, and the account it belongs to, of how many there are, and whether
 * there are syncs of another one, which may be signed out for good by now.
 */
const FoundRow = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  scopes: z.string().transform((text) => Scopes.parse(JSON.parse(text))),
  last_used_at: z.number().nullable(),
  expires_at: z.number().nullable(),
  member_id: z.string().nullable(),
  connection_id: z.string().nullable(),
  is_member: z.number(),
  given: Role.nullable(),
  resource: z.string().nullable(),
  n: z.number(),
  strange: z.number(),
})
type Found = Omit<Caller, 'allowance' | 'sync'>
const COLUMNS =
  'id, name, role, scopes, created_at, last_used_at, expires_at, member_id, connection_id'

/** How exactly the last use is kept (ms): a write for every request would cost more than it tells. */
const USE_GRAIN = 60_000

/** Beyond so many keys it is forgotten when they were used, and may be noted once more. */
const MOST_USES = 1_000

/** The keys of one workspace, by the SHA-256 of each: what is stored opens nothing. */
export function openKeys(sql: WatchedSql) {
  const list = (): KeyView[] =>
    sql
      .exec(`select ${COLUMNS} from key order by created_at, id`)
      .toArray()
      .map((row) => KeyRow.parse(row))

  // Every call asks it, and nothing of it changes but by a write here. Nobody knows a key before it is there.
  const recall = openRecall<string, z.infer<typeof FoundRow> | undefined>(sql)
  const row = (which: string) => recall.of(which, () => read(which))

  /** By the id of a key, when it was used since its row was read. */
  const uses = new Map<string, number>()

  function read(which: string): z.infer<typeof FoundRow> | undefined {
    const [found] = sql
      .exec(
        `select key.id, key.name, role, scopes, last_used_at, expires_at, member_id, connection_id,
           member.id is not null as is_member, given, own.resource,
           (select count(*) from connection as other where other.vendor = own.vendor) as n,
           exists (select 1 from sync where ends <> '[]'
             and not exists (select 1 from json_each(ends) where value = own.id)) as strange
         from key left join member on member.id = key.member_id left join connection as own on own.id = key.connection_id
         where hash = ?1 or key.id = ?1`,
        which,
      )
      .toArray()
    return found && FoundRow.parse(found)
  }

  return {
    list,

    add(
      draft: KeyDraft,
      made: { id: string; hash: string; now: number },
      memberId: string | null = null,
      witness: string | null = null,
    ): KeyView {
      const { name, role, scopes, expiresAt, connectionId } = draft
      // What is known of the others stays as it is.
      sql.aside(
        `insert into key (id, hash, name, role, scopes, created_at, expires_at, member_id, connection_id, witness, proved_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        made.id,
        made.hash,
        name,
        role,
        JSON.stringify(scopes),
        made.now,
        expiresAt,
        memberId,
        connectionId,
        witness,
        made.now,
      )
      return { ...draft, id: made.id, memberId, createdAt: made.now, lastUsedAt: null }
    },

    /**
     * Whose hash is this? A key that has ended is nobody's, nor is a session whose member was removed, nor one that
     * belongs to a connection that is gone, unless an admin let its member in.
     */
    use(workspaceId: string, hash: string, now: number): Result<Found, Failure> {
      const found = row(hash)
      const caller = judged(workspaceId, found, now)
      if (!caller.ok || !found) return caller
      const usedAt = Math.max(uses.get(found.id) ?? -Infinity, found.last_used_at ?? -Infinity)
      // A statement that may write opens a transaction, also where it finds nothing to write.
      if (usedAt <= now - USE_GRAIN) {
        if (uses.size === MOST_USES) uses.clear()
        uses.set(found.id, now)
        // Whose key it is stays as it is, for all the others too.
        sql.aside('update key set last_used_at = ? where id = ?', now, found.id)
      }
      return caller
    },

    /** The same of a key by its hash or its id, without a use of it. */
    find: (workspaceId: string, which: string, now: number): Result<Found, Failure> =>
      judged(workspaceId, row(which), now),

    /** All sessions of somebody end. */
    removeOf(memberId: string): void {
      sql.exec('delete from key where member_id = ?', memberId)
    },

    /** What has ended is not even listed. */
    tidy(now: number): void {
      sql.exec('delete from key where expires_at <= ?', now)
    },

    remove(id: string): Result<true, Failure> {
      const keys = list()
      const key = keys.find((one) => one.id === id)
      if (!key) return err({ reason: 'not_found', what: 'key' })
      // A narrowed admin's key may not reach the keys, so it does not count.
      const mayMakeKeys = (one: KeyView) =>
        one.role === 'admin' &&
        one.expiresAt === null &&
        (one.scopes.length === 0 || one.scopes.includes('keys'))
      // An admin of the base signs in again at any time.
      const hasAdmins = sql
        .exec(`select id from member where coalesce(given, derived) = 'admin' limit 1`)
        .toArray().length
      if (mayMakeKeys(key) && hasAdmins === 0 && keys.filter(mayMakeKeys).length === 1) {
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

/** Whose key it is, and what it may see. */
function judged(
  workspaceId: string,
  key: z.infer<typeof FoundRow> | undefined,
  now: number,
): Result<Found, Failure> {
  if (!key) return err({ reason: 'no_key' })
  const { given, resource, member_id: memberId, connection_id: connectionId } = key
  if (key.expires_at !== null && now >= key.expires_at) return err({ reason: 'no_key' })
  if (memberId !== null && key.is_member === 0) return err({ reason: 'no_key' })
  // Whom the place let in goes with it; whom an admin let in may connect it again.
  if (connectionId !== null && resource === null && given === null) return err({ reason: 'no_key' })
  const isLetIn = resource !== null && given === null
  return ok({
    workspaceId,
    keyId: key.id,
    name: key.name,
    role: given ?? key.role,
    scopes: key.scopes,
    memberId,
    resource,
    place: isLetIn && (key.n > 1 || key.strange === 1) ? connectionId : null,
    // Where the other accounts are gone, those of the last one are who is left to decide.
    decides: !isLetIn || key.n <= 1,
    expiresAt: key.expires_at,
  })
}
