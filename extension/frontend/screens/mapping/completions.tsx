import { type KeyboardEvent, useState } from 'react'
import { begunAt, completed, type Completion, completionsOf } from '../../mapping/completion.ts'
import { useId } from '../../parts/id.ts'
import { say } from '../../words/say.ts'
import '../../parts/combobox.css'

const words = say.mapping

type Asked = {
  readonly text: string
  readonly all: Parameters<typeof completionsOf>[1]
  readonly onPut: (next: { text: string; cursor: number }) => void
}

/** What may follow in a text as it is typed: walked with the arrows, taken with Enter or Tab, left with Escape. */
export function useCompletion({ text, all, onPut }: Asked) {
  const id = useId('completions')
  const [cursor, setCursor] = useState<number | null>(null)
  const [at, setAt] = useState(0)
  const begun = cursor === null ? null : begunAt(text, cursor)
  const offered = begun ? completionsOf(begun, all) : []
  const close = () => setCursor(null)
  const chosen = Math.min(at, offered.length - 1)

  function takeIn(one: Completion | undefined) {
    if (!begun || cursor === null || !one) return
    onPut(completed(text, begun, cursor, one))
    close()
  }
  function onKeyDown(event: KeyboardEvent) {
    if (offered.length === 0) return
    const { key } = event
    if (key === 'ArrowDown') setAt((chosen + 1) % offered.length)
    else if (key === 'ArrowUp') setAt((chosen + offered.length - 1) % offered.length)
    else if (key === 'Enter' || key === 'Tab') takeIn(offered[chosen])
    else if (key === 'Escape') close()
    else return
    event.preventDefault()
  }
  return {
    input: {
      'aria-autocomplete': 'list' as const,
      'aria-controls': offered.length > 0 ? id : undefined,
      'aria-activedescendant': offered.length > 0 ? `${id}-${chosen}` : undefined,
      onKeyDown,
      onBlur: close,
      // Wherever the cursor is moved to, nothing is being typed there yet.
      onClick: close,
    },
    typed: (where: number) => {
      setCursor(where)
      setAt(0)
    },
    list: { id, offered, chosen, onTake: takeIn },
  }
}

type ListProps = {
  readonly id: string
  readonly offered: readonly Completion[]
  readonly chosen: number
  readonly onTake: (one: Completion) => void
}

export const Completions = ({ id, offered, chosen, onTake }: ListProps) => (
  <>
    {offered.length > 0 ? (
      <ul id={id} className="listbox completions" role="listbox" aria-label={words.completions}>
        {offered.map((one, index) => (
          <li
            key={one.name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={`listbox-item ${index === chosen ? 'listbox-at' : ''}`}
            // The text keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(one)}
          >
            <span>{one.name}</span>
            <span className="quiet">{one.note}</span>
          </li>
        ))}
      </ul>
    ) : null}
    <span className="unseen" role="status">
      {offered.length > 0 ? words.offered(offered.length) : ''}
    </span>
  </>
)
