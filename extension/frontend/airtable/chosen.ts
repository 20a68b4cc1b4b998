import { useBase, useCursor, useLoadable, useWatchable } from '@airtable/blocks/ui'
import { useMemo } from 'react'

/** What somebody has before them in Airtable: the table and view they look at, and the records they marked in it. */
export type Chosen = {
  readonly tableId: string
  readonly tableName: string
  readonly viewName: string
  readonly marked: readonly string[]
  /** Every record of the view, in its order. */
  readonly inView: readonly string[]
}

/** Suspends until Airtable has told; null where no table is open. To be drawn inside a boundary of its own. */
export function useChosen(): Chosen | null {
  const base = useBase()
  const cursor = useCursor()
  useLoadable(cursor)
  useWatchable(cursor, ['selectedRecordIds', 'activeTableId', 'activeViewId'])
  const table = cursor.activeTableId ? base.getTableByIdIfExists(cursor.activeTableId) : null
  const view = table && cursor.activeViewId ? table.getViewByIdIfExists(cursor.activeViewId) : null
  const source = view ?? table
  // No cells are read: which records there are is all that is asked.
  const query = useMemo(() => source?.selectRecords({ fields: [] }) ?? null, [source])
  useLoadable(query)
  useWatchable(query, ['recordIds'])
  if (!table) return null
  return {
    tableId: table.id,
    tableName: table.name,
    viewName: view?.name ?? table.name,
    marked: cursor.selectedRecordIds,
    inView: query?.recordIds ?? [],
  }
}
