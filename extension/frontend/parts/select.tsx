import { Field } from './field.tsx'

export type Option<Value extends string> = {
  readonly value: Value
  readonly label: string
  /** Options with the same heading stand together under it. */
  readonly group?: string | undefined
  /** Why it cannot be chosen, or null. */
  readonly why?: string | null | undefined
}

export type SelectProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly hint?: string | undefined
  readonly wrong?: string | null | undefined
  /** The label is spoken only. */
  readonly isBare?: boolean | undefined
  readonly why?: string | null | undefined
  /** What forbids it stands above already: here it is only spoken. */
  readonly isToldAbove?: boolean | undefined
}

/** One of a few, by the browser's own list: it works docked, by touch and by voice. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, options, onChange, why = null, ...said } = props
  const groups = [...new Set(options.map(({ group }) => group))]
  return (
    <Field {...said} why={why}>
      {(described) => (
        <select
          {...described}
          className="input select"
          value={value}
          title={why ?? undefined}
          aria-disabled={why !== null || undefined}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value)
            if (chosen && why === null) onChange(chosen.value)
          }}
        >
          {groups.map((group) => {
            const shown = options
              .filter((option) => option.group === group)
              .map((option) => (
                <option key={option.value} value={option.value} disabled={Boolean(option.why)}>
                  {option.why ? `${option.label} (${option.why})` : option.label}
                </option>
              ))
            return group === undefined ? (
              shown
            ) : (
              <optgroup key={group} label={group}>
                {shown}
              </optgroup>
            )
          })}
        </select>
      )}
    </Field>
  )
}
