import * as Radix from '@radix-ui/react-dialog'
import { X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { say } from '../words/say.ts'
import { openedBy, returnPoint } from './opener.ts'
import { focusHeading } from './focus-heading.ts'
import './dialog.css'

type Props = {
  readonly title: string
  /** One sentence under the title: what this is for. */
  readonly says?: string | undefined
  readonly onClose: () => void
  readonly children: ReactNode
  /** The buttons at its foot, the strong one last. */
  readonly footer?: ReactNode
  /** Where the focus goes where what opened it is gone by then. */
  readonly backTo?: (() => HTMLElement | null) | undefined
  readonly size?: 'usual' | 'wide' | undefined
}

const LISTING = 'input[aria-expanded="true"], textarea[aria-activedescendant]'

/** Something to be dealt with before going on. It holds the focus, and Escape leaves it. Docked, it fills the panel. */
export function Dialog(props: Props) {
  const { title, says, onClose, children, footer, backTo, size = 'usual' } = props
  // It is opened from many places, none of which the library knows as its trigger.
  const [opener] = useState(() => document.activeElement)
  return (
    <Radix.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          ref={(content) => openedBy(content, opener)}
          className={`dialog dialog-${size}`}
          onEscapeKeyDown={(event) => {
            // A list that is open at a field goes first.
            if (event.target instanceof Element && event.target.matches(LISTING))
              event.preventDefault()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            const back = returnPoint(opener) ?? backTo?.() ?? null
            if (back === null) focusHeading()
            else back.focus()
          }}
          {...(says ? {} : { 'aria-describedby': undefined })}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            <Radix.Close className="icon-button" aria-label={say.parts.close}>
              <X size={18} aria-hidden="true" />
            </Radix.Close>
            {says ? <Radix.Description className="quiet">{says}</Radix.Description> : null}
          </header>
          <div className="dialog-body">{children}</div>
          {footer ? <footer className="dialog-foot">{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
