import type { Value } from '../../../shared/value.ts'
import { say } from '../words/say.ts'
import { markNew, tellValue } from '../words/value.ts'
import './value.css'

/** A value as people read it; what is empty says so. With `than`, what is new in it is marked. */
export function Shown({
  value,
  than,
}: {
  readonly value: Value
  readonly than?: Value | undefined
}) {
  const text = tellValue(value)
  if (text === '') return <span className="value-empty">{say.values.empty}</span>
  if (than === undefined) return <span className="value">{text}</span>
  return (
    <span className="value">
      {markNew(tellValue(than), text).map((piece, at) =>
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
