import { useBase, useSession } from '@airtable/blocks/ui'

/** What the extension knows about where it is open, and by whom. */
export type OpenBase = {
  readonly id: string
  readonly name: string
  /** The name people see for one of its tables, or null where it has no such table. */
  tableName(id: string): string | null
  /** Who looks, by the name Airtable shows; null in a shared view. */
  readonly user: string | null
  /** Records one table may hold. */
  readonly mostRecords: number
  /** Why this person may not change records here, in Airtable's words; null where they may. */
  readonly forbids: string | null
}

/** The base the extension is open in; draws anew when its schema or the person's permission changes. */
export function useOpenBase(): OpenBase {
  const base = useBase()
  const session = useSession()
  const permission = session.checkPermissionsForUpdateRecords()
  return {
    id: base.id,
    name: base.name,
    tableName: (id) => base.getTableByIdIfExists(id)?.name ?? null,
    user: session.currentUser?.name ?? session.currentUser?.email ?? null,
    mostRecords: base.getMaxRecordsPerTable(),
    forbids: permission.hasPermission ? null : permission.reasonDisplayString,
  }
}
