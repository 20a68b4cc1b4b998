import { Workflows } from 'attio/client'
import block from './block.ts'

const HAPPENED = {
  record: Workflows.OutcomeSchema.attioRecord().title('Record'),
  fields: Workflows.OutcomeSchema.string().title('Fields that differ'),
}

export default Workflows.defineConfigurator(block, (workflowBlock) => {
  const { AttioObjectInput, Outcome } = Workflows.useConfigurator(workflowBlock)
  return (
    <>
      <AttioObjectInput name="object" label="Object" disableVariables />
      <Outcome id="found" label="Conflict found" schema={HAPPENED} />
    </>
  )
})
