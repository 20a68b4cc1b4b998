import { X } from 'lucide-react'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
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

/** Says what was done, at the foot of the screen, with the way to take it back. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [standing, setStanding] = useState<readonly Standing[]>([])
  const last = useRef(0)
  const drop = useCallback(
    (key: number) => setStanding((all) => all.filter((one) => one.key !== key)),
    [],
  )
  const toaster = useMemo<Toaster>(
    () => ({
      toast: (toast) => {
        const key = ++last.current
        setStanding((all) =>
          // Said again, it need not stand twice; but what can be taken back only there stays.
          [
            ...all.filter(({ says, undo }) => undo !== undefined || says !== toast.says),
            { ...toast, key },
          ].slice(-MOST),
        )
      },
    }),
    [],
  )
  return (
    <Context.Provider value={toaster}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {standing.map((one) => (
          <Shown key={one.key} toast={one} onOver={() => drop(one.key)} />
        ))}
      </div>
    </Context.Provider>
  )
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
