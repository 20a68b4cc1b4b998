import { getWorkspaceConnection } from 'attio/server'
import { slotKey } from '../../../shared/mapping.ts'
import { textOf } from '../card/values.ts'
import type { Target } from '../push/target.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

const SHOWN = 15

export type Reason = { readonly field: string; readonly value: string; readonly says: string }
export type ReasonsAnswer =
  Failed | { readonly ok: true; readonly reasons: readonly Reason[]; readonly left: number }

/** Why the fields of this record hold what they hold in Attio. `left` is how many more there are. */
export default async function getReasons(
  { configId, entityType }: Target,
  recordId: string,
): Promise<ReasonsAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const client = worker.value
  const mappings = await client.fieldMappings(configId, { entityType })
  if (!mappings.ok) return failed(mappings.error)
  const shown = mappings.value.items.slice(0, SHOWN)
  const reasons: Reason[] = []
  const asked = shown.map(({ crmField, crmPart }) => {
    const field = slotKey({ field: crmField, ...(crmPart === null ? {} : { part: crmPart }) })
    return client.explain({ configId, entityType, side: 'crm', recordId, field })
  })
  for (const [index, told] of (await Promise.all(asked)).entries()) {
    if (!told.ok && told.error.code !== 'not_found') return failed(told.error)
    if (!told.ok) continue
    const field = told.value.otherField ?? shown[index]?.crmField ?? ''
    reasons.push({ field, value: textOf(told.value.value), says: told.value.says })
  }
  return { ok: true, reasons, left: mappings.value.items.length - shown.length }
}
