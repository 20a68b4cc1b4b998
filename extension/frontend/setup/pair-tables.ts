/** Brings the pairings of a sync that is set up to what somebody ticked. */
import type { Client } from '../../../shared/api/client.ts'
import type { PairingView } from '../../../shared/api/pairing.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import type { Table } from '../../../shared/field.ts'
import { askOnce, isGone } from '../worker/ask-once.ts'
import { entityTypeOf, type Row } from './pairs.ts'

type Met = Pick<PairingView, 'entityType' | 'appTable' | 'crmTable'>

export type Wanted = {
  readonly configId: string
  /** What is ticked, in the order it is to be paired. */
  readonly rows: readonly Row[]
  /** What was paired when it was ticked: only that is taken away, nothing a colleague paired since. */
  readonly seen: readonly Met[]
  /** As both sides have them. */
  readonly tables: { readonly app: readonly Table[]; readonly crm: readonly Table[] }
  /** Which one is being paired, and how far that is. */
  readonly onEach: (row: Row, at: number, of: number) => void
}

/** @returns why it went no further, or null; what was paired until then stays. */
export async function pairTables(client: Client, wanted: Wanted): Promise<Problem | null> {
  const { configId, rows, seen, onEach } = wanted
  // As they are by now: a press whose answer was lost, or a colleague, may have paired some.
  const there = await client.pairings(configId)
  if (!there.ok) return there.error
  const paired: readonly Met[] = there.value.items
  for (const { entityType, appTable, crmTable } of seen) {
    if (rows.some((row) => row.appTable === appTable && row.crmTable === crmTable)) continue
    const gone = await client.deletePairing(configId, entityType)
    if (!gone.ok && !isGone(gone.error)) return gone.error
  }
  const fresh = rows.filter(
    (row) => !paired.some((one) => one.appTable === row.appTable && one.crmTable === row.crmTable),
  )
  const names = paired.map(({ entityType }) => entityType)
  const made: Met[] = []
  for (const [at, row] of fresh.entries()) {
    onEach(row, at + 1, fresh.length)
    const entityType = entityTypeOf(row.crmTable ?? row.appTable, names)
    names.push(entityType)
    const request = { entityType, appTable: row.appTable, crmTable: row.crmTable ?? '' }
    const pair = await askOnce(['pair', configId, request], (key) =>
      client.createPairing(configId, request, key),
    )
    if (!pair.ok) return pair.error
    made.push(request)
  }
  for (const { entityType } of made.slice(0, -1))
    await pairLinks(client, configId, entityType, wanted.tables)
  return null
}

/**
 * What links to a table that was paired later could not pair itself. It is a help and no promise: a link that does not pair
 * now stands among the fields that are left.
 */
async function pairLinks(
  client: Client,
  configId: string,
  entityType: string,
  { app, crm }: Wanted['tables'],
): Promise<void> {
  const [found, standing] = await Promise.all([
    client.suggestedFields({ configId, entityType }),
    client.fieldMappings(configId),
  ])
  if (!found.ok || !standing.ok) return
  const fields = [...app, ...crm].flatMap((table) => table.fields)
  const isEnd = (id: string): boolean => {
    const mirror = fields.find((field) => field.id === id)?.mirror
    return (
      mirror !== undefined &&
      standing.value.items.some((one) => one.appField === mirror || one.crmField === mirror)
    )
  }
  for (const { appField, crmField, appPart, crmPart } of found.value.items) {
    const field = fields.find(({ id }) => id === appField)
    // The other end of a relation that is paired already crosses with it.
    if (field?.type !== 'reference' || appPart !== null || crmPart !== null || isEnd(appField))
      continue
    const request = { entityType, appField, crmField }
    await askOnce(['field mapping', configId, request], (key) =>
      client.createFieldMapping(configId, request, key),
    )
  }
}
