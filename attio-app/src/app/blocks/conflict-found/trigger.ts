import { getWorkspaceConnection, kv, Workflows } from 'attio/server'
import { heard } from '../../../worker/trigger.ts'
import block from './block.ts'

export default Workflows.defineWorkflowBlockTrigger(
  block,
  async (request, { config, metadata }) => {
    const { object } = config.object
    const tiding = await heard(
      getWorkspaceConnection(),
      kv,
      request,
      { event: 'conflict_found', object },
      metadata,
    )
    if (tiding === null) return { type: 'no-op' }
    const { recordId, fields } = tiding
    const record = Workflows.OutcomeValue.attioRecord({ recordId, object })
    return { type: 'outcome', id: 'found', data: { record, fields: fields.join(', ') } }
  },
)
