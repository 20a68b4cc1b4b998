import { Workflows } from 'attio/client'
import block from './block.ts'

const STANDARD = ['people', 'companies', 'deals', 'users', 'workspaces']
const text = (title: string) => Workflows.OutcomeSchema.string().title(title)
const ROW = { title: text('Row'), url: text('Address of the row') }
const WHY = { reason: text('Why') }

export default Workflows.defineConfigurator(block, (workflowBlock) => {
  const { AttioObjectInput, AttioRecordInput, TextInput, Outcome, watch } =
    Workflows.useConfigurator(workflowBlock)
  // Attio's picker wants the objects by name, and nobody tells us which others there are.
  const chosen = watch('object')
  const own = chosen?.type === 'static' ? chosen.value?.object : undefined
  return (
    <>
      <AttioObjectInput
        name="object"
        label="Object"
        placeholder="Only for records of objects of your own"
        disableVariables
      />
      <AttioRecordInput
        name="record"
        label="Record"
        objectSlug={own === undefined ? STANDARD : [own]}
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
