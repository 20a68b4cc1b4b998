import { Workflows } from 'attio'

/** A trigger of workflows: what somebody entered in Airtable has arrived in a record. */
export default Workflows.defineWorkflowBlock({
  type: 'trigger',
  id: 'record-updated',
  title: 'Record updated from Airtable',
  description: 'Starts when a sync has written to a record what somebody entered in Airtable.',
  configSchema: Workflows.ConfigSchema.struct({ object: Workflows.ConfigSchema.attioObject() }),
})
