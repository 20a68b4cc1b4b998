import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { Role } from '../../../shared/role.ts'
import type { Sql } from '../store.ts'
import type { InvitationDraft, InvitationView } from './rpc.ts'

export const INVITATION_LASTS = 7 * 24 * 3_600_000

const Row = z
  .object({
    id: z.string(),
    role: Role,
    name: z.string(),
    created_by: z.string(),
    created_at: z.number(),
    expires_at: z.number(),
    used_by: z.string().nullable(),
  })
  .transform((row): InvitationView => ({
    id: row.id,
    role: row.role,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedBy: row.used_by,
  }))
const COLUMNS = 'id, role, name, created_by, created_at, expires_at, used_by'

/** Whom an admin asked in: a link for each, good for a week and once. Only a hash of it is kept. */
export function openInvitations(sql: Sql) {
  const gone = err({ reason: 'not_found', what: 'invitation' } as const)

  return {
    list: (now: number): InvitationView[] =>
      sql
        .exec(
          `select ${COLUMNS} from invitation where used_by is not null or expires_at > ? order by created_at, id`,
          now,
        )
        .toArray()
        .map((row) => Row.parse(row)),

    add(draft: InvitationDraft, made: { id: string; hash: string; now: number }): InvitationView {
      sql.exec(
        'insert into invitation (id, hash, role, name, created_by, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
        made.id,
        made.hash,
        draft.role,
        draft.name,
        draft.by,
        made.now,
        made.now + INVITATION_LASTS,
      )
      const { role, name, by } = draft
      const expiresAt = made.now + INVITATION_LASTS
      return {
        id: made.id,
        role,
        name,
        createdBy: by,
        createdAt: made.now,
        expiresAt,
        usedBy: null,
      }
    },

    /** The open invitation with that hash. */
    find(hash: string, now: number): Result<InvitationView, Failure> {
      const [row] = sql
        .exec(
          `select ${COLUMNS} from invitation where hash = ? and used_by is null and expires_at > ?`,
          hash,
          now,
        )
        .toArray()
      return row ? ok(Row.parse(row)) : gone
    },

    isOpen: (id: string, now: number): boolean =>
      sql
        .exec(
          'select id from invitation where id = ? and used_by is null and expires_at > ?',
          id,
          now,
        )
        .toArray().length === 1,

    /** Taken up; it serves nobody else. */
    use(id: string, memberId: string): void {
      sql.exec('update invitation set used_by = ? where id = ?', memberId, id)
    },

    remove(id: string): Result<true, Failure> {
      const [row] = sql.exec('delete from invitation where id = ? returning id', id).toArray()
      return row ? ok(true) : gone
    },
  }
}
