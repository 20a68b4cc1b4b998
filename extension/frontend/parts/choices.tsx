import { useId } from './id.ts'
import './field.css'

export type Choice<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly says?: string | undefined
}
export type ChoicesProps<Value extends string> = {
  readonly legend: string
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
  readonly why?: string | null | undefined
}

/** One of a few that each need a sentence. */
export function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const { legend, value, choices, onChange, why = null } = props
  const name = useId('choices')
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className={`choice ${choice.value === value ? 'choice-chosen' : ''}`}
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            aria-disabled={why !== null || undefined}
            onChange={() => (why === null ? onChange(choice.value) : undefined)}
          />
          <span className="choice-label">{choice.label}</span>
          {choice.says ? <span className="choice-says">{choice.says}</span> : null}
        </label>
      ))}
      {why === null ? null : <p className="field-hint">{why}</p>}
    </fieldset>
  )
}
