import { useId } from './id.ts'
import { useToast } from './toast.tsx'
import './field.css'

type Props = {
  readonly label: string
  readonly hint?: string | undefined
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  /** Why it may not be moved, or null. */
  readonly why?: string | null | undefined
}

/** On or off, at once. */
export function Switch({ label, hint, isOn, onChange, why = null }: Props) {
  const id = useId('switch')
  const { toast } = useToast()
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={isOn}
      aria-labelledby={id}
      aria-describedby={hint ? `${id}-hint` : undefined}
      aria-disabled={why !== null || undefined}
      title={why ?? undefined}
      onClick={() => (why === null ? onChange(!isOn) : toast({ says: why, tone: 'warn' }))}
    >
      <span className="switch-track" aria-hidden="true" />
      <span className="switch-text">
        <span id={id} className="switch-label">
          {label}
        </span>
        {hint ? (
          <span id={`${id}-hint`} className="quiet">
            {hint}
          </span>
        ) : null}
      </span>
    </button>
  )
}
