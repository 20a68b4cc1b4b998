/**
 * Stands in for `attio/client`: the parts of it that our app uses, drawn as plain HTML. A part that is missing here fails
 * the test that needs it, by name.
 */
import { type ComponentType, type ReactNode, use, useSyncExternalStore } from 'react'

type Children = { readonly children?: ReactNode }

export const Extensions = { defineExtension: <T,>(extension: T): T => extension }

export const Widget = {
  TextWidget: ({ onTrigger, children }: Children & { onTrigger?: () => void | Promise<void> }) => (
    <button type="button" className="widget" onClick={() => void onTrigger?.()}>
      {children}
    </button>
  ),
  Title: ({ children }: Children) => <span className="widget-title">{children}</span>,
  Text: {
    Primary: ({ children }: Children) => <strong>{children}</strong>,
    Secondary: ({ children }: Children) => <small>{children}</small>,
  },
  Decoration: ({ children }: Children) => <span className="widget-decoration">{children}</span>,
  Loading: () => <p role="status">Loading</p>,
}

export const Badge = ({ color, children }: Children & { color: string }) => (
  <span className={`badge ${color}`}>{children}</span>
)

export const Banner = ({ variant, children }: Children & { variant: string }) => (
  <p className={`banner ${variant}`} role={variant === 'error' ? 'alert' : 'status'}>
    {children}
  </p>
)

export const Button = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <button type="button" onClick={onClick}>
    {label}
  </button>
)

export const Section = ({ title, children }: Children & { title: string }) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
)

export const DescriptionList = Object.assign(({ children }: Children) => <dl>{children}</dl>, {
  Item: ({ label, children }: Children & { label: string }) => (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  ),
})

export const Table = Object.assign(
  ({ label, children }: Children & { label?: string }) => (
    <table aria-label={label}>{children}</table>
  ),
  {
    Header: ({ children }: Children) => (
      <thead>
        <tr>{children}</tr>
      </thead>
    ),
    HeaderCell: ({ children }: Children) => <th>{children}</th>,
    Body: ({ children }: Children) => <tbody>{children}</tbody>,
    Row: ({ children }: Children) => <tr>{children}</tr>,
    Cell: ({ children }: Children) => <td>{children}</td>,
  },
)

export const Typography = {
  Caption: ({ children }: Children) => <p className="caption">{children}</p>,
}
export const TextBlock = ({ children }: Children) => <p>{children}</p>
export const LoadingState = ({ children }: Children) => <p role="status">{children}</p>
export const Link = ({ href, children }: Children & { href: string }) => (
  <a href={href}>{children}</a>
)

type Dialog = {
  readonly title: string
  readonly Dialog: ComponentType<{ hideDialog: () => void }>
  readonly close: () => void
}

/** A value that draws its readers anew when it changes. */
function store<T>(first: T) {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next: T) {
      value = next
      for (const tell of listeners) tell()
    },
    subscribe(tell: () => void) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
  }
}

const dialogs = store<readonly Dialog[]>([])
export const useDialogs = (): readonly Dialog[] =>
  useSyncExternalStore(dialogs.subscribe, dialogs.get)

export const showDialog = ({ title, Dialog }: Pick<Dialog, 'title' | 'Dialog'>): Promise<void> =>
  new Promise((closed) => {
    const dialog: Dialog = {
      title,
      Dialog,
      close() {
        dialogs.set(dialogs.get().filter((one) => one !== dialog))
        closed()
      },
    }
    dialogs.set([...dialogs.get(), dialog])
  })

type Ask = (...args: readonly unknown[]) => Promise<unknown>
const answers = new Map<string, Promise<unknown>>()
const reading = store(0)
const names = new Map<Ask, number>()

/** Suspends until every question is answered; answers are kept by question until invalidated. */
export function useAsyncCache(questions: {
  readonly [name: string]: Ask | readonly [Ask, ...unknown[]]
}) {
  useSyncExternalStore(reading.subscribe, reading.get)
  const asked = Object.entries(questions).map(([name, question]) => {
    const [ask, ...args] = typeof question === 'function' ? [question] : question
    if (!names.has(ask)) names.set(ask, names.size)
    const key = `${names.get(ask)} ${JSON.stringify(args)}`
    const answer = answers.get(key) ?? ask(...args)
    answers.set(key, answer)
    return { name, key, answer }
  })
  return {
    values: Object.fromEntries(asked.map(({ name, answer }) => [name, use(answer)])),
    invalidate(name: string) {
      answers.delete(asked.find((one) => one.name === name)?.key ?? '')
      reading.set(reading.get() + 1)
    },
  }
}

type FieldProps = { readonly name: string; readonly label: string; readonly placeholder?: string }
export const Settings = {
  defineWorkspacePage: (schema: unknown, Page: ComponentType) => ({ schema, Page }),
  useForm: () => ({
    Form: ({ children }: Children) => <form>{children}</form>,
    Section,
    NumberInput: ({ name, label, placeholder }: FieldProps) => (
      <label>
        {label} <input type="number" name={name} placeholder={placeholder} />
      </label>
    ),
    Toggle: ({ name, label }: FieldProps) => (
      <label>
        <input type="checkbox" name={name} /> {label}
      </label>
    ),
  }),
}
