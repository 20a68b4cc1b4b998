import { Settings } from 'attio/client'
import schema from './schema.ts'

export default Settings.defineWorkspacePage(schema, () => {
  const { Form, Section, NumberInput, Toggle } = Settings.useForm(schema)
  return (
    <Form>
      <Section title="The Airtable card">
        <NumberInput
          name="staleHours"
          label="Hours without a run that are too long"
          placeholder="24"
          min={1}
        />
        <Toggle name="hideRuns" label="Hide recent runs in the dialog" />
      </Section>
    </Form>
  )
})
