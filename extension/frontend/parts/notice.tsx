import type { ReactNode } from 'react'

type Props = {
  readonly tone: 'info' | 'warn' | 'bad'
  readonly title?: string
  readonly children: ReactNode
  readonly action?:
    { readonly label: string; readonly run: () => void; readonly isBusy?: boolean } | undefined
}

/** A sentence that needs to be read, with what can be done about it. */
export const Notice = ({ tone, title, children, action }: Props) => (
  <div className={`notice notice-${tone}`} role={tone === 'info' ? 'status' : 'alert'}>
    <div className="notice-text">
      {title ? <strong>{title}</strong> : null}
      <p>{children}</p>
    </div>
    {action ? (
      <button type="button" className="button" onClick={action.run} disabled={action.isBusy}>
        {action.label}
      </button>
    ) : null}
  </div>
)
