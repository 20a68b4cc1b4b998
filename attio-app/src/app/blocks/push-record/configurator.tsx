import { Workflows } from 'attio/client'
import block from './block.ts'

const text = (title: string) => Workflows.OutcomeSchema.string().title(title)
const ROW = { title: text('Row'), url: text('Address of the row') }
const WHY = { reason: text('Why') }

export default Workflows.defineConfigurator(block, (workflowBlock) => {
  const { AttioRecordInput, TextInput, Outcome } = Workflows.useConfigurator(workflowBlock)
  return (
    <>
      <AttioRecordInput
        name="record"
        label="Record"
        objectSlug={['people', 'companies', 'deals', 'users', 'workspaces']}
      />
      <TextInput
        name="table"
        label="Table in Airtable"
        placeholder="Only where records of this object go to several"
      />
      <Outcome id="pushed" label="In Airtable" schema={ROW} />
      <Outcome id="waiting" label="On its way" schema={null} />
      <Outcome id="not_pushed" label="Not pushed" schema={WHY} />
    </>
  )
})
