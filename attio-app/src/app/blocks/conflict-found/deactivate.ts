import { getWorkspaceConnection, Workflows } from 'attio/server'
import { deactivate } from '../../../worker/trigger.ts'
import block from './block.ts'

export default Workflows.defineWorkflowBlockDeactivate(block, ({ metadata }) =>
  deactivate(getWorkspaceConnection, metadata),
)
