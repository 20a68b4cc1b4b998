import { X } from 'lucide-react'
import {
  createContext,
  type FocusEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { focusHeading } from './focus-heading.ts'
import { say } from '../words/say.ts'
import './toast.css'

export type Toast = {
  readonly says: string
  readonly tone?: 'info' | 'good' | 'warn' | 'bad'
  /** Takes back what was just done; offered as long as the toast stands. */
  readonly undo?: () => void
  /** How long it stands (ms), where that is not as usual: as long as it can be undone. */
  readonly stands?: number
}
export type Toaster = { readonly toast: (toast: Toast) => void }

/** How long one stands (ms); longer with something to press. Looking at it or focusing it stops the clock. */
const STANDS = 6_000
const STANDS_WITH_UNDO = 12_000
const MOST = 3

const Context = createContext<Toaster>({ toast: () => {} })
export const useToast = (): Toaster => useContext(Context)

type Standing = Toast & { readonly key: number }

/**
 * Said again, it need not stand twice, and two that say what went wrong would take half of a docked panel. But what can be
 * taken back only there stays.
 */
const isOvertaken = (one: Toast, next: Toast): boolean =>
  one.undo === undefined && (one.says === next.says || (one.tone === 'bad' && next.tone === 'bad'))

/** Says what was done, at the foot of the screen, with the way to take it back. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [standing, setStanding] = useState<readonly Standing[]>([])
  const last = useRef(0)
  const box = useRef<HTMLDivElement>(null)
  useAboveFoot(box, standing.length)
  const cameFrom = useFocusBack(box, standing.length)
  const drop = useCallback(
    (key: number) => setStanding((all) => all.filter((one) => one.key !== key)),
    [],
  )
  const toaster = useMemo<Toaster>(
    () => ({
      toast: (toast) => {
        const key = ++last.current
        setStanding((all) =>
          [...all.filter((one) => !isOvertaken(one, toast)), { ...toast, key }].slice(-MOST),
        )
      },
    }),
    [],
  )
  const latest = standing.filter(({ undo }) => undo !== undefined).at(-1)
  useUndoKey(
    latest &&
      (() => {
        latest.undo?.()
        drop(latest.key)
      }),
  )
  return (
    <Context.Provider value={toaster}>
      {children}
      <div className="toasts" role="status" aria-live="polite" ref={box} onFocus={cameFrom}>
        {standing.map((one) => (
          <Shown key={one.key} toast={one} onOver={() => drop(one.key)} />
        ))}
      </div>
    </Context.Provider>
  )
}

/**
 * Who came to a toast with Tab is led back there once it is gone.
 * @returns what notes where the focus came from.
 */
function useFocusBack(
  box: { readonly current: HTMLElement | null },
  count: number,
): (event: FocusEvent) => void {
  const from = useRef<Element | null>(null)
  useEffect(() => {
    if (from.current === null || box.current?.contains(document.activeElement)) return
    const back = from.current
    from.current = null
    // Somewhere else already, by their own will.
    if (document.activeElement !== document.body) return
    if (back instanceof HTMLElement && back.isConnected) back.focus()
    else focusHeading()
  }, [box, count])
  return ({ relatedTarget }) => {
    if (relatedTarget instanceof Element && !box.current?.contains(relatedTarget))
      from.current = relatedTarget
  }
}

/** Where Ctrl+Z is the field’s own, or where what was done before is out of reach. */
const ELSEWHERE = 'input:not([type=checkbox], [type=radio]), textarea, .dialog *'

/** Ctrl+Z takes back what the newest toast offers: with Tab it may be the whole screen away, and it does not stand for long. */
function useUndoKey(undo: (() => void) | undefined): void {
  const latest = useRef(undo)
  latest.current = undo
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isUndo = event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      const isElsewhere = event.target instanceof Element && event.target.matches(ELSEWHERE)
      if (!isUndo || isElsewhere || !latest.current) return
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

/** A foot that is this far up (px) is not docked, and hides nothing. */
const DOCKED = 240

/** Nobody has to wait for a toast to go before they press what stands at the foot of the screen. */
function useAboveFoot(box: { readonly current: HTMLElement | null }, count: number): void {
  useLayoutEffect(() => {
    if (count === 0) return undefined
    const place = () => {
      const top = document.querySelector('.screen-foot')?.getBoundingClientRect().top ?? Infinity
      const above = window.innerHeight - top
      box.current?.style.setProperty('--above', `${above < DOCKED ? Math.max(0, above) : 0}px`)
    }
    place()
    addEventListener('scroll', place, { passive: true })
    addEventListener('resize', place)
    return () => {
      removeEventListener('scroll', place)
      removeEventListener('resize', place)
    }
  }, [box, count])
}

type ShownProps = { readonly toast: Toast; readonly onOver: () => void }

function Shown({ toast: { says, tone = 'info', undo, stands }, onOver }: ShownProps) {
  const [isHeld, setHeld] = useState(false)
  const over = useRef(onOver)
  over.current = onOver
  const ms = stands ?? (undo ? STANDS_WITH_UNDO : STANDS)
  // What can be undone only for so long is not held up: then its button would promise too much.
  const isStopped = isHeld && stands === undefined
  useEffect(() => {
    if (isStopped) return undefined
    const timer = setTimeout(() => over.current(), ms)
    return () => clearTimeout(timer)
    // The clock begins anew only when somebody lets go of it.
  }, [isStopped, ms])
  const hold = { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) }
  return (
    <div
      className={`toast toast-${tone}`}
      {...hold}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p>{says}</p>
      {undo ? (
        <button
          type="button"
          className="toast-button"
          aria-keyshortcuts="Control+Z Meta+Z"
          title={say.parts.undoKey}
          onClick={() => {
            undo()
            onOver()
          }}
        >
          {say.parts.undo}
        </button>
      ) : null}
      <button
        type="button"
        className="toast-button toast-close"
        aria-label={say.parts.dismiss}
        onClick={onOver}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  )
}
