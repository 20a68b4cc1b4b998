import { getWorkspaceConnection, Workflows } from 'attio/server'
import { activate } from '../../../worker/trigger.ts'
import block from './block.ts'

export default Workflows.defineWorkflowBlockActivate(block, ({ config, metadata }) =>
  activate(
    getWorkspaceConnection(),
    { event: 'conflict_found', object: config.object.object },
    metadata,
  ),
)
