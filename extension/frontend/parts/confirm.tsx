import { type ReactNode } from 'react'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

type Props = {
  readonly title: string
  readonly says: string
  /** What the button that does it says. */
  readonly label: string
  readonly isBusy?: boolean | undefined
  readonly why?: string | null | undefined
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** Asked only before what cannot be taken back. */
export const Confirm = ({
  title,
  says,
  label,
  isBusy,
  why,
  onConfirm,
  onClose,
  children,
}: Props) => (
  <Dialog
    title={title}
    says={says}
    onClose={onClose}
    footer={
      <>
        <Button onPress={onClose}>{say.settings.cancel}</Button>
        <Button look="danger" isBusy={isBusy} why={why} onPress={onConfirm}>
          {label}
        </Button>
      </>
    }
  >
    {children}
  </Dialog>
)
