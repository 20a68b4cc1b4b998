import { getWorkspaceConnection } from 'attio/server'
import { failed, workerOf } from '../worker/account.ts'
import { type TargetsAnswer, targetsOf } from '../worker/targets.ts'

/** No record has this id: its card says only which tables there are. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The tables that records of this object go to, where the key may push at all. */
export default async function getTargets(object: string): Promise<TargetsAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  return worker.ok ? targetsOf(worker.value, object, NOBODY) : failed(worker.error)
}
