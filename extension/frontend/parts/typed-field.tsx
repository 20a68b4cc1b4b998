import { useState } from 'react'
import type { Reading } from '../words/typed.ts'
import { TextField, type TextProps } from './field.tsx'

type Props<Value> = Omit<TextProps, 'value' | 'onChange' | 'onDone' | 'wrong'> & {
  readonly value: Value
  /** The value as it stands in the field. */
  readonly tell: (value: Value) => string
  readonly read: Reading<Value>
  readonly onChange: (value: Value) => void
}

/** A field for what is more than a text: what is typed stays as it is typed, and is given on only where it says a value. */
export function TypedField<Value>({ value, tell, read, onChange, ...rest }: Props<Value>) {
  const stands = tell(value)
  const [typed, setTyped] = useState({ text: stands, stands })
  const [isLeft, setLeft] = useState(false)
  // What was changed from elsewhere, by an undo say, is shown in place of what was typed.
  const text = typed.stands === stands ? typed.text : stands
  const now = read(text)
  return (
    <TextField
      {...rest}
      value={text}
      // Half of a value is no mistake yet while somebody types it.
      wrong={isLeft && !now.ok ? now.error : null}
      onDone={() => setLeft(true)}
      onChange={(next) => {
        const said = read(next)
        setTyped({ text: next, stands: said.ok ? tell(said.value) : stands })
        if (said.ok) {
          setLeft(false)
          onChange(said.value)
        }
      }}
    />
  )
}
