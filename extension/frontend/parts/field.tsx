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
  /** The label is spoken only: where the surroundings show it already. */
  readonly isBare?: boolean | undefined
  readonly children: (described: Described) => ReactNode
}

/** A label, what is entered, and what there is to say about it. */
export function Field({ label, hint, wrong = null, isRequired, isBare = false, children }: Props) {
  const id = useId('field')
  const hasMore = wrong !== null || hint !== undefined
  return (
    <div className="field">
      <label htmlFor={id} className={isBare ? 'unseen' : undefined}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': hasMore ? `${id}-says` : undefined,
        'aria-invalid': wrong !== null,
        'aria-required': isRequired,
      })}
      {hasMore ? (
        <p
          id={`${id}-says`}
          className={wrong === null ? 'field-hint' : 'wrong'}
          role={wrong === null ? undefined : 'alert'}
        >
          {wrong ?? hint}
        </p>
      ) : null}
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
  ...rest
}: TextProps) {
  return (
    <Field {...rest}>
      {(described) =>
        lines ? (
          <textarea
            {...described}
            className="input"
            rows={lines}
            value={value}
            placeholder={placeholder}
            readOnly={isReadOnly}
            onBlur={onDone}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...described}
            className="input"
            type={type}
            value={value}
            placeholder={placeholder}
            readOnly={isReadOnly}
            min={min}
            max={max}
            step={step}
            autoComplete="off"
            spellCheck={false}
            onBlur={onDone}
            onKeyDown={(event) => (event.key === 'Enter' ? onDone?.() : undefined)}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}
