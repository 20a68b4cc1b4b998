import * as Popover from '@radix-ui/react-popover'
import { CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import './menu.css'

type Props = { readonly label: string; readonly children: ReactNode }

/** A question mark with an answer behind it: help where it is needed, out of the way of those who need none. */
export const Hint = ({ label, children }: Props) => (
  <Popover.Root>
    <Popover.Trigger className="hint-open" aria-label={label}>
      <CircleHelp size={16} aria-hidden="true" />
    </Popover.Trigger>
    <Popover.Portal>
      <Popover.Content className="hint" aria-label={label} sideOffset={4} collisionPadding={8}>
        {children}
      </Popover.Content>
    </Popover.Portal>
  </Popover.Root>
)
