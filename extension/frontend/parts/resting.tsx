import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import './field.css'

/** How long (ms) somebody who goes through a list with the keys stays at a choice until it is meant. */
const RESTS_MS = 900
/** What takes what is chosen, where every other key may only pass over it; a space may stand in a name that is typed. */
const TAKES: readonly string[] = ['Enter', 'Tab']

type Props<Value> = {
  readonly value: Value
  readonly onSettle: (value: Value) => void
  /** The choice itself, with what is shown as chosen. */
  readonly children: (shown: Value, choose: (value: Value) => void) => ReactNode
}

/**
 * A choice that is saved by itself. The arrows choose whatever they pass, which nobody means: with the keys it counts
 * once somebody stays there, presses Enter or goes on; by mouse or touch at once.
 */
export function Resting<Value>({ value, onSettle, children }: Props<Value>) {
  const [passed, setPassed] = useState<{ readonly value: Value } | null>(null)
  const waits = useRef<{ readonly value: Value; readonly timer: number } | null>(null)
  const isByKey = useRef(false)
  const latest = useRef({ value, onSettle })
  latest.current = { value, onSettle }

  const settle = useCallback(() => {
    const waiting = waits.current
    if (waiting === null) return
    clearTimeout(waiting.timer)
    waits.current = null
    // Back where it began: nothing was changed.
    if (waiting.value !== latest.current.value) latest.current.onSettle(waiting.value)
    setPassed(null)
  }, [])
  useEffect(() => {
    addEventListener('pagehide', settle)
    return () => {
      removeEventListener('pagehide', settle)
      settle()
    }
  }, [settle])

  const choose = (next: Value) => {
    clearTimeout(waits.current?.timer)
    waits.current = { value: next, timer: window.setTimeout(settle, RESTS_MS) }
    if (isByKey.current) setPassed({ value: next })
    else settle()
  }
  const press = ({ key }: KeyboardEvent) => {
    isByKey.current = !TAKES.includes(key)
    if (!isByKey.current) settle()
  }
  // From one radio button to the next is still within the choice.
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) settle()
  }
  return (
    <div
      className="resting"
      onKeyDownCapture={press}
      onPointerDownCapture={() => {
        isByKey.current = false
      }}
      onBlur={leave}
    >
      {children(passed === null ? value : passed.value, choose)}
    </div>
  )
}
