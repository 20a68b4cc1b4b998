/** The steps that the app brings to workflows, with the forms in which they are set up. */
import type { ComponentType } from 'react'

type Titled = { readonly title: string }
type Input = { readonly name: string; readonly label: string; readonly placeholder?: string }
type Way = {
  readonly id: string
  readonly label?: string
  readonly schema: { readonly [name: string]: Titled } | null
}

const TextInput = ({ name, label, placeholder }: Input) => (
  <label>
    {label} <input name={name} placeholder={placeholder} />
  </label>
)
/** A way on from the step, and what the next step finds there. */
const Outcome = ({ id, label = id, schema }: Way) => (
  <p>{[label, ...Object.values(schema ?? {}).map(({ title }) => title)].join(' · ')}</p>
)
const PARTS = { TextInput, AttioRecordInput: TextInput, Outcome }

const titled = (title = '') => ({ title, optional: () => titled(title) })
const text = () => ({ title: titled })

export const Workflows = {
  defineConfigurator: (block: unknown, render: (block: unknown) => React.ReactNode) => () =>
    render(block),
  useConfigurator: () => PARTS,
  OutcomeSchema: { string: text },
}

export type Step = {
  readonly id: string
  readonly block: Titled & { readonly description: string; readonly Configurator: ComponentType }
}

export const Steps = ({ steps }: { readonly steps: readonly Step[] }) => (
  <details>
    <summary>Workflow steps</summary>
    {steps.map(({ id, block: { title, description, Configurator } }) => (
      <form key={id} aria-label={title}>
        <strong>{title}</strong>
        <p className="caption">{description}</p>
        <Configurator />
      </form>
    ))}
  </details>
)
