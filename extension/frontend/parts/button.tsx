import type { LucideIcon } from 'lucide-react'
import { forwardRef, type ReactNode } from 'react'
import { useId } from './id.ts'
import { useToast } from './toast.tsx'
import './button.css'

type Props = {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly look?: 'plain' | 'strong' | 'quiet' | 'danger' | undefined
  readonly size?: 'usual' | 'small' | undefined
  readonly icon?: LucideIcon | undefined
  /** Why it may not be pressed, or null. It stays in the order of focus, and says so when pressed. */
  readonly why?: string | null | undefined
  readonly isBusy?: boolean | undefined
  /** What is spoken, where the text alone would not tell. It begins with the text. */
  readonly label?: string | undefined
  readonly type?: 'button' | 'submit' | undefined
  readonly isPressed?: boolean | undefined
  readonly className?: string | undefined
}

/** A button. What may not be pressed is not taken away: it tells why. */
export const Button = forwardRef<HTMLButtonElement, Props>(function Button(props, ref) {
  const { children, onPress, look = 'plain', size = 'usual', icon: Icon, why = null } = props
  const { isBusy = false, label, type = 'button', isPressed, className = '' } = props
  const { toast } = useToast()
  const id = useId('why')
  return (
    <>
      <button
        ref={ref}
        type={type}
        className={`button button-${look} ${size === 'small' ? 'button-small' : ''} ${className}`}
        aria-disabled={isBusy || why !== null || undefined}
        aria-busy={isBusy || undefined}
        aria-label={label}
        aria-pressed={isPressed}
        aria-describedby={why === null ? undefined : id}
        title={why ?? undefined}
        onClick={(event) => {
          if (isBusy || why !== null) {
            event.preventDefault()
            if (why !== null) toast({ says: why, tone: 'warn' })
            return
          }
          onPress()
        }}
      >
        {Icon ? <Icon size={16} aria-hidden="true" /> : null}
        <span>{children}</span>
      </button>
      {why === null ? null : (
        <span id={id} hidden>
          {why}
        </span>
      )}
    </>
  )
})

type IconProps = {
  readonly icon: LucideIcon
  /** What it does; spoken, and shown on hovering. */
  readonly label: string
  readonly onPress: () => void
  readonly why?: string | null | undefined
  readonly isPressed?: boolean | undefined
}

/** A button that is a picture, where there is no room for words. */
export const IconButton = forwardRef<HTMLButtonElement, IconProps>(function IconButton(
  { icon: Icon, label, onPress, why = null, isPressed },
  ref,
) {
  const { toast } = useToast()
  return (
    <button
      ref={ref}
      type="button"
      className="icon-button"
      aria-label={label}
      title={why ?? label}
      aria-disabled={why !== null || undefined}
      aria-pressed={isPressed}
      onClick={() => (why === null ? onPress() : toast({ says: why, tone: 'warn' }))}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  )
})
