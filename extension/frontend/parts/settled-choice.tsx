import { Choices, type ChoicesProps } from './choices.tsx'
import { Resting } from './resting.tsx'
import { Select, type SelectProps } from './select.tsx'

type Settled<Props extends { readonly value: unknown }> = Omit<Props, 'onChange'> & {
  readonly onSettle: (value: Props['value']) => void
}

/** One of a few that is saved by itself, once it is meant. */
export function SettledSelect<Value extends string>(props: Settled<SelectProps<Value>>) {
  const { onSettle, ...rest } = props
  return (
    <Resting value={rest.value} onSettle={onSettle}>
      {(shown, choose) => <Select {...rest} value={shown} onChange={choose} />}
    </Resting>
  )
}

/** The same of those that need a sentence each. */
export function SettledChoices<Value extends string>(props: Settled<ChoicesProps<Value>>) {
  const { onSettle, ...rest } = props
  return (
    <Resting value={rest.value} onSettle={onSettle}>
      {(shown, choose) => <Choices {...rest} value={shown} onChange={choose} />}
    </Resting>
  )
}
