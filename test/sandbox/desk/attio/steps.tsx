/** The steps and triggers that the app brings to workflows, with the forms in which they are set up. */
import { type ComponentType, createContext, useContext, useState } from 'react'

type Titled = { readonly title: string }
type Input = { readonly name: string; readonly label: string; readonly placeholder?: string }
type Way = {
  readonly id: string
  readonly label?: string
  readonly schema: { readonly [name: string]: Titled } | null
}

/** What is entered in a form, by the names of its fields. */
const Entered = createContext<{
  readonly values: { readonly [name: string]: string }
  enter(name: string, value: string): void
}>({ values: {}, enter: () => {} })

function TextInput({ name, label, placeholder }: Input) {
  const { enter } = useContext(Entered)
  return (
    <label>
      {label}{' '}
      <input
        name={name}
        placeholder={placeholder}
        onChange={({ target }) => enter(name, target.value)}
      />
    </label>
  )
}
/** Offers records of these objects only. */
const RecordInput = ({
  objectSlug,
  ...input
}: Input & { readonly objectSlug: readonly string[] }) => (
  <TextInput {...input} placeholder={`One of ${objectSlug.join(', ')}`} />
)
/** A way on from the step, and what the next step finds there. */
const Outcome = ({ id, label = id, schema }: Way) => (
  <p>{[label, ...Object.values(schema ?? {}).map(({ title }) => title)].join(' · ')}</p>
)
const PARTS = { TextInput, AttioObjectInput: TextInput, AttioRecordInput: RecordInput, Outcome }

const titled = (title = '') => ({ title, optional: () => titled(title) })
const text = () => ({ title: titled })

export const Workflows = {
  defineConfigurator: (block: unknown, render: (block: unknown) => React.ReactNode) => () =>
    render(block),
  useConfigurator() {
    const { values } = useContext(Entered)
    // All that is watched here is an object.
    const watch = (name: string) =>
      values[name] ? { type: 'static', value: { object: values[name] } } : undefined
    return { ...PARTS, watch }
  },
  OutcomeSchema: { string: text, attioRecord: text },
}

export type Step = {
  readonly id: string
  readonly block: Titled & { readonly description: string; readonly Configurator: ComponentType }
}

export const Steps = ({ steps }: { readonly steps: readonly Step[] }) => (
  <details>
    <summary>Workflow steps</summary>
    {steps.map(({ id, block }) => (
      <StepForm key={id} {...block} />
    ))}
  </details>
)

function StepForm({ title, description, Configurator }: Step['block']) {
  const [values, setValues] = useState<{ readonly [name: string]: string }>({})
  const enter = (name: string, value: string) => setValues((old) => ({ ...old, [name]: value }))
  return (
    <form aria-label={title}>
      <strong>{title}</strong>
      <p className="caption">{description}</p>
      <Entered value={{ values, enter }}>
        <Configurator />
      </Entered>
    </form>
  )
}
