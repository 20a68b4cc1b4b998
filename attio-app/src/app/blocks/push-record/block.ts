import { Workflows } from 'attio'

/** A step of a workflow: what the button on a record page does, without anybody there. */
export default Workflows.defineWorkflowBlock({
  type: 'step',
  id: 'push-record',
  title: 'Push record to Airtable',
  description: 'Makes the row of a record in Airtable, or brings it up to date.',
  configSchema: Workflows.ConfigSchema.struct({
    object: Workflows.ConfigSchema.attioObject().optional(),
    record: Workflows.ConfigSchema.attioRecord(),
    table: Workflows.ConfigSchema.string().optional(),
  }),
})
