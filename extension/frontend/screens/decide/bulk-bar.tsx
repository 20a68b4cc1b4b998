import type { ReactNode } from 'react'
import { say } from '../../words/say.ts'
import { number } from '../../words/time.ts'
import type { Chosen } from './chosen.ts'

type Props = {
  readonly ids: readonly string[]
  readonly chosen: Chosen
  /** What can be done with all that are chosen. */
  readonly children: ReactNode
}

/** Chooses all, says how many are chosen, and what can be done with them. */
export function BulkBar({ ids, chosen, children }: Props) {
  const marked = chosen.of(ids)
  const isAll = marked.length === ids.length
  return (
    <div className="bulk">
      <label className="bulk-all">
        <input
          type="checkbox"
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = marked.length > 0 && !isAll
          }}
          onChange={() => (isAll ? chosen.none() : chosen.all(ids))}
        />
        {marked.length === 0 ? say.decide.chooseAll : say.decide.chosen(number(marked.length))}
      </label>
      {marked.length > 0 ? <div className="buttons">{children}</div> : null}
    </div>
  )
}
