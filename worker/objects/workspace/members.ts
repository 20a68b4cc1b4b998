import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { Role } from '../../../shared/role.ts'
import type { Sql } from '../store.ts'
import type { MemberView, Person } from './rpc.ts'

const Row = z
  .object({
    id: z.string(),
    vendor: z.string(),
    user_id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    derived: Role,
    given: Role.nullable(),
    added_at: z.number(),
    seen_at: z.number(),
  })
  .transform((row): MemberView => ({
    id: row.id,
    vendor: row.vendor,
    userId: row.user_id,
    name: row.name,
    email: row.email,
    derived: row.derived,
    given: row.given,
    addedAt: row.added_at,
    seenAt: row.seen_at,
  }))

/** The people of one workspace, each known by the vendor's id of theirs that was proved. */
export function openMembers(sql: Sql) {
  const absent = err({ reason: 'not_found', what: 'member' } as const)
  const get = (id: string): Result<MemberView, Failure> => {
    const [row] = sql.exec('select * from member where id = ?', id).toArray()
    return row ? ok(Row.parse(row)) : absent
  }

  return {
    get,

    list: (): MemberView[] =>
      sql
        .exec('select * from member order by added_at, id')
        .toArray()
        .map((row) => Row.parse(row)),

    /** They signed in: somebody new, or the same with what is true of them now. A role that was given stays. */
    enter(person: Person, id: string, now: number): MemberView {
      sql.exec(
        `insert into member (id, vendor, user_id, name, email, derived, given, added_at, seen_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (vendor, user_id) do update set
           name = excluded.name, email = excluded.email, derived = excluded.derived,
           given = coalesce(excluded.given, member.given), seen_at = excluded.seen_at`,
        id,
        person.vendor,
        person.userId,
        person.name,
        person.email,
        person.derived,
        person.given,
        now,
        now,
      )
      const [row] = sql
        .exec('select * from member where vendor = ? and user_id = ?', person.vendor, person.userId)
        .toArray()
      return Row.parse(row)
    },

    /** A role an admin gave counts before what the base says; null takes it back. */
    give(id: string, role: Role | null): Result<MemberView, Failure> {
      sql.exec('update member set given = ? where id = ?', role, id)
      return get(id)
    },

    remove(id: string): Result<true, Failure> {
      if (!get(id).ok) return absent
      sql.exec('delete from member where id = ?', id)
      return ok(true)
    },
  }
}
