import { alert, Settings } from 'attio/client'
import { asked } from '../../calls/asked.ts'
import checkConnection from '../../calls/check-connection.server'
import schema from './schema.ts'

export default Settings.defineWorkspacePage(schema, () => {
  const { Form, Section, NumberInput, Button } = Settings.useForm(schema)
  return (
    <Form>
      <Section title="The Airtable card">
        <NumberInput
          name="staleHours"
          label="Hours without a sync that are too long"
          placeholder="24"
          min={1}
        />
      </Section>
      <Section title="Connection">
        <Button
          title="Connection to DataSync"
          label="Check now"
          description="Tables, fields and rules are set up in the DataSync extension in Airtable."
          onClick={() => void check()}
        />
      </Section>
    </Form>
  )
})

/** As it is called where keys are made, where that is another word. */
const ROLES: { readonly [role: string]: string } = { 'read-only': 'viewer' }

async function check(): Promise<void> {
  const found = await asked(checkConnection())
  await alert(
    found.ok
      ? { title: 'Connected', text: `This workspace belongs to “${found.workspace}” in DataSync. Its key has the role “${ROLES[found.role] ?? found.role}”.` }
      : { title: 'Not connected', text: found.says },
  )
} // prettier-ignore
