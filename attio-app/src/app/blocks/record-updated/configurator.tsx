import { Workflows } from 'attio/client'
import block from './block.ts'

const HAPPENED = {
  record: Workflows.OutcomeSchema.attioRecord().title('Record'),
  fields: Workflows.OutcomeSchema.string().title('Fields that were written'),
}

export default Workflows.defineConfigurator(block, (workflowBlock) => {
  const { AttioObjectInput, Outcome } = Workflows.useConfigurator(workflowBlock)
  return (
    <>
      <AttioObjectInput name="object" label="Object" disableVariables />
      <Outcome id="updated" label="Record updated" schema={HAPPENED} />
    </>
  )
})
