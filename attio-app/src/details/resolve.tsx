import { Forms, LoadingState, showToast, useForm } from 'attio/client'
import { useState } from 'react'
import type { CardField } from '../../../shared/api/card.ts'
import resolve, { type Resolved } from '../calls/resolve.server'
import { fieldOf, textOf } from '../card/values.ts'
import { settled } from './settled.ts'

type Props = {
  readonly conflicts: readonly CardField[]
  readonly look: () => Promise<unknown>
}

const nameAt = (index: number): string => `field${index}`

/** Whose value holds, chosen for each field; what is left open stays as it is. */
export function Resolve({ conflicts, look }: Props) {
  const [isBusy, setBusy] = useState(false)
  const schema = Object.fromEntries(
    conflicts.map((_, index) => [nameAt(index), Forms.string().optional()]),
  )
  const { Form, Combobox, SubmitButton } = useForm(schema, {})

  async function submit(values: { readonly [name: string]: unknown }) {
    const answers = conflicts.flatMap(({ conflictId }, index): Resolved[] => {
      const choice = values[nameAt(index)]
      return conflictId !== null && (choice === 'app' || choice === 'crm')
        ? [{ conflictId, choice }]
        : []
    })
    if (answers.length === 0) {
      await showToast({ variant: 'warning', title: 'Nothing chosen', text: 'Choose a value for at least one field.' })
      return
    }
    setBusy(true)
    const answered = await resolve(answers)
    if (answered.ok) await settled(look)
    setBusy(false)
    await showToast(
      answered.ok
        ? { variant: 'success', title: 'Decided', text: 'Both sides are brought to the value you chose.' }
        : { variant: 'error', title: 'Not decided', text: answered.says },
    )
  } // prettier-ignore

  if (isBusy) return <LoadingState>Writing it to both sides…</LoadingState>
  return (
    <Form onSubmit={submit}>
      {conflicts.map(({ mappingId, app, crm }, index) => (
        <Combobox
          key={mappingId}
          name={nameAt(index)}
          label={fieldOf({ app, crm })}
          placeholder="Which value holds?"
          options={[
            { value: 'crm', label: `Attio: ${textOf(crm.value)}` },
            { value: 'app', label: `Airtable: ${textOf(app.value)}` },
          ]}
        />
      ))}
      <SubmitButton label="Use these values" />
    </Form>
  )
}
