import * as Popover from '@radix-ui/react-popover'
import { ChevronDown, Ellipsis, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { say } from '../words/say.ts'
import { useToast } from './toast.tsx'
import './menu.css'

export type Action = {
  readonly label: string
  readonly icon?: LucideIcon | undefined
  readonly run: () => void
  readonly isDangerous?: boolean | undefined
  /** Why it may not be done, or null. */
  readonly why?: string | null | undefined
}
type Props = {
  readonly actions: readonly Action[]
  /** What the actions are about; spoken. */
  readonly label?: string | undefined
  /** Stands on the button; without it, three dots do. */
  readonly text?: string | undefined
  /** Why nothing of it may be done, or null. */
  readonly why?: string | null | undefined
}

/**
 * What is done less often, behind three dots or a word. Arrows move, Escape leaves. A browser’s own list is no place for
 * things to do: with the keyboard it takes each that one passes.
 */
export function Menu({ actions, label = say.parts.more, text: shown, why: whyAll = null }: Props) {
  const [isOpen, setOpen] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const { toast } = useToast()

  function move(event: KeyboardEvent) {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = items.findIndex((item) => item === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    items[(to + items.length) % items.length]?.focus()
  }

  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        ref={trigger}
        className={shown === undefined ? 'icon-button' : 'button button-plain button-small'}
        aria-label={label}
        aria-haspopup="menu"
        aria-disabled={whyAll !== null || undefined}
        title={whyAll ?? undefined}
        onClick={(event) => {
          if (whyAll === null) return
          event.preventDefault()
          toast({ says: whyAll, tone: 'warn' })
        }}
      >
        {shown === undefined ? (
          <Ellipsis size={18} aria-hidden="true" />
        ) : (
          <>
            <span>{shown}</span>
            <ChevronDown size={14} aria-hidden="true" />
          </>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          ref={list}
          className="menu"
          role="menu"
          aria-label={label}
          align={shown === undefined ? 'end' : 'start'}
          sideOffset={4}
          collisionPadding={8}
          onKeyDown={move}
        >
          {actions.map(({ label: text, icon: Icon, run, isDangerous, why = null }) => (
            <button
              key={text}
              type="button"
              role="menuitem"
              className={`menu-item ${isDangerous ? 'menu-danger' : ''}`}
              aria-disabled={why !== null || undefined}
              title={why ?? undefined}
              onClick={() => {
                if (why !== null) return toast({ says: why, tone: 'warn' })
                // What opens from here leads back to the three dots, not to what goes with the list.
                trigger.current?.focus()
                setOpen(false)
                run()
              }}
            >
              {Icon ? <Icon size={16} aria-hidden="true" /> : null}
              {text}
            </button>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
