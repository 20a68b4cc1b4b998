import * as z from 'zod'
import { SignedOutWhy } from '../../../shared/failure.ts'
import type { Account } from '../../connectors/connector.ts'
import type { Sql } from '../store.ts'
import type { ConnectionView, SignIn } from './rpc.ts'

const AccountRow = z
  .object({
    id: z.string(),
    workspace_id: z.string(),
    vendor: z.string(),
    resource: z.string(),
    name: z.string(),
    user_id: z.string().nullable(),
    missing: z.string(),
    state: z.enum(['connected', 'signed_out']),
    why: SignedOutWhy.nullable(),
    connected_at: z.number(),
  })
  .transform((row): ConnectionView => ({
    id: row.id,
    workspaceId: row.workspace_id,
    vendor: row.vendor,
    resource: row.resource,
    accountName: row.name,
    userId: row.user_id,
    missing: z.array(z.string()).parse(JSON.parse(row.missing)),
    state: row.state,
    why: row.state === 'connected' ? null : (row.why ?? 'refused'),
    connectedAt: row.connected_at,
  }))

const TestedRow = z.object({ tested_at: z.number().nullable() })

/** Whom the connection speaks for, as the vendor last said. Holds nothing secret. */
export function openAccount(sql: Sql) {
  return {
    get(): ConnectionView | null {
      const [row] = sql.exec('select * from account').toArray()
      return row ? AccountRow.parse(row) : null
    },

    signIn(
      { id, workspaceId, vendor, resource, account }: Omit<SignIn, 'grant'>,
      now: number,
    ): void {
      sql.exec(
        `insert or replace into account
           (one, id, workspace_id, vendor, resource, name, user_id, missing, state, connected_at, tested_at)
         values (1, ?, ?, ?, ?, ?, ?, ?, 'connected', ?, ?)`,
        id,
        workspaceId,
        vendor,
        resource,
        account.name,
        account.userId,
        JSON.stringify(account.missing),
        now,
        now,
      )
    },

    /** The vendor knows us. Whoever may do less than before stands still until a person has looked. */
    seen(account: Account, now: number): void {
      const before = this.get()
      const lost = account.missing.filter((one) => !(before?.missing ?? []).includes(one))
      const isNarrowed =
        lost.length > 0 || (before?.why === 'narrowed' && account.missing.length > 0)
      sql.exec(
        `update account set name = ?, user_id = ?, missing = ?, state = ?, why = ?, tested_at = ?`,
        account.name,
        account.userId,
        JSON.stringify(account.missing),
        isNarrowed ? 'signed_out' : 'connected',
        isNarrowed ? 'narrowed' : null,
        now,
      )
    },

    /** The vendor knows us, but no longer lets us in where we have to be. */
    narrow(missing: string, now: number): void {
      sql.exec(
        `update account set missing = ?, state = 'signed_out', why = 'narrowed', tested_at = ?`,
        JSON.stringify([missing]),
        now,
      )
    },

    /** When the vendor was last asked who we are; 0 where that was never noted. */
    testedAt(): number {
      const [row] = sql.exec('select tested_at from account').toArray()
      return row ? (TestedRow.parse(row).tested_at ?? 0) : 0
    },

    signOut(why: SignedOutWhy): void {
      sql.exec(`update account set state = 'signed_out', why = ?`, why)
    },

    remove(): void {
      sql.exec('delete from account')
    },
  }
}
