import { createContext, type ReactNode, useContext, useState } from 'react'
import { InFooter } from './overlays.tsx'

type Values = { readonly [name: string]: unknown }
const Held = createContext<{ values: Values; change: (name: string, value: unknown) => void; id: string }>({
  values: {},
  change: () => {},
  id: '',
}) // prettier-ignore

const node = () => {
  const one = {
    optional: () => one,
    default: () => one,
    minLength: () => one,
    maxLength: () => one,
  }
  return one
}
export const Forms = { string: node, number: node, boolean: node, dateTime: node, plainDate: node }

let formNo = 0
type Field = { readonly name: string; readonly label: string; readonly placeholder?: string }
type Option = { readonly value: string; readonly label: string }

function Form({
  onSubmit,
  children,
}: {
  onSubmit: (values: Values) => void | Promise<void>
  children: ReactNode
}) {
  const [values, setValues] = useState<Values>({})
  const [id] = useState(() => `form${++formNo}`)
  const change = (name: string, value: unknown) =>
    setValues((before) => ({ ...before, [name]: value }))
  return (
    <Held.Provider value={{ values, change, id }}>
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault()
          void onSubmit(values)
        }}
      >
        {children}
      </form>
    </Held.Provider>
  )
}

function Combobox({ name, label, placeholder, options }: Field & { options: readonly Option[] }) {
  const { values, change } = useContext(Held)
  return (
    <label>
      {label}{' '}
      <select
        value={String(values[name] ?? '')}
        onChange={({ target }) => change(name, target.value === '' ? null : target.value)}
      >
        <option value="">{placeholder ?? 'Choose…'}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}

const SubmitButton = ({ label }: { label: string }) => {
  const { id } = useContext(Held)
  return (
    <InFooter>
      <button type="submit" form={id} className="main">
        {label}
      </button>
    </InFooter>
  )
}

const PARTS = { Form, Combobox, SubmitButton }
/** The inputs our app uses; another one fails the test that needs it, by name. */
export const useForm = () => PARTS
