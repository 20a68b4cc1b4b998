/**
 * Stands in for `attio/client`: the parts of it that our app uses, drawn as plain HTML. What is left out on purpose stands in
 * `left-out.ts`; a part that is missing here fails the test that needs it, by name.
 */
import {
  type ComponentType,
  type ReactNode,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import { InFooter } from './overlays.tsx'
import { store } from './store.ts'

export { Forms, useForm } from './form.tsx'
export { alert, confirm, showDialog, showToast } from './overlays.tsx'
export { Workflows } from './steps.tsx'

type Children = { readonly children?: ReactNode }

export const platform = 'web-app'
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

type BannerAction = { label: string; variant: string; onTrigger: () => void | Promise<void> }
export const Banner = ({
  variant,
  title,
  actions = [],
  children,
}: Children & { variant: string; title?: string; actions?: readonly BannerAction[] }) => (
  <div className={`banner ${variant}`} role={variant === 'error' ? 'alert' : 'status'}>
    {title === undefined ? null : <strong>{title}</strong>}
    <p>{children}</p>
    {actions.map(({ label, onTrigger }) => (
      <button key={label} type="button" onClick={() => void onTrigger()}>
        {label}
      </button>
    ))}
  </div>
)

type ButtonProps = { label: string; onClick: () => void; disabled?: boolean }
export const Button = ({ label, onClick, disabled = false }: ButtonProps) => (
  <InFooter>
    <button type="button" disabled={disabled} onClick={onClick}>
      {label}
    </button>
  </InFooter>
)

export const Section = ({ title, children }: Children & { title: string }) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
)

export const DescriptionList = Object.assign(({ children }: Children) => <dl>{children}</dl>, {
  Item: ({ label, children }: Children & { label: string }) => (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  ),
})

export const Table = Object.assign(
  ({ label, children }: Children & { label?: string }) => (
    // What scrolls is reached by keyboard too.
    <div className="wide" role="group" aria-label={label} tabIndex={0}>
      <table aria-label={label}>{children}</table>
    </div>
  ),
  {
    Header: ({ children }: Children) => (
      <thead>
        <tr>{children}</tr>
      </thead>
    ),
    HeaderCell: ({ children }: Children) => <th scope="col">{children}</th>,
    Body: ({ children }: Children) => <tbody>{children}</tbody>,
    Row: ({ children }: Children) => <tr>{children}</tr>,
    Cell: Object.assign(({ children }: Children) => <td>{children}</td>, { Badge }),
  },
)

type ItemProps = Children & { actionLabel: string; onTrigger: () => void | Promise<void> }
export const DialogList = Object.assign(({ children }: Children) => <ul>{children}</ul>, {
  Item: ({ actionLabel, onTrigger, children }: ItemProps) => (
    <li>
      <span>{children}</span>
      <button type="button" onClick={() => void onTrigger()}>
        {actionLabel}
      </button>
    </li>
  ),
})

export const Typography = {
  Body: ({ children }: Children) => <p>{children}</p>,
  Caption: ({ children }: Children) => <p className="caption">{children}</p>,
}
export const TextBlock = ({ children }: Children) => <p>{children}</p>
export const LoadingState = ({ children }: Children) => <p role="status">{children}</p>
export const Link = ({ href, children }: Children & { href: string }) => (
  <a href={href} target="_blank" rel="noreferrer">
    {children}
  </a>
)

type Ask = (...args: readonly unknown[]) => Promise<unknown>
const answers = new Map<string, Promise<unknown>>()
const reading = store(0)
const names = new Map<Ask, number>()

/** What was asked is forgotten, as when a page is opened anew. */
export function forgetAnswers(): void {
  answers.clear()
}

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
/** Saves by itself when it is left. */
const NumberInput = ({ name, label, placeholder }: FieldProps) => {
  const [saved, setSaved] = useState<string>()
  useEffect(() => {
    void settings().then((all) => setSaved(String(all[name] ?? '')))
  }, [name])
  const save = async (text: string) => {
    const all = { ...(await settings()), [name]: text === '' ? null : Number(text) }
    await fetch(SETTINGS, { method: 'POST', body: JSON.stringify(all) })
  }
  return (
    <label>
      {label}{' '}
      <input
        key={saved}
        type="number"
        name={name}
        placeholder={placeholder}
        defaultValue={saved}
        onBlur={({ target }) => void save(target.value)}
      />
    </label>
  )
}
const SETTINGS = '/attio-app/settings'
const settings = async (): Promise<{ readonly [name: string]: unknown }> =>
  (await fetch(SETTINGS)).json()

type SettingsButton = {
  title: string
  label: string
  description?: string
  onClick: () => void
}
export const Settings = {
  defineWorkspacePage: (schema: unknown, Page: ComponentType) => ({ schema, Page }),
  useForm: () => ({
    Form: ({ children }: Children) => <form>{children}</form>,
    Section,
    NumberInput,
    Button: ({ title, label, description, onClick }: SettingsButton) => (
      <p>
        {title}{' '}
        <button type="button" onClick={onClick}>
          {label}
        </button>
        <small>{description}</small>
      </p>
    ),
  }),
}
