import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Sql } from '../store.ts'

const ClaimRow = z.object({ workspace_id: z.string() })
const HolderRow = ClaimRow.extend({ connection_id: z.string() })

/** Which workspace owns the one resource this object stands for, and through which of its connections. */
export function openClaims(sql: Sql) {
  return {
    claim(workspaceId: string, connectionId: string, what: string): Result<true, Failure> {
      const holders = sql
        .exec('select workspace_id from claim')
        .toArray()
        .map((row) => ClaimRow.parse(row).workspace_id)
      if (holders.some((holder) => holder !== workspaceId)) return err({ reason: 'taken', what })
      sql.exec(
        'insert into claim (connection_id, workspace_id) values (?, ?) on conflict do nothing',
        connectionId,
        workspaceId,
      )
      return ok(true)
    },

    holder(): { workspaceId: string; connectionId: string } | null {
      const [row] = sql.exec('select workspace_id, connection_id from claim limit 1').toArray()
      if (!row) return null
      const { workspace_id: workspaceId, connection_id: connectionId } = HolderRow.parse(row)
      return { workspaceId, connectionId }
    },

    /** Who had it and let it go, the last one first. */
    former: (): string[] =>
      sql
        .exec('select workspace_id from former order by n desc limit 20')
        .toArray()
        .map((row) => ClaimRow.parse(row).workspace_id),

    release(workspaceId: string, connectionId: string): void {
      if (this.holder()?.workspaceId === workspaceId)
        sql.exec('insert or replace into former (workspace_id) values (?)', workspaceId)
      sql.exec(
        'delete from claim where connection_id = ? and workspace_id = ?',
        connectionId,
        workspaceId,
      )
    },
  }
}
