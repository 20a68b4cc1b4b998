/** What lies above the page: dialogs, questions and toasts, each settled when it closes. */
import {
  type ComponentType,
  createContext,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { Boundary } from './boundary.tsx'
import { store, useStore } from './store.ts'

type Overlay = { readonly title: string; readonly close: () => void } & (
  | { readonly is: 'dialog'; readonly Dialog: ComponentType<{ hideDialog: () => void }> }
  | { readonly is: 'question'; readonly text: string; readonly buttons: readonly Answer[] }
)
type Answer = { readonly label: string; readonly isMain: boolean; readonly onClick: () => void }

const overlays = store<readonly Overlay[]>([])
function open(make: (close: () => void) => Overlay): void {
  const overlay: Overlay = make(() => overlays.set(overlays.get().filter((one) => one !== overlay)))
  overlays.set([...overlays.get(), overlay])
}

export const showDialog = ({
  title,
  Dialog,
}: {
  title: string
  Dialog: ComponentType<{ hideDialog: () => void }>
}): Promise<void> =>
  new Promise((closed) =>
    open((close) => ({ is: 'dialog', title, Dialog, close: () => (close(), closed()) })),
  )

type Ask = { title?: string; text?: string; confirmLabel?: string; cancelLabel?: string }
export const confirm = ({
  title = '',
  text = '',
  confirmLabel = 'OK',
  cancelLabel = 'Cancel',
}: Ask) =>
  new Promise<boolean>((said) =>
    open((close) => {
      const say = (answer: boolean) => () => (close(), said(answer))
      const buttons = [
        { label: cancelLabel, isMain: false, onClick: say(false) },
        { label: confirmLabel, isMain: true, onClick: say(true) },
      ]
      return { is: 'question', title, text, buttons, close: say(false) }
    }),
  )

export const alert = ({ title, text, okLabel = 'OK' }: { title: string; text: string; okLabel?: string }) =>
  new Promise<void>((read) =>
    open((close) => {
      const done = () => (close(), read())
      return { is: 'question', title, text, buttons: [{ label: okLabel, isMain: true, onClick: done }], close: done }
    }),
  ) // prettier-ignore

/** Where the buttons of a dialog go, wherever they stand in it. */
const Footer = createContext<HTMLElement | null>(null)
export const InFooter = ({ children }: { children: ReactNode }) => {
  const footer = useContext(Footer)
  return footer === null ? children : createPortal(children, footer)
}

export const Overlays = () =>
  useStore(overlays).map((overlay, index) => <Shown key={index} overlay={overlay} />)

function Shown({ overlay }: { readonly overlay: Overlay }) {
  const [footer, setFooter] = useState<HTMLElement | null>(null)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div className="veil">
      <div
        role="dialog"
        aria-modal="true"
        aria-label={overlay.title}
        tabIndex={-1}
        ref={box}
        onKeyDown={({ key }) => {
          if (key === 'Escape') overlay.close()
        }}
      >
        <h2>{overlay.title}</h2>
        {overlay.is === 'question' ? (
          <p>{overlay.text}</p>
        ) : (
          <div className="body">
            <Footer.Provider value={footer}>
              <Boundary>
                <Suspense fallback={<p role="status">Loading</p>}>
                  <overlay.Dialog hideDialog={overlay.close} />
                </Suspense>
              </Boundary>
            </Footer.Provider>
          </div>
        )}
        <footer>
          <span ref={setFooter} className="buttons" />
          {overlay.is === 'question' ? (
            overlay.buttons.map(({ label, isMain, onClick }) => (
              <button key={label} type="button" className={isMain ? 'main' : ''} onClick={onClick}>
                {label}
              </button>
            ))
          ) : (
            <button type="button" onClick={overlay.close}>
              Close
            </button>
          )}
        </footer>
      </div>
    </div>
  )
}

type Toast = {
  readonly variant: string
  readonly title: string
  readonly text?: string
  readonly action?: { readonly label: string; readonly onClick: () => void } | null
  readonly durationMs?: number
  readonly progress?: number
}
type Placed = { readonly id: number; readonly toast: Toast }
const toasts = store<readonly Placed[]>([])
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let toastNo = 0

export async function showToast(options: Toast) {
  const id = ++toastNo
  const hide = () => toasts.set(toasts.get().filter((one) => one.id !== id))
  function place(toast: Toast): void {
    const others = toasts.get().filter((one) => one.id !== id)
    toasts.set([...others, { id, toast }])
    clearTimeout(timers.get(id))
    timers.set(id, setTimeout(hide, toast.durationMs ?? 4_000))
  }
  place(options)
  const current = () => toasts.get().find((one) => one.id === id)?.toast
  return {
    hideToast: async () => hide(),
    updateToast: async (more: Partial<Toast>) => {
      const before = current()
      if (before) place({ ...before, ...more })
    },
    upsertToast: async (more: Partial<Toast>) => place({ ...options, ...current(), ...more }),
  }
}

export const Toasts = () => (
  <div className="toasts" role="status" aria-label="Notifications">
    {useStore(toasts).map(({ id, toast }) => (
      <div key={id} className={`toast ${toast.variant}`}>
        <strong>{toast.title}</strong>
        {toast.text ? <p>{toast.text}</p> : null}
        {toast.progress === undefined ? null : (
          <progress value={toast.progress} max={100} aria-label={toast.title} />
        )}
        {toast.action ? (
          <button type="button" onClick={toast.action.onClick}>
            {toast.action.label}
          </button>
        ) : null}
      </div>
    ))}
  </div>
)
