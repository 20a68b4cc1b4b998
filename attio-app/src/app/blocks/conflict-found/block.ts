import { Workflows } from 'attio'

/** A trigger of workflows: a record and its row disagree, and somebody has to decide. */
export default Workflows.defineWorkflowBlock({
  type: 'trigger',
  id: 'conflict-found',
  title: 'Sync conflict found',
  description: 'Starts when a record and its row in Airtable disagree, and somebody has to decide.',
  configSchema: Workflows.ConfigSchema.struct({ object: Workflows.ConfigSchema.attioObject() }),
})
