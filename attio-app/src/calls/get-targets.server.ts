import { getWorkspaceConnection } from 'attio/server'
import { type Target, targetOf } from '../push/target.ts'
import { failed, type Failed, READ_ONLY, workerOf } from '../worker/account.ts'

export type TargetsAnswer = Failed | { readonly ok: true; readonly targets: readonly Target[] }

/** No record has this id: its card says only which tables there are. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The tables that records of this object go to, where the key may push at all. */
export default async function getTargets(object: string): Promise<TargetsAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const card = await worker.value.card({ table: object, recordId: NOBODY })
  if (!card.ok) return failed(card.error)
  if (!card.value.may.push) return { ok: false, code: 'role_too_low', says: READ_ONLY }
  return { ok: true, targets: card.value.items.map(targetOf) }
}
