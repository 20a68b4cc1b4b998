import { Forms, LoadingState, showToast, useForm } from 'attio/client'
import { useState } from 'react'
import type { CardField } from '../../../shared/api/card.ts'
import { asked } from '../calls/asked.ts'
import resolve from '../calls/resolve.server'
import { fieldOf, textOf } from '../card/values.ts'
import { answersOf, nameAt } from './answers.ts'
import { decided } from './decided.ts'
import { settled } from './settled.ts'

type Props = {
  readonly conflicts: readonly CardField[]
  readonly look: () => Promise<unknown>
}

/** Whose value holds, chosen for each field; what is left open stays as it is. */
export function Resolve({ conflicts, look }: Props) {
  const [isBusy, setBusy] = useState(false)
  const schema = Object.fromEntries(
    conflicts.map((conflict) => [nameAt(conflict), Forms.string().optional()]),
  )
  const { Form, Combobox, SubmitButton } = useForm(schema, {})

  async function submit(values: { readonly [name: string]: unknown }) {
    const answers = answersOf(conflicts, values)
    if (answers.length === 0) {
      await showToast({ variant: 'warning', title: 'Nothing chosen', text: 'Choose a value for at least one field.' })
      return
    }
    setBusy(true)
    try {
      const answered = await asked(resolve(answers))
      await settled(look)
      await showToast(decided(answered, answers.length))
    } finally {
      setBusy(false)
    }
  } // prettier-ignore

  if (isBusy) return <LoadingState>Writing it to both sides…</LoadingState>
  return (
    <Form onSubmit={submit}>
      {conflicts.map((conflict) => (
        <Combobox
          key={nameAt(conflict)}
          name={nameAt(conflict)}
          label={fieldOf(conflict)}
          placeholder="Which value holds?"
          options={[
            { value: 'crm', label: `Attio: ${textOf(conflict.crm.value, conflict.crm.names)}` },
            { value: 'app', label: `Airtable: ${textOf(conflict.app.value, conflict.app.names)}` },
          ]}
        />
      ))}
      <SubmitButton label="Use these values" />
    </Form>
  )
}
