import * as z from 'zod'
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
    connectedAt: row.connected_at,
  }))

/** Whom the connection speaks for, as the vendor last said. Holds nothing secret. */
export function openAccount(sql: Sql) {
  return {
    get(): ConnectionView | null {
      const [row] = sql.exec('select * from account').toArray()
      return row ? AccountRow.parse(row) : null
    },

    signIn(
      { id, workspaceId, vendor, resource, account }: Omit<SignIn, 'token'>,
      now: number,
    ): void {
      sql.exec(
        `insert or replace into account
           (one, id, workspace_id, vendor, resource, name, user_id, missing, state, connected_at)
         values (1, ?, ?, ?, ?, ?, ?, ?, 'connected', ?)`,
        id,
        workspaceId,
        vendor,
        resource,
        account.name,
        account.userId,
        JSON.stringify(account.missing),
        now,
      )
    },

    seen(account: Account): void {
      sql.exec(
        `update account set name = ?, user_id = ?, missing = ?, state = 'connected'`,
        account.name,
        account.userId,
        JSON.stringify(account.missing),
      )
    },

    signOut(): void {
      sql.exec(`update account set state = 'signed_out'`)
    },

    remove(): void {
      sql.exec('delete from account')
    },
  }
}
