import type { ReactNode } from 'react'
import { useId } from './id.ts'
import './field.css'

/** What the control itself has to carry, so that its label, hint and error are spoken with it. */
export type Described = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
  readonly 'aria-required': boolean | undefined
}

type Props = {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with what was entered and how to mend it, or null. */
  readonly wrong?: string | null | undefined
  readonly isRequired?: boolean | undefined
  /** Why it may not be changed, or null. */
  readonly why?: string | null | undefined
  /** What forbids it stands above already: here it is only spoken. */
  readonly isToldAbove?: boolean | undefined
  /** The label is spoken only: where the surroundings show it already. */
  readonly isBare?: boolean | undefined
  readonly children: (described: Described) => ReactNode
}

/** A label, what is entered, and what there is to say about it. */
export function Field({
  label,
  hint,
  wrong = null,
  isRequired,
  why = null,
  isToldAbove = false,
  isBare = false,
  children,
}: Props) {
  const id = useId('field')
  const isSpoken = why !== null && (isBare || isToldAbove)
  const says = wrong ?? (isSpoken ? hint : (why ?? hint))
  const about = [says === undefined ? [] : [`${id}-says`], isSpoken ? [`${id}-why`] : []].flat()
  return (
    <div className="field">
      <label htmlFor={id} className={isBare ? 'unseen' : undefined}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': about.length > 0 ? about.join(' ') : undefined,
        'aria-invalid': wrong !== null,
        'aria-required': isRequired,
      })}
      {isSpoken ? (
        <span id={`${id}-why`} hidden>
          {why}
        </span>
      ) : null}
      {says === undefined ? null : (
        <p
          id={`${id}-says`}
          className={wrong === null ? 'field-hint' : 'wrong'}
          role={wrong === null ? undefined : 'alert'}
        >
          {says}
        </p>
      )}
    </div>
  )
}

export type TextProps = Omit<Props, 'children'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Somebody pressed Enter in a line, or left the field. */
  readonly onDone?: (() => void) | undefined
  readonly type?: 'text' | 'search' | 'number' | 'date' | 'time' | 'url' | 'password' | undefined
  readonly placeholder?: string | undefined
  readonly isReadOnly?: boolean | undefined
  /** What may be chosen instead of typed. */
  readonly options?: readonly string[] | undefined
  readonly min?: number | string | undefined
  readonly max?: number | string | undefined
  readonly step?: number | undefined
  readonly lines?: number | undefined
}

/** One line of text, a number, a day or a time; several lines with `lines`. */
export function TextField({
  value,
  onChange,
  onDone,
  type = 'text',
  placeholder,
  isReadOnly,
  min,
  max,
  step,
  lines,
  options = [],
  why = null,
  ...rest
}: TextProps) {
  const list = useId('options')
  const forbidden = why === null ? {} : { 'aria-disabled': true, title: why }
  return (
    <>
      <Field {...rest} why={why}>
        {(described) =>
          lines ? (
            <textarea
              {...described}
              {...forbidden}
              className="input"
              rows={lines}
              value={value}
              placeholder={placeholder}
              readOnly={isReadOnly === true || why !== null}
              onChange={(event) => onChange(event.target.value)}
              onBlur={onDone}
            />
          ) : (
            <input
              {...described}
              {...forbidden}
              list={options.length > 0 ? list : undefined}
              className="input"
              type={type}
              value={value}
              placeholder={placeholder}
              readOnly={isReadOnly === true || why !== null}
              min={min}
              max={max}
              step={step}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange(event.target.value)}
              onBlur={onDone}
              onKeyDown={(event) => (event.key === 'Enter' ? onDone?.() : undefined)}
            />
          )
        }
      </Field>
      {options.length > 0 ? (
        <datalist id={list}>
          {options.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ) : null}
    </>
  )
}
