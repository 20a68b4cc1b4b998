import { useState } from 'react'
import { TextField, type TextProps } from './field.tsx'

type Props = Omit<TextProps, 'onChange' | 'wrong' | 'onDone'> & {
  /** What is wrong with what was typed, or null. */
  readonly check: (text: string) => string | null
  readonly onSettle: (text: string) => void
}

/** A field whose value counts once: when somebody presses Enter or leaves it. What is half typed is nobody's business. */
export function SettledField({ value, check, onSettle, ...rest }: Props) {
  const [text, setText] = useFollowing(value)
  const wrong = check(text)
  return (
    <TextField
      {...rest}
      value={text}
      wrong={wrong}
      onChange={setText}
      onDone={() => (wrong === null && text !== value ? onSettle(text) : undefined)}
    />
  )
}

/** What is typed over a value; when the value itself changes, that stands there. */
export function useFollowing(value: string): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState({ over: value, text: value })
  if (typed.over !== value) setTyped({ over: value, text: value })
  return [typed.over === value ? typed.text : value, (text) => setTyped({ over: value, text })]
}
