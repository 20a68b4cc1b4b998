/** Whether a session's role still holds: the vendor's place is asked again, as the person who signed in, while they call. */
import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/result.ts'
import type { Role } from '../../../shared/role.ts'
import type { Account } from '../../connectors/connector.ts'
import type { Clock } from '../../clock.ts'
import { openRecall } from '../recall.ts'
import type { WatchedSql } from '../watched.ts'

/** A call waits so long (ms) for the answer, and then goes on with the role there was. */
const PATIENCE_MS = 4_000
/** Where the vendor gave no answer it is asked again after this long. */
const AGAIN_MS = 60_000
/** A grant that no session came for is destroyed after this long. */
const UNCOLLECTED_MS = 60 * 60_000

export type ProofDeps = {
  readonly sql: WatchedSql
  readonly clock: Clock
  /** How long (ms) what the vendor said of somebody counts. */
  readonly provedForMs: number
  /** Who is it there, asked with that witness's grant? */
  ask(witness: string): Promise<Result<Account, Failure>>
  /** What somebody may do changed, or they may do nothing any more. */
  changed(memberId: string, role: Role | null): Promise<void>
  /** Destroys a grant that proves nobody any more. */
  forget(witness: string): Promise<void>
}

/** What an answer says of somebody: a role, that they have none there, or nothing. */
export function provedBy(
  said: Result<Account, Failure>,
  userId: string,
): { readonly is: 'role'; readonly role: Role } | { readonly is: 'nobody' | 'silent' } {
  if (said.ok) {
    const { role = null } = said.value
    // The account may be somebody else's by now: then it proves nothing about this one.
    return role === null || said.value.userId !== userId ? { is: 'nobody' } : { is: 'role', role }
  }
  const { reason } = said.error
  const isOver = ['signed_out', 'forbidden', 'gone', 'not_found', 'invalid'].includes(reason)
  return { is: isOver ? 'nobody' : 'silent' }
}

const DueRow = z.object({
  witness: z.string(),
  member_id: z.string(),
  user_id: z.string(),
  proved_at: z.number(),
})
/** A key, with what says whether its role needs proof. */
const KeyRow = z.object({
  witness: z.string().nullable(),
  member_id: z.string().nullable(),
  user_id: z.string().nullable(),
  given: z.string().nullable(),
  proved_at: z.number().nullable(),
})
const WitnessRow = z.object({ id: z.string() })

/** `witness` is the connection object whose grant shows who a session belongs to. */
export function openProofs({ sql, clock, provedForMs, ask, changed, forget }: ProofDeps) {
  const asking = new Map<string, Promise<void>>()
  const notBefore = new Map<string, number>()

  // Nobody knows a key before it is there, as those that come leave what is known of the others as it is.
  const recall = openRecall<string, z.infer<typeof DueRow> | null | undefined>(sql)
  /** A session whose role needs proof; one that was given needs none. */
  function witnessed(which: string): z.infer<typeof DueRow> | null | undefined {
    const [row] = sql
      .exec(
        `select witness, member_id, user_id, given, proved_at from key left join member on member.id = key.member_id
           where hash = ?1 or key.id = ?1`,
        which,
      )
      .toArray()
    if (row === undefined) return undefined
    const key = KeyRow.parse(row)
    const due = DueRow.safeParse(key)
    return key.given === null && due.success ? due.data : null
  }

  /** The same where its proof is too old. */
  function due(which: string, now: number): z.infer<typeof DueRow> | null {
    const found = recall.of(which, () => witnessed(which))
    if (!found || found.proved_at > now - provedForMs) return null
    return now >= (notBefore.get(found.witness) ?? 0) ? found : null
  }

  async function prove({ witness, member_id: member, user_id: user }: z.infer<typeof DueRow>) {
    const proved = provedBy(await ask(witness), user)
    const now = Math.floor(clock.now())
    if (proved.is === 'silent') {
      notBefore.set(witness, now + AGAIN_MS)
    } else if (proved.is === 'role') {
      const before = sql
        .exec(
          'select 1 from key where witness = ? and member_id = ? and role <> ?',
          witness,
          member,
          proved.role,
        )
        .toArray()
      sql.exec(
        'update key set role = ?, proved_at = ? where witness = ? and member_id = ?',
        proved.role,
        now,
        witness,
        member,
      )
      if (before.length > 0) await changed(member, proved.role)
      sql.exec('update member set derived = ? where id = ?', proved.role, member)
    } else {
      sql.exec('delete from key where witness = ? and member_id = ?', witness, member)
      // Whom no other place lets in is nobody here any more; signing in again shows whether they are.
      sql.exec(
        'delete from member where id = ?1 and given is null and not exists (select 1 from key where member_id = ?1)',
        member,
      )
      await changed(member, null)
    }
  }

  return {
    /** Before a session, by its hash or its id, is used: what it may do is never older than so long, as far as the vendor answers. */
    async look(which: string): Promise<void> {
      const found = due(which, clock.now())
      if (found === null) return
      const work =
        asking.get(found.witness) ??
        prove(found)
          .catch(() => void notBefore.set(found.witness, clock.now() + AGAIN_MS))
          .finally(() => asking.delete(found.witness))
      asking.set(found.witness, work)
      await Promise.race([work, clock.sleep(PATIENCE_MS)])
    },

    /** A grant that is kept for its proof alone. */
    keep(witness: string, now: number): void {
      sql.exec('insert or replace into witness (id, added_at) values (?, ?)', witness, now)
    },

    /** Grants whose sessions are all over are destroyed. */
    async tidy(now: number): Promise<void> {
      const unused = sql
        .exec(
          `select id from witness where id not in (select witness from key where witness is not null)
             and (added_at <= ? or collected = 1) limit 50`,
          now - UNCOLLECTED_MS,
        )
        .toArray()
      for (const row of unused) {
        const { id } = WitnessRow.parse(row)
        await forget(id)
        sql.exec('delete from witness where id = ?', id)
      }
    },

    /** A session has it now: from then on it goes with its last session. */
    collected(witness: string): void {
      sql.exec('update witness set collected = 1 where id = ?', witness)
    },
  }
}
