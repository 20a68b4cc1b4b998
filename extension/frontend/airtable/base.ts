import { useBase, useSession } from '@airtable/blocks/ui'
import { createContext, createElement, type ReactElement, useContext, useMemo } from 'react'
import { type OpenRecord, openRecordIn } from './record.ts'

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
  readonly openRecord: OpenRecord
}

const Context = createContext<OpenBase | null>(null)

/** The base the extension is open in. */
export function useOpenBase(): OpenBase {
  const found = useContext(Context)
  if (found === null) throw new Error('useOpenBase stands outside of OpenBaseProvider')
  return found
}

/**
 * Draws anew what asks for the base when its schema or the person's permission changes. It listens for all of them: each
 * button of a long list would otherwise listen by itself, which takes longer than drawing it.
 */
export function OpenBaseProvider({ children }: { readonly children: ReactElement }) {
  return createElement(Context.Provider, { value: useWatchedBase() }, children)
}

function useWatchedBase(): OpenBase {
  const base = useBase()
  const session = useSession()
  const permission = session.checkPermissionsForUpdateRecords()
  const openRecord = useMemo(() => openRecordIn(base), [base])
  return {
    id: base.id,
    name: base.name,
    tableName: (id) => base.getTableByIdIfExists(id)?.name ?? null,
    user: session.currentUser?.name ?? session.currentUser?.email ?? null,
    mostRecords: base.getMaxRecordsPerTable(),
    forbids: permission.hasPermission ? null : permission.reasonDisplayString,
    openRecord,
  }
}
