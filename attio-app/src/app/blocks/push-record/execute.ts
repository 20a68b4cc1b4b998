import { getWorkspaceConnection, Workflows } from 'attio/server'
import { workerOf } from '../../../worker/account.ts'
import { pushStep } from '../../../worker/push-step.ts'
import block from './block.ts'

export default Workflows.defineWorkflowBlockExecute(block, async ({ config }) => {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return { type: 'error', errorMessage: worker.error.message, retryable: false }
  const { object, recordId } = config.record
  return pushStep(worker.value, { object, recordId, table: config.table ?? null })
})
