import type { Value } from '../../../shared/value.ts'
import { say } from '../words/say.ts'
import { markNew, tellValue } from '../words/value.ts'
import './value.css'

type Props = {
  readonly value: Value
  /** What the first linked records in it are called. */
  readonly names?: readonly string[] | undefined
  readonly than?: { readonly value: Value; readonly names?: readonly string[] } | undefined
}

/** A value as people read it; what is empty says so. With `than`, what is new in it is marked. */
export function Shown({ value, names, than }: Props) {
  const text = tellValue(value, names)
  if (text === '') return <span className="value-empty">{say.values.empty}</span>
  if (than === undefined) return <span className="value">{text}</span>
  return (
    <span className="value">
      {markNew(tellValue(than.value, than.names), text).map((piece, at) =>
        piece.isNew ? (
          <mark key={at} className="value-new">
            {piece.text}
          </mark>
        ) : (
          <span key={at}>{piece.text}</span>
        ),
      )}
    </span>
  )
}
