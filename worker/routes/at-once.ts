import { allows, NEEDS } from '../../shared/role.ts'
import type { RecordAsk, SyncRpc } from '../objects/sync/rpc.ts'
import type { Caller } from '../objects/workspace/rpc.ts'
import { wireId } from './sync.ts'

/**
 * Somebody has decided about these records and waits: a run for them alone begins, where the caller may start one. Null
 * where none begins now; then the next run carries the answer out.
 */
export async function atOnce(
  sync: SyncRpc,
  configId: string,
  caller: Caller,
  records: readonly RecordAsk[],
): Promise<string | null> {
  if (records.length === 0 || !allows(NEEDS['POST /api/crm/sync/trigger'], caller)) return null
  const run = await sync.atOnce(records, caller.keyId)
  return run.ok && run.value !== null ? wireId(configId, run.value.id) : null
}
